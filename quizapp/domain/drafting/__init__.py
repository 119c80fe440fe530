"""Drafts that a teacher finishes: questions from the claims of a bank, claims from the text of an article. Rules only."""
