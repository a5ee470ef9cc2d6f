"""Attendance and Exceptions: figures, rules, charts and exports."""
