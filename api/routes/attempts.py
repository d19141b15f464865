"""One attempt with all that was seen of it; the coach's word on it, and taken back; and other rules for many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import PanelHere
from api.live import ON
from api.models_attempts import (
    AnswerDoc,
    AttemptDoc,
    EdgeDoc,
    NewWord,
    OnsetDoc,
    PartDoc,
    Rescore,
    Rescored,
    RuleList,
    Said,
    Struck,
    VerdictDoc,
    VoidRun,
    WordDoc,
)
from api.problems import PROBLEMS, ProblemError
from hardware.base import Component, Onset
from trainer.engine.breaks import USES, Rules, rules_named
from trainer.engine.rows import ms
from trainer.errors import Refused
from trainer.facts import Pick
from trainer.redecide import Attempt, choose, read_attempt, undo
from trainer.rescore import rescore
from trainer.results.uncertainty import half_width_ns
from trainer.store.results import Filter, result_row
from trainer.store.strike import strike_out, take_back
from trainer.store.write import Correction, add_correction

router = APIRouter(tags=["attempts"], responses=PROBLEMS)

COACH = "coach"
Lane = Annotated[int, Query(ge=1, le=9)]


@router.get("/runs/{run}/attempts/{seq}", operation_id="getAttempt", response_model=AttemptDoc)
def get_attempt(run: str, seq: int, panel: PanelHere, lane: Lane = 1) -> AttemptDoc:
    """An attempt as it counts now, its raw edges and answers on one line of time, every word and every verdict."""
    return _attempt(read_attempt(panel.store, run, seq, lane))


@router.post("/runs/{run}/attempts/{seq}/words", operation_id="correctAttempt", status_code=201, response_model=Said)
def correct_attempt(run: str, seq: int, word: NewWord, panel: PanelHere, lane: Lane = 1) -> Said:
    """Say a word on an attempt: struck out, another child's, its form, or which edge an answer was. Nothing is lost."""
    said = Correction(run, seq, word.kind, word.value, COACH, panel.wall_s(), word.why, word.detail, lane)
    if word.pick is not None:
        return Said(id=choose(panel.store, said, Pick(**word.pick.model_dump())))
    return Said(id=add_correction(panel.store, said))


@router.post("/runs/{run}/void", operation_id="voidRun", response_model=Struck)
def void_run(run: str, wish: VoidRun, panel: PanelHere) -> Struck:
    """Delete a run: none of its attempts counts any more. They stay to be read, struck out. `void` false takes that
    back, but for those that were struck out one by one. Refused while the run is on."""
    on = panel.live.state["run"]
    if on is not None and on["id"] == run and panel.live.state["phase"] in ON:
        raise Refused("This run is on. Stop it first.")
    act = strike_out if wish.void else take_back
    return Struck(changed=act(panel.store, run, COACH, panel.wall_s()))


@router.post("/words/{word}/undo", operation_id="undoWord", status_code=201, response_model=Said)
def undo_word(word: str, panel: PanelHere) -> Said:
    """Withdraw the newest word of its kind: a further word says what counted before. That one can be undone too."""
    return Said(id=undo(panel.store, word, COACH, panel.wall_s()))


@router.get("/rules", operation_id="listRules", response_model=RuleList)
def list_rules() -> RuleList:
    """The break rules by use, the standard one first, and the name that is in force unless another is asked for."""
    return RuleList(standard=Rules().name, uses={use: list(rules) for use, rules in USES.items()})


@router.post("/rescore", operation_id="rescore", response_model=Rescored)
def rescore_attempts(wish: Rescore, panel: PanelHere) -> Rescored:
    """Judge a session, or everything, again by other rules; ``rule`` null puts back. The newest verdict counts."""
    try:
        rules = None if wish.rule is None else rules_named(wish.rule)
    except ValueError as exc:
        raise ProblemError(422, "invalid", f"rule: {exc}") from exc
    return Rescored(judged=rescore(panel.store, rules, Filter(session=wish.session)))


def _attempt(found: Attempt) -> AttemptDoc:
    zero_ns = _zero_ns(found)
    edges = sorted(found.record.edges, key=lambda e: e.t_ns)
    return AttemptDoc(
        result=result_row(found.record, found.context),
        zero_ns=zero_ns,
        onsets=[_onset(onset, zero_ns) for onset in found.record.onsets],
        doubt_clock=_parts(found.record.verdict.doubt_clock),
        doubt_body=_parts(found.record.verdict.doubt_body),
        edges=[EdgeDoc(**asdict(edge), ms=ms(edge.t_ns - zero_ns)) for edge in edges],
        answers=[
            AnswerDoc(
                answer=a.number,
                name=a.mark.name,
                station=a.mark.station,
                sensor=a.mark.sensor,
                active=a.mark.kind != "leave",
                t_ns=a.mark.t_ns,
                ms=ms(a.mark.t_ns - zero_ns),
                picked=a.picked,
            )
            for a in found.answers
        ],
        words=[WordDoc(id=s.id, **{k: v for k, v in asdict(s.word).items() if k in WORD}) for s in found.words],
        verdicts=[
            VerdictDoc(
                outcome=v.verdict.outcome,
                rule=v.scoring,
                version=v.version,
                measured_ms=ms(v.verdict.reaction_ns or v.verdict.start_ns or v.verdict.transition_ns),
                total_ms=ms(v.verdict.total_ns),
            )
            for v in found.verdicts
        ],
    )


def _onset(onset: Onset, zero_ns: int) -> OnsetDoc:
    return OnsetDoc(
        station=onset.station,
        kind=onset.kind,
        t_ns=onset.t_ns,
        ms=ms(onset.t_ns - zero_ns),
        uncertainty_ms=half_width_ns(onset.doubt) / 1e6,
        doubt=_parts(onset.doubt),
        how=onset.how,
    )


def _parts(doubt: Iterable[Component]) -> list[PartDoc]:
    return [PartDoc(name=part.name, shape=part.shape, size_ms=part.size_ns / 1e6, per=part.per) for part in doubt]


WORD = tuple(name for name in WordDoc.model_fields if name != "id")


def _zero_ns(found: Attempt) -> int:
    """What instants are told from: the cue's onset, else an own start, else when the attempt began."""
    cues = found.record.cues
    if cues and cues[-1].onset_ns is not None:
        return cues[-1].onset_ns
    return next((a.mark.t_ns for a in found.answers if a.number == 0), found.record.armed_ns)
