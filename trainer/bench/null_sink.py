"""A sound server of one's own that plays nowhere: PulseAudio with a null sink, and recordings of what was played on it.

It disturbs no other sound on the machine: everything of it lies in one folder, and only who is given ``environment``
finds it.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ctypes.util import find_library
from itertools import pairwise
from pathlib import Path
from statistics import fmean, pstdev
from types import TracebackType

RATE = 48_000
DEVICE = "pulse"
PACKAGES = ("pulseaudio", "pulseaudio-utils", "libasound2-plugins", "libportaudio2")
PRIORITY = 5  # what PulseAudio asks for by default
PATIENCE_S = 10.0
POLL_S = 0.02
LOUD = 3_000  # of 32 767: well inside the click, well above silence
QUIET = RATE // 25  # so many silent samples, and the next loud one is a new sound
NEAR_NS = 50_000_000  # a recorded sound belongs to a planned one this near
ASOUNDRC = "pcm.pulse { type pulse }\nctl.pulse { type pulse }\npcm.!default { type pulse }\n"


def is_installed() -> bool:
    """The server, its recorder, PortAudio, and ALSA's way from the one to the other."""
    programs = all(shutil.which(program) for program in ("pulseaudio", "parec"))
    plugin = any(Path("/usr/lib").glob("*/alsa-lib/libasound_module_pcm_pulse.so"))
    return programs and plugin and find_library("portaudio") is not None


class NullSink:
    """The server, in ``home``, which must be an empty folder. ``with`` starts and stops it; it can be started again."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._socket = home / "native"
        self._server: subprocess.Popen[bytes] | None = None
        (home / ".asoundrc").write_text(ASOUNDRC)
        place = {name: str(home) for name in ("HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "PULSE_RUNTIME_PATH")}
        self.environment = {**place, "PULSE_SERVER": f"unix:{self._socket}", "SDL_AUDIODRIVER": "pulseaudio"}

    def __enter__(self) -> NullSink:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Raises EOFError when it does not come up."""
        self._socket.unlink(missing_ok=True)
        options = ["-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm=yes"]
        door = f"module-native-protocol-unix socket={self._socket} auth-anonymous=1"
        sink = f"module-null-sink sink_name=null rate={RATE} channels=2 format=s16le"
        with (self._home / "server.log").open("ab") as log:
            self._server = subprocess.Popen(
                [*_real_time(), "pulseaudio", *options, "-L", door, "-L", sink],
                env={**_paths(), **{k: v for k, v in self.environment.items() if k != "PULSE_SERVER"}},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        asked = ["pactl", "get-sink-mute", "null"]
        give_up_s = time.monotonic() + PATIENCE_S
        while subprocess.run(asked, env=self._client, capture_output=True, check=False).returncode:
            if time.monotonic() > give_up_s or self._server.poll() is not None:
                raise EOFError("PulseAudio did not start")
            time.sleep(POLL_S)

    def stop(self) -> None:
        """As when its plug is pulled. Idempotent."""
        if self._server is not None:
            self._server.kill()
            self._server.wait()
            self._server = None

    @property
    def _client(self) -> dict[str, str]:
        return {**_paths(), **self.environment}

    @contextmanager
    def recording(self, name: str) -> Iterator[Path]:
        """Records while inside; the file (signed 16 bit, one channel) is whole afterwards."""
        path = self._home / f"{name}.raw"
        command = ["parec", "-d", "null.monitor", f"--rate={RATE}", "--channels=1", "--format=s16le"]
        with path.open("wb") as file:
            recorder = subprocess.Popen([*_real_time(), *command, "--latency-msec=20"], env=self._client, stdout=file)
            try:
                give_up_s = time.monotonic() + PATIENCE_S
                while not path.stat().st_size:
                    if time.monotonic() > give_up_s or recorder.poll() is not None:
                        raise EOFError("nothing can be recorded from PulseAudio")
                    time.sleep(POLL_S)
                yield path
                time.sleep(0.5)  # what was played last is still on its way
            finally:
                recorder.terminate()
                recorder.wait()


def _real_time() -> list[str]:
    """Begins a command with the priority that a desktop's sound server has; without permission, as it is."""
    wrapper = ["chrt", "--fifo", str(PRIORITY)]
    permitted = (
        shutil.which("chrt") and not subprocess.run([*wrapper, "true"], capture_output=True, check=False).returncode
    )
    return wrapper if permitted else []


def _paths() -> dict[str, str]:
    return {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C"}


def onsets(path: Path) -> list[int]:
    """The frames of a recording at which something begins to sound."""
    samples = array("h")
    samples.frombytes(path.read_bytes())
    loud = [n for n, sample in enumerate(samples) if sample > LOUD]
    return loud[:1] + [after for before, after in pairwise(loud) if after - before > QUIET]


def pair(frames: Sequence[int], due_ns: Sequence[int]) -> list[tuple[int, int]]:
    """(planned instant, frame) of each sound that was recorded.

    Where the recording began is not known: it is taken to be where most sounds find a planned one near them, and where
    they lie closest.
    """
    played_ns = [frame * 1_000_000_000 // RATE for frame in frames]
    starts = [due - played for played in played_ns[:5] for due in due_ns]
    matches = (_near(start, played_ns, due_ns) for start in starts)

    def fit(found: list[tuple[int, int]]) -> tuple[int, float]:
        return len(found), -pstdev([played_ns[recorded] - due_ns[planned] for recorded, planned in found])

    best = max((found for found in matches if found), key=fit, default=[])
    return [(due_ns[planned], frames[recorded]) for recorded, planned in best]


def _near(start_ns: int, played_ns: Sequence[int], due_ns: Sequence[int]) -> list[tuple[int, int]]:
    """(recorded, planned), in their order, when the recording began at ``start_ns``."""
    found: list[tuple[int, int]] = []
    planned = 0
    for recorded, played in enumerate(played_ns):
        while planned < len(due_ns) and due_ns[planned] < start_ns + played - NEAR_NS:
            planned += 1
        if planned < len(due_ns) and due_ns[planned] <= start_ns + played + NEAR_NS:
            found.append((recorded, planned))
            planned += 1
    return found


def errors_ms(pairs: Sequence[tuple[int, int]]) -> list[float]:
    """How far each sound is from its instant, in ms, but for what is the same for all of them.

    The recorder counts samples from an unknown beginning, and a null sink plays some 100 ppm too fast (it drops the
    fractions of a microsecond of each block): a straight line through the errors is taken away from them.
    """
    if len(pairs) < 3:
        return []
    x = [due / 1e9 for due, _ in pairs]
    y = [frame * 1e3 / RATE - (due - pairs[0][0]) / 1e6 for due, frame in pairs]
    mean_x, mean_y = fmean(x), fmean(y)
    slope = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / sum((a - mean_x) ** 2 for a in x)
    return [b - mean_y - slope * (a - mean_x) for a, b in zip(x, y, strict=True)]
