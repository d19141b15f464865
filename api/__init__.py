"""The ways in: the phone panel (FastAPI) and the command line. Knows HTTP and terminals."""
