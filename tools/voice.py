"""Renders every line that a drill of the library may speak, by espeak-ng, into hardware/voice (`make voice`).

With --check nothing is written: exit code 1 and the lines that have no recording, or the recordings that nobody speaks.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from hardware.speech import file_name, record
from sequences.errors import SettingError
from sequences.load import DrillFile, resolve
from sequences.texts import said_lines
from trainer.files import list_drills

FOLDER = Path(__file__).parent.parent / "hardware" / "voice"
LANGUAGES = ("en", "de")


def spoken(file: DrillFile) -> Iterator[tuple[str, str]]:
    """Words and language of all that a drill may speak, at any level and with any one choice changed."""
    changes: list[dict[str, object]] = [{}]
    for setting in file.settings:
        options: tuple[object, ...] = (True, False) if setting.kind == "switch" else setting.options
        changes += [{setting.name: [v] if setting.kind == "choices" else v} for v in options]
    for language in LANGUAGES:
        for level in (None, *file.levels):
            for change in changes:
                try:
                    drill = resolve(file, level=level, settings=change, language=language)
                except SettingError:
                    continue
                yield from ((words, part.language) for part, words in said_lines(drill.steps))


def main(arguments: list[str]) -> int:
    wanted = {pair for file in list_drills()[0] for pair in spoken(file)}
    files = {FOLDER / language / file_name(words): (words, language) for words, language in wanted}
    here = set(FOLDER.glob("*/*.adpcm"))
    missing, stale = sorted(files.keys() - here), sorted(here - files.keys())
    if "--check" in arguments:
        lines = [*(f"no recording: {files[f]}" for f in missing), *(f"nobody speaks: {f}" for f in stale)]
        sys.stdout.writelines(f"{line}\n" for line in lines)
        return 1 if lines else 0
    for file in missing:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(record(*files[file]))
    for file in stale:
        file.unlink()
    size = sum(file.stat().st_size for file in files)
    sys.stdout.write(f"{len(files)} lines, {len(missing)} new, {len(stale)} gone, {size} bytes\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
