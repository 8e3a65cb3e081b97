"""The emulated clouds there are, by Pulumi package, each loaded only when it is used.

Owns the table of the provider packages and the way from a name to a working cloud. What a cloud does is in its package.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache, partial
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from podwright.emulator.core.cloud import Cloud
    from podwright.emulator.core.events import EventLog
    from podwright.emulator.core.lifecycle import Lifecycle
    from podwright.emulator.core.servicer import Servicer
    from podwright.emulator.core.store import Store
    from podwright.emulator.sdk.index import SdkIndex

CLOUDS: Final[Mapping[str, tuple[str, str]]] = {
    "gcp": ("podwright.emulator.gcp.google", "GoogleCloud"),
    "azure-native": ("podwright.emulator.azure.azure", "AzureCloud"),
    "oci": ("podwright.emulator.oci.oracle", "OracleCloud"),
    "coreweave": ("podwright.emulator.coreweave.coreweave", "CoreWeaveCloud"),
    "kubernetes": ("podwright.emulator.kubernetes.kubernetes", "KubernetesCloud"),
}
"""Pulumi package to the module and the class of its emulated cloud."""

LIFECYCLES: Final[Mapping[str, tuple[str, str]]] = {
    "kubernetes": ("podwright.emulator.kubernetes.lifecycle", "KubernetesLifecycle"),
}
"""The packages whose resources do not live quite as all others do."""

SERVICERS: Final[Mapping[str, tuple[str, str]]] = {
    "kubernetes": ("podwright.emulator.kubernetes.servicer", "KubernetesServicer"),
}
"""The packages whose provider answers the engine in a way of its own."""


def available() -> list[str]:
    """The packages that are emulated here, in the order of the table."""
    return [package for package, (module, _) in CLOUDS.items() if _is_there(module)]


@cache
def open_cloud(package: str) -> Cloud:
    """The cloud of a package, made once per process; KeyError for a package that is not emulated."""
    module, name = CLOUDS[package]
    make: Callable[[SdkIndex], Cloud] = getattr(import_module(module), name)
    return make(_index(package))


def open_lifecycle(package: str, store: Store) -> Lifecycle:
    """All calls on the resources of a package's cloud, in real time."""
    module, name = LIFECYCLES.get(package, ("podwright.emulator.core.lifecycle", "Lifecycle"))
    make: Callable[..., Lifecycle] = getattr(import_module(module), name)
    return make(open_cloud(package), _index(package), store, lambda: datetime.now(UTC))


def open_servicer(package: str, store: Store, events: EventLog | None) -> Servicer:
    """What answers the engine for a package; the cloud behind it is loaded at the first call."""
    module, name = SERVICERS.get(package, ("podwright.emulator.core.servicer", "Servicer"))
    make: Callable[..., Servicer] = getattr(import_module(module), name)
    return make(partial(open_lifecycle, package, store), events)


@cache
def _index(package: str) -> SdkIndex:
    from podwright.emulator.sdk.index import SdkIndex

    return SdkIndex(package)


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False
