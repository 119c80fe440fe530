"""The verifier: every published number of a report worked out a second time, from its responses and by other routes."""
