"""The wiring: settings, addresses, WSGI."""
