"""The complainant rates the reply, confirms it, or re-opens the case within the window."""
