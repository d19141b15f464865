"""A unit and its club: what is new goes to the club's store, athletes and drills go both ways, each thing once."""
