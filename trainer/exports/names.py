"""Who is called by name in what leaves the unit."""

from __future__ import annotations

from trainer.store.pages import SHORT, Known

MOST = 20  # names in a sentence


class Names:
    """Gives an athlete's name where a parent agreed that it may leave the unit, or where all are ``wanted``; in its
    place the beginning of the id. ``named``: id and name of everybody it named; ``notes``: whether what the coach wrote
    leaves too, which may name anybody.
    """

    def __init__(self, *, wanted: bool, notes: bool = False) -> None:
        self.notes = notes
        self.named: dict[str, str] = {}
        self._wanted = wanted
        self._others: set[str] = set()

    def __call__(self, id_: str, known: Known) -> str:
        if known.name and (self._wanted or known.agreed):
            self.named[id_] = known.name
            return known.name
        if known.name:
            self._others.add(id_)
        return id_[:SHORT]

    def sentence(self) -> str:
        """Whom the file names, for the person who made it; empty when there was nobody to name."""
        named = sorted(self.named.values(), key=str.casefold)
        said = ", ".join(named[:MOST]) + (f" and {len(named) - MOST} more" if len(named) > MOST else "")
        parts = [f"by name: {said}"] if named else []
        if self._others:
            many = "athletes" if len(self._others) > 1 else "athlete"
            parts.append(f"{len(self._others)} {many} without a name (--names writes all)")
        return "; ".join(parts)
