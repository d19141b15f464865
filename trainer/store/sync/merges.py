"""Which athletes are one, in both directions: every word that was said of two of them, each once."""

from __future__ import annotations

from collections.abc import Mapping

from trainer.store.merges import counts_as, put_words, words_in
from trainer.store.open import Store


def bring_merges(unit: Store, club: Store) -> tuple[int, int]:
    """Both have the same words afterwards. How many the club got, and the unit."""
    sent, got = (_copy(*way) for way in ((unit, club), (club, unit)))
    return sent, got


def _copy(source: Store, target: Store) -> int:
    with source.read() as connection:
        words = words_in(connection)
    with target.read() as connection:
        if words.keys() <= words_in(connection).keys():
            return 0
    with target.write() as connection:
        known = words_in(connection)
        fresh = [row for id_, row in words.items() if id_ not in known]
        put_words(connection, fresh)
    return len(fresh)


def deleted_whole(store: Store, tombstones: Mapping[str, float]) -> dict[str, float]:
    """These, and whoever is one with one of them: deleted when that one was first."""
    with store.read() as connection:
        now = counts_as(connection)
    first: dict[str, float] = {}
    for id_, wall_s in tombstones.items():
        kept = now.get(id_, id_)
        first[kept] = min(wall_s, first.get(kept, wall_s))
    others = {id_: first[kept] for id_, kept in now.items() if kept in first}
    return first | others | dict(tombstones)
