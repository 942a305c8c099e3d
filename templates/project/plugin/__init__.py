"""The plugin's server; `python -m plugin` starts it."""
