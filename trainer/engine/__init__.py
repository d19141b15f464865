"""The clock in hand: decides, presents, judges. One thread decides; others only queue to it."""
