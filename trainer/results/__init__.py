"""Pure functions over stored facts: uncertainty, rules, ranks."""
