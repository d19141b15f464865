"""The file of figures: a row for each athlete on each set of terms, as they are counted; names as in every export."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from kept import store_in
from library import FILES
from outings import SPEC, plan_of
from stands import ATHLETES

from trainer.errors import AskError
from trainer.exports.figures import FIGURES
from trainer.exports.forms import Wish, pieces
from trainer.exports.names import Names
from trainer.outing import open_run
from trainer.reps import read_reps
from trainer.results.figures import figures
from trainer.store.open import Store
from trainer.store.results import ALL, Filter
from trainer.virtual import play


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with store_in(tmp_path_factory.mktemp("figures")) as opened:
        for name, level in (("go-or-flag", 3), ("backpedal-go", 2)):
            plan = plan_of(name, level, seed=3)
            header = open_run(
                opened, plan, file=FILES[name], field=SPEC, athletes=ATHLETES[: plan.athletes], bind={}, wall_s=1.7e9
            )
            play(plan, header, SPEC, opened, lambda row: None)
        yield opened


def lines(store: Store, which: Filter = ALL, *, wanted: bool = True) -> list[dict[str, str]]:
    text = "".join(pieces(store, which, Wish("csv", "figures"), Names(wanted=wanted)))
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_every_row_is_a_set_of_terms(store: Store):
    found, wanted = lines(store), figures(read_reps(store))
    assert len(found) == len(wanted) > 4
    for line, f in zip(found, wanted, strict=True):
        assert (line["athlete"], line["drill"], line["sense"]) == (f.athlete.name, f.terms.drill, f.terms.sense)
        assert (int(line["hits"]), float(line["median_ms"])) == (f.measured.n, round(f.measured.median, 3))
        assert (line["rank"], line["mu_ms"]) == ("" if f.rank is None else str(f.rank), "")
        assert line["simulated"] == "true"
    assert list(found[0]) == [column.name for column in FIGURES.columns]


def test_a_filter_and_names(store: Store):
    only = lines(store, Filter(athlete=ATHLETES[0].id), wanted=False)
    assert {(line["athlete"], line["athlete_id"]) for line in only} == {(ATHLETES[0].id[:8], ATHLETES[0].id)}
    assert {line["rank"] for line in only} <= {"1", ""}


def test_figures_are_a_file_of_csv():
    with pytest.raises(AskError, match="figures: a file of their own in csv and parquet only"):
        Wish("jsonl", "figures")
