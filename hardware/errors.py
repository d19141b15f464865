"""What can go wrong with a field and its devices.

HardwareError(Exception)
├── FieldError(ValueError)      a field file says something it may not: where, what, what was allowed
├── DeviceBusy(OSError)         somebody else holds that pin, port or sound device
├── DeviceMissing(OSError)      no such chip, pin, port or sound device here
└── NotTimed(RuntimeError)      what is here cannot stamp edges well enough to measure
"""


class HardwareError(Exception):
    """Base of everything this folder raises."""


class FieldError(HardwareError, ValueError):
    """A field file says something it may not.

    ``where`` is the path inside the file (``station.left.beam.pin``), ``what`` one sentence that says what is
    wrong and what was allowed. The reader of the file puts the file's name in front.
    """

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}" if where else what)
        self.where = where
        self.what = what


class DeviceBusy(HardwareError, OSError):
    """Somebody else holds that pin, port or sound device; the sentence names it."""


class DeviceMissing(HardwareError, OSError):
    """No such chip, pin, port or sound device here; the sentence names it."""


class NotTimed(HardwareError, RuntimeError):
    """What is here cannot stamp edges well enough to measure a reaction."""
