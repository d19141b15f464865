"""Care for who runs: when somebody needs rest, how much is enough, and what is checked before a start. Pure."""
