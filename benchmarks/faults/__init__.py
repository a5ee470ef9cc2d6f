"""Faults on purpose: kills, flipped bits, a full disk, a clock that jumps, a worker without memory. See `__main__`."""
