"""These tests need a GPIO character device that can be driven: `make test-kernel` runs them in a guest that has one."""

from collections.abc import Iterator
from typing import Any

import pytest
from kernel.sim import CHIP

from hardware.pins import kernel_pins

# Elsewhere they are not part of the suite at all, so `make test` neither runs nor skips them.
collect_ignore_glob = [] if CHIP.exists() else ["test_*.py"]


@pytest.fixture
def pins() -> Iterator[Any]:
    """The kernel's pins, as the trainer opens them."""
    factory = kernel_pins()
    yield factory
    factory.close()
