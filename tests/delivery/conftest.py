"""What the tests of delivery share: a server to deliver to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from receiver import Receiver


@pytest.fixture
def there() -> Iterator[Receiver]:
    """A server of somebody else's."""
    running = Receiver()
    yield running
    running.close()
