"""A service that is not there: skipped by name, or a failure where REQUIRE_SERVICES says so."""

import os
import socket

import pytest


def missing(service: str, reason: str):
    """Skip the test, naming the service and why it is not there; fail it under REQUIRE_SERVICES=1."""
    text = f"{service} is not available: {reason}"
    if os.environ.get("REQUIRE_SERVICES") == "1":
        pytest.fail(text, pytrace=False)
    pytest.skip(text)


def free_port() -> int:
    """A TCP port on the loopback address that nothing listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
