"""What can go wrong in the trainer. The sentence of each is fit for a coach to read.

TrainerError(Exception)
├── FileError(ValueError)         a file could not be read or says something it may not
├── AskError(ValueError)          what was asked for makes no sense
├── BindError(ValueError)         a role cannot be played by this field
├── GroundError(ValueError)       a drill could hurt somebody on this field
├── CareError(ValueError)         somebody should not run this now, unless the coach waves it through
├── StoreError(OSError)           the database cannot be opened or written
├── UnknownRow(KeyError)          no session, run, athlete of that id
├── EngineBusy(RuntimeError)      another engine holds this trainer's field, or a run is on
├── EngineGone(ConnectionError)   the engine does not answer
├── LineError(ValueError)         a line of a file cannot be taken in
├── NotComparable(ValueError)     two times were not measured on the same terms
└── Refused(RuntimeError)         a command that cannot be carried out now
"""


class TrainerError(Exception):
    """Base of everything this folder raises."""


class FileError(TrainerError, ValueError):
    """A file could not be read or says something it may not: file, where, what was allowed."""


class AskError(TrainerError, ValueError):
    """What was asked for makes no sense; the sentence says what of it, and what would."""


class BindError(TrainerError, ValueError):
    """A role cannot be played by this field; the sentence says which, why, and who could."""


class GroundError(TrainerError, ValueError):
    """A drill could hurt somebody on this field; the sentence says what stands where, and how far off it must be."""


class CareError(TrainerError, ValueError):
    """Somebody should not run this now, unless the coach waves it through.

    ``kinds``: of what is to be waved through; ``reasons``: a sentence for each concern.
    """

    def __init__(self, kinds: tuple[str, ...], reasons: tuple[str, ...]) -> None:
        super().__init__("; ".join(reasons))
        self.kinds = kinds
        self.reasons = reasons


class StoreError(TrainerError, OSError):
    """The database cannot be opened, migrated or written."""


class UnknownRow(TrainerError, KeyError):
    """No session, run or athlete of that id."""

    def __str__(self) -> str:
        return str(self.args[0])


class EngineBusy(TrainerError, RuntimeError):
    """Another engine holds this trainer's field, or a run is already on."""


class EngineGone(TrainerError, ConnectionError):
    """The engine does not answer on its socket."""


class LineError(TrainerError, ValueError):
    """A line of a file cannot be taken in; the sentence says why, and whoever reads the file which line."""


class NotComparable(TrainerError, ValueError):
    """Two times were not measured on the same terms; the sentence says in what they differ."""


class Refused(TrainerError, RuntimeError):
    """A command that cannot be carried out now; the sentence says why."""
