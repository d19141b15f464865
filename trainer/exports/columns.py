"""What a file of results is made of: tables of columns, filled a whole page of results at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any, Literal

from trainer.store.pages import Page

Kind = Literal["text", "number", "whole", "truth"]
WIDTH = 120  # of a line of the documentation
Values = Sequence[Any]
"""One value a row; None where it does not apply."""


@dataclass(frozen=True, slots=True)
class Column:
    """``kind`` is the type of its values: str, float, int or bool."""

    name: str
    kind: Kind
    unit: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Filled:
    """A column, and how it is filled from a page of results."""

    column: Column
    fill: Callable[[Page], Values]


@dataclass(frozen=True, slots=True)
class Items:
    """What lies below the results of a page, one after the other: ``rep[i]`` is the row that item i belongs to, and
    ``n[i]`` its number there, from 1."""

    rep: list[int]
    n: list[int]
    items: list[Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A kind of file: ``about`` says what one row is."""

    name: str
    about: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Table(Sheet):
    """One that is filled from pages of results: ``values`` gives the columns of a page, in their order. ``edges``: it
    needs the raw edges."""

    values: Callable[[Page], list[Values]]
    edges: bool = False


def table_below(
    name: str,
    about: str,
    shared: Sequence[Filled],
    below: Callable[[Page], Sequence[Sequence[Any]]],
    own: Sequence[tuple[Column, Callable[[Page, Items], Values]]],
    *,
    edges: bool = False,
) -> Table:
    """A table with a row for everything that ``below`` gives of each result: its result's columns, then its own."""

    def values(page: Page) -> list[Values]:
        found = below(page)
        rep = [row for row, items in enumerate(found) for _ in items]
        n = [number for items in found for number in range(1, len(items) + 1)]
        all_items = Items(rep, n, [item for items in found for item in items])
        above = (filled.fill(page) for filled in shared)
        return [*([column[row] for row in rep] for column in above), *(fill(page, all_items) for _, fill in own)]

    columns = (*(filled.column for filled in shared), *(column for column, _ in own))
    return Table(name, about, columns, values, edges)


def column_tables(tables: Sequence[Sheet]) -> str:
    """What each table holds, in Markdown. Columns of the first are not explained again in the others."""
    pages = []
    for table in tables:
        again = [c.name for c in table.columns if c in tables[0].columns and table is not tables[0]]
        head = f"**{table.name}**: a row is {table.about}." + (f" As above: {', '.join(again)}." if again else "")
        rows = [f"| {c.name} | {c.unit} | {c.meaning} |" for c in table.columns if c.name not in again]
        pages.append("\n".join([*wrap(head, WIDTH), "", "| column | unit | meaning |", "|---|---|---|", *rows]))
    return "\n\n".join(pages)
