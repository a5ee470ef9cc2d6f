"""Photos to faces to matches, with numpy and torch alone; usable without the app."""
