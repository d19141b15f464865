"""When it happened and what it meant: engine, store, results. Knows time and truth, not pins, not HTTP."""
