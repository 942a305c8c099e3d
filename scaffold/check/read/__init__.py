"""A target becomes a plugin: its files or what its server answers, read with places."""
