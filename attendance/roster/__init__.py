"""Pupils: imports, reference photos, and the training sandbox's fictional district."""
