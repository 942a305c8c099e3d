"""Answers become a project, and an older project a newer one."""
