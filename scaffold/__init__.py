"""Creates plugins for AI assistants and keeps them up to date."""

# The name to install it by, as in pyproject.toml. A fork has another: what each of them keeps in a
# home directory, such as the releases of its template, then never meets.
DISTRIBUTION = "create-ai-plugin"
