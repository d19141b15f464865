"""What to do: drills as data, and all chance. Knows no clock and no device."""
