"""The rules of the house, held against the whole tree: every complaint names file and line."""

import re
from collections.abc import Callable, Iterator

import guards
import pytest
from guards import PACKAGES, ROOT, Source

Guard = Callable[[Source], Iterator[str]]
EVERYWHERE = (*PACKAGES, "tests")

# guard, the folders it watches, a source that it must complain of
RULES: list[tuple[Guard, tuple[str, ...], str]] = [
    (guards.clocks, PACKAGES, "import time"),
    (guards.clocks, PACKAGES, "from time import monotonic_ns"),
    (guards.clocks, PACKAGES, "from datetime import UTC, datetime\nnow = datetime.now(UTC)"),
    (guards.clocks, PACKAGES, "import threading\nthreading.Timer(1, print).start()"),
    (guards.chance, PACKAGES, "import random"),
    (guards.chance, PACKAGES, "from secrets import token_hex"),
    (guards.chance, PACKAGES, "x = random.choice([1, 2])"),
    (guards.lengths, EVERYWHERE, "x = 1\n" * 401),
    (guards.lengths, EVERYWHERE, "def f():\n" + "    x = 1\n" * 40),
    (guards.excepts, EVERYWHERE, "def f():\n    try:\n        g()\n    except:\n        raise"),
    (guards.excepts, EVERYWHERE, "def f():\n    try:\n        g()\n    except Exception:\n        pass"),
    (guards.bounce_times, PACKAGES, "Button(2, bounce_time=0.02)"),
    (guards.fakes, ("tests",), "from unittest.mock import patch"),
    (guards.fakes, ("tests",), "from unittest import mock"),
    (guards.fakes, ("tests",), "def test(monkeypatch): pass"),
    (guards.fakes, ("tests",), "import time\ntime.sleep(1)"),
]

# What no file may hold: a machine's own folders, a package registry's address, a promise. Spelt so that this file may.
PATHS = r"(?<![\w.])/(work|root|Users)/" + r"|\bshared" + r"/"
HOSTS = r"pypi\.|pythonhosted|npmjs|jsdelivr|unpkg|cdnjs|deb\.debian|snapshot\.debian|ghcr\.io|docker\.io"
PROMISES = r"\b(TO" + r"DO|FIX" + r"ME|X" + r"XX)\b"


@pytest.mark.xdist_group("house")  # the tree is read once
@pytest.mark.parametrize("guard", dict.fromkeys(rule[0] for rule in RULES), ids=lambda guard: guard.__name__)
def test_the_tree_keeps_the_rule(guard: Guard):
    folders = next(rule[1] for rule in RULES if rule[0] is guard)
    found = [f"{source.path}:{what}" for source in guards.sources(*folders) for what in guard(source)]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(("guard", "folders", "bad"), RULES)
def test_the_rule_sees_what_breaks_it(guard: Guard, folders: tuple[str, ...], bad: str):
    assert list(guard(Source.of("trainer/bad.py", bad)))


def test_everything_may_be_caught_to_clean_up_or_at_a_threads_top():
    again = "def f():\n    try:\n        g()\n    except BaseException:\n        h()\n        raise"
    top = "def f():\n    # a thread's top\n    try:\n        g()\n    except Exception:\n        h()"
    assert not list(guards.excepts(Source.of("trainer/good.py", again)))
    assert not list(guards.excepts(Source.of("trainer/good.py", top)))


def test_every_exception_is_a_builtin_too_and_is_raised():
    found = list(guards.exceptions(guards.sources(*PACKAGES)))
    assert not found, "\n" + "\n".join(found)


def test_an_exception_that_is_no_builtin_or_never_raised_is_seen():
    bad = "class Base(Exception): ...\nclass Plain(Base): ...\nclass Unused(Base, ValueError): ...\nraise Plain"
    found = list(guards.exceptions([Source.of("trainer/bad.py", bad)]))
    assert [line.split()[1] for line in found] == ["Plain", "Unused"]


@pytest.mark.parametrize("words", [PATHS, HOSTS, PROMISES], ids=["machine paths", "registry hosts", "promises"])
def test_no_file_holds(words: str):
    found = [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for file in guards.texts()
        if file.name != "test_house.py" and "vendor" not in file.parts
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(words, line)
    ]
    assert not found, "\n" + "\n".join(found)


def test_tests_lie_flat_and_are_named_after_what_they_test():
    wrong = [
        str(file.relative_to(ROOT))
        for file in (ROOT / "tests").rglob("*.py")
        if file.name == "__init__.py"
        or (file.name.startswith("test_") and file.parent.name == "tests" and not _names_a_room(file.name))
    ]
    assert not wrong


def _names_a_room(name: str) -> bool:
    return name.removeprefix("test_").removesuffix(".py").split("_")[0] in (
        *PACKAGES,
        "house",
        "main",
    )  # the house itself, the main job through every room
