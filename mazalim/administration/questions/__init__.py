"""Questions and answers of the page for everybody."""
