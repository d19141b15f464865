"""The wire to a real PostgreSQL is cut at any byte, and the sync repeated: nothing is lost, nothing is there twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from cutwire import CutWire
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from postgres import Server, database_of
from records import empty_store, open_run, record

from trainer.errors import StoreError
from trainer.exports.forms import Wish, pieces
from trainer.exports.names import Names
from trainer.facts import Person
from trainer.store.forget import forget, tombstones
from trainer.store.open import Store, open_store
from trainer.store.results import ALL, rows
from trainer.store.roster import people
from trainer.store.sync.both import sync
from trainer.store.sync.outbox import waiting
from trainer.store.write import Correction, add_athlete, add_correction, write_attempt

pytestmark = pytest.mark.xdist_group("postgres")

WHOLE = 250_000  # bytes: more than a first sync of what is here takes
NEWS = 15_000  # bytes: more than getting two words takes


@pytest.fixture(scope="module")
def wire(postgres: Server) -> Iterator[CutWire]:
    with TemporaryDirectory(prefix="cue-") as folder, closing(CutWire(Path(folder), postgres.folder)) as wire:
        yield wire


def fill(unit: Store) -> None:
    open_run(unit)
    for number in range(3):
        add_athlete(unit, Person(f"kid-{number}", f"Kid{number}", agreed_wall_s=1.0, agreed_by="mother"))
    write_attempt(unit, *(record(seq) for seq in range(1, 121)))
    add_correction(unit, Correction("run-1", 1, "void", "void", "coach", 1.0))
    forget(unit, {"kid-2": 3.0})


def exported(store: Store) -> list[str]:
    return sorted("".join(pieces(store, ALL, Wish("jsonl"), Names(wanted=False))).splitlines())


def over(wire: CutWire, name: str, unit: Store, left: int | None) -> str:
    """What was said when it was cut; empty when it was done before."""
    wire.cut_after(left)
    try:
        with open_store(wire.url(name), migrate=False) as club:
            sync(unit, club, "unit", 1.0)
    except StoreError as exc:
        return str(exc)
    return ""


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.integers(1, WHOLE), min_size=1, max_size=3))
def test_cut_at_any_byte_and_repeated(postgres: Server, club_template: str, wire: CutWire, cuts: list[int]) -> None:
    name = database_of(postgres.fresh(club_template))
    with empty_store() as unit:
        fill(unit)
        for left in cuts:
            said = over(wire, name, unit, left)
            assert "\n" not in said
        assert over(wire, name, unit, None) == ""
        assert waiting(unit) == {}
        with open_store(postgres.url(name), migrate=False) as club:
            assert exported(club) == [line.replace('"note":"windy"', '"note":""') for line in exported(unit)]
            assert [p.name for p in people(club) if p.agreed_wall_s] == ["Kid0", "Kid1"]
            assert tombstones(club) == {"kid-2": 3.0}
            for seq in (1, 2):
                add_correction(club, Correction("run-1", seq, "form", "clean", "coach", 2.0))
        over(wire, name, unit, cuts[0] % NEWS)
        assert over(wire, name, unit, None) == ""
        assert [row["form"] for row in rows(unit)][:3] == ["clean", "clean", None]


def test_a_cut_is_said_in_a_sentence(postgres: Server, club_template: str, wire: CutWire) -> None:
    name = database_of(postgres.fresh(club_template))
    with empty_store() as unit:
        fill(unit)
        before = wire.carried
        assert over(wire, name, unit, None) == ""
        assert 20_000 < wire.carried - before < WHOLE
        assert over(wire, name, unit, 3000).endswith("went away; try again")
