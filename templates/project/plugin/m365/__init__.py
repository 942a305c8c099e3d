"""The plugin as an app of Microsoft 365: a zip that an organization uploads for Copilot."""
