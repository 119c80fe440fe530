"""Codes that people read from a board and type: of a class, of a way back, of a second step."""

import secrets

#: Letters and digits that cannot be mistaken for one another when read from a board.
CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXY"


def new_code(length: int = 8) -> str:
    """A code to read from a board: 31 letters and digits, 39.6 bits at eight characters."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(length))


def read_code(typed: str) -> str:
    """A typed code in its stored form: any case; spaces and dashes ignored."""
    return "".join(c for c in typed.upper() if c.isascii() and c.isalnum())[:32]
