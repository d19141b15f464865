"""The coach's own drills: what is kept, what is refused, and that any bytes are a drill or one sentence."""

import re
from pathlib import Path
from typing import Any

import pytest
from drillfiles import TEXT
from hypothesis import given, settings
from hypothesis import strategies as st

from sequences.errors import UnknownDrill
from sequences.load import resolve
from trainer.errors import FileError, GroundError, Refused, TrainerError
from trainer.files import LIBRARY, checked_drill, library_names, list_drills, load_drill_file
from trainer.own import MOST, check_drill, remove_drill, save_drill, version_of

DATA = TEXT.encode()
OTHER = TEXT.replace('"1 s", min', '"2 s", min').encode()
LIBRARY_TEXTS = [(LIBRARY / f"{name}.toml").read_text() for name in sorted(library_names())]


def test_a_drill_is_kept_byte_for_byte_and_found_by_its_name(tmp_path: Path) -> None:
    folder = tmp_path / "drills"
    checked = save_drill(folder, "mine", DATA)
    assert (folder / "mine.toml").read_bytes() == DATA
    assert load_drill_file("mine", own_dirs=[folder]).sha == checked.file.sha == version_of(folder, "mine")
    assert [file.name for file in folder.iterdir()] == ["mine.toml"]


def test_another_version_takes_its_place_only_where_it_is_named(tmp_path: Path) -> None:
    first = save_drill(tmp_path, "mine", DATA).file.sha
    assert save_drill(tmp_path, "mine", DATA).file.sha == first  # sent twice, kept once
    for over in (None, "0" * 64):
        with pytest.raises(Refused, match=f"a drill mine of your own already, version {first[:12]}: say that"):
            save_drill(tmp_path, "mine", OTHER, over=over)
    assert (tmp_path / "mine.toml").read_bytes() == DATA
    second = save_drill(tmp_path, "mine", OTHER, over=first).file.sha
    assert version_of(tmp_path, "mine") == second != first


def test_what_changes_the_version_is_what_the_file_says_not_how(tmp_path: Path) -> None:
    sha = check_drill("a", DATA).file.sha
    assert check_drill("b", b"# a remark\r\n" + DATA.replace(b"\n", b"\r\n")).file.sha == sha
    assert check_drill("a", OTHER).file.sha != sha


def test_what_is_no_drill_can_be_replaced_by_one(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_bytes(b"\xff")
    assert version_of(tmp_path, "mine") is None
    save_drill(tmp_path, "mine", DATA)
    assert version_of(tmp_path, "mine") is not None


def test_never_over_one_of_the_library(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="line-shuffle is one of the library's, and those stay as they are"):
        save_drill(tmp_path, "line-shuffle", DATA)
    with pytest.raises(Refused, match="line-shuffle is one of the library's: only your own can be removed"):
        remove_drill(tmp_path, "line-shuffle")
    (tmp_path / "wall-tap.toml").write_bytes(DATA)  # laid there by hand
    assert load_drill_file("wall-tap", own_dirs=[tmp_path]).title == "Wall tap"
    drills, wrong = list_drills([tmp_path])
    assert [file.title for file in drills if file.name == "wall-tap"] == ["Wall tap"]
    assert wrong == [
        "wall-tap.toml: the library has a drill of that name, which is the one that is played: give your file another"
    ]


@pytest.mark.parametrize("name", ["", "Mine", "../mine", "a/b", "a" * 32, "1st", "mine.toml", "mi\nne", "größe"])
def test_a_name_that_is_none(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileError, match="is no name for a drill: a to z") as caught:
        save_drill(tmp_path, name, DATA)
    assert str(caught.value).isprintable()
    assert list(tmp_path.iterdir()) == []


def test_removed_it_is_gone(tmp_path: Path) -> None:
    save_drill(tmp_path, "mine", DATA)
    remove_drill(tmp_path, "mine")
    assert [file.name for file in tmp_path.iterdir()] == ["mine.removed"]
    with pytest.raises(UnknownDrill, match='no drill "mine"'):
        remove_drill(tmp_path, "mine")
    save_drill(tmp_path, "mine", DATA)
    assert [file.name for file in tmp_path.iterdir()] == ["mine.toml"]


def test_so_many_and_no_more(tmp_path: Path) -> None:
    for n in range(MOST):
        (tmp_path / f"d{n}.toml").touch()
    with pytest.raises(Refused, match=f"{MOST} drills of your own are here already"):
        save_drill(tmp_path, "mine", DATA)
    save_drill(tmp_path, "d7", DATA)


# What is refused before anything is kept, and so before anything lights.

PLACED = TEXT.replace('left  = { needs = ["gate", "beam"] }', 'left  = { needs = ["gate", "beam"], at = [-4.0, 4.0] }')
PLACED = PLACED.replace('right = { needs = ["gate", "beam"] }', 'right = { needs = ["gate", "beam"], at = [4.0, 4.0] }')


def edited(*pairs: tuple[str, str]) -> str:
    text = TEXT
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TEXT[: TEXT.index("[[rep]]\nexpect")], "rep[3]: nothing answers this: the rep cannot end without an expect"),
        (edited(("[[rep]]\ncue", '[[rep]]\nrest = "1 s"\n[[rep]]\ncue')), "rep[2]: nothing comes of this wait"),
        (TEXT + '[[rep]]\nwait = "$wait"\n', "rep[6]: nothing comes of this wait"),
        (TEXT + '[[rep]]\ncue = { target = "left", light = "white" }\n', "rep[6]: nothing answers this"),
        (edited(('{ pass = "ten", within = "4 s" }', '{ pass = "ten", within = "16 min" }')), "16 min is above"),
        (
            edited(("catch = { default = 0.0", "catch = { default = 0.5"), ("default = 6", "default = 1")),
            "set 1 has no room for its catch trials and stays, 1 in 1 reps: the first rep is always a go",
        ),
        (
            edited(("reps  = {", "longest_run = { default = 1 }\nreps  = {")),
            "longest_run",
        ),
    ],
)
def test_what_cannot_end_or_go_on_or_keep_its_laws_is_refused(text: str, said: str) -> None:
    with pytest.raises(FileError) as caught:
        check_drill("mine", text.encode())
    assert str(caught.value).startswith("mine.toml: ")
    assert said in str(caught.value)


def test_a_drill_that_is_dangerous_where_its_roles_stand_is_refused() -> None:
    across = PLACED.replace('optional = true, loses = "the 10 m split"', "at = [4.0, -4.0]")
    with pytest.raises(GroundError) as caught:
        check_drill("mine", across.encode())
    assert str(caught.value).startswith(
        "mine.toml: not safe where its roles stand: the pad of start lies under the shuffle"
    )


def test_what_is_to_be_minded_on_the_ground_is_told_with_its_levels() -> None:
    assert check_drill("mine", PLACED.encode()).minds == ()
    behind = PLACED.replace("at = [4.0, 4.0]", "at = [4.0, -4.0]")
    assert check_drill("mine", behind.encode()).minds == (
        "the lamp of right is 126 degrees off the way faced, from where the athlete stands; 60 are allowed: "
        "call it from the front (show)",
    )


# Any bytes.


def one_sentence(data: bytes) -> bool:
    """Whether these bytes are a drill; else what is said is one line, and names the file."""
    try:
        check_drill("mine", data)
    except TrainerError as exc:
        assert isinstance(exc, FileError | GroundError)  # noqa: PT017
        said = str(exc)
        assert said.startswith("mine.toml: "), said
        assert said.isprintable(), said
        assert len(said) < 600, said
        return False
    return True


@given(st.binary(max_size=400) | st.text(max_size=400).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_a_drill_or_one_sentence(data: bytes) -> None:
    assert not one_sentence(data)


@settings(max_examples=50)
@given(st.sampled_from(LIBRARY_TEXTS), st.data())
def test_a_drill_of_the_library_with_bytes_changed(text: str, data: st.DataObject) -> None:
    whole = text.encode()
    at = data.draw(st.integers(0, len(whole)))
    length = data.draw(st.integers(0, 30))
    one_sentence(whole[:at] + data.draw(st.binary(max_size=12)) + whole[at + length :])


WORDS = re.compile(r'"[^"\n]*"|[\w$.-]+|[^\s\w]')


@settings(max_examples=80)
@given(st.sampled_from(LIBRARY_TEXTS), st.data())
def test_a_drill_of_the_library_with_words_changed(text: str, data: st.DataObject) -> None:
    """A word gives way to another of the file's, or to one that means something in TOML."""
    words = list(WORDS.finditer(text))
    others = st.sampled_from([m.group() for m in words]) | st.sampled_from(
        [
            "",
            "0",
            "-1",
            "1e400",
            "nan",
            "true",
            '"1 s"',
            '"0 s"',
            '"9 min"',
            "[]",
            "{}",
            "1979-05-27",
            '"$reps"',
            '"$no"',
            '""',
        ]
    )
    changes = data.draw(st.lists(st.tuples(st.sampled_from(words), others), min_size=1, max_size=3))
    for word, other in sorted(changes, key=lambda change: -change[0].start()):
        text = text[: word.start()] + other + text[word.end() :]
    one_sentence(text.encode())


ROLES = {"a": {"needs": ["pad", "gate"]}, "b": {"needs": ["beam", "gate"]}, "c": {"needs": ["speaker"]}}
NAMES = st.sampled_from(["a", "b", "c", "cued", "d"])
TIMES = st.sampled_from(["1 s", "100 ms", "9 min", "0 s"])
ANSWERS = st.dictionaries(st.sampled_from(["leave", "arrive", "pass"]), NAMES, min_size=1, max_size=1)
STEPS = st.one_of(
    st.fixed_dictionaries({"ready": NAMES}, optional={"hold": TIMES}),
    st.fixed_dictionaries({"wait": st.fixed_dictionaries({"kind": st.just("fixed"), "at": TIMES})}),
    st.fixed_dictionaries({"cue": st.fixed_dictionaries({"target": NAMES, "light": st.just("white")})}),
    st.fixed_dictionaries({"expect": st.lists(st.builds(dict, ANSWERS, within=TIMES), min_size=1, max_size=2)}),
    st.fixed_dictionaries({"own_start": st.builds(dict, ANSWERS, target=NAMES)}),
    st.fixed_dictionaries({"hold": NAMES, "for": TIMES}),
    st.fixed_dictionaries({"rest": TIMES}),
    st.fixed_dictionaries({"say": st.just("go"), "sound": st.just("low")}),
    st.fixed_dictionaries({"pace": st.sampled_from([60, "off"])}),
)
REPEATS = st.fixed_dictionaries({"repeat": st.lists(STEPS, min_size=1, max_size=3), "times": st.integers(0, 3)})


@settings(max_examples=100)
@given(st.lists(STEPS | REPEATS, min_size=1, max_size=6))
def test_steps_in_any_order_are_a_rep_or_one_sentence(steps: list[dict[str, Any]]) -> None:
    try:
        file = checked_drill("mine.toml", {"title": "x", "roles": ROLES, "rep": steps})
    except FileError as exc:
        assert str(exc).startswith("mine.toml: ")  # noqa: PT017
        assert str(exc).isprintable()  # noqa: PT017
    else:
        assert resolve(file).steps


@pytest.mark.parametrize("text", LIBRARY_TEXTS, ids=sorted(library_names()))
def test_every_drill_of_the_library_would_be_kept(text: str) -> None:
    assert one_sentence(text.encode())
