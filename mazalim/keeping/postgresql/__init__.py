"""What a large PostgreSQL needs beside its tables: roles with few rights, settings of storage, migrations that hold nobody up."""
