"""The complainant follows by code and contact, adds, answers, contests, withdraws."""
