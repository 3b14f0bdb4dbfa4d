"""PostgreSQL as a country runs it, tried on this machine: a pooler, a migration under load, several workers under kills."""
