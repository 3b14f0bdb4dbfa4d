"""One run: the installation, the filled country, every operation, the physical limits."""
