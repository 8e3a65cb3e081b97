"""Rules of an Oracle Cloud stack as a whole: its account, its cluster, and words of other clouds that say nothing here.

GPU machines are `check_oci_pools`, addresses `check_oci_network`, storage and reservations `check_oci_storage`, limits
`check_oci_quotas`, names `check_oci_names`.
"""

from __future__ import annotations

from podwright.catalog.oke_rules import check_ocid, check_oke_version, check_system_pods, check_system_shape
from podwright.catalog.regions import check_region
from podwright.errors import Problem
from podwright.plan.cidr_oci import check_oci_pods
from podwright.plan.names_oci import check_tags
from stacks.check_words import own_keys, refuse_keys, refuse_other_kind, refuse_words, take
from stacks.findings import Findings
from stacks.model import StackSpec
from stacks.sizes_oci import wants_oke
from stacks.source import KeyPath

_NOWHERE = ("quotas", "quotaContact", "hub", "keys")
"""Keys of a stack that nothing on Oracle Cloud answers to."""
_FIXES = {
    "quotas": "state what is granted under oci.limits",
    "keys": "remove it: a key belongs to its region, whose stack makes it for cluster.encryptDisks and customerKeys",
}
_GLOBAL = ("regions", "instancePools", "keepCompartments", "identityDomain")
"""What only global stacks say of Oracle Cloud; the rest is a region's."""
_CLUSTER = ("systemNodes", "encryptDisks")
"""What Oracle Cloud understands of the words that all clouds share."""
_CLUSTER_FIXES = {"minVersion": "write oci.version", "monitoring": "write oci.addOns"}


def check_oci(spec: StackSpec, findings: Findings) -> None:
    """Words, account, tags and the cluster."""
    refuse_keys(findings, spec, _NOWHERE, _FIXES)
    other = _GLOBAL if spec.kind == "region" else own_keys(spec.oci) - set(_GLOBAL)
    refuse_other_kind(findings, spec.kind, ("oci",), spec.oci, other)
    _check_account(spec, findings)
    for problem in check_tags(spec.labels):
        findings.adopt(("labels",) if problem.subject == "labels" else ("labels", problem.subject), problem)
    if spec.kind == "global":
        _check_shared(spec, findings)
        return
    refuse_words(findings, ("cluster",), spec.cluster, _CLUSTER, "oci", fixes=_CLUSTER_FIXES)
    if wants_oke(spec):
        _check_cluster(spec, findings)


def _check_account(spec: StackSpec, findings: Findings) -> None:
    account = spec.account
    if account.tenancy:
        take(findings, ("account",), check_ocid("tenancy", account.tenancy, "tenancy"))
    if account.compartment:
        kind = "tenancy" if account.compartment.startswith("ocid1.tenancy.") else "compartment"
        take(findings, ("account",), check_ocid("compartment", account.compartment, kind))
    if account.home_region:
        _take_region(findings, ("account", "homeRegion"), account.home_region)
    elif spec.kind == "global":
        what = "is required: identity is written in the home region of the tenancy, and nowhere else"
        findings.add(("account", "homeRegion"), what, fix="add homeRegion: us-ashburn-1, or what the console calls so")


def _check_shared(spec: StackSpec, findings: Findings) -> None:
    if not spec.oci.regions:
        what = "is required: there is no region for which anything is made"
        findings.add(("oci", "regions"), what, fix="add regions: {us-chicago-1: {buckets: true}}")
    for region in spec.oci.regions:
        _take_region(findings, ("oci", "regions", region), region)


def _take_region(findings: Findings, path: KeyPath, region: str) -> None:
    problem = check_region("oci", region)
    if problem:
        findings.adopt(path, problem)


def _check_cluster(spec: StackSpec, findings: Findings) -> None:
    own = spec.oci
    if own.version is None:
        findings.add(("oci", "version"), "is required: no version stays the newest", fix="add version: v1.34.1")
    else:
        take(findings, ("oci",), check_oke_version(own.version))
    pool: KeyPath = ("oci", "systemPool")
    take(findings, pool, check_system_shape(own.system_pool.machine_type))
    if spec.network is not None and check_oci_pods(spec.network.max_pods_per_node) is None:
        take(findings, pool, check_system_pods(own.system_pool.ocpus, spec.network.max_pods_per_node))
    if own.system_pool.image is not None:
        take(findings, pool, check_ocid("image", own.system_pool.image, "image"))
    for index, key in enumerate(own.image_signing_keys):
        problem: Problem | None = check_ocid("key", key, "key")
        if problem:
            findings.adopt(("oci", "imageSigningKeys", index), problem)
