"""How right the trainer's claims are, measured beside its peers in the same run: ``cue-trainer bench``."""
