"""Where officers read: their work, lists, search, a case, the board. It writes nothing of a case."""
