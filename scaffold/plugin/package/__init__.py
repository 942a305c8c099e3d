"""A package that hosts install, its skills, and the marketplaces that list packages."""
