"""Conversations from files, played as tests."""
