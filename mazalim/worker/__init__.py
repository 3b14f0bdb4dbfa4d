"""The loop that does the jobs and the schedules, by one table of each."""
