"""The HTTP routes of the panel, one module a subject."""
