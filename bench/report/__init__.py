"""From what was measured to rows with a verdict, a table to read and a file to compare."""
