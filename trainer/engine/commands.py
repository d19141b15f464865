"""What a client may ask of the engine: each command's fields are checked here, then carried out by the runner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hardware.base import Edge
from hardware.simulated import SimulatedField
from sequences.codec import from_doc, plan_from_doc
from sequences.errors import SequenceError
from sequences.model import ATTEMPTS, Cue, OwnStart, Plan
from sequences.shuttles import signals_in
from trainer.care.today import Known
from trainer.engine.care import NOTHING
from trainer.engine.messages import PROTOCOL
from trainer.engine.run import Run
from trainer.engine.runner import Runner
from trainer.errors import Refused, TrainerError
from trainer.facts import RunHeader

MOST_TRAVEL_MS = 10_000
TEST_NS = 1_000_000_000
FORM = ("feet", "hips", "eyes", "arms", "")


@dataclass(frozen=True, slots=True)
class Command:
    """A message of one client, and the way back to it."""

    message: dict[str, Any]
    client: int
    reply: Callable[[dict[str, Any]], None]


class Commands:
    """Answers commands; the client that started the run owns it: when it leaves, the run pauses after the rep."""

    def __init__(self, runner: Runner) -> None:
        self.runner = runner
        self.owner: int | None = None
        self.leaving = False  # the engine was asked to end
        self._ops: dict[str, Callable[[dict[str, Any]], dict[str, Any] | None]] = {
            "hello": self._hello, "start": self._start, "stop": self._stop, "pause": self._pause,
            "resume": self._resume, "skip": self._skip, "void": self._void, "reassign": self._reassign,
            "form": self._form, "press": self._press, "test": self._test, "dark": self._dark,
            "sit": self._sit, "tired": self._tired, "care": self._care, "call": self._call,
            "line": self._line, "leave": self._leave,
        }  # fmt: skip

    def carry_out(self, command: Command) -> None:
        """Does it and replies; what is wrong comes back as one sentence."""
        message = command.message
        try:
            operation = self._ops.get(_text(message, "op"))
            if operation is None:
                raise Refused(f"op: {message.get('op')!r} is not known; allowed: {', '.join(self._ops)}")
            answer = operation(message) or {}
        except (TrainerError, SequenceError, ValueError) as exc:
            command.reply({"re": message.get("id"), "error": {"type": _kind(exc), "detail": str(exc)}})
            return
        if message["op"] in ("start", "resume"):
            self.owner = command.client
        command.reply({"re": message.get("id"), "ok": True, **answer})

    def gone(self, client: int) -> None:
        """A client has left. Its run goes on to the end of the rep, then waits."""
        if client == self.owner:
            self.owner = None
            self.runner.pause()

    def _hello(self, message: dict[str, Any]) -> None:
        if message.get("protocol") != PROTOCOL:
            raise Refused(f"protocol: {message.get('protocol')!r} is not spoken here; allowed: {PROTOCOL}")

    def _start(self, message: dict[str, Any]) -> None:
        plan = plan_from_doc(message.get("plan"))
        header = from_doc(RunHeader, message.get("run"))
        if len(header.athletes) != plan.athletes:
            raise Refused(f"run: {len(header.athletes)} athletes for a plan of {plan.athletes}")
        _check_draws(plan)
        self.runner.start(plan, header, from_doc(Known, message["known"]) if "known" in message else NOTHING)

    def _stop(self, message: dict[str, Any]) -> None:
        self.runner.stop()

    def _leave(self, message: dict[str, Any]) -> None:
        if self.runner.is_running:
            raise Refused("a run is on: stop it first")
        if self.runner.board.state.unkept:
            raise Refused("results are still being saved: wait until they are")
        self.leaving = True

    def _pause(self, message: dict[str, Any]) -> None:
        self.runner.pause()

    def _resume(self, message: dict[str, Any]) -> None:
        self.runner.resume()

    def _skip(self, message: dict[str, Any]) -> None:
        self.runner.skip()

    def _void(self, message: dict[str, Any]) -> dict[str, Any]:
        return {"seq": self.runner.void(_number(message, "seq"), again=_flag(message, "again"))}

    def _reassign(self, message: dict[str, Any]) -> dict[str, Any]:
        return {"seq": self.runner.reassign(_number(message, "seq"), _text(message, "athlete"))}

    def _form(self, message: dict[str, Any]) -> dict[str, Any]:
        mark, what = _text(message, "mark"), str(message.get("what", ""))
        if mark not in ("clean", "not yet"):
            raise Refused(f"mark: {mark!r} is not allowed; allowed: clean, not yet")
        if what not in FORM:
            raise Refused(f"what: {what!r} is not allowed; allowed: {', '.join(FORM[:-1])}")
        run, seq, turn = self.runner.decided(_number(message, "seq"))
        self.runner.care.marked(run, turn, seq, mark)
        self.runner.correct(seq, {"form": mark, "form_what": what})
        return {"seq": seq}

    def _call(self, message: dict[str, Any]) -> None:
        self.runner.player.call(_text(message, "call"), min(_number(message, "travel_ms"), MOST_TRAVEL_MS) * 1_000_000)

    def _line(self, message: dict[str, Any]) -> None:
        what = _text(message, "what")
        if what not in ("missed", "stopped"):
            raise Refused(f"what: {what!r} is not allowed; allowed: missed, stopped")
        run, runner = self._on(), self.runner
        if signals_in(run.plan.drill.steps) is None:
            raise Refused("this is no test by signals: nobody is tapped")
        place = run.place(_text(message, "athlete"))
        if not any(track.attempt.turn.athlete == place for track in runner.player.tracks):
            raise Refused("that athlete is not running now")
        edge = Edge(f"{what} {place}", "told", _flag(message, "on"), runner.clock.now_ns())
        runner.player.edge(edge)

    def _sit(self, message: dict[str, Any]) -> None:
        self.runner.sit(_text(message, "athlete"), out=_flag(message, "out"))

    def _tired(self, message: dict[str, Any]) -> dict[str, Any]:
        run, athlete = self._on(), _text(message, "athlete")
        run.place(athlete)
        self.runner.care.told(run, athlete)
        return self._follow(run, athlete)

    def _care(self, message: dict[str, Any]) -> dict[str, Any]:
        run = self._on()
        athlete = None if message.get("athlete") is None else _text(message, "athlete")
        if _flag(message, "follow"):
            return self._follow(run, athlete)
        self.runner.care.answered(run, athlete)
        return {}

    def _on(self) -> Run:
        run = self.runner.run
        if run is None or not self.runner.is_running:
            raise Refused("no run is on")
        return run

    def _follow(self, run: Run, athlete: str | None) -> dict[str, Any]:
        """What was asked is done. Returns what that was."""
        runner = self.runner
        then = runner.care.answered(run, athlete)["then"]
        if athlete is None:
            runner.pause()
        elif then == "rest":
            runner.care.rest(run, athlete, runner.clock.now_ns())
            runner.call_again(run)
        else:
            runner.sit(athlete, out=True)
        return {"then": then}

    def _press(self, message: dict[str, Any]) -> None:
        field = self.runner.field
        if not isinstance(field, SimulatedField):
            raise Refused("only a simulated field can be pressed from here")
        station, sensor = _text(message, "station"), _text(message, "sensor")
        if (station, sensor) not in self.runner.player.triggers.devices:
            raise Refused(f"no {sensor} at station {station!r}")
        field.press(station, "pad" if sensor == "pad" else "beam", _flag(message, "active"))

    def _test(self, message: dict[str, Any]) -> None:
        station = _text(message, "station")
        runner = self.runner
        if runner.is_running:
            raise Refused("a run is on: stations are tried between runs")
        if station not in runner.field.stations:
            raise Refused(f"no station {station!r}; stations: {', '.join(runner.field.stations)}")
        now_ns = runner.clock.now_ns()
        runner.player.stage.test(station, now_ns)
        runner.player.display.show_lamps()
        runner.agenda.move(now_ns + TEST_NS, "test off", runner.player.display.lamps_off)

    def _dark(self, message: dict[str, Any]) -> None:
        self.runner.player.stage.dark()
        self.runner.player.display.show_lamps()


def _check_draws(plan: Plan) -> None:
    """Refused when a rep names an athlete there is not, or what is drawn for it does not last to the eighth attempt."""
    cues = [s.alternatives for s in plan.drill.steps if isinstance(s, Cue)]
    sides = [s.sides for s in plan.drill.steps if isinstance(s, OwnStart)]
    choices = max(map(len, (*cues, *sides)), default=0)
    for number, rep in enumerate(plan.reps, 1):
        if not 1 <= rep.athlete <= plan.athletes:
            raise Refused(f"plan: rep {number} is of athlete {rep.athlete}; there are {plan.athletes}")
        if len(rep.draws) < ATTEMPTS:
            raise Refused(f"plan: rep {number} has {len(rep.draws)} draws; {ATTEMPTS} are needed")
        for draw in rep.draws:
            if draw.alternative is not None and not 0 <= draw.alternative < choices:
                raise Refused(f"plan: rep {number} has alternative {draw.alternative}; there are {choices}")


def _text(message: dict[str, Any], key: str) -> str:
    value = message.get(key)
    if not isinstance(value, str):
        raise Refused(f"{key}: {value!r} is not text")
    return value


def _number(message: dict[str, Any], key: str) -> int:
    value = message.get(key, 0)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Refused(f"{key}: {value!r} is not a whole number from 0 up")
    return value


def _flag(message: dict[str, Any], key: str) -> bool:
    value = message.get(key, False)
    if not isinstance(value, bool):
        raise Refused(f"{key}: {value!r} is neither true nor false")
    return value


def _kind(error: Exception) -> str:
    return "refused" if isinstance(error, Refused) else "bad-input"
