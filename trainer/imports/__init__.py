"""What comes in from files: results of another unit or an earlier time, and lists of athletes."""
