"""``cue-trainer drills``: what it prints, and one sentence for what it refuses."""

import json
from pathlib import Path
from typing import Any

import pytest
from library import FILES

from api.main import main
from trainer.files import load_drill_file

KEYS = {"set", "rep", "athlete", "catch", "go", "cue", "show", "light", "sound", "foreperiod_ns"}


class Said:
    """Runs the command and keeps what it said."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str, code: int = 0) -> str:
        with pytest.raises(SystemExit) as left:
            main([*arguments])
        out, err = self._capsys.readouterr()
        assert (left.value.code or 0) == code, err
        assert bool(err) == bool(code)
        return err if code else out

    def rows(self, *arguments: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self("drills", "plan", *arguments, "--json").splitlines()]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    return Said(capsys)


def test_list_names_every_drill(said: Said) -> None:
    names = list(FILES)
    table = said("drills", "list")
    assert [line.split()[0] for line in table.splitlines() if line[0] != " "] == ["drill", *names]
    found = json.loads(said("drills", "list", "--json"))
    assert [d["name"] for d in found] == names
    assert found[0] == {
        "name": "backpedal-break",
        "title": "Backpedal and break",
        "about": load_drill_file("backpedal-break").own.about,
        "words": ["rotate", "reach", "drive"],
        "languages": ["en", "de"],
        "tags": ["backpedal", "choice", "football", "basketball", "soccer"],
        "levels": [1, 2, 3, 4, 5],
        "measures": ["reaction", "transition"],
        "own": False,
        "sha": load_drill_file("backpedal-break").sha,
    }


def test_ones_own_drill_is_listed_and_a_broken_one_is_said_beside(
    state_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (state_dir / "drills").mkdir()
    (state_dir / "drills" / "broken.toml").write_text("title = 1\n")
    own = Path(__file__).parent.parent / "sequences" / "drills" / "wall-tap.toml"
    (state_dir / "drills" / "mine.toml").write_text(own.read_text().replace("Wall tap", "My [own] tap", 1))
    with pytest.raises(SystemExit):
        main(["drills", "list"])
    out, err = capsys.readouterr()
    assert "My [own] tap" in out
    assert err == "broken.toml: title: 1 is not text\n"


def test_show_says_everything(said: Said) -> None:
    text = " ".join(said("drills", "show", "backpedal-break", "--level", "5").split())
    for part in (
        "Backpedal and break (backpedal-break)",
        "rotate · reach · drive",
        "start_from motion pad or motion",
        "catch 0.2 0.0 to 0.5 share of reps whose cue never comes",
        "4: start_from = motion, catch = 0.1",
        "left gate + beam -4, 4 m the drill cannot be played",
        "pads to lift off the path start",
        "one rep at level 5",
        "wait: 150 ms or 300 ms or 450 ms, equally often; an early move repeats the attempt",
        "go on past deep within 4 s",
    ):
        assert part in text
    assert "deep beam 0, -4 m the 4 m back is lost" in " ".join(said("drills", "show", "go-or-flag").split())


@pytest.mark.parametrize("name", ["eyes-up-scan", "pro-agility", "wall-tap"])
def test_every_kind_of_step_can_be_shown(said: Said, name: str) -> None:
    file = load_drill_file(name)
    for level in (1, len(file.levels)):
        text = said("drills", "show", name, "--level", str(level))
        assert f"one rep at level {level}" in text
        assert len(text.split("one rep")[1].splitlines()) > len(file.doc["rep"]) / 2


def test_check_says_all_right_or_what_is_wrong(said: Said, tmp_path: Path) -> None:
    text = (Path(__file__).parent.parent / "sequences" / "drills" / "line-shuffle.toml").read_text()
    file = tmp_path / "left-right.toml"
    file.write_text(text)
    assert said("drills", "check", str(file)) == "left-right.toml: all right, 4 steps, levels 1 to 5\n"
    file.write_text(text.replace("light =", "lihgt ="))
    assert said("drills", "check", str(file), code=2) == (
        'cue-trainer: left-right.toml: rep[3].cue: unknown key "lihgt"; '
        "allowed: light, one_of, show, sound, speaker, word, order, weights, for, still, feeder\n"
    )
    assert said("drills", "check", "line-shuffle", code=2) == "cue-trainer: line-shuffle: no such file\n"


def test_plan_is_one_object_a_rep_with_every_key(said: Said) -> None:
    rows = said.rows("backpedal-break", "--seed", "7", "--athletes", "2", "--level", "5", "--set", "reps=10")
    assert [(r["set"], r["rep"], r["athlete"]) for r in rows] == [
        (s, r, a) for s in (1, 2) for r in range(1, 11) for a in (1, 2)
    ]
    assert all(set(r) == KEYS for r in rows)
    for row in rows:
        assert row["catch"] == (row["go"] is None) == (row["cue"] == [])
        assert row["foreperiod_ns"] in (150_000_000, 300_000_000, 450_000_000)
    assert {tuple(r["cue"]) for r in rows} == {(), ("left",), ("right",)}
    assert sum(r["catch"] for r in rows) == 2 * 4


def test_plan_shows_stays_and_sides(said: Said) -> None:
    scan = said.rows("eyes-up-scan", "--seed", "1")
    assert {(r["go"], tuple(r["cue"]), tuple(r["show"])) for r in scan} == {
        (True, ("near",), ("call-left", "call-right")),
        (False, ("start",), ("call-left",)),
        (False, ("start",), ("call-right",)),
    }
    agility = said.rows("pro-agility", "--seed", "1")
    assert [(r["cue"], r["side"], r["foreperiod_ns"]) for r in agility] == [
        (["centre"], side, None) for side in ("right", "left", "right", "left")
    ]


def test_the_same_seed_prints_the_same_and_same_order_is_cue_for_cue(said: Said) -> None:
    words = ("drills", "plan", "line-shuffle", "--seed", "3", "--athletes", "2", "--json")
    assert said(*words) == said(*words)
    assert said(*words) != said(*words, "--same-order")
    rows = said.rows("line-shuffle", "--seed", "3", "--athletes", "2", "--same-order")
    first, second = ([{**r, "athlete": 0} for r in rows if r["athlete"] == a] for a in (1, 2))
    assert first == second


def test_plan_as_a_table_for_people(said: Said) -> None:
    lines = said("drills", "plan", "eyes-up-scan", "--seed", "3", "--level", "5").splitlines()
    assert lines[0].split() == ["set", "rep", "athlete", "cue", "shown", "by", "sound", "wait"]
    assert any("no cue" in line for line in lines)
    assert any("stay at start" in line for line in lines)
    assert "right" in said("drills", "plan", "pro-agility", "--seed", "1")


def test_audit_in_words_and_figures(said: Said) -> None:
    words = said("drills", "audit", "line-shuffle", "--level", "4", "--seeds", "20")
    assert words.startswith(
        "line-shuffle, level 4: 20 plans, seeds 0 to 19\na plan     14 go cues, 2 catch trials, 0 stays\n"
    )
    assert (
        "who knows the laws and all the past is right on 66.7 % of go cues; who only knows what there is on 50.0 %"
        in words
    )
    found = json.loads(said("drills", "audit", "line-shuffle", "--level", "4", "--seeds", "20", "--json"))
    assert (found["drill"], found["level"], found["seeds"]) == ("line-shuffle", 4, 20)
    assert found["cues"][0]["order"]["least"] == [7, 7]


def test_map_draws_a_drill_on_a_field_or_on_its_own(said: Said, tmp_path: Path) -> None:
    for more in ((), ("--field", "backpedal-box"), ("--field", "backpedal-box", "--bind", "deep=front")):
        file = tmp_path / "map.svg"
        assert said("drills", "map", "go-or-flag", "--level", "3", *more, "-o", str(file)) == ""
        title = "Go or flag, level 3" + (", on backpedal-box" if more else "")
        assert f"<title>{title}</title>" in file.read_text()
    assert said("drills", "map", "go-or-flag", "-o", str(tmp_path), code=2).endswith(
        "is not a file: give the name of one\n"
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("audit pro-agility", "pro-agility has no cue: nothing in it is left to chance"),
        ("audit go-or-flag --seeds 1", "Invalid value for '--seeds'"),
        ("map go-or-flag", "Missing option '--output'"),
        ("map go-or-flag -o x.svg --field nowhere", 'no field "nowhere"; fields: '),
        ("map wall-tap -o x.svg --field backpedal-box", "no station 'stop' on this field"),
        ("show lineshuffle", 'no drill "lineshuffle"; drills: line-shuffle, '),
        ("show line-shuffle --level 9", "no level 9: line-shuffle has levels 1 to 5"),
        ("check none.toml", "none.toml: no such file"),
        ("plan line-shuffle --seed 1 --set reps=99", "reps: 99 is above max 30"),
        ("plan line-shuffle --seed 1 --set rpes=9", 'line-shuffle has no setting "rpes"; settings: rest, reps, '),
        ("plan line-shuffle --seed 1 --set reps", '--set: "reps" is not name=value'),
        ("plan line-shuffle --seed 1 --set reps=3 --set reps=4", "--set: reps is given twice"),
        ("plan line-shuffle --seed 1 --athletes 0", "a plan for 0 athletes is not possible"),
        ("plan line-shuffle --seed -1", "the seed -1 is not allowed"),
        ("plan line-shuffle --seed x", "Invalid value for '--seed'"),
        ("plan line-shuffle", "a plan is drawn from a seed: say a whole number, --seed 1"),
        ("fly", "No such command 'fly'"),
    ],
)
def test_what_is_refused_is_one_sentence_and_exit_code_2(said: Said, arguments: str, sentence: str) -> None:
    err = said("drills", *arguments.split(), code=2)
    assert err.startswith(f"cue-trainer: {sentence}")
    assert err.count("\n") == 1


def test_the_version_and_help(said: Said) -> None:
    assert said("--version").startswith("cue-trainer 0.")
    assert "drills" in said("--help")
