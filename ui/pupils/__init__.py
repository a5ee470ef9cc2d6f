"""The Pupils page: choosing a class, its wall of reference photos, one pupil's photos."""
