"""The Pulumi protocol's messages and services, without the Pulumi SDK around them.

`import pulumi` costs a third of a second because its `__init__` imports the whole SDK, OpenTelemetry and dill; the
generated protocol modules below it need only gRPC and protobuf. A process that merely serves the protocol (the language
host, an emulated provider) starts in less than half the time when it takes the modules from here.

The generated modules register their descriptors in protobuf's global pool, which hands out the same message classes for
the same descriptors; so a later, real `import pulumi` in the same process works and shares them.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Generator
from contextlib import contextmanager
from types import ModuleType

PARENTS = ("pulumi", "pulumi.runtime", "pulumi.runtime.proto")
"""The packages whose `__init__` is not run; `pulumi.runtime.proto` would import every protocol of Pulumi."""


@contextmanager
def bare_pulumi() -> Generator[None]:
    """Within the block `from pulumi.runtime.proto import …` imports generated modules only.

    Empty packages stand in for `PARENTS` and leave `sys.modules` again with everything imported below them, so the
    caller keeps its modules and nobody else finds an empty `pulumi`. Does nothing where `pulumi` is imported already.
    Not for concurrent use: it is meant for the top of a module.
    """
    if "pulumi" in sys.modules:
        yield
        return
    spec = importlib.util.find_spec("pulumi")
    if spec is None or spec.submodule_search_locations is None:
        raise ModuleNotFoundError("No module named 'pulumi'", name="pulumi")
    root = list(spec.submodule_search_locations)
    for name in PARENTS:
        stand_in = ModuleType(name)
        stand_in.__path__ = ["/".join([folder, *name.split(".")[1:]]) for folder in root]
        sys.modules[name] = stand_in
    try:
        yield
    finally:
        for name in [name for name in sys.modules if name == "pulumi" or name.startswith("pulumi.")]:
            del sys.modules[name]


with bare_pulumi():
    from pulumi.runtime.proto import analyzer_pb2, language_pb2, language_pb2_grpc, plugin_pb2

__all__ = ["analyzer_pb2", "bare_pulumi", "language_pb2", "language_pb2_grpc", "plugin_pb2"]
