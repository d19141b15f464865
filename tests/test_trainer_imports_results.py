"""What was exported losslessly comes back: into an empty database, into one that has it, and never in part."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from outings import GOLDEN, empty_store, outing, played, together
from records import ANNA, BEN, edges, records, session, verdicts, words

from trainer.errors import FileError
from trainer.exports.json_lines import json_pieces
from trainer.exports.names import Names
from trainer.facts import AttemptRecord, Person, Verdict
from trainer.imports.results import BOM, PIECE, TakenIn, take_in
from trainer.store.forget import forget
from trainer.store.open import Store, open_store
from trainer.store.results import ALL, Filter, rows
from trainer.store.roster import people
from trainer.store.write import (
    Correction,
    Judgement,
    add_athlete,
    add_correction,
    add_session,
    write_attempt,
    write_edges,
    write_rescored,
)

DRILL = "backpedal-break"
CY = Person("athlete-c", "Cy", "12-13", 1.7e9, "his mother", "left-handed", 1.6e9)


def exported(store: Store, which: Filter = ALL, *, names: bool = True, notes: bool = True) -> str:
    return "".join(json_pieces(store, which, Names(wanted=names, notes=notes)))


def taken_in(store: Store, text: str, *, skip_bad: bool = False) -> TakenIn:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "export.jsonl"
        path.write_bytes(text.encode(errors="surrogateescape"))
        return take_in(store, path, skip_bad=skip_bad)


@cache
def _played() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "trainer.db"
        with open_store(path, migrate=True) as store:
            outing(store, DRILL)
            add_athlete(store, CY)
        return path.read_bytes()


@contextmanager
def played_store() -> Iterator[Store]:
    """A store with one outing in it, made anew."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "trainer.db"
        path.write_bytes(_played())
        with open_store(path, migrate=False) as store:
            yield store


def run_of(store: Store) -> str:
    return next(rows(store))["run"]


def check_round_trip(store: Store) -> None:
    for names in (True, False):
        with empty_store() as other:
            text = exported(store, names=names, notes=names)
            done = taken_in(other, text)
            assert exported(other, names=names, notes=names) == text
            again = taken_in(other, text)
            assert exported(other, names=names, notes=names) == text
            assert (done.bad, again.bad, +again.new) == ((), (), {})
            if names:
                assert list(rows(other)) == list(rows(store))


@pytest.mark.parametrize(("name", "level"), together(GOLDEN))
def test_whole_sessions_come_back(name: str, level: int | None) -> None:
    with played(name, level) as (store, _):
        check_round_trip(store)


kinds = st.one_of(
    st.tuples(st.just("void"), st.sampled_from(["void", None])),
    st.tuples(st.just("form"), st.sampled_from(["clean", "not yet", None])),
    st.tuples(st.just("reassign"), st.sampled_from([ANNA.id, BEN.id, None])),
    st.tuples(st.just("edge"), st.sampled_from(['[[1, "left", "beam", 5]]', None])),
)
said = st.tuples(kinds, words, words, words, st.floats(0, 2e9))


@settings(max_examples=12)
@given(
    st.lists(records, max_size=3, unique_by=lambda one: (one.seq, one.lane)),
    st.lists(said, max_size=3),
    st.lists(verdicts, max_size=2),
    edges,
)
def test_attempts_of_every_shape_come_back(written: list[AttemptRecord], word: Any, judged: Any, late: Any) -> None:
    with played_store() as store:
        run = run_of(store)
        write_attempt(store, *(replace(one, run=run, seq=one.seq + 100) for one in written if one.seq < 2**31 - 200))
        for (kind, value), who, why, detail, wall_s in word:
            add_correction(store, Correction(run, 1, kind, value, who, wall_s, why, detail))
        write_rescored(store, *(Judgement(run, 2, 1, verdict, "first break", 3) for verdict in judged))
        write_edges(store, run, 3, late)
        check_round_trip(store)


def test_athletes_sessions_and_their_words_come_along_only_when_wished() -> None:
    with empty_store() as store:
        outing(store, DRILL)
        add_athlete(store, CY)
        text = exported(store, names=False, notes=False)
        assert "Anna" not in text
        assert "left-handed" not in text
        assert '"name":"Cy"' in text
        with empty_store() as other:
            taken_in(other, text)
            assert [person.name for person in people(other)] == ["Cy", "athlete-", "athlete-"]
            assert {person.note for person in people(other)} == {""}
            taken_in(other, exported(store))
            assert [person.name for person in people(other)] == ["Anna", "Ben", "Cy"]


def test_one_session_and_one_athlete() -> None:
    with played_store() as store, empty_store() as other:
        outing(store, "wall-tap", wall_s=1_800_000_000.0)
        which = Filter(session=next(rows(store))["session"], athlete=ANNA.id)
        taken_in(other, exported(store, which))
        assert [person.name for person in people(other)] == ["Anna"]
        found = list(rows(other))
        assert found == list(rows(store, which))
        assert {row["athlete"] for row in found} == {"Anna"}


def test_what_came_to_an_attempt_meanwhile_is_added() -> None:
    with played_store() as store, empty_store() as other:
        taken_in(other, exported(store))
        run = run_of(store)
        first = next(rows(store))
        add_correction(store, Correction(run, 1, "void", "void", "coach", 1.0, "tripped"))
        write_rescored(store, Judgement(run, 2, 1, Verdict("omission", "reaction"), "first break", 3))
        done = taken_in(other, exported(store))
        assert (done.new["attempt"], done.new["addition"]) == (0, 2)
        assert exported(other) == exported(store)
        assert next(rows(other))["outcome"] == "void" != first["outcome"]


def test_who_was_deleted_here_stays_deleted() -> None:
    with played_store() as store:
        text = exported(store)
        forget(store, {ANNA.id: 1.0})
        taken_in(store, text)
        assert [person.name for person in people(store)] == ["Ben", "Cy"]


# --- bad lines ------------------------------------------------------------------------------------------------


def lines_of(store: Store) -> list[dict[str, Any]]:
    return [json.loads(line) for line in exported(store).splitlines()]


def as_text(lines: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(line) + "\n" for line in lines)


def place_of(lines: list[dict[str, Any]], kind: str) -> int:
    return next(number for number, line in enumerate(lines) if line["kind"] == kind)


def put(*path: str | int, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(line: dict[str, Any]) -> None:
        place: Any = line
        for part in path[:-1]:
            place = place[part]
        place[path[-1]] = value

    return change


def drop(key: str) -> Callable[[dict[str, Any]], None]:
    return lambda line: line.pop(key)


@pytest.mark.parametrize(
    ("kind", "change", "sentence"),
    [
        ("export", put("format", value=2), "is no export of this trainer: format 2: this trainer reads 1"),
        ("athlete", put("name", value="x" * 41), "athlete.name: 1 to 40 characters on one line"),
        ("athlete", put("name", value="a\nb"), "athlete.name: 1 to 40 characters on one line"),
        ("athlete", put("id", value="../x"), "athlete.id: 1 to 64 letters, digits, - and _, not '../x'"),
        ("athlete", put("band", value="7"), "athlete.band: expected one of"),
        ("athlete", put("weight", value=50), "athlete: unknown key weight"),
        ("drill", put("doc", "title", value="Another"), "drill.doc is not what drill.sha says"),
        ("field", put("doc", "sha", value="0"), "field.doc is not what field.sha says"),
        ("plan", put("sha", value="0" * 64), "plan.doc is not what plan.sha says"),
        ("session", put("simulated", value="yes"), "session.simulated: expected true or false"),
        ("run", put("session", value="another"), "there is no session another, here or in a line before"),
        ("run", drop("plan"), "run.plan: the key 'plan' is missing"),
        ("attempt", put("seq", value=0), "attempt.seq: 1 to 2147483647, not 0"),
        ("attempt", put("kind", value="try"), "kind 'try' is none of export, athlete"),
        ("attempt", put("run", value="another"), "there is no run another, here or in a line before"),
        ("attempt", put("verdicts", value=[]), "attempt.verdicts: at least one"),
        (
            "attempt",
            put("verdicts", 0, "splits", 0, "ns", value="9"),
            "attempt.verdicts[0].splits[0].ns: expected a whole",
        ),
        (
            "attempt",
            put("edges", 0, "t_ns", value=2**70),
            "is no JSON in UTF-8: the number 1180591620717411303424 is too",
        ),
        ("attempt", put("verdicts", 0, "answered", value="\ud800"), "is no JSON in UTF-8"),
        ("attempt", put("edges", 0, "t_ns", value=float("nan")), "is no JSON in UTF-8: the number NaN is none"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_kept(
    kind: str, change: Callable[[dict[str, Any]], None], sentence: str
) -> None:
    with played_store() as store, empty_store() as other:
        lines = lines_of(store)
        number = place_of(lines, kind)
        change(lines[number])
        with pytest.raises(FileError) as refused:
            taken_in(other, as_text(lines))
        assert sentence in str(refused.value)
        assert number == 0 or f"line {number + 1}: " in str(refused.value)
        assert list(rows(other)) == []
        assert people(other) == ()


def test_the_good_lines_are_taken_when_that_is_wished_and_the_others_named() -> None:
    with played_store() as store, empty_store() as other:
        lines = lines_of(store)
        at = place_of(lines, "attempt")
        put("seq", value=-1)(lines[at])
        text = as_text(lines[: at + 1]) + "half a line\n" + as_text(lines[at + 1 :])
        done = taken_in(other, text, skip_bad=True)
        assert [sentence.split(".jsonl ")[1].split(":")[0] for sentence in done.bad] == [
            f"line {at + 1}",
            f"line {at + 2}",
        ]
        assert [row["seq"] for row in rows(other)] == [row["seq"] for row in rows(store)][1:]


def test_what_refers_to_a_bad_line_is_bad() -> None:
    with played_store() as store, empty_store() as other:
        lines = lines_of(store)
        attempts = len(list(rows(store)))
        put("n", value=0)(lines[place_of(lines, "run")])
        done = taken_in(other, as_text(lines), skip_bad=True)
        assert len(done.bad) == 1 + attempts
        assert list(rows(other)) == []


@pytest.mark.parametrize(
    ("kind", "change", "sentence"),
    [
        ("session", put("surface", value="ice"), "is here already, and is another"),
        ("run", put("boot_id", value="another"), "is here already, and is another"),
        ("attempt", put("armed_ns", value=1), "is here already, and is another"),
        ("attempt", put("cues", value=[]), "is here already, and is another"),
        ("attempt", put("verdicts", 0, "outcome", value="lost"), "has other verdicts here"),
    ],
)
def test_what_is_here_and_is_another_is_refused(
    kind: str, change: Callable[[dict[str, Any]], None], sentence: str
) -> None:
    with played_store() as store:
        before, lines = exported(store), lines_of(store)
        change(lines[place_of(lines, kind)])
        with pytest.raises(FileError, match=sentence):
            taken_in(store, as_text(lines))
        assert exported(store) == before


def test_two_lines_of_one_attempt_are_held_against_each_other() -> None:
    with played_store() as store, empty_store() as other:
        lines = lines_of(store)
        twin = json.loads(json.dumps(lines[place_of(lines, "attempt")]))
        assert taken_in(other, as_text([*lines[:-1], twin, lines[-1]])).known["attempt"] == 1
        assert exported(other) == exported(store)
    with played_store() as store, empty_store() as other:
        put("armed_ns", value=5)(twin)
        with pytest.raises(FileError, match=f"line {len(lines)}: attempt 1 of run"):
            taken_in(other, as_text([*lines[:-1], twin, lines[-1]]))


def test_another_run_in_the_same_place_of_a_session_is_refused() -> None:
    with played_store() as store:
        lines = lines_of(store)
        run = lines[place_of(lines, "run")]
        with pytest.raises(FileError, match="is number 1 of its session, and so is"):
            taken_in(store, as_text([lines[0], run | {"id": "run-x"}]))


def test_a_correction_of_another_attempt_is_refused() -> None:
    with played_store() as store:
        add_correction(store, Correction(run_of(store), 1, "void", "void", "coach", 1.0))
        lines = lines_of(store)
        at = place_of(lines, "attempt")
        with pytest.raises(FileError, match="is here already, on another attempt"):
            taken_in(store, as_text([lines[0], lines[at + 1] | {"corrections": lines[at]["corrections"]}]))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("drill,level\n", "is no export of this trainer: is no JSON in UTF-8"),
        (
            '{"kind": "athlete", "id": "a", "name": "Anna"}\n',
            "is no export of this trainer: the first line of an export",
        ),
        ("[" * 100_000, "is no export of this trainer: is"),
        ("[1]", "is no export of this trainer: is no JSON object"),
    ],
)
def test_files_that_are_no_exports(text: str, sentence: str) -> None:
    with empty_store() as store, pytest.raises(FileError, match=sentence):
        taken_in(store, text)


def test_a_second_header_is_a_bad_line() -> None:
    with played_store() as store:
        header = as_text(lines_of(store)[:1])
        with pytest.raises(FileError, match="line 2: the first line of an export, and no other"):
            taken_in(store, header + header)


def test_nothing_comes_after_the_end() -> None:
    with played_store() as store:
        text = exported(store)
        with pytest.raises(FileError, match="comes after the end of the export"):
            taken_in(store, text + text.splitlines()[1])


@settings(max_examples=12)
@given(st.floats(0, 1, exclude_max=True))
def test_a_file_that_was_cut_off_anywhere_is_refused_whole(share: float) -> None:
    with played_store() as store, empty_store() as other:
        text = exported(store).rstrip().encode()
        with pytest.raises(FileError):
            taken_in(other, text[: int(share * len(text))].decode(errors="surrogateescape"))
        assert people(other) == ()
        assert list(rows(other)) == []


def test_empty_lines_and_a_mark_of_the_encoding_do_no_harm() -> None:
    with played_store() as store, empty_store() as other:
        taken_in(other, BOM.decode() + exported(store).replace("\n", "\r\n\n"))
        assert exported(other) == exported(store)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with empty_store() as store, pytest.raises(FileError, match=r"none.jsonl cannot be read: No such file"):
        take_in(store, tmp_path / "none.jsonl")


def test_more_attempts_than_are_written_at_a_time() -> None:
    with played_store() as store, empty_store() as other:
        lines = lines_of(store)
        attempt = lines[place_of(lines, "attempt")]
        many = [attempt | {"seq": seq} for seq in range(1000, 1000 + 2 * PIECE + 1)]
        assert taken_in(other, as_text([*lines[:-1], *many, lines[-1]])).new["attempt"] == len(list(rows(store))) + len(
            many
        )


def test_an_empty_session_comes_back() -> None:
    with played_store() as store:
        add_session(store, session("session-0"))
        check_round_trip(store)
