"""Thin pages: the first call of each is the guard."""
