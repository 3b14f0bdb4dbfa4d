"""Work in the database: jobs, answers kept for a retry, counters of limits."""
