"""Where a drill sends people on a field: their ways, what they can see, what stands in their way. Pure."""
