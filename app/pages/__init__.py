"""One module per screen; ``frame.py`` is what they stand in."""
