"""Public figures and open data. It reads only."""
