"""Bytes become a document: a value with the place of each of its parts, within bounds."""
