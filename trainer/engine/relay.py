"""A relay: who is off his mark has the next of his team get ready, and his arrival starts that one's clock."""

from __future__ import annotations

from dataclasses import dataclass

from hardware.clock import Clock
from trainer.engine.attempt import Attempt
from trainer.engine.play import Player
from trainer.engine.run import Run
from trainer.facts import Verdict


@dataclass(slots=True)
class Relay:
    """The legs of one run, played on the field."""

    run: Run
    player: Player
    clock: Clock

    @classmethod
    def of(cls, run: Run, player: Player, clock: Clock) -> Relay | None:
        """Of a run that is one: the player tells it who is off."""
        relay = cls(run, player, clock) if run.plan.drill.format == "relay" else None
        player.off = relay.off if relay is not None else None
        return relay

    def off(self, attempt: Attempt) -> None:
        """Somebody is off his mark, said over and over: the next of his team gets ready, if nobody is yet."""
        if self.player.last_in_lane(attempt.number) is not attempt:
            return
        active = frozenset(self.player.triggers.active)
        following = self.run.next_leg(attempt.number, self.clock.now_ns(), active)
        if following is not None:
            self.player.begin(following)

    def leg_over(self, attempt: Attempt, verdict: Verdict) -> None:
        """The next of the team is on now; where he did not arrive nobody is."""
        following = self.player.last_in_lane(attempt.number)
        if verdict.outcome != "hit":
            self.run.legs.pop(attempt.number, None)
            self.player.end_lane(attempt.number, "the one before did not arrive")
        elif following is not None:
            self.player.display.next_leg(attempt, following)
