"""The version of the program, which an exported archive names; that of ``pyproject.toml``, which a test compares."""

VERSION = "0.1.0"
