"""The rules a well-shaped spec must keep: what its parts must agree on, by the facts of the catalog.

Owns the list of rules and nothing of their content: `check_stack` (kind, place, labels), `check_tpus` and `check_gpus`
(shapes, zones, capacity), `check_cluster` (upgrades), `check_network` (address ranges), `check_reservations`,
`check_storage`, `check_quotas`, `check_names` for Google Cloud, `check_<cloud>*` for the others. All rules run on every
spec and report everything at once. What needs several stacks, such as overlapping ranges, is `podwright.fleet.checks`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from podwright.errors import Problem
from stacks.check_azure import check_azure
from stacks.check_azure_names import check_azure_names
from stacks.check_azure_network import check_azure_network
from stacks.check_azure_pools import check_azure_pools
from stacks.check_azure_quotas import check_azure_quotas
from stacks.check_azure_storage import check_azure_storage
from stacks.check_cluster import check_cluster
from stacks.check_coreweave import check_coreweave, check_coreweave_names, check_coreweave_storage
from stacks.check_coreweave_pools import check_coreweave_pools
from stacks.check_gpu_quotas import check_gpu_quotas
from stacks.check_gpus import check_gpus
from stacks.check_mesh import check_mesh
from stacks.check_names import check_names
from stacks.check_network import check_network
from stacks.check_oci import check_oci
from stacks.check_oci_names import check_oci_names
from stacks.check_oci_network import check_oci_network
from stacks.check_oci_pools import check_oci_pools
from stacks.check_oci_quotas import check_oci_quotas
from stacks.check_oci_storage import check_oci_storage
from stacks.check_quotas import check_quotas
from stacks.check_reservations import check_reservations
from stacks.check_stack import check_stack
from stacks.check_storage import check_storage
from stacks.check_tpu_quotas import check_tpu_quotas
from stacks.check_tpus import check_tpus
from stacks.findings import Findings
from stacks.model import StackSpec
from stacks.source import SourceMap
from stacks.spec import read

RULES: dict[str, tuple[Callable[[StackSpec, Findings], None], ...]] = {
    "gcp": (
        check_cluster,
        check_tpus,
        check_gpus,
        check_reservations,
        check_storage,
        check_quotas,
        check_gpu_quotas,
        check_tpu_quotas,
    ),
    "azure": (check_azure, check_azure_network, check_azure_pools, check_azure_storage, check_azure_quotas),
    "oci": (check_oci, check_oci_network, check_oci_pools, check_oci_storage, check_oci_quotas),
    "coreweave": (check_coreweave, check_coreweave_pools, check_coreweave_storage),
    "mesh": (),
}
"""What is checked on each cloud besides the stack itself."""
NAMED_RULES: dict[str, tuple[Callable[[StackSpec, Findings, str | None], None], ...]] = {
    "gcp": (check_network, check_names),
    "azure": (check_azure_names,),
    "oci": (check_oci_names,),
    "coreweave": (check_coreweave_names,),
    "mesh": (check_mesh,),
}
"""Rules that want the name of the stack, because cloud names begin with it; None where it is not known."""


@dataclass(frozen=True, slots=True)
class Examination:
    """The verdict on the values of one stack."""

    spec: StackSpec | None
    """The spec; None when its shape is wrong."""
    rest: StackSpec | None
    """What could be read, for looking at and never for building from."""
    problems: tuple[Problem, ...]
    """Everything found, in the order of the file."""


def check(spec: StackSpec, source: SourceMap | None, stack: str | None = None) -> list[Problem]:
    """Every broken rule of one spec; warnings among them by their severity.

    With the stack's name the names that begin with it are checked too.
    """
    findings = Findings(source)
    _run_rules(spec, findings, stack)
    return findings.problems


def examine(values: Mapping[str, object], source: SourceMap | None, stack: str | None = None) -> Examination:
    """Parses and checks in one go, so that one run shows wrong shapes and broken rules together."""
    reading = read(values, source)
    findings = Findings(source, reading.broken)
    if reading.rest is not None:
        _run_rules(reading.rest, findings, stack)
    problems = sorted([*reading.problems, *findings.problems], key=lambda each: each.line or 0)
    return Examination(reading.spec, reading.rest, tuple(problems))


def _run_rules(spec: StackSpec, findings: Findings, stack: str | None) -> None:
    check_stack(spec, findings)
    for rule in RULES[spec.cloud]:
        rule(spec, findings)
    for named in NAMED_RULES.get(spec.cloud, ()):
        named(spec, findings, stack)
