"""`cue-trainer bench edges` on the kernel's own chip, beside the callbacks of gpiozero's Buttons.

`make bench-edges` keeps the figures.
"""

import json
import sys

from trainer.bench.edges import run
from trainer.bench.plot import svg
from trainer.bench.result import Options


def test_bench_edges_beside_buttons():
    found = run(Options((), (), scale=0.5))
    inside, written = found.rows
    assert inside.met
    assert found.data["inside"] == found.data["n"] == 200
    plain, debounced = (dict(written.peers)[name] for name in ("gpiozero Button", "Button, bounce_time 20 ms"))
    assert written.ours < plain
    assert debounced >= 20_000, "a bounce time is in every callback"
    plots = {plot.name: svg(plot) for plot in found.plots}
    sys.stdout.write("\nedges: " + json.dumps({**found.doc(), "plots": plots}, ensure_ascii=False) + "\n")
