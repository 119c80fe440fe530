"""Marking: marks that a person gives, late answers, corrections of keys, and what students say is wrong."""
