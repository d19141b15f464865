"""``cue-trainer field check``: what it prints, and one sentence and exit code 2 when the file is wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import hardware
from api.main import main
from trainer.fields import field_names, load_field


def cue_trainer(capsys, *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    said = capsys.readouterr()
    return left.value.code or 0, said.out, said.err


def test_what_stands_where_and_what_can_be_played(state_dir, capsys):
    code, out, err = cue_trainer(capsys, "field", "check", "backpedal-box")
    assert (code, err) == (0, "")
    assert out.startswith("Backpedal box: 8 stations, nothing wrong\n")
    assert re.search(r"^left +\(-4, 4\) m  gate GPIO 22, beam GPIO 16 \(pull up, contact closed\)$", out, re.M)
    assert re.search(r"^call-right +\(2, 8\) m  gate GPIO 27, speaker default$", out, re.M)
    assert re.search(r"^backpedal-break: plays$", out, re.M)
    assert re.search(r"^backpedal-go: plays, without ten: .+$", out, re.M)
    assert re.search(r"^pro-agility: cannot be played: .*'centre'.*$", out, re.M)


def test_a_card_as_text_and_drawn(state_dir, capsys, tmp_path):
    code, out, err = cue_trainer(capsys, "field", "card", "wall-lane")
    assert (code, err) == (0, "")
    assert out.startswith("# Wall lane\n\n## Where everything stands, from the spot\n")
    drawn = tmp_path / "card.svg"
    assert cue_trainer(capsys, "field", "card", "wall-lane", "-o", str(drawn)) == (0, "", "")
    assert "<title>Wall lane</title>" in drawn.read_text()
    assert cue_trainer(capsys, "field", "card", "moon")[0] == 2


def test_levels_that_fare_differently_are_told_apart(state_dir, capsys):
    _, out, _ = cue_trainer(capsys, "field", "check", "starter")
    assert re.search(r"^backpedal-break levels 1 to 2: plays$", out, re.M)
    assert re.search(r"^backpedal-break levels 3 to 5: cannot be played: .*'front'.*$", out, re.M)


def test_the_simulated_field_plays_every_drill_whole(state_dir, capsys):
    _, out, _ = cue_trainer(capsys, "field", "check", "simulated")
    drills = out.rsplit("\n\n", 1)[1].splitlines()
    assert len(drills) >= 10
    less = {line.partition(":")[0] for line in drills if not line.endswith(": plays")}
    assert less == {"beep-test", "yoyo-ir1"}, "they have no beams there: names are tapped"


def test_a_field_of_ones_own_by_path_and_by_name(state_dir, capsys, tmp_path):
    text = '[field]\ntitle = "Yard"\n[station.horn]\nat = [0, 0]\nspeaker = {}\ngate = { pin = 15 }\n'
    (tmp_path / "yard.toml").write_text(text)
    by_path = cue_trainer(capsys, "field", "check", str(tmp_path / "yard.toml"))
    assert by_path[0] == 0
    assert by_path[1].startswith("Yard: 1 station, nothing wrong\nnote: station.horn.gate.pin: GPIO 15 is the Pi's")

    (state_dir / "fields").mkdir()
    (state_dir / "fields" / "yard.toml").write_text(text)
    assert cue_trainer(capsys, "field", "check", "yard") == by_path


def test_ones_own_field_wins_over_one_that_comes_along(tmp_path):
    (tmp_path / "bench.toml").write_text("[field]\n[station.a]\nat = [0, 0]\nspeaker = {}")
    assert [s.name for s in load_field("bench", tmp_path).stations] == ["a"]
    assert load_field("simulated", tmp_path).simulated
    assert field_names(tmp_path).count("bench") == 1
    assert set(field_names()) >= {"simulated", "bench", "starter", "backpedal-box"}


def test_what_is_not_safe_there_is_refused_and_what_is_to_be_minded_is_said(state_dir, capsys, tmp_path):
    box = (Path(hardware.__file__).parent / "fields" / "backpedal-box.toml").read_text()
    mine = tmp_path / "mine.toml"
    mine.write_text(
        box.replace("ends = [[-3, 0], [3, 0]]", "ends = [[-1.5, 0], [1.5, 0]]").replace(
            "at = [-2, 8]", "at = [-0.8, 8]"
        )
    )
    code, out, _ = cue_trainer(capsys, "field", "check", str(mine))
    assert code == 0
    assert re.search(r"^backpedal-break levels 1 to 2: plays$", out, re.M)
    assert re.search(r"^backpedal-break levels 3 to 5: refused, not safe here: a post of mid is 0.3 m from", out, re.M)
    assert re.search(r"^pause-and-drive: plays, without near: .*; mind: the lamp of call-left is", out, re.M)
    run = ("run", "backpedal-break", "--level", "3", "--field", str(mine))
    code, out, err = cue_trainer(capsys, *run)
    assert (code, out) == (2, "")
    assert err.startswith("cue-trainer: backpedal-break is not safe on the field mine: a post of mid is 0.3 m from")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"[field]\n[station.a]\nat = [0, 0]\ngate = { pin = 40 }", "mine.toml: station.a.gate.pin: 40 is not a GPIO"),
        (
            b"[field]\n[station.a]\nat = [0, 0]\nlamp = { pin = 4 }",
            'mine.toml: station.a: unknown key "lamp"; allowed:',
        ),
        (b"[field\n", "mine.toml: not TOML:"),
        (bytes(range(128, 256)), "mine.toml: not UTF-8 text"),
    ],
)
def test_a_wrong_file_is_one_sentence(state_dir, capsys, tmp_path, text, sentence):
    (tmp_path / "mine.toml").write_bytes(text)
    code, out, err = cue_trainer(capsys, "field", "check", str(tmp_path / "mine.toml"))
    assert (code, out) == (2, "")
    assert err.startswith(f"cue-trainer: {sentence}")
    assert err.count("\n") == 1


def test_an_unknown_name_is_one_sentence_with_the_names_there_are(state_dir, capsys):
    code, _, err = cue_trainer(capsys, "field", "check", "beckpedal-box")
    assert code == 2
    assert err.startswith('cue-trainer: no field "beckpedal-box"; fields: backpedal-box, ')
    assert err.count("\n") == 1
