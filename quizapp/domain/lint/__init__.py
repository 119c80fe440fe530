"""Advice on a bank: item writing, guessability, surface cues, and the forms in which it is reported."""
