"""Django's backend for PostgreSQL that knows when a commit is not safe. DATABASES names this package as its ENGINE."""
