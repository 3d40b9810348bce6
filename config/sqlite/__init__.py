"""SQLite with the functions that PostgreSQL has and it has not."""
