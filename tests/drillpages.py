"""The pages of the library, docs/drills: the field each drill is made for, its map, and what is made from its file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from library import FILES

from sequences.load import DrillFile, resolve
from sequences.model import Cue, Drill
from sequences.settings import as_text, bounds_text
from sequences.shuttles import signals_in
from sequences.words import step_words
from trainer.fields import load_field
from trainer.ground.check import Ground, on_field
from trainer.ground.drawing import draw
from trainer.ground.notes import drill_blocks

DOCS = Path(__file__).parent.parent / "docs"
PAGES = DOCS / "drills"

HOME = {
    "backpedal-box": (
        "go-or-flag",
        "backpedal-go",
        "backpedal-break",
        "backpedal-sprint-shuttle",
        "coverage-shift",
        "picture-it",
        "trajectory-guess",
        "coach-call",
    ),
    "spin-lane": ("cadence-backpedal", "spin-gates"),
    "deep-turn": ("pivot-and-drive", "rotate-reach-drive", "step-turn-plant-push"),
    "stop-zone": ("decelerate-and-hold",),
    "flight": ("read-the-flight",),
    "burst-lane": ("eyes-up-scan", "pause-and-drive", "stance-hold", "resisted-drive", "beat-your-best"),
    "shuffle-cross": ("line-shuffle", "diagonal-shuffle", "long-possession"),
    "wall-lane": ("wall-tap",),
    "agility-line": ("pro-agility",),
    "five-o-five": ("five-o-five",),
    "t-test": ("t-test",),
    "illinois": ("illinois",),
    "three-cone": ("three-cone",),
    "shuttle-lines": ("shuttle-4x10", "varied-shuttle", "economy-shuttle"),
    "sprint-lane": ("repeated-sprint",),
    "two-lanes": ("head-to-head", "wave-sprints"),
    "feeder": ("feeder-break",),
    "mirror-pair": ("mirror",),
    "relay": ("team-relay",),
    "beep-lanes": ("beep-test",),
    "yoyo-lanes": ("yoyo-ir1",),
}
"""Field -> the drills that it is made for, which it plays whole and safely at every level."""

HOME |= {
    "closeout": ("basketball-closeout",),
    "transition": ("basketball-transition",),
    "track-runner": ("soccer-track-runner",),
    "break-on-ball": ("football-break-on-ball",),
    "drop-step": ("baseball-drop-step",),
    "hockey-line": ("hockey-lateral",),
}
ANYWHERE = ("warm-up", "focus-cue", "cool-down", "live-cue")
"""These are only said and heard: they need no ground, and have no map."""

START, END = "<!-- made by `make golden` from the drill's file -->\n", "<!-- end of what is made -->\n"
LIST = "<!-- library: made by `make golden` from sequences/drills and docs/drills -->\n", "<!-- end of library -->\n"


def home(name: str) -> str:
    """The field a drill is at home on; "" where it needs none."""
    return next((field for field, drills in HOME.items() if name in drills), "")


def map_of(name: str) -> str:
    """The drill on its field, as its defaults say it; a longer one may be drawn of a level."""
    spec = load_field(home(name))
    drill = resolve(FILES[name])
    ground = on_field(drill, spec, {})
    return draw(f"{drill.title}, on {ground.site.name}", ground.site, spec.ground, ground, drill_blocks(ground, spec))


def made(name: str) -> str:
    """What a page says that follows from the drill's file."""
    file = FILES[name]
    return "\n".join([*_head(file), *_rep(file), *_levels(file), *_settings(file)]) + "\n"


def _head(file: DrillFile) -> Iterator[str]:
    drill = resolve(file)
    if home(file.name):
        yield from (f"![{drill.title} on the field {home(file.name)}]({file.name}.svg)", "")
    yield drill.about
    yield ""
    if "extends" in file.doc:
        base = file.doc["extends"]
        yield f"- **Variant** of [{base}]({base}.md): the same steps, other words, places and times"
    yield f"- **Say**: {' · '.join(drill.words)}"
    where = f"[`{home(file.name)}`](../fields.md)" if home(file.name) else "anywhere, within hearing of a loudspeaker"
    yield f"- **Field**: {where}"
    yield f"- **Measures**: {measures(file) or 'nothing: it is done'}"
    if drill.published:
        yield f"- **Published**: {drill.published}"
    if drill.lifted:
        yield f"- **Lift off the path**: the pad of {', '.join(drill.lifted)}"
    yield f"- **Without levels and settings**: {drill.sets} x {drill.reps} reps of each athlete, {_rest(drill)}"


def _rest(drill: Drill) -> str:
    return f"{dict(drill.settings)['rest']} of rest between sets" if drill.sets > 1 else "one set"


def measures(file: DrillFile) -> str:
    """What is timed, at any level."""
    drills = [resolve(file, level=level) for level in (None, *file.levels)]
    cues = [step.measure for drill in drills for step in drill.steps if isinstance(step, Cue)]
    splits = [a.name for drill in drills for step in drill.steps for a in getattr(step, "answers", ())]
    holds = [step.name for drill in drills for step in drill.steps if step.step == "hold"]
    far = ["level, shuttle, metres"] if signals_in(drills[0].steps) is not None else []
    return ", ".join(dict.fromkeys([*far, *(cue for cue in cues if cue), *splits, *holds]))


def _rep(file: DrillFile) -> Iterator[str]:
    yield from ("", "## One rep", "")
    yield from (f"{n}. {step_words(step)}" for n, step in enumerate(resolve(file).steps, 1))


def _levels(file: DrillFile) -> Iterator[str]:
    if file.levels:
        yield from ("", "## Levels", "", "| level | where it differs from the settings |", "|---|---|")
        for level, values in file.levels.items():
            changes = ", ".join(f"{name} = {_written(value)}" for name, value in values.items())
            yield f"| {level} | {changes or 'as the settings say'} |"


def _settings(file: DrillFile) -> Iterator[str]:
    yield from ("", "## Settings", "", "| setting | value | allowed | what it is |", "|---|---|---|---|")
    for s in file.settings:
        yield f"| {s.name} | {_written(s.default)} | {bounds_text(s)} | {s.about} |"


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(as_text(value))


def index() -> str:
    """The table of the library: what each page says in its first line."""
    rows = ["| drill | what is trained | field | levels |", "|---|---|---|---|"]
    for name, file in FILES.items():
        levels = f"1 to {len(file.levels)}" if file.levels else ""
        rows.append(f"| [{name}](drills/{name}.md) | {practice(name)} | {home(name) or 'anywhere'} | {levels} |")
    return "\n".join(rows) + "\n"


def practice(name: str) -> str:
    """The first line of a drill's page: the practice it comes from."""
    lines = (PAGES / f"{name}.md").read_text(encoding="utf-8").splitlines()
    return next(line for line in lines[1:] if line)


def ground_of(name: str, level: int | None) -> Ground:
    return on_field(resolve(FILES[name], level=level), load_field(home(name)), {})
