"""The protocol modules without the SDK, in processes of their own."""

from __future__ import annotations

import subprocess
import sys


def run(code: str) -> str:
    """What a fresh Python prints."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_the_sdk_is_not_imported_and_nothing_of_it_stays() -> None:
    """That is the whole point: a third of a second for each process that serves the protocol."""
    code = """
import sys
from podwright.engine.protos import language_pb2
language_pb2.RunRequest(project="x")
print([name for name in sys.modules if name == "pulumi" or name.startswith("pulumi.")], "dill" in sys.modules)
"""
    assert run(code) == "[] False\n"


def test_the_sdk_can_still_be_imported_and_shares_the_messages() -> None:
    """A host that forks programs imports it later in the same process."""
    code = """
from podwright.engine.protos import language_pb2
import pulumi
from pulumi.runtime.proto import language_pb2 as real
print(pulumi.__file__ is not None, real.RunRequest is language_pb2.RunRequest)
"""
    assert run(code) == "True True\n"


def test_an_sdk_that_is_there_already_is_used() -> None:
    """In a test process `pulumi` comes first; it must stay whole."""
    code = """
import pulumi, sys
from podwright.engine.protos import language_pb2
print(sys.modules["pulumi"] is pulumi, sys.modules["pulumi.runtime.proto.language_pb2"] is language_pb2)
"""
    assert run(code) == "True True\n"
