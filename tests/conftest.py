"""What every test shares: the same examples every time, a state folder of its own, no silent skips."""

import os
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from postgres import Server

R = TypeVar("R", pytest.TestReport, pytest.CollectReport)

# The same examples on every machine and no judging by the clock: a slow machine must not fail a law.
settings.register_profile(
    "house",
    max_examples=50,
    derandomize=True,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
# For a long look by hand: HYPOTHESIS_PROFILE=search make test
settings.register_profile(
    "search",
    deadline=None,
    print_blob=True,
    max_examples=2000,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--no-skips", action="store_true", help="a skipped test is a failed test (for .ci/run)")


def pytest_configure(config: pytest.Config) -> None:
    """No test, and no process that a test starts, may touch the state of whoever runs the tests."""
    home = tempfile.TemporaryDirectory(prefix="cue-")
    config.add_cleanup(home.cleanup)
    _point_at(Path(home.name))


def _point_at(home: Path) -> Path:
    """Make `state` and `run` in this folder and name them as systemd would. Returns the state folder."""
    for variable, folder in (("STATE_DIRECTORY", home / "state"), ("RUNTIME_DIRECTORY", home / "run")):
        folder.mkdir()
        os.environ[variable] = str(folder)
    return home / "state"


@pytest.fixture
def state_dir() -> Iterator[Path]:
    """An empty state folder, named in the environment for this test and for every process that it starts.

    The path is short on purpose: the engine's socket lies beside it, and a socket's path holds 107 bytes.
    """
    before = {name: os.environ[name] for name in ("STATE_DIRECTORY", "RUNTIME_DIRECTORY")}
    with tempfile.TemporaryDirectory(prefix="cue-") as home:
        yield _point_at(Path(home))
    os.environ.update(before)


@pytest.fixture(scope="session")
def postgres() -> Iterator["Server"]:
    """A PostgreSQL of the tests' own, one for all tests of the group "postgres"."""
    from postgres import is_installed, running  # noqa: PLC0415 - its driver takes time to import

    if not is_installed():
        pytest.skip("no PostgreSQL here (make test installs it where it may)")
    with running() as server:
        yield server


@pytest.fixture(scope="session")
def club_template(postgres: "Server") -> str:
    """The name of a database at this trainer's schema, with nothing in it."""
    from postgres import database_of  # noqa: PLC0415

    from trainer.store.open import open_store  # noqa: PLC0415

    url = postgres.fresh()
    open_store(url, migrate=True).close()
    return database_of(url)


@pytest.fixture
def club_url(postgres: "Server", club_template: str) -> str:
    """A club's database of this test's own."""
    return postgres.fresh(club_template)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _refuse_skip(item.config, (yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _refuse_skip(collector.config, (yield))


def _refuse_skip(config: pytest.Config, report: R) -> R:
    if config.getoption("--no-skips") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and --no-skips was given: {report.longrepr}"
    return report
