"""The club's store: the same schema on PostgreSQL, where several units meet. Reached by psycopg, the extra ``club``.

A writer takes an advisory lock for its transaction, as it takes SQLite's: whoever writes is alone, and what it counted
before it inserts still holds. A reader sees one moment (REPEATABLE READ).
"""

from __future__ import annotations

import logging

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url
from sqlalchemy.exc import ArgumentError

from trainer.errors import StoreError
from trainer.store.file import NOT_OURS, SCHEMA, shown

WRITER = 0x6375652D_74726E72  # "cue-trnr": the advisory lock's number
CONNECT_S = 10
LOCK_MS = 5_000

ONE_MOMENT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
ALONE = f"SELECT pg_advisory_xact_lock({WRITER})"

# What PostgreSQL and its library say -> what we say. The first that fits.
SENTENCES = {
    "lock timeout": "is busy: another program kept it for 5 s; try again",
    "password": "does not let us in: look at the user and the password (PGPASSWORD, or ~/.pgpass)",
    "role": "does not know this user, or does not let it do this",
    "permission denied": "does not let this user do this: it must own the database, or be given it",
    "read-only transaction": "is read-only: name the server that can be written",
    "does not exist": "is not there: have the server's owner make it (createdb)",
    "No space left": "cannot grow: the server's disk is full",
    "could not extend": "cannot grow: the server's disk is full",
    "could not translate": "cannot be reached: no machine of that name",
    "Name or service": "cannot be reached: no machine of that name",
    "refused": "cannot be reached: nothing answers there",
    "No such file": "cannot be reached: nothing answers there",
    "timeout": "cannot be reached: it did not answer within 10 s",
    "closed the connection": "went away; try again",
    "terminating connection": "went away; try again",
    "connection is": "went away; try again",
    "consuming input": "went away; try again",
}


def club_engine(url: str) -> Engine:
    """Connects to this server when first asked. StoreError when the address or the driver will not do."""
    where = shown(url)
    try:
        parsed = make_url(url).set(drivername="postgresql+psycopg")
        engine = create_engine(
            parsed,
            pool_pre_ping=True,
            connect_args={
                "connect_timeout": CONNECT_S,
                "application_name": "cue-trainer",
                "options": f"-c lock_timeout={LOCK_MS} -c timezone=UTC",
            },
        )
    except (ArgumentError, ValueError) as exc:
        raise StoreError(f"database {where!r}: give postgresql://USER@HOST/NAME") from exc
    except ModuleNotFoundError as exc:
        raise StoreError(f"{where}: there is no psycopg here; install cue-trainer with its extra, club") from exc
    event.listen(engine, "begin", _begin)
    logging.getLogger("psycopg").setLevel(logging.CRITICAL)  # what it says is said in our sentence
    return engine


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("write")
    connection.exec_driver_sql(ALONE if writes else ONE_MOMENT)


def bring_up(connection: Connection, where: str) -> None:
    """Bring an empty or an older database to this trainer's schema. The database itself must have been made
    (``createdb``)."""
    if schema_on(connection, where) != SCHEMA:
        from trainer.store.migrate import upgrade  # noqa: PLC0415

        upgrade(connection)


def schema_on(connection: Connection, where: str) -> str | None:
    """The schema of the database; None of an empty one. StoreError when it is not ours."""
    tables = inspect(connection).get_table_names()
    if not tables:
        return None
    if "alembic_version" not in tables:
        raise StoreError(f"{where} {NOT_OURS}")
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def refusal(where: str, said: object) -> StoreError:
    """Our sentence for what the server or its library said."""
    first = next(iter(str(said).strip().splitlines()), "")
    ours = next((sentence for sign, sentence in SENTENCES.items() if sign in str(said)), f"cannot be used: {first}")
    return StoreError(f"{where} {ours}")
