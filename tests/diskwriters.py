"""Started on a faulty disk: for each folder on standard input, an engine's journal and a panel write to its database,
two processes in a group of their own; where a backup lies beside it, a panel puts that back. What either was told is
kept is a line on standard output; then "end"."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from records import BEN, record

from hardware.clock import Inbox
from trainer.engine.journal import ThreadJournal
from trainer.errors import StoreError
from trainer.facts import Person
from trainer.store.forget import forget
from trainer.store.open import open_store
from trainer.store.pour import make_ready, pour
from trainer.store.roster import change_person
from trainer.store.write import Correction, add_athlete, add_correction

ATTEMPTS = range(2, 6)  # the first is there
BACKUP = "monday.db"
KID = Person("kid-00000001", "Kidname001", note="first")


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def engine(path: Path) -> None:
    """Writes attempts as they come; shown is what came back kept."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stdout, force=True)
    with open_store(path, migrate=False) as store:
        inbox = Inbox()
        journal = ThreadJournal(store, inbox)
        for seq in ATTEMPTS:
            journal.attempt(record(seq))
            say(f"attempt {inbox.get(timeout=60).seq}")
        journal.close()


def panel(path: Path) -> None:
    """What a coach does meanwhile, each until it is done."""
    word = Correction("run-1", 1, "void", "void", "coach", 1.0)
    with open_store(path, migrate=False) as store:
        insist("athlete", lambda: add_athlete(store, KID))
        insist("word", lambda: add_correction(store, word))
        insist("note", lambda: change_person(store, replace(KID, note="second")))
        insist("gone", lambda: forget(store, {BEN.id: 1.0}))
        insist("word", lambda: add_correction(store, replace(word, value=None)))


def restorer(path: Path) -> None:
    """Puts a backup back while this process has the database open."""
    with open_store(path, migrate=False) as store:
        try:
            pour(store, make_ready(store, path.with_name(BACKUP), "this file"), 1.0)
        except StoreError as exc:
            say(f"refused: {exc}")
        else:
            say("restored")


def insist(what: str, act: Callable[[], object]) -> None:
    while True:
        try:
            act()
        except StoreError as exc:
            say(f"refused: {exc}")
            continue
        say(what)
        return


def play(path: Path) -> None:
    """All of them, until they have ended or been killed."""
    group = 0
    children = []
    for act in (restorer,) if path.with_name(BACKUP).exists() else (engine, panel):
        child = os.fork()
        if child == 0:
            os.setpgid(0, group)
            code = 1
            try:
                act(path)
                code = 0
            finally:
                sys.stdout.flush()
                os._exit(code)
        os.setpgid(child, group)
        group = group or child
        children.append(child)
    for child in children:
        os.waitpid(child, 0)


if __name__ == "__main__":
    say("ready")
    for line in sys.stdin:
        play(Path(line.strip()))
        say("end")
