"""Authoring: writing banks in the browser, publishing them."""
