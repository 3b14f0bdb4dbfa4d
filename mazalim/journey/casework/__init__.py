"""Officers' acts on a case before its reply, and the sweep over deadlines."""
