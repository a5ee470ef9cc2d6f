"""Hostile files, texts and answers made by code, and a runner that gives them to the app's own entry points.

python -m benchmarks.hostile [--cases 100000] [--seed 1] [--jobs 2] [--only KIND:NUMBER]
"""
