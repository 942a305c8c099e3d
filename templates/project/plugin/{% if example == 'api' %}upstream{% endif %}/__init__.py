"""The API behind the plugin: how it is called, and what of its answers goes on."""
