"""Which results somebody means, in the words that a person uses: a name, a day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from trainer.errors import AskError, UnknownRow
from trainer.store.open import Store
from trainer.store.read import sessions
from trainer.store.results import Filter
from trainer.store.roster import attempts_of, find_person

LAST = "last"
ONE_DAY = timedelta(days=1)


def asked_for(
    store: Store,
    *,
    session: str | None = None,
    athlete: str | None = None,
    drill: str | None = None,
    since: str | None = None,
    until: str | None = None,
) -> Filter:
    """The filter. ``session``: an id, or "last"; ``athlete``: an id or a name; ``since``, ``until``: a day, and both
    days are included, or an instant, and the second one is not.

    UnknownRow when nobody is called so, or several are; AskError when a day is none.
    """
    return Filter(
        session=_last(store) if session == LAST else session,
        athlete=None if athlete is None else _athlete(store, athlete),
        drill=drill,
        since_s=None if since is None else instant_s("since", since),
        until_s=None if until is None else instant_s("until", until, day_after=True),
    )


def _last(store: Store) -> str:
    newest = sessions(store, limit=1)
    if not newest:
        raise UnknownRow("there is no last session: nothing has been run yet")
    return newest[0].header.id


def _athlete(store: Store, called: str) -> str:
    """Whoever was deleted is still known by the id that the attempts bear."""
    _, attempts = attempts_of(store, called)
    return called if attempts else find_person(store, called).id


def instant_s(what: str, text: str, *, day_after: bool = False) -> float:
    """Seconds since 1970. A day (2026-03-01) begins at midnight where the trainer stands; ``day_after``: its end is
    meant. An instant (2026-03-01T09:30, 2026-03-01T09:30+01:00) is itself."""
    try:
        if len(text) == len("2026-03-01"):
            day = date.fromisoformat(text) + (ONE_DAY if day_after else timedelta())
            return datetime.combine(day, time.min).astimezone().timestamp()
        return datetime.fromisoformat(text).astimezone().timestamp()
    except (ValueError, OverflowError) as exc:
        raise AskError(f"{what}: {text!r} is no day: write 2026-03-01, or 2026-03-01T09:30 for an instant") from exc
