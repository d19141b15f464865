"""README and docs say what is there: every command and option, and none that is not."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from guards import ROOT
from typer.main import get_command

from api.main import build

Words = tuple[str, ...]


def test_every_command_and_option_is_in_the_docs():
    missing = [
        f"{' '.join(words)} {option}".strip()
        for words, command in _commands(get_command(build()), ("cue-trainer",))
        for option in ("", *_options(command))
        if not _is_told(" ".join(words), option)
    ]
    assert not missing, "not in README.md or docs/:\n" + "\n".join(missing)


def test_the_docs_name_no_command_or_option_that_is_not_there():
    root = get_command(build())
    wrong = [f"{snippet}: {what}" for snippet in _snippets() for what in _unknown(root, snippet)]
    assert not wrong, "\n" + "\n".join(wrong)


def test_an_unknown_command_or_option_is_seen():
    root = get_command(build())
    assert list(_unknown(root, "drills lift")) == ["no command lift"]
    assert list(_unknown(root, "--wrong drills")) == ["no option --wrong"]


def test_make_targets_in_the_docs_are_there():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = {target for page in _pages() for target in re.findall(r"(?:`|^|sudo )make ([a-z-]+)", _text(page), re.M)}
    assert {target for target in named if not re.search(rf"^{target}:", makefile, re.M)} == set()


def test_links_in_the_docs_lead_somewhere():
    dead = [
        f"{page.relative_to(ROOT)}: {link}"
        for page in _pages()
        for link in re.findall(r"\]\(([^)#\s]+)", _text(page))
        if "://" not in link and not (page.parent / link).exists()
    ]
    assert not dead


def _pages() -> list[Path]:
    return [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def _text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def _commands(command: Any, words: Words) -> Iterator[tuple[Words, Any]]:
    """(its words, the command), all the way down."""
    yield words, command
    for name, below in getattr(command, "commands", {}).items():
        yield from _commands(below, (*words, name))


def _options(command: Any) -> list[str]:
    """The long names of a command's options."""
    return [name for p in command.params for name in (*p.opts, *p.secondary_opts) if name.startswith("--")]


def _is_told(command: str, option: str) -> bool:
    """Whether some page names the command, and the option on a page that names the command."""
    names, has = re.compile(rf"{command}\b"), re.compile(rf"(?<![\w-]){option}(?![\w-])")
    return any(names.search(text) and has.search(text) for text in map(_text, _pages()))


def _snippets() -> Iterator[str]:
    """What stands after ``cue-trainer`` in code: in `backticks` and in fenced blocks."""
    for text in map(_text, _pages()):
        fenced = "\n".join(re.findall(r"^```.*?^```", text, re.M | re.S))
        yield from re.findall(r"`cue-trainer ([^`\n]+)`", text)
        yield from re.findall(r"\bcue-trainer ([^#|&\n]+)", fenced)


def _unknown(command: Any, snippet: str) -> Iterator[str]:
    """What this snippet names that the command line does not have; words in CAPITALS are the reader's to fill in."""
    for word in snippet.split():
        name = word.strip("[]").split("=")[0]
        if name.startswith("--"):
            if name not in (*_options(command), "--help"):
                yield f"no option {name}"
        elif name in getattr(command, "commands", {}):
            command = command.commands[name]
        elif getattr(command, "commands", None) and name.islower():
            yield f"no command {name}"
