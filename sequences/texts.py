"""A drill's words in other languages: ``[text.de]`` and the lines under it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sequences.errors import DrillError
from sequences.flow import drawn_names
from sequences.model import Alternative, Cue, Pace, Say, Step, Switch
from sequences.rounds import all_steps
from sequences.shape import nearest_first, show

Table = Mapping[str, Any]

OWN = "en"
"""The language of a drill file that does not say its own."""


@dataclass(frozen=True, slots=True)
class Texts:
    """What a drill says in one language. ``lines``: a line of the file -> the same line in this language."""

    title: str
    about: str
    words: tuple[str, ...]
    lines: Mapping[str, str] = field(default_factory=dict)


def read_texts(doc: Table) -> dict[str, Texts]:
    """Language -> texts, the file's own language first. DrillError for a line that stands nowhere in the file."""
    own = doc.get("language", OWN)
    texts = {own: Texts(doc["title"], _folded(doc.get("about", "")), tuple(doc.get("words", ())))}
    known = tuple(dict.fromkeys(lines_of(doc)))
    for language, table in doc.get("text", {}).items():
        if language == own:
            raise DrillError(
                f"text.{language}", f"the file itself is in {language}: say so at the top or here, not both"
            )
        lines = table.get("lines", {})
        for line in lines:
            if line not in known:
                near = "; ".join(nearest_first(line, known)) or "none"
                raise DrillError(f"text.{language}.lines", f"{show(line)} is no line of this drill; lines: {near}")
        texts[language] = Texts(
            table.get("title", doc["title"]),
            _folded(table.get("about", doc.get("about", ""))),
            tuple(table.get("words", doc.get("words", ()))),
            lines,
        )
    return texts


def told_in(steps: tuple[Step, ...], texts: Mapping[str, Texts], language: str) -> tuple[Step, ...]:
    """The steps with what they say in one of these languages; a line that nobody has translated stays in the first."""
    said, own = texts[language].lines, next(iter(texts))
    names = tuple((name, said[name]) for name in drawn_names(steps) if name in said)

    def told(step: Step) -> Step:
        match step:
            case Say(text=text) if text in said:
                called = names if "{cue}" in text else ()
                return replace(step, text=said[text], language=language, names=called)
            case Say():
                return replace(step, language=own)
            case Pace(words=words) if words and set(words) <= said.keys():
                return replace(step, words=tuple(said[word] for word in words), language=language)
            case Pace():
                return replace(step, language=own)
            case Cue() | Switch():
                return replace(step, alternatives=tuple(_called(a, said, language, own) for a in step.alternatives))
        return step

    return tuple(told(step) for step in steps)


def _called(alternative: Alternative, said: Mapping[str, str], language: str, own: str) -> Alternative:
    """The alternative with its word in the language; ``{cue}`` in it is the alternative's own name."""
    if alternative.word is None:
        return alternative
    name, word = alternative.name, alternative.word
    needed = {word} - {"{cue}"} | ({name} if "{cue}" in word else set())
    if not needed <= said.keys():
        return replace(alternative, word=word.replace("{cue}", name), language=own)
    spoken = said.get(word, word).replace("{cue}", said.get(name, name))
    return replace(alternative, word=spoken, language=language)


def said_lines(steps: Sequence[Step]) -> Iterator[tuple[Say | Alternative | Pace, str]]:
    """Everything that these steps may speak, with the words, which are of its ``language``."""
    drawn = drawn_names(steps)
    for step in steps:
        if isinstance(step, Say) and step.spoken:
            yield from ((step, said_text(step, name)) for name in (drawn if "{cue}" in step.text else [""]))
        if isinstance(step, Pace):
            yield from ((step, word) for word in step.words)
        for alternative in step.alternatives if isinstance(step, Cue | Switch) else ():
            if alternative.word is not None:
                yield alternative, alternative.word


def said_text(step: Say, drawn: str) -> str:
    """What a step says when this has been drawn for the rep."""
    return step.text.replace("{cue}", dict(step.names).get(drawn, drawn))


def _folded(text: str) -> str:
    return " ".join(text.split())


def lines_of(doc: Table) -> Iterator[str]:
    """Everything a file says to people apart from title, about and words."""
    for setting in doc.get("settings", {}).values():
        yield from (setting["about"],) if "about" in setting else ()
        yield from setting.get("one_of", ())
    for role in doc["roles"].values():
        yield from (role["loses"],) if "loses" in role else ()
    for _, step in all_steps(doc):
        yield from (step[key] for key in ("say", "name") if key in step)
        yield from step.get("words", ())
        yield from (w for key in ("cue", "switch") for w in _words(step.get(key, {})))
        yield from (answer["name"] for answer in step.get("expect", ()) if "name" in answer)
        yield from _drawn(step.get("cue", {}), step.get("own_start", {}))


def _words(cue: Table) -> Iterator[str]:
    tables = (cue, *cue.get("variants", {}).values())
    yield from (table["word"] for table in tables if table.get("word", "{cue}") != "{cue}")


def _drawn(cue: Table, own: Table) -> Iterator[str]:
    yield from cue.get("variants", ())
    for names in (cue.get("one_of", ()), own.get("sides", ())):
        yield from names if isinstance(names, list) else ()
