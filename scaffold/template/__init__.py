"""The template: its questions, what they render to, and its releases."""
