"""Results taken away, in whatever form somebody needs them, streamed page by page."""
