"""A running server: its start, its connections, and what it does beside requests."""
