"""What the product asks of a database beyond Django, in thin pieces that both databases bear."""
