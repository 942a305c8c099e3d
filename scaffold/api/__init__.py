"""An API that exists becomes a plugin: its document is read, some of it chosen, files made of it."""
