"""Each act on its page."""
