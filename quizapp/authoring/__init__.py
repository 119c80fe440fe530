"""Authoring: writing banks in the browser, publishing them, correcting keys, answering disputes."""
