"""Which body and which desk; suggestions; the central desk's screening and rulings."""
