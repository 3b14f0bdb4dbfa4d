"""The case file: the complaint, its entries and what is tied to it; its lifecycle, deadlines, codes, search and access."""
