"""Attempts that are on and shown as they go: kept as if broken off here, in case the trainer is killed.

They stand in one row of what this place knows of itself, the newest over the one before, and are no results: neither
exported nor sent to a club. The next engine makes attempts of those that never got a verdict.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from sequences.codec import from_doc, to_doc
from trainer.errors import UnknownRow
from trainer.facts import Athlete, AttemptRecord
from trainer.store.open import Store
from trainer.store.sync.place import drop, keep, own
from trainer.store.write import write_attempt

NAME = "halfway"


def keep_halfway(store: Store, records: Sequence[AttemptRecord]) -> None:
    """These in the place of those before; no name is kept, only whose each is."""
    nameless = [to_doc(replace(record, athlete=Athlete(record.athlete.id, ""))) for record in records]
    with store.write() as connection:
        if nameless:
            keep(connection, NAME, json.dumps(nameless))
        else:
            drop(connection, NAME)


def take_up(store: Store) -> None:
    """What an engine that was killed left becomes attempts, but for those that were judged after all. Repeated, or cut
    off and repeated, it changes nothing. Nobody may be running on this store."""
    with store.read() as connection:
        found = own(connection, NAME)
    if found is None:
        return
    for doc in json.loads(found):
        try:
            write_attempt(store, from_doc(AttemptRecord, doc))
        except UnknownRow:
            continue  # its run is not kept any more
    keep_halfway(store, ())
