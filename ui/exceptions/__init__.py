"""The Exceptions page."""
