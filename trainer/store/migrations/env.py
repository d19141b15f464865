"""What Alembic runs: the revisions, in the transaction that the caller of trainer.store.migrate opened."""

from alembic import context

from trainer.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
