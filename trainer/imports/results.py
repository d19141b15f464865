"""Takes a lossless export into the database: all of it in one transaction, or nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from trainer.errors import FileError, LineError, TrainerError
from trainer.exports.json_lines import RENAMED
from trainer.imports.lines import read_line
from trainer.store.open import Store
from trainer.store.take_in import TakeIn, key_of

PIECE = 200  # attempts written at a time
MOST = 20  # bad lines that are told
LONGEST = 32 * 1024**2  # bytes of a line; the longest is a plan, which the engine takes up to 16 MB
BOM = b"\xef\xbb\xbf"

Doc = dict[str, Any]


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What came of it: how many of each kind are new, how many were here, what is wrong with which line (of the first
    ``MOST``), and how many lines are bad."""

    new: Counter[str]
    known: Counter[str]
    bad: tuple[str, ...]
    bad_lines: int


def take_in(store: Store, path: Path, *, skip_bad: bool = False) -> TakenIn:
    """Take in a file. FileError, and nothing is kept, at the first line that cannot be; ``skip_bad`` leaves such lines
    out, and all that refer to them. The other writers wait meanwhile."""
    try:
        with path.open("rb") as file:
            return take_in_file(store, file, str(path), skip_bad=skip_bad)
    except TrainerError:
        raise  # some of ours are OSErrors too
    except OSError as exc:
        raise FileError(f"{path} cannot be read: {exc.strerror}") from exc


def take_in_file(store: Store, file: BinaryIO, called: str, *, skip_bad: bool = False, keep: bool = True) -> TakenIn:
    """The same of an open file, ``called`` so in sentences. ``keep`` False: only see what would come of it."""
    with store.write() if keep else store.trial() as connection:
        return _Import(TakeIn(connection), called, skip_bad).run(file)


class _Import:
    def __init__(self, into: TakeIn, called: str, skip_bad: bool) -> None:
        self._into = into
        self._called = called
        self._skip_bad = skip_bad
        self._is_whole = False
        self._bad: list[str] = []
        self._bad_lines = 0
        self._piece: list[tuple[int, Doc]] = []
        self._keys: set[object] = set()  # of the piece: its attempts', and its corrections'

    def run(self, file: BinaryIO) -> TakenIn:
        number = 0
        while line := file.readline(LONGEST + 1):
            number += 1
            if len(line) > LONGEST:
                raise FileError(f"{self._called} line {number}: is longer than {LONGEST // 1024**2} MB")
            if line.strip():
                self._line(number, line.removeprefix(BOM))
        self._flush()
        if not self._is_whole:
            self._refuse(number + 1, LineError("the file is cut off: an export ends with a line of kind end"))
        return TakenIn(self._into.new, self._into.known, tuple(self._bad), self._bad_lines)

    def _line(self, number: int, line: bytes) -> None:
        try:
            kind, doc = read_line(line)
            if (kind == "export") != (number == 1):
                raise LineError("the first line of an export, and no other, is of kind export")
            if self._is_whole:
                raise LineError("comes after the end of the export")
            self._take(number, kind, doc)
        except LineError as exc:
            if number == 1:
                raise FileError(f"{self._called} is no export of this trainer: {exc}") from exc
            self._flush()  # what is wrong in lines before is said before
            self._refuse(number, exc)

    def _take(self, number: int, kind: str, doc: Doc) -> None:
        match kind:
            case "export":
                pass
            case "end":
                self._is_whole = True
            case "attempt":
                self._hold(number, doc)
            case "athlete":
                self._into.athlete(doc)
            case "merge":
                self._into.merge(doc)
            case _:
                self._into.once(kind, doc)

    def _hold(self, number: int, doc: Doc) -> None:
        """Keep an attempt until there are enough; one that is in the piece already makes it be written before."""
        row = doc | {column: doc[key] for column, key in RENAMED.items()}
        keys = {key_of(row), *(word["id"] for word in row["corrections"])}
        if len(self._piece) >= PIECE or not keys.isdisjoint(self._keys):
            self._flush()
        self._piece.append((number, row))
        self._keys |= keys

    def _flush(self) -> None:
        for place, exc in self._into.attempts([row for _, row in self._piece]):
            self._refuse(self._piece[place][0], exc)
        self._piece.clear()
        self._keys.clear()

    def _refuse(self, number: int, exc: LineError) -> None:
        sentence = f"{self._called} line {number}: {exc}"
        if not self._skip_bad:
            raise FileError(sentence) from exc
        self._bad_lines += 1
        if len(self._bad) < MOST:
            self._bad.append(sentence)
