"""Reading TOML, the sentences of a wrong file, and drills by name and by path."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.errors import FieldError
from sequences.errors import UnknownDrill
from sequences.schema import table
from trainer.errors import FileError
from trainer.files import library_names, list_drills, load_drill_file
from trainer.toml import LARGEST, check_shape, in_file, parse_toml, read_toml

SHAPE = table(
    {
        "light": {"enum": ["white", "red"]},
        "hold": {"type": "string", "pattern": "^[0-9]+ s$", "description": 'a duration like "1 s"'},
        "reps": {"type": "integer", "minimum": 1, "maximum": 30},
        "at": {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
        "rep": {"type": "array", "items": table({"light": {"enum": ["white"]}, "on": {"type": "boolean"}})},
    },
    required=("light",),
)


def sentence_of(path: Path) -> str:
    with pytest.raises(FileError) as caught:
        read_toml(path)
    return str(caught.value)


def test_reads_tables_with_byte_order_mark_and_windows_lines(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_bytes('\ufefftitle = "Tür"\r\n[roles]\r\n'.encode())
    assert read_toml(file) == {"title": "Tür", "roles": {}}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xff\xfe\x00", "a.toml: not UTF-8 text: byte 1 does not belong there"),
        (b"title = ", "a.toml: not TOML: Invalid value (at end of document)"),
        (b"a = 1\na = 2\n", "a.toml: not TOML: Cannot overwrite a value (at line 2, column 6)"),
        (b"#" * (LARGEST + 1), "a.toml: larger than 1 MB"),
        (b"a = " + b"[" * 5000, "a.toml: not TOML to work with: lists within lists without end"),
        (b"a" + b".a" * 5000 + b" = 1", "a.toml: not TOML to work with: more than 200 dots in a line"),
    ],
)
def test_a_file_that_is_no_toml_is_one_sentence(tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "a.toml").write_bytes(data)
    assert sentence_of(tmp_path / "a.toml") == said


def test_what_is_no_file_is_one_sentence(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert sentence_of(tmp_path / "none.toml") == f"{tmp_path}/none.toml: no such file"
    assert sentence_of(tmp_path) == f"{tmp_path}: a folder, not a file"
    assert sentence_of(tmp_path / "pipe") == f"{tmp_path}/pipe: not a file to read"
    assert "cannot be read: File name too long" in sentence_of(tmp_path / ("n" * 5000))


def test_an_unreadable_file_is_one_sentence() -> None:
    assert sentence_of(Path("/proc/self/mem")) == "/proc/self/mem: cannot be read: Input/output error"


@pytest.mark.parametrize(
    ("doc", "said"),
    [
        ({}, 'the key "light" is missing'),
        ({"lihgt": "red"}, 'unknown key "lihgt"; allowed: light, hold, reps, at, rep'),
        ({"light": "purple"}, 'light: "purple" is not allowed; allowed: white, red'),
        ({"light": "red", "hold": 5}, "hold: 5 is not text"),
        ({"light": "red", "hold": "5 parsecs"}, 'hold: "5 parsecs" is not a duration like "1 s"'),
        ({"light": "red", "reps": 0}, "reps: 0 is below 1"),
        ({"light": "red", "reps": 31}, "reps: 31 is above 30"),
        ({"light": "red", "reps": True}, "reps: true is not a whole number"),
        ({"light": "red", "at": [1.0]}, "at: has 1 entries, needs at least 2"),
        ({"light": "red", "at": [1.0, "x"]}, 'at[2]: "x" is not a number'),
        ({"light": "red", "at": [1.0, float("nan")]}, "at[2]: nan is not a number to count with"),
        ({"light": "red", "rep": [{"on": True}, {"on": 1}]}, "rep[2].on: 1 is not true or false"),
        ({"light": "red", "rep": {}}, "rep: a table is not a list"),
        ({"light": "red", "reps": 10**9000}, "reps: a whole number beyond all bounds"),
        ({"light": "red", "rep": [{}] * 1001}, "rep: has 1001 entries, at most 1000 are allowed"),
        ({"light": "red", "a\nb": 1}, 'the key "a\N{REPLACEMENT CHARACTER}b" holds characters that cannot be printed'),
    ],
)
def test_a_wrong_shape_names_file_place_and_what_is_allowed(doc: object, said: str) -> None:
    with pytest.raises(FileError) as caught:
        check_shape("left-right.toml", doc, SHAPE)
    assert str(caught.value) == f"left-right.toml: {said}"


def test_the_first_fault_in_the_file_is_the_one_said() -> None:
    with pytest.raises(FileError, match=r"^f: rep\[1\].light: ") as caught:
        check_shape("f", {"light": "red", "rep": [{"light": "no"}], "reps": 0}, SHAPE)
    assert "no" in str(caught.value)
    check_shape("f", {"light": "red", "rep": [{"light": "white"}], "reps": 1}, SHAPE)


def test_a_field_error_gets_the_name_of_its_file() -> None:
    with pytest.raises(FileError, match=r"^my\.toml: station\.left: no$"), in_file("my.toml"):
        raise FieldError("station.left", "no")


def test_an_unknown_drill_names_the_nearest() -> None:
    with pytest.raises(UnknownDrill) as caught:
        load_drill_file("lineshuffle")
    assert str(caught.value).startswith('no drill "lineshuffle"; drills: line-shuffle, ')


def test_a_drill_by_path_and_ones_own_beside_the_library(tmp_path: Path) -> None:
    drill = '[roles]\na = { needs = ["pad"] }\nb = { needs = ["beam"] }\n[[rep]]\nready = "a"\n[[rep]]\n'
    drill += 'cue = { target = "b", sound = "go" }\n[[rep]]\nexpect = [{ arrive = "cued", within = "2 s" }]\n'
    (tmp_path / "mine.toml").write_text('title = "Mine"\n' + drill)
    (tmp_path / "broken.toml").write_text("title = 1\n")
    assert load_drill_file(f"{tmp_path}/mine.toml").title == "Mine"
    assert load_drill_file("mine", own_dirs=[tmp_path]).title == "Mine"
    assert load_drill_file("wall-tap", own_dirs=[tmp_path / "none"]).title == "Wall tap"
    drills, wrong = list_drills([tmp_path])
    assert [d.title for d in drills if d.name == "mine"] == ["Mine"]
    assert len(drills) == len(library_names()) + 1
    assert wrong == ["broken.toml: title: 1 is not text"]


@given(st.binary(max_size=300))
def test_any_bytes_are_tables_or_one_sentence(data: bytes) -> None:
    try:
        read = parse_toml("x.toml", data)
    except FileError as exc:
        said = str(exc)
    else:
        said = "x.toml: " if isinstance(read, dict) else ""
    assert said.startswith("x.toml: ")
    assert said.isprintable()
