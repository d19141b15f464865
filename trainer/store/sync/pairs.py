"""Who may be one child, typed in at two places: for the coach to say, never decided here.

Of one name and age band, first known at two places. A number that stands for a name is no name, so nothing is offered
of a child whose name did not come here; nor of two of whom somebody said that they are two.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

from trainer.facts import Person
from trainer.store.merges import newest_words
from trainer.store.open import Store
from trainer.store.pages import SHORT
from trainer.store.roster import people
from trainer.store.sync.edits import edits_in
from trainer.store.sync.fields import HOME
from trainer.store.sync.place import ID, own


def likely(store: Store) -> tuple[tuple[Person, Person], ...]:
    """The pairs, by name; first the one whom a parent let be named, or who was known first."""
    alike: defaultdict[tuple[str, str], list[Person]] = defaultdict(list)
    for p in people(store):
        if p.name != p.id[:SHORT]:
            alike[p.name.casefold(), p.band].append(p)
    if all(len(some) == 1 for some in alike.values()):
        return ()
    with store.read() as connection:
        here = own(connection, ID) or ""
        homes = {id_: some[0].unit for (id_, field), some in edits_in(connection, "athlete").items() if field == HOME}
        said = newest_words(connection)
    pairs = (pair for some in alike.values() for pair in combinations(sorted(some, key=_order), 2))
    return tuple(
        (one, other)
        for one, other in pairs
        if homes.get(one.id, here) != homes.get(other.id, here) and frozenset((one.id, other.id)) not in said
    )


def _order(person: Person) -> tuple[bool, float, str]:
    return person.agreed_wall_s is None, person.since_wall_s or 0.0, person.id
