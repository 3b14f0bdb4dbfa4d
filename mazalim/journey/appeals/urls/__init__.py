"""Addresses of appeals: behind the complainant's door, and in the office."""
