"""When more come than can be served: who waits, who is served first, and what those are told who are turned away."""
