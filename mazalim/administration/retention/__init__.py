"""Retention: what is due by the country's rules, proposed by one administrator and confirmed by another. Counts and case numbers, no case."""
