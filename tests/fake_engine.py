"""A stand-in for the engine behind a real Unix socket: it keeps the protocol and plays a run as a test says.

It decides nothing and measures nothing. A test moves it: ``begin`` and ``ready`` (the next athlete is on),
``wait``, ``cue``, ``decide`` (a verdict), ``finish``. What clients commanded is kept in ``commands``.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from trainer.engine.messages import (
    LINE_LIMIT,
    PROTOCOL,
    RunState,
    State,
    StationState,
    TurnState,
    decode,
    encode,
    state_doc,
)
from trainer.facts import OUTCOME_WORDS

DATABASE = "trainer.db"  # which it says that it writes to
STATIONS = {
    "start": ((0.0, 0.0), ("pad",)),
    "call-left": ((-2.0, 8.0), ("gate",)),
    "call-right": ((2.0, 8.0), ("gate", "speaker")),
    "front": ((0.0, 5.0), ("beam",)),
    "mid": ((0.0, 0.0), ("beam",)),
    "deep": ((0.0, -4.0), ("beam",)),
    "left": ((-4.0, 4.0), ("gate", "beam")),
    "right": ((4.0, 4.0), ("gate", "beam")),
}


RIG = {
    **{"machine": "Pi, 4 cores", "clock": "a steady one", "edges": "edges are stamped by the kernel, over lgpio"},
    **{"real_time": ["memory is locked"], "loudspeakers": [], "notes": []},
}
ROW: dict[str, Any] = {
    **{"session": "S", "run": "R", "seq": 1, "drill": "backpedal-break", "set": 1, "rep": 1, "attempt": 1},
    **{"lane": 1, "athlete": "Ann", "athlete_id": "a", "seed": 7, "level": 1, "measure": "reaction"},
    **{"catch": False, "go": True, "cue": ["left"], "cues": [], "outcome": "hit", "words": "hit"},
    **{"answered": "left", "foreperiod_ms": 1500.0, "due_ns": 10**9, "onset_ns": 10**9, "lateness_us": 12.0},
    **{"reaction_ms": 412.0, "start_ms": None, "transition_ms": None, "movement_ms": 1688.0},
    **{"total_ms": 2100.0, "splits_ms": [{"name": "left", "station": "left", "ms": 1688.0}]},
    **{"uncertainty_ms": 9.9, "uncertainty_clock_ms": 1.2, "uncertainty_body_ms": 9.8, "notes": [], "simulated": True},
}


def verdict(seq: int, athlete: dict[str, str], **keys: Any) -> dict[str, Any]:
    """A verdict's row, whole: a hit after 0.412 s unless told otherwise."""
    words = OUTCOME_WORDS[keys.get("outcome", "hit")]
    who = {"athlete": athlete["name"], "athlete_id": athlete["id"]}
    return {**ROW, "seq": seq, "rep": seq, "words": words, **who, **keys}


class FakeEngine:
    """One engine at ``path``. ``serve`` opens the socket, ``leave`` closes it on every client."""

    def __init__(self, path: Path, *, protocol: int = PROTOCOL, simulated: bool = True) -> None:
        self.path = path
        self.protocol = protocol
        self.state = State(
            field={"name": "simulated", "simulated": simulated},
            stations={name: StationState(at=at, carries=carries) for name, (at, carries) in STATIONS.items()},
        )
        self.commands: list[dict[str, Any]] = []
        self.refuse: dict[str, str] = {}  # op -> the sentence it is refused with
        self.mute: set[str] = set()  # ops that get no reply
        self.answers: dict[str, dict[str, Any]] = {}  # op -> what its reply says beside ok
        self._writers: list[asyncio.StreamWriter] = []
        self._server: asyncio.Server | None = None

    async def serve(self) -> None:
        self._server = await asyncio.start_unix_server(self._client, str(self.path), limit=LINE_LIMIT)

    async def leave(self) -> None:
        assert self._server is not None
        self._server.close()
        for writer in self._writers:
            writer.close()
        self._writers.clear()
        self.path.unlink(missing_ok=True)

    def drop(self) -> None:
        """Every client is cut off; the engine stays."""
        for writer in self._writers:
            writer.close()
        self._writers.clear()

    def change(self, **keys: Any) -> None:
        """Set these keys of the state and tell every client."""
        self.state.version += 1
        for key, value in keys.items():
            setattr(self.state, key, value)
        doc = state_doc(self.state)
        self._tell({"change": {"version": self.state.version, **{key: doc[key] for key in keys}}})

    def raw(self, line: bytes) -> None:
        """Bytes as they are, to every client."""
        for writer in self._writers:
            writer.write(line)

    def begin(self, plan: dict[str, Any], run: dict[str, Any]) -> None:
        """A run starts: its first athlete is to get ready."""
        drill = plan["drill"]
        athletes = tuple({"id": a["id"], "name": a["name"]} for a in run["athletes"])
        self.change(
            run=RunState(
                id=run["id"], session=run["session"], drill=drill["name"], title=drill["title"],
                words=tuple(drill["words"]), level=drill["level"], sets=drill["sets"], reps=drill["reps"],
                athletes=athletes, seed=plan["seed"], total=len(plan["reps"]),
            ),
            last=None,
            pausing=False,
        )  # fmt: skip
        self.ready()

    def ready(self) -> None:
        """The next athlete of the queue is on."""
        run = self.state.run
        assert run is not None
        names = [a["name"] for a in run.athletes]
        i = run.done % len(names)
        on = run.athletes[i]
        rep = run.done // len(names) % run.reps + 1
        self.change(
            phase="ready",
            turn=TurnState(1, rep, 1, on["name"], on["id"], "Stand still on the pad"),
            queue=tuple(names[i + 1 :] + names[:i]),
        )

    def wait(self) -> None:
        self.press("start", "pad", True)
        self.change(phase="wait")

    def cue(self, station: str = "left", colour: str = "white") -> None:
        self.state.stations[station].lit = colour
        self.change(phase="go", stations=self.state.stations)

    def press(self, station: str, sensor: str, active: bool) -> None:
        setattr(self.state.stations[station], sensor, active)
        self.change(stations=self.state.stations)

    def decide(self, **keys: Any) -> dict[str, Any]:
        """A verdict for whoever is on; returns its row."""
        run, turn = self.state.run, self.state.turn
        assert run is not None
        assert turn is not None
        run.done += 1
        on = {"id": turn.athlete_id, "name": turn.athlete}
        row = verdict(run.done, on, run=run.id, session=run.session, drill=run.drill, rep=turn.rep, **keys)
        for station in self.state.stations.values():
            station.lit, station.pad, station.beam = None, False, False
        self._tell({"verdict": row})
        self.change(phase="time", last=row, run=run, stations=self.state.stations, said=row["words"])
        return row

    def finish(self, phase: str = "done") -> None:
        self.change(phase=phase, turn=None, queue=())

    def _tell(self, message: dict[str, Any]) -> None:
        self.raw(encode(message))

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            command = decode(line)
            if command["op"] == "hello":
                hello = {"protocol": self.protocol, "schema": "0001", "pid": 1, "field": self.state.field, "rig": RIG}
                writer.write(
                    encode({"hello": {**hello, "database": DATABASE}}) + encode({"snapshot": state_doc(self.state)})
                )
                writer.write(encode({"re": command["id"], "ok": True}))
                self._writers.append(writer)
                continue
            self.commands.append(command)
            if command["op"] not in self.mute:
                writer.write(encode({"re": command["id"], **self._obey(command)}))
            if command["op"] == "leave" and "leave" not in self.refuse:
                self.drop()
        if writer in self._writers:
            self._writers.remove(writer)
        writer.close()

    def _obey(self, command: dict[str, Any]) -> dict[str, Any]:
        op = command["op"]
        if op in self.refuse:
            return {"error": {"type": "refused", "detail": self.refuse[op]}}
        if op == "start":
            self.begin(command["plan"], command["run"])
        elif op == "stop" and self.state.phase not in ("idle", "done", "stopped"):
            self.finish("stopped")
        elif op == "pause":
            self.change(pausing=True)
        elif op == "resume":
            self.change(pausing=False)
        elif op == "press":
            self.press(command["station"], command["sensor"], command["active"])
        return {"ok": True, **self.answers.get(op, {})}
