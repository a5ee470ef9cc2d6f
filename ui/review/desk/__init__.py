"""The desk: the queue, and the faces of a class day decided by key or by tap."""
