"""The texts that a model sees: edited, tried at once, and written back to the project."""
