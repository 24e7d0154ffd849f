"""Seeing it run: what each turn reports of itself, and the logs and numbers made of that."""
