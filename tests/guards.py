"""The rules of the house that a machine can check. Each guard takes a source and yields "line: what is wrong".

test_house.py holds them against the whole tree, and each of them against a source that breaks it.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("api", "trainer", "hardware", "sequences")
FOLDERS = (*PACKAGES, "tests", "docs", "requirements", "tools", ".ci")
LONGEST_FILE = 400
LONGEST_FUNCTION = 40

THREAD_TOP = re.compile(r"thread's top|top of (a|the|its|this) thread")
CLOCK_HOMES = ("hardware/clock.py", "trainer/bench/")
CHANCE_HOMES = ("sequences/", "hardware/simulated", "hardware/athletes.py")
BUILTIN_ERRORS = {
    name
    for name, what in vars(__import__("builtins")).items()
    if isinstance(what, type) and issubclass(what, BaseException)
}


@dataclass(frozen=True, slots=True)
class Source:
    """A Python file: its path from the root, its text, its tree."""

    path: str
    text: str
    tree: ast.Module = field(repr=False)

    @classmethod
    def of(cls, path: str, text: str) -> "Source":
        return cls(path, text, ast.parse(text))

    def lines(self, node: ast.AST) -> str:
        return "\n".join(self.text.splitlines()[node.lineno - 1 : node.end_lineno])  # type: ignore[attr-defined]


def texts() -> list[Path]:
    """Every text file of the project, whether git knows it yet or not."""
    inside = (file for folder in FOLDERS for file in (ROOT / folder).rglob("*"))
    no = {"__pycache__", ".git"}  # in a worktree .git is a file
    files = (file for file in (*ROOT.glob("*"), *inside) if file.is_file() and not no & {*file.parts})
    return sorted(file for file in files if file.suffix != ".adpcm" and b"\0" not in file.read_bytes())


def sources(*folders: str) -> list[Source]:
    files = (file for folder in folders for file in sorted((ROOT / folder).rglob("*.py")))
    return [_source(file) for file in files]


@cache
def _source(file: Path) -> Source:
    return Source.of(str(file.relative_to(ROOT)), file.read_text(encoding="utf-8"))


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of everything imported; ``from a import b`` counts as a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{name.name}") for name in node.names)


def _imports_of(source: Source, *modules: str) -> Iterator[tuple[int, str]]:
    return ((line, name) for line, name in imports(source.tree) if name.split(".")[0] in modules)


def clocks(source: Source) -> Iterator[str]:
    """Clocks are read and waited on in hardware/clock.py only; asyncio's own sleep and time-outs are free."""
    if source.path.startswith(CLOCK_HOMES):
        return
    for line, name in _imports_of(source, "time", "sched"):
        yield f"{line}: imports {name}; clocks live in hardware/clock.py"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr in ("now", "utcnow", "today") and _names_a_date(node.value):
            yield f"{node.lineno}: reads a clock by {ast.unparse(node)}; clocks live in hardware/clock.py"
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "threading.Timer":
            yield f"{node.lineno}: waits by threading.Timer; clocks live in hardware/clock.py"


def _names_a_date(node: ast.expr) -> bool:
    return ast.unparse(node) in ("datetime", "date", "datetime.datetime", "datetime.date")


def chance(source: Source) -> Iterator[str]:
    """Chance lives in sequences/ and the simulated field, always as a generator handed in."""
    if not source.path.startswith(CHANCE_HOMES):
        for line, name in _imports_of(source, "random"):
            yield f"{line}: imports {name}; chance lives in sequences/ and the simulated field"
    if not source.path.startswith("api/"):
        for line, name in _imports_of(source, "secrets"):
            yield f"{line}: imports {name}; secrets live in api/"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "random" and node.attr != "Random":
            yield f"{node.lineno}: {ast.unparse(node)} is everybody's generator; take one that is handed in"


def lengths(source: Source) -> Iterator[str]:
    """No file over 400 lines, no function over 40."""
    if (lines := len(source.text.splitlines())) > LONGEST_FILE:
        yield f"1: {lines} lines; {LONGEST_FILE} are the most a file may have"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or 0) - node.lineno + 1
            if lines > LONGEST_FUNCTION:
                yield f"{node.lineno}: {node.name} has {lines} lines; {LONGEST_FUNCTION} are the most"


def excepts(source: Source) -> Iterator[str]:
    """What is caught is named; everything is caught only to clean up and raise again, or at a thread's top."""
    for function in ast.walk(source.tree):
        if not isinstance(function, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        is_top = not isinstance(function, ast.Module) and THREAD_TOP.search(source.lines(function))
        for node in _own_nodes(function):
            if not isinstance(node, ast.ExceptHandler):
                continue
            if node.type is None:
                yield f"{node.lineno}: bare except"
            elif ast.unparse(node.type) in ("Exception", "BaseException") and not is_top and not _raises_again(node):
                yield f"{node.lineno}: catches {ast.unparse(node.type)}, and does not say that it is a thread's top"


def _own_nodes(function: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function, without those of the functions inside it."""
    for child in ast.iter_child_nodes(function):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield child
            yield from _own_nodes(child)


def _raises_again(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def bounce_times(source: Source) -> Iterator[str]:
    """bounce_time moves the stamp of an edge: it is never set, but by what the trainer is measured beside."""
    if source.path == "trainer/bench/edges.py":
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.keyword) and node.arg == "bounce_time" and ast.unparse(node.value) != "None":
            yield f"{node.value.lineno}: sets bounce_time, which moves the stamp"


def fakes(source: Source) -> Iterator[str]:
    """Tests fake a device one layer down; they patch no code and sleep no time."""
    for line, name in imports(source.tree):
        if ("mock" in name.split(".")[-2:] and name.startswith("unittest")) or name == "pytest.MonkeyPatch":
            yield f"{line}: imports {name}; fake the device below instead of patching code"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.arg) and node.arg in ("monkeypatch", "mocker"):
            yield f"{node.lineno}: takes {node.arg}; fake the device below instead of patching code"
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("sleep"):
            yield f"{node.lineno}: sleeps; wait for what is to happen, or use virtual time"


def classes(all_sources: list[Source]) -> dict[str, tuple[str, list[str]]]:
    """Class name -> (where, names of its bases)."""
    return {
        node.name: (f"{source.path}:{node.lineno}", [ast.unparse(base).split(".")[-1] for base in node.bases])
        for source in all_sources
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef)
    }


def exceptions(all_sources: list[Source]) -> Iterator[str]:
    """Each exception at the end of its tree is also a builtin, and is raised somewhere. Yields "file:line: ..."."""
    known = classes(all_sources)
    raised = {name for source in all_sources for name in _raised(source.tree)}
    parents = {base for _, bases in known.values() for base in bases}
    for name, (where, _) in known.items():
        builtins = _builtin_bases(name, known)
        if not builtins or name in parents:
            continue
        if builtins <= {"Exception", "BaseException"}:
            yield f"{where}: {name} is no builtin error too (ValueError, OSError, ...)"
        if name not in raised:
            yield f"{where}: {name} is raised nowhere"


def _builtin_bases(name: str, known: dict[str, tuple[str, list[str]]]) -> set[str]:
    if name not in known:
        return {name} & BUILTIN_ERRORS
    return {builtin for base in known[name][1] for builtin in _builtin_bases(base, known)}


def _raised(tree: ast.AST) -> Iterator[str]:
    """Names in raise statements, and in what functions return for others to raise."""
    for node in ast.walk(tree):
        what = node.exc if isinstance(node, ast.Raise) else node.value if isinstance(node, ast.Return) else None
        if what is not None:
            yield from (part.id for part in ast.walk(what) if isinstance(part, ast.Name))
            yield from (part.attr for part in ast.walk(what) if isinstance(part, ast.Attribute))
