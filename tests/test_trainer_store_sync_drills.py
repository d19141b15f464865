"""Own drills between units and their club: each as it was saved last, or both where two places changed it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from clubs import cut_short
from hypothesis import given, settings
from hypothesis import strategies as st
from records import empty_store
from units import QUICK

from trainer.errors import Refused
from trainer.own import remove_drill, save_drill
from trainer.own_files import OwnFiles
from trainer.store.open import Store
from trainer.store.sync.both import Synced, sync
from trainer.store.sync.disagree import disagreements
from trainer.store.sync.drills import keep_ours, others_of

NAMES = ("first", "second")


class Place:
    """A unit with its folder of drills."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.folder = folder
        self.files = OwnFiles(folder)

    def save(self, name: str, title: str) -> None:
        (self.folder / f"{name}.toml").unlink(missing_ok=True)
        save_drill(self.folder, name, drill(title).encode())

    def bring(self, club: Store) -> Synced:
        return sync(self.store, club, "unit", 1.0, drills=self.files)


def drill(title: str) -> str:
    return QUICK.replace('title = "Quick"', f'title = "{title}"')


@pytest.fixture
def places(tmp_path: Path) -> Iterator[tuple[Place, Place, Store]]:
    with ExitStack() as stack:
        stores = [stack.enter_context(empty_store()) for _ in range(3)]
        yield (*(Place(store, tmp_path / name) for store, name in zip(stores, NAMES, strict=False)), stores[2])


def test_a_drill_goes_there_and_back_and_away(places: tuple[Place, Place, Store]) -> None:
    first, second, club = places
    first.folder.mkdir()
    first.save("quick", "One")
    assert first.bring(club).sent == {"drill": 1}
    assert second.bring(club).got == {"drill": 1}
    assert second.files.texts() == {"quick": drill("One")}
    second.save("quick", "Two")
    for place in (second, first):
        place.bring(club)
    assert first.files.texts() == {"quick": drill("Two")}
    remove_drill(first.folder, "quick")
    for place in (first, second):
        place.bring(club)
    assert first.files.texts() == second.files.texts() == {}
    second.save("quick", "Three")
    for place in (second, first):
        place.bring(club)
    assert first.files.texts() == {"quick": drill("Three")}
    assert (first.bring(club).sent, first.bring(club).got) == ({}, {})


def test_changed_at_two_places_each_keeps_its_own_until_one_counts(places: tuple[Place, Place, Store]) -> None:
    first, second, club = places
    for place, title in ((first, "One"), (second, "Two")):
        place.folder.mkdir()
        place.save("quick", title)
    for place in (first, second, first):
        done = place.bring(club)
    (told,) = done.disagree
    assert (told.field, told.called, sorted(told.values)) == ("drill", "quick", [drill("One"), drill("Two")])
    assert (first.files.texts()["quick"], second.files.texts()["quick"]) == (drill("One"), drill("Two"))
    assert others_of(first.store, "quick", drill("One")) == (drill("Two"),)
    keep_ours(second.store, "quick", drill("Two"))
    for place in (second, first):
        assert place.bring(club).disagree == ()
    assert first.files.texts() == second.files.texts() == {"quick": drill("Two")}
    with pytest.raises(Refused, match="no two places disagree on the drill quick"):
        keep_ours(first.store, "quick", drill("Two"))


def test_a_file_that_was_lost_comes_back_and_what_is_no_drill_stays_out(places: tuple[Place, Place, Store]) -> None:
    first, second, club = places
    first.folder.mkdir()
    first.save("quick", "One")
    (first.folder / "broken.toml").write_text("title = ")
    first.bring(club)
    (first.folder / "quick.toml").unlink()  # by hand, or with the memory card
    assert first.bring(club).got == {"drill": 1}
    assert first.files.texts() == {"quick": drill("One")}
    assert not second.files.put("../quick", drill("One"))
    assert not second.files.put("wall-tap", drill("One"))
    assert not second.files.put("quick", "title = ")
    assert not second.folder.exists()


steps = st.lists(
    st.tuples(st.sampled_from(("save", "remove", "sync")), st.integers(0, 1), st.integers(1, 90)), max_size=10
)


@settings(max_examples=15)
@given(steps)
def test_wherever_it_is_cut_all_come_to_the_same(doing: list[tuple[str, int, int]]) -> None:
    from tempfile import TemporaryDirectory  # noqa: PLC0415

    with ExitStack() as stack:
        stores = [stack.enter_context(empty_store()) for _ in range(3)]
        folders = [Path(stack.enter_context(TemporaryDirectory())) for _ in range(2)]
        units, club = [Place(*pair) for pair in zip(stores, folders, strict=False)], stores[2]
        for what, number, n in doing:
            place = units[number]
            if what == "save":
                place.save("quick", f"Title {n}")
            elif what == "remove" and "quick" in place.files.texts():
                remove_drill(place.folder, "quick")
            elif what == "sync":
                cut_short(n, place.store, club, lambda _, club, place=place: place.bring(club))
        for place in (*units, *units):
            place.bring(club)
        assert disagreements(units[0].store) == disagreements(units[1].store) == disagreements(club)
        if not disagreements(club):
            assert units[0].files.texts() == units[1].files.texts()
