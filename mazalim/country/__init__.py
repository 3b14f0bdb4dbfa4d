"""The country's rules as loaded from its profile, by the day from which they hold."""
