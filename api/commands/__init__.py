"""Command groups of `cue-trainer`; each module adds its commands to the one Typer app."""
