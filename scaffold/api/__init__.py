"""An API that exists becomes a plugin: its document is read, chosen from, and made files of."""
