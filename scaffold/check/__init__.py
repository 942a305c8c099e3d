"""What is wrong with anybody's plugin, where, and how to fix it."""
