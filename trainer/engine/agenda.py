"""What is due when: a heap of callbacks at absolute instants, each under a name that can be taken back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count

Callback = Callable[[], None]


class Agenda:
    """Callbacks in the order of their instants; those of one instant in the order they were put."""

    def __init__(self) -> None:
        self._order = count()
        self._heap: list[tuple[int, int, str]] = []  # instant, order, name
        self._named: defaultdict[str, dict[int, Callback]] = defaultdict(dict)  # name -> order -> what still stands

    def put(self, due_ns: int, name: str, callback: Callback) -> None:
        """Adds; several may share a name."""
        order = next(self._order)
        self._named[name][order] = callback
        heappush(self._heap, (due_ns, order, name))

    def move(self, due_ns: int, name: str, callback: Callback) -> None:
        """The only one of its name from now on."""
        order = next(self._order)
        self._named[name] = {order: callback}
        heappush(self._heap, (due_ns, order, name))

    def drop(self, name: str) -> None:
        """Takes back all of that name."""
        self._named[name].clear()

    def has(self, name: str) -> bool:
        return bool(self._named[name])

    def next_ns(self) -> int | None:
        """The next instant; None when nothing is due."""
        heap, named = self._heap, self._named
        while heap:
            due_ns, order, name = heap[0]
            if order in named[name]:
                return due_ns
            heappop(heap)  # taken back
        return None

    def run(self, now_ns: int) -> None:
        """Calls what has come due, one after the other."""
        heap, named = self._heap, self._named
        while heap and heap[0][0] <= now_ns:
            _, order, name = heappop(heap)
            callback = named[name].pop(order, None)
            if callback is not None:
                callback()
