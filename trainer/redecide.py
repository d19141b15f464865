"""The coach's word on which edge an answer was, and any word taken back.

Nothing is changed: each is a correction row, an undo too, and where another edge was chosen there is a further verdict
beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from trainer.engine.lane import Mark
from trainer.engine.verdict import answers, decide, retimed
from trainer.errors import Refused, UnknownRow
from trainer.facts import AttemptRecord, Pick
from trainer.rescore import BY_NO_RULE, Played, evidence_of, judge_again, judgement, known_rules, played_of, task_of
from trainer.store.corrections import Said, often_judged, picks_from, picks_of, picks_text, word_of, words_on
from trainer.store.open import Store
from trainer.store.results import Context, Filter, read_attempts
from trainer.store.verdicts import verdicts_on
from trainer.store.write import Correction, Judgement, add_correction, write_rescored


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as it counts now: its number for a pick, and its mark at the instant that the rule names or, when
    ``picked``, the coach."""

    number: int
    mark: Mark
    picked: bool


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt with all that can be said of it: its answers, what the coach said, every verdict (oldest first)."""

    record: AttemptRecord
    context: Context
    answers: tuple[Answered, ...]
    words: tuple[Said, ...]
    verdicts: tuple[Judgement, ...]


def read_attempt(store: Store, run: str, seq: int, lane: int = 1) -> Attempt:
    """UnknownRow when there is none."""
    record, context = _one(store, run, seq, lane)
    picks = picks_of(store, run).get((seq, lane), ())
    decided = context.judged not in BY_NO_RULE
    found = _answered(record, played_of(store, context.run), picks) if decided else ()
    return Attempt(record, context, found, words_on(store, run, seq, lane), verdicts_on(store, run, seq, lane))


def _answered(record: AttemptRecord, played: Played, picks: Sequence[Pick]) -> tuple[Answered, ...]:
    task = task_of(record, played)
    edges, lane = decide(task, evidence_of(record), played.sensors, picks)
    lane.marks = retimed(lane, edges, known_rules(record.scoring), picks)
    numbers = {pick.answer for pick in picks}
    marks = enumerate(answers(task, lane))
    return tuple(Answered(n, mark, n in numbers) for n, mark in marks if mark is not None and mark.kind != "hold")


def choose(store: Store, word: Correction, pick: Pick) -> str:
    """This answer was that edge: keep the word (its kind and value are filled in) and the verdict that follows.

    Returns the word's id. UnknownRow when there is no such attempt; Refused, with the reason, when there is no such
    edge or the answer cannot have been it.
    """
    record, context = _one(store, word.run, word.seq, word.lane)
    if context.judged in BY_NO_RULE:
        raise Refused(f"this attempt was {context.judged}: no edge decides it")
    if not any((e.station, e.sensor, e.t_ns) == (pick.station, pick.sensor, pick.t_ns) for e in record.edges):
        raise Refused(f"no edge of {pick.station} {pick.sensor} at {pick.t_ns} in this attempt")
    before = picks_of(store, word.run).get((word.seq, word.lane), ())
    picks = (*(p for p in before if p.answer < pick.answer), pick)  # what came after may now be another answer
    return _chosen(store, word, record, context, picks)


def settle(store: Store) -> int:
    """Where edges were chosen at one place and an attempt was judged at another, neither knowing of the other, the word
    that counts need not be the one that the last judgement knew. Judge those anew that differ, by the rules that judged
    them last: the same at every place that has the same words. Returns how many."""
    found = [_one(store, *key) for key in often_judged(store)]
    judgements = [new for record, context in found if (new := _settled(store, record, context)) is not None]
    write_rescored(store, *judgements)
    return len(judgements)


def _settled(store: Store, record: AttemptRecord, context: Context) -> Judgement | None:
    """The judgement that the words ask for. None: it is so, or this trainer cannot have it."""
    picks = picks_of(store, record.run).get((record.seq, record.lane), ())
    newest = verdicts_on(store, record.run, record.seq, record.lane)[-1]
    try:
        rules = known_rules(newest.scoring)
        verdict = judge_again(record, played_of(store, context.run), rules, picks)
    except (Refused, ValueError):
        return None
    is_so = verdict == newest.verdict or newest.version != rules.version or context.judged in BY_NO_RULE
    return None if is_so else judgement(record, verdict, rules)


def undo(store: Store, id_: str, who: str, wall_s: float) -> str:
    """Withdraw a word: a further one says what counted before it. Returns the further one's id.

    UnknownRow when there is no such word; Refused when a newer one of its kind stands over it.
    """
    said = word_of(store, id_)
    word = said.word
    same = [s for s in words_on(store, word.run, word.seq, word.lane) if s.word.kind == word.kind]
    if same[-1].id != id_:
        raise Refused("a newer word of this kind stands over it: undo that first")
    before = same[-2].word if len(same) > 1 else replace(word, value=None, detail="")
    back = replace(word, value=before.value, detail=before.detail, who=who, wall_s=wall_s, why=f"undo of {said.n}")
    if word.kind != "edge":
        return add_correction(store, back)
    record, context = _one(store, word.run, word.seq, word.lane)
    return _chosen(store, back, record, context, picks_from(back.value))


def _chosen(store: Store, word: Correction, record: AttemptRecord, context: Context, picks: Sequence[Pick]) -> str:
    rules = known_rules(record.scoring)
    try:
        verdict = judge_again(record, played_of(store, context.run), rules, picks)
    except ValueError as exc:
        raise Refused(str(exc)) from exc
    said = replace(word, kind="edge", value=picks_text(picks))
    return add_correction(store, said, judgement(record, verdict, rules))


def _one(store: Store, run: str, seq: int, lane: int) -> tuple[AttemptRecord, Context]:
    for record, context in read_attempts(store, Filter(run=run, seq=seq)):
        if record.lane == lane:
            return record, context
    raise UnknownRow(f"run {run} has no attempt {seq} in lane {lane}")
