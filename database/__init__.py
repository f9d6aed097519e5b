"""People, templates and the access log in one SQLite file. The home of SQLAlchemy."""
