"""Sign-in and one's own account, page by page."""
