"""What the files of a fleet state that a cloud has granted, where no resource can ask for it.

The emulated clouds take it for true, as the real ones know it already: a stack whose file states enough comes up on
them, and one whose file states nothing is refused in the cloud's own words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from podwright.catalog.azure_quotas import SERVICE, family_key, quota_families
from podwright.catalog.coreweave_quotas import SERVICE as COREWEAVE_SERVICE
from podwright.plan.quota_oci import OciCap
from stacks.model import StackSpec
from stacks.sizes_coreweave import zone_of


@dataclass(frozen=True, slots=True)
class Grant:
    """A limit of one quota in one place."""

    provider: str
    """The Pulumi package of the cloud."""
    account: str
    """Subscription or tenancy; empty where the credentials decide it."""
    service: str
    quota_id: str
    dimensions: tuple[tuple[str, str], ...]
    limit: int


def grants(spec: StackSpec) -> list[Grant]:
    """What the file of a region stack states; none for a cloud whose quota a resource asks for."""
    return _GRANTS[spec.cloud](spec) if spec.kind == "region" and spec.cloud in _GRANTS else []


def _azure(spec: StackSpec) -> list[Grant]:
    """Families are spelled as the catalog does, however the file spells them."""
    spelling = {family_key(name): name for name in quota_families()}
    return [
        Grant(
            provider="azure-native",
            account=spec.account.subscription,
            service=SERVICE,
            quota_id=spelling.get(family_key(name), name),
            dimensions=(("region", spec.region or ""),),
            limit=limit,
        )
        for name, limit in spec.azure.limits.items()
    ]


def _oracle(spec: StackSpec) -> list[Grant]:
    """For each availability domain of the region as much, which is how the file states them."""
    return [
        Grant(
            provider="oci",
            account=spec.account.tenancy,
            service=OciCap(name, limit, None).service,
            quota_id=name,
            dimensions=(("region", spec.region or ""),),
            limit=limit,
        )
        for name, limit in spec.oci.limits.items()
    ]


def _coreweave(spec: StackSpec) -> list[Grant]:
    """Of the organization whose token the provider has, so the account is left to whoever knows it."""
    zone = (("zone", zone_of(spec)),)
    return [
        Grant("coreweave", "", COREWEAVE_SERVICE, kind, zone, nodes) for kind, nodes in spec.coreweave.granted.items()
    ]


_GRANTS: dict[str, Callable[[StackSpec], list[Grant]]] = {"azure": _azure, "oci": _oracle, "coreweave": _coreweave}
