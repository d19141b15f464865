"""Reports for a child, a parent, a coach: one HTML file each, with its plots in it."""
