"""HTML as text: elements whose words are escaped, and the whole file with its style in it."""

from __future__ import annotations

from html import escape
from importlib.resources import files

VOID = {"meta", "hr"}


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def el(name: str, /, *inside: str, **attributes: str) -> Html:
    """An element. What is no ``Html`` is escaped; ``class_`` is the class."""
    said = "".join(f' {key.rstrip("_")}="{escape(value)}"' for key, value in attributes.items())
    if name in VOID:
        return Html(f"<{name}{said}>")
    return Html(f"<{name}{said}>{many(*inside)}</{name}>")


def many(*parts: str) -> Html:
    """One after the other."""
    return Html("".join(part if isinstance(part, Html) else escape(part) for part in parts))


def table(head: list[str], rows: list[list[str]], *, wide: bool = False) -> Html:
    """The first column names its row; ``wide``: at some length."""
    top = el("tr", *(el("th", cell, scope="col") for cell in head))
    body = (el("tr", el("th", row[0], scope="row"), *(el("td", cell) for cell in row[1:])) for row in rows)
    shown = el("table", el("thead", top), el("tbody", *body))
    return el("div", shown, class_="scroll wide" if wide else "scroll")


def figure(picture: str, caption: str) -> Html:
    """A plot (SVG) and what it shows."""
    return el("figure", Html(picture), el("figcaption", caption))


def document(title: str, language: str, *body: str) -> str:
    """The whole file. Nothing in it is fetched from anywhere."""
    style = files("trainer").joinpath("report", "report.css").read_text(encoding="utf-8")
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("title", title),
        el("style", Html(style)),
    )
    return f"<!doctype html>\n{el('html', head, el('body', el('main', *body)), lang=language)}\n"
