"""Is everything in order? One list of checks, seen by `python -m attendance doctor` and by the administration page."""
