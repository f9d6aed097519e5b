"""The steps, in the order of ``database.migration.REVISIONS``."""
