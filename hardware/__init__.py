"""What lights, sounds and senses. Knows pins and clocks, neither drills nor databases."""
