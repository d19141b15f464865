"""A BIDS dataset of behaviour: a folder with a table of events for each athlete and run, and what the columns mean.

https://bids-specification.readthedocs.io: ``sub-<athlete>/ses-<session>/beh/..._events.tsv`` with onset, duration and
response time in seconds. A response before its cue is negative, none is n/a. Nobody is named: a participant is the
athlete's id.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from trainer.exports.columns import Column, Values
from trainer.exports.csv_file import TRUTH, harmless
from trainer.exports.events import EVENTS, TRIALS
from trainer.exports.reps import utc
from trainer.store.chosen import RunFacts
from trainer.store.open import Store
from trainer.store.pages import Page
from trainer.store.roster import people

BIDS_VERSION = "1.10.0"
NOTHING = "n/a"
LINES = str.maketrans("\t\r\n", "   ")
LEVELS = {"trial_type": {"Levels": TRIALS}}
SESSION = (
    Column("session_id", "text", "", "day, and the beginning of the session's id"),
    Column("acq_time", "text", "", "when it was opened"),
    Column("field", "text", "", "name of the field"),
    Column("simulated", "truth", "", "true: virtual athletes, or a field without hardware"),
    Column("surface", "text", "", "what was run on"),
    Column("footwear", "text", "", "what was worn"),
    Column("condition", "text", "", "dry, wet, hot or icy"),
)
ABOUT = """Reps of athletes at drills, cued and timed by cue-trainer.

Each file of events is one athlete's reps in one run of one drill; its task is the drill. Onsets count from the first
attempt of the run in this dataset. A participant's label is the id that the trainer gave; it leads to nobody.
"""


def write_bids(folder: Path, store: Store, pages: Iterable[Page]) -> None:
    """The dataset into an empty folder, a page at a time."""
    dataset = _Dataset(folder, {person.id: person.band for person in people(store)})
    for page in pages:
        dataset.add(page)
    dataset.finish()


class _Dataset:
    def __init__(self, folder: Path, bands: dict[str, str]) -> None:
        self._folder = folder
        self._bands = bands
        self._began_ns: dict[str, int] = {}  # of the run that is on, its first attempt
        self._tasks: dict[str, str] = {}
        self._sessions: defaultdict[str, dict[str, RunFacts]] = defaultdict(
            dict
        )  # participant -> session -> a run of it

    def add(self, page: Page) -> None:
        values = EVENTS.values(page)
        onsets = self._from_the_first(page, values[0])
        cells = [_cells(c, v) for c, v in zip(EVENTS.columns, [onsets, *values[1:]], strict=True)]
        lines = ["\t".join(row) + "\n" for row in zip(*cells, strict=True)]
        files: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for run, athlete, line in zip(page["run"], page["athlete"], lines, strict=True):
            files[run, athlete].append(line)
        for (run, athlete), its in files.items():
            self._write(page.runs[run], athlete, its)

    def _from_the_first(self, page: Page, at_ns: Values) -> Values:
        """Seconds since the run's first attempt."""
        rows = zip(page["run"], page["armed_ns"], at_ns, strict=True)
        self._began_ns = {run: ns for run, ns in self._began_ns.items() if run in page.runs}
        return [round((ns - self._began_ns.setdefault(run, armed_ns)) / 1e9, 6) for run, armed_ns, ns in rows]

    def _write(self, run: RunFacts, athlete: str, lines: list[str]) -> None:
        person, session, task = label(athlete), f"{utc(run.session_wall_s)[:10]}{run.session[:8]}", label(run.drill)
        self._tasks[task] = run.drill
        self._sessions[athlete].setdefault(label(session), run)
        level = "" if run.level is None else f"_acq-level{run.level}"
        start = f"sub-{person}_ses-{label(session)}"
        path = self._folder / f"sub-{person}" / f"ses-{label(session)}" / "beh"
        path.mkdir(parents=True, exist_ok=True)
        file = path / f"{start}_task-{task}{level}_run-{run.n}_events.tsv"
        is_new = not file.exists()
        with file.open("a", encoding="utf-8", newline="\n") as out:
            out.writelines([_head(EVENTS.columns), *lines] if is_new else lines)

    def finish(self) -> None:
        self._put("README", ABOUT)
        self._json("dataset_description.json", _description())
        for task, drill in self._tasks.items():
            self._json(f"task-{task}_events.json", _meanings(drill))
        columns = (
            Column("participant_id", "text", "", "the athlete's id, without the dashes"),
            Column("age_band", "text", "years", "as the coach said"),
        )
        rows = [(f"sub-{label(id_)}", self._bands.get(id_) or NOTHING) for id_ in sorted(self._sessions)]
        self._put("participants.tsv", _head(columns) + "".join("\t".join(row) + "\n" for row in rows))
        self._json("participants.json", dict(map(_meaning, columns[1:])))
        self._json("sessions.json", dict(map(_meaning, SESSION[2:])))
        for id_, sessions in self._sessions.items():
            self._put(f"sub-{label(id_)}/sub-{label(id_)}_sessions.tsv", "".join(_session_lines(sessions)))

    def _json(self, name: str, doc: Any) -> None:
        self._put(name, json.dumps(doc, ensure_ascii=False, indent=2) + "\n")

    def _put(self, name: str, text: str) -> None:
        (self._folder / name).write_text(text, encoding="utf-8", newline="\n")


def label(text: str) -> str:
    """As a name in BIDS may be: letters and digits."""
    return re.sub(r"[^A-Za-z0-9]", "", text)


def _head(columns: Iterable[Column]) -> str:
    return "\t".join(column.name for column in columns) + "\n"


def _cells(column: Column, values: Values) -> list[str]:
    match column.kind:
        case "text":
            return [(text or NOTHING).translate(LINES) for text in harmless(values)]
        case "truth":
            return [TRUTH[value] or NOTHING for value in values]
        case _:
            return [NOTHING if value is None else str(value) for value in values]


def _session_lines(sessions: dict[str, RunFacts]) -> Iterator[str]:
    yield _head(SESSION)
    for session, run in sessions.items():
        cells: tuple[str, ...] = (
            f"ses-{session}",
            utc(run.session_wall_s),
            run.field.translate(LINES),
            TRUTH[run.simulated] or NOTHING,
        )
        cells += tuple(text or NOTHING for text in (run.surface, run.footwear, run.condition))
        yield "\t".join(cells) + "\n"


def _description() -> dict[str, Any]:
    software = {"Name": "cue-trainer", "Version": version("cue-trainer")}
    return {
        "Name": "Reps timed by cue-trainer",
        "BIDSVersion": BIDS_VERSION,
        "DatasetType": "raw",
        "GeneratedBy": [software],
    }


def _meanings(drill: str) -> dict[str, Any]:
    presented = {"SoftwareName": "cue-trainer", "SoftwareVersion": version("cue-trainer")}
    return {"TaskName": drill, "StimulusPresentation": presented} | dict(map(_meaning, EVENTS.columns))


def _meaning(column: Column) -> tuple[str, dict[str, Any]]:
    units = {"Units": column.unit} if column.unit else {}
    return column.name, {"Description": column.meaning, **units, **LEVELS.get(column.name, {})}
