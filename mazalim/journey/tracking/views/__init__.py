"""The complainant's pages, one module a matter."""
