"""Classes: who is in them, what is set before them, and how it is going."""
