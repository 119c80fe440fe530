"""What the pages of all features share: the request, guards, forms, markup, formatting, static files."""
