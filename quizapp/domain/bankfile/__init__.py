"""Bank files: a bank from its text, what contradicts what in it, repairs, and the JSON Schema."""
