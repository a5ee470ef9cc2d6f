"""A block's week on two A4 pages."""
