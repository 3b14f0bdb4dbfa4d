"""The line on top of the public pages."""
