"""What can be wrong with a drill or a plan.

SequenceError(Exception)
├── DrillError(ValueError)      a drill file says something it may not: where, what, what was allowed
├── SettingError(ValueError)    a setting, level or share handed in is not allowed
├── LawError(ValueError)        a law of chance cannot be met with these numbers
└── UnknownDrill(KeyError)      no drill of that name
"""


class SequenceError(Exception):
    """Base of everything this folder raises."""


class DrillError(SequenceError, ValueError):
    """A drill says something it may not.

    ``where`` is the path inside the drill (``rep[2].wait.max``), ``what`` one sentence that says what
    is wrong and what was allowed. The reader of the file puts the file's name in front.
    """

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}" if where else what)
        self.where = where
        self.what = what


class SettingError(SequenceError, ValueError):
    """A setting, level, binding or share handed in is not allowed; the sentence says which and what is."""


class LawError(SequenceError, ValueError):
    """A law of chance cannot be met with these numbers; the sentence gives the reason."""


class UnknownDrill(SequenceError, KeyError):
    """No drill of that name; the sentence names those there are."""

    def __str__(self) -> str:
        return str(self.args[0])
