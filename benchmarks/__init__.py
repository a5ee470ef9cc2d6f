"""Measurements; each runs with one command."""
