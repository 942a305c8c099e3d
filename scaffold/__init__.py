"""Creates plugins for AI assistants and keeps them up to date."""
