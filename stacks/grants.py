"""What the files of a fleet state that a cloud has granted, where no resource can ask for it.

The emulated clouds take it for true, as the real ones know it already: a stack whose file states enough comes up on
them, and one whose file states nothing is refused in the cloud's own words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from podwright.catalog.azure_quotas import SERVICE, family_key, quota_families
from podwright.plan.quota_oci import OciCap
from stacks.model import StackSpec


@dataclass(frozen=True, slots=True)
class Grant:
    """A limit of one quota in one place."""

    provider: str
    """The Pulumi package of the cloud."""
    account: str
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
    """As much in each availability domain of the region."""
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


_GRANTS: dict[str, Callable[[StackSpec], list[Grant]]] = {"azure": _azure, "oci": _oracle}
