"""The trainer tries itself: how late it waits, lights and sounds, against a rule, kept with the runs that follow."""
