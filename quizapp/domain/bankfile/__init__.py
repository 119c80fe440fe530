"""Bank files: reading YAML with places, saying what is wrong, fixing it, and the JSON Schema."""
