"""Reading YAML with places: texts, mistakes, and the keys of one entry."""
