"""Privacy: how long what is held, a pupil's erasure, the key and its recovery kit."""
