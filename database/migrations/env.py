"""Alembic runs this file for every migration; ``database.migration`` hands it the open transaction."""

from alembic import context

from database.schema import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True
)
context.run_migrations()
