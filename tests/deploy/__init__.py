"""Tests of how the app stands on a network."""
