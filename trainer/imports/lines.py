"""The lines of a lossless export (``trainer.exports.json_lines``), read strictly: each is what its kind must be, or a
sentence says where it is not."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from hardware.base import Edge, Onset
from sequences.codec import from_doc, sha, to_doc
from trainer.errors import LineError
from trainer.exports.json_lines import FORMAT
from trainer.facts import AgeBand, Pick, SessionHeader, ShownCue, Standing, Verdict
from trainer.imports.roster import is_name
from trainer.store.corrections import picks_from
from trainer.store.write import CorrectionKind

ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
LARGEST = 2**31 - 1  # of what is counted; instants have 64 bits

Doc = dict[str, Any]
Check = Callable[[str, Any], None]


@dataclass(frozen=True, slots=True)
class ExportLine:
    """The first line."""

    format: int
    software: str


@dataclass(frozen=True, slots=True)
class EndLine:
    """The last line."""


@dataclass(frozen=True, slots=True)
class AthleteLine:
    """``name`` None: it did not leave the other unit."""

    id: str
    name: str | None
    band: AgeBand = ""
    agreed_wall_s: float | None = None
    agreed_by: str = ""
    note: str = ""
    since_wall_s: float | None = None


@dataclass(frozen=True, slots=True)
class MergeLine:
    """``other`` counts as ``keep``, or they are two."""

    id: str
    n: int
    keep: str
    other: str
    one: bool
    who: str
    wall_s: float


@dataclass(frozen=True, slots=True)
class DocLine:
    """A drill or a field, by the sha256 of its content."""

    sha: str
    name: str
    doc: object


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A plan, drawn from a drill."""

    sha: str
    drill: str
    level: int | None
    seed: int
    doc: object


@dataclass(frozen=True, slots=True)
class RunLine:
    """One drill played by one plan."""

    id: str
    session: str
    n: int
    opened_wall_s: float
    boot_id: str
    plan: str
    field: str
    athletes: tuple[str, ...]
    bind: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptVerdict(Verdict):
    """A verdict with its place among the attempt's, and the rule that judged."""

    n: int
    scoring: str
    version: int


@dataclass(frozen=True, slots=True)
class KeptCorrection:
    """The coach's word."""

    id: str
    n: int
    kind: CorrectionKind
    value: str | None
    detail: str
    who: str
    why: str
    wall_s: float


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """An attempt, whole."""

    run: str
    seq: int
    lane: int
    set: int
    rep: int
    attempt: int
    athlete: str
    catch: bool
    go: bool | None
    foreperiod_ns: int | None
    armed_ns: int
    active: tuple[tuple[str, str], ...]
    ended_ns: int
    cues: tuple[ShownCue, ...]
    onsets: tuple[Onset, ...]
    edges: tuple[Edge, ...]
    verdicts: tuple[KeptVerdict, ...]
    corrections: tuple[KeptCorrection, ...]


KINDS: dict[str, type[Any]] = {
    "export": ExportLine,
    "athlete": AthleteLine,
    "merge": MergeLine,
    "drill": DocLine,
    "field": DocLine,
    "plan": PlanLine,
    "session": SessionHeader,
    "run": RunLine,
    "attempt": AttemptLine,
    "end": EndLine,
}


def read_line(line: bytes) -> tuple[str, Doc]:
    """The kind of a line and what it says, with every key of that kind. LineError when it is no such line."""
    try:
        return _read(line)
    except RecursionError as exc:
        raise LineError("is nested too deeply") from exc


def _read(line: bytes) -> tuple[str, Doc]:
    doc = _parsed(line)
    kind = doc.pop("kind", None)
    if kind not in KINDS:
        raise LineError(f"kind {kind!r} is none of {', '.join(KINDS)}")
    try:
        known = from_doc(KINDS[kind], doc)
    except ValueError as exc:
        raise LineError(str(exc).replace(KINDS[kind].__name__, kind, 1)) from exc
    for check in CHECKS[kind]:
        check(kind, known)
    return kind, _whole(known, doc)


def _parsed(line: bytes) -> Doc:
    try:
        doc = json.loads(line, parse_int=_int, parse_float=_float, parse_constant=_float)
        if b"\\ud" in line.lower():
            json.dumps(doc, ensure_ascii=False).encode()  # half a character cannot be kept
    except ValueError as exc:
        raise LineError(f"is no JSON in UTF-8: {exc}") from exc
    if not isinstance(doc, dict):
        raise LineError("is no JSON object")
    return doc


def _int(text: str) -> int:
    if len(text) > 20 or not -(2**63) <= (value := int(text)) < 2**63:
        raise ValueError(f"the number {text[:24]} is too large")
    return value


def _float(text: str) -> float:
    if not math.isfinite(value := float(text)):
        raise ValueError(f"the number {text[:24]} is none")
    return value


def _whole(known: Any, doc: Doc) -> Doc:
    """What the line says, as it says it, and where it says nothing what is meant by that."""
    meant: Doc = to_doc(known)
    whole = meant | doc
    for name in ("verdicts", "cues") if isinstance(known, AttemptLine) else ():
        whole[name] = [each | said for each, said in zip(meant[name], doc[name], strict=True)]
    return whole


# --- what the types alone do not say --------------------------------------------------------------------------


def _ids(*names: str) -> Check:
    def check(kind: str, known: Any) -> None:
        for name in names:
            if not ID.fullmatch(getattr(known, name)):
                raise LineError(f"{kind}.{name}: 1 to 64 letters, digits, - and _, not {getattr(known, name)[:70]!r}")

    return check


def _counted(*names: str) -> Check:
    def check(kind: str, known: Any) -> None:
        for name in names:
            if not 1 <= getattr(known, name) <= LARGEST:
                raise LineError(f"{kind}.{name}: 1 to {LARGEST}, not {getattr(known, name)}")

    return check


def _is_of_this_format(_: str, known: ExportLine) -> None:
    if known.format != FORMAT:
        raise LineError(f"format {known.format}: this trainer reads {FORMAT}; a newer one may read yours")


def _is_somebody(_: str, known: AthleteLine) -> None:
    if known.name is not None and not is_name(known.name):
        raise LineError("athlete.name: 1 to 40 characters on one line")
    if known.agreed_wall_s is not None and not is_name(known.agreed_by):
        raise LineError("athlete.agreed_by: who said that a parent agreed, 1 to 40 characters on one line")


def _is_of_two(_: str, known: MergeLine) -> None:
    if known.keep == known.other:
        raise LineError("merge.other: nobody is merged into themselves")


def _is_what_its_sha_says(kind: str, known: DocLine | PlanLine) -> None:
    """A field's document is the field as it was read, and says itself of which file."""
    said = known.doc.get("sha") if isinstance(known.doc, dict) and kind == "field" else sha(known.doc)
    if said != known.sha:
        raise LineError(f"{kind}.doc is not what {kind}.sha says: it was changed, or cut off")


def _is_judged(_: str, known: AttemptLine) -> None:
    places = {(v.n, v.scoring, v.version) for v in known.verdicts}
    if not known.verdicts or len(places) < len(known.verdicts):
        raise LineError("attempt.verdicts: at least one, and each n, scoring and version once")
    if len({c.id for c in known.corrections}) < len(known.corrections):
        raise LineError("attempt.corrections: each id once")
    for n, verdict in enumerate(known.verdicts):
        _counted("n", "version")(f"attempt.verdicts[{n}]", verdict)


def _is_said(_: str, known: AttemptLine) -> None:
    for n, correction in enumerate(known.corrections):
        where = f"attempt.corrections[{n}]"
        _ids("id")(where, correction)
        _counted("n")(where, correction)
        if correction.value is not None and not _may_be_said(correction.kind, correction.value):
            raise LineError(f"{where}.value: {correction.value[:40]!r} is no word of kind {correction.kind}")


def _may_be_said(kind: CorrectionKind, value: str) -> bool:
    match kind:
        case "void":
            return value == "void"
        case "form":
            return value in ("clean", "not yet")
        case "reassign":
            return ID.fullmatch(value) is not None
        case "edge":
            with suppress(ValueError, TypeError):
                return bool(from_doc(tuple[Pick, ...], [to_doc(pick) for pick in picks_from(value)]))
            return False


CHECKS: dict[str, tuple[Check, ...]] = {
    "export": (_is_of_this_format,),
    "athlete": (_ids("id"), _is_somebody),
    "merge": (_ids("id", "keep", "other"), _counted("n"), _is_of_two),
    "drill": (_is_what_its_sha_says,),
    "field": (_is_what_its_sha_says,),
    "plan": (_is_what_its_sha_says,),
    "session": (_ids("id"),),
    "run": (_ids("id", "session"), _counted("n")),
    "attempt": (
        _ids("run", "athlete"),
        _counted("seq", "lane", "set", "rep", "attempt"),
        _is_judged,
        _is_said,
    ),
    "end": (),
}
