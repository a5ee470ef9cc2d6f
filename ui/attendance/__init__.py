"""The Attendance page."""
