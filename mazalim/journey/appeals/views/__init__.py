"""The complainant's pages of an appeal, and those of the desk that decides it."""
