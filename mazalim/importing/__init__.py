"""Complaints of another system become ordinary cases. Stands above the journey, beside the other doors; nothing imports it."""
