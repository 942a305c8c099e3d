"""Keeps a database that holds data in step with the tables of the program."""
