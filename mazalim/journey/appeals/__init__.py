"""The complainant appeals to the body above; the desk there decides with reasons."""
