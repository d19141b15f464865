"""A process that waits in one way: ``python -m trainer.bench.waiter METHOD``.

It says ``ready``, then takes turns: a line in, ``[start_ns, count, first]`` of schedule.instants, a line out, the list
of how late each wait ended (ns). It leaves at the end of its input. Only the standard library is imported, so that it
runs in the peers' environment too.
"""

from __future__ import annotations

import json
import sys

from trainer.bench.methods import OURS, PEERS, measure
from trainer.bench.schedule import instants


def main() -> int:
    try:
        wait = {**OURS, **PEERS}[sys.argv[1]]()
    except ImportError as exc:
        sys.stdout.write(f"{exc}\n")
        return 2
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        late_ns = measure(wait, instants(*json.loads(line)))
        sys.stdout.write(json.dumps(late_ns) + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
