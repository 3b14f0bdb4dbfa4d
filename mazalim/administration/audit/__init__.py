"""The audit list: every change of what administrators look after, never edited."""
