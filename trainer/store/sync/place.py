"""What a place, a unit or a club, knows of itself."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from trainer.store.schema import here
from trainer.store.write import new_id

ID = "unit"


def own_id(connection: Connection) -> str:
    """The id of this place, made when it is first asked for; in a transaction that writes."""
    return own(connection, ID) or keep(connection, ID, new_id())


def own(connection: Connection, name: str) -> str | None:
    found = connection.scalar(select(here.c.value).where(here.c.name == name))
    return None if found is None else str(found)


def keep(connection: Connection, name: str, value: str) -> str:
    drop(connection, name)
    connection.execute(insert(here), {"name": name, "value": value})
    return value


def drop(connection: Connection, name: str) -> None:
    connection.execute(delete(here).where(here.c.name == name))
