"""Upload: photos accepted from anywhere, queued, read, and handed to the register."""
