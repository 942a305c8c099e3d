"""A class list becomes a project for each learner, and what they install a folder to carry."""
