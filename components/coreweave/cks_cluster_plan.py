"""What the arguments of a CKS cluster become: its name, ranges and audit policy. Pure, no Pulumi resources."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import yaml

from components.checks import Checks
from podwright.catalog.coreweave import check_version, check_zone
from podwright.errors import Problem
from podwright.plan.cidr_coreweave import LOAD_BALANCERS, PODS, SERVICES, check_range_names
from podwright.plan.names_coreweave import coreweave_name

if TYPE_CHECKING:
    from components.coreweave.cks_cluster import CksClusterArgs, CksNetworkArgs

MOST_NAMES = 10
PUBLIC_WITHOUT_OIDC = (
    "the API server is public, and only CoreWeave's own tokens stand before it; add oidc for sign-on of your own"
)


@dataclass(frozen=True, slots=True)
class CksClusterPlan:
    """The cluster with every default filled in."""

    name: str
    pods: str
    services: str
    load_balancers: list[str]
    audit_policy: str | None
    """Base64, as the API takes it."""
    warnings: tuple[str, ...]


def plan_cks_cluster(name: str, args: CksClusterArgs) -> CksClusterPlan:
    """The plan, or an `InputError` with everything that is wrong with the arguments."""
    checks = Checks("CksCluster", name)
    network = args["network"]
    # Whether the zone is open to the organization was answered with the VPC.
    checks.take(check_zone(args["zone"], dedicated=True))
    vpc_zone = network.get("zone", args["zone"])
    if vpc_zone != args["zone"]:
        checks.add("zone", f"is not that of the VPC, {vpc_zone}", given=args["zone"], fix=f"write {vpc_zone}")
    cluster = checks.attempt(lambda: coreweave_name("cluster", args["prefix"], "cks"), field="prefix")
    checks.take(check_version(args["version"]))
    _check_access(checks, args)
    pods, services = network.get("pods_range", PODS), network.get("services_range", SERVICES)
    load_balancers = network.get("load_balancer_ranges", [LOAD_BALANCERS])
    _check_ranges(checks, network, pods, services, load_balancers)
    policy = args.get("audit_policy")
    checks.take(check_audit_policy(policy) if policy is not None else None)
    checks.done()
    if not cluster:
        raise AssertionError("a plan without a problem is complete")
    open_door = args.get("public", False) and "oidc" not in args
    return CksClusterPlan(
        name=cluster,
        pods=pods,
        services=services,
        load_balancers=load_balancers,
        audit_policy=base64.b64encode(policy.encode()).decode() if policy is not None else None,
        warnings=(PUBLIC_WITHOUT_OIDC,) if open_door else (),
    )


def _check_ranges(checks: Checks, network: CksNetworkArgs, pods: str, services: str, load_balancers: list[str]) -> None:
    if pods == services:
        checks.add("network.services_range", "is the range of the pods too", given=services, fix="take another range")
    if not load_balancers:
        checks.add("network.load_balancer_ranges", "are none", allowed="one range or more")
    for twice in sorted({each for each in load_balancers if load_balancers.count(each) > 1}):
        checks.add("network.load_balancer_ranges", "has a name twice", given=twice, fix="name it once")
    known = network.get("known_ranges")
    if known is None:
        return
    asked = {"pods_range": pods, "services_range": services}
    asked |= {f"load_balancer_ranges[{index}]": each for index, each in enumerate(load_balancers)}
    for problem in check_range_names(asked, dict.fromkeys(known, "")):
        checks.take(problem, f"network.{problem.subject}")


def _check_access(checks: Checks, args: CksClusterArgs) -> None:
    oidc, ports = args.get("oidc"), args.get("node_ports")
    if oidc and not oidc["issuer_url"].startswith("https://"):
        checks.add("oidc.issuer_url", "is not an address with https", given=oidc["issuer_url"])
    if oidc and not oidc["client_id"]:
        checks.add("oidc.client_id", "is empty; every token of the issuer would do")
    if ports and not 1 <= ports["start"] <= ports["end"] <= 65535:
        given = f"{ports['start']} to {ports['end']}"
        checks.add("node_ports", "is no range of ports", given=given, allowed="start to end, within 1 to 65535")
    names = args.get("server_names", [])
    if len(names) > MOST_NAMES:
        checks.add("server_names", "are too many", given=str(len(names)), allowed=f"at most {MOST_NAMES}")


def check_audit_policy(text: str) -> Problem | None:
    """Whether the text is an audit policy (subject `auditPolicy`); the API takes any text and the cluster fails."""
    try:
        loaded: object = yaml.safe_load(text)
    except yaml.YAMLError as error:
        what = f"is neither JSON nor YAML: {str(error).splitlines()[0]}"
        return Problem("auditPolicy", what, None, None, None)
    fields = cast("dict[str, object]", loaded) if isinstance(loaded, dict) else {}
    if fields.get("kind") == "Policy" and str(fields.get("apiVersion", "")).startswith("audit.k8s.io/"):
        return None
    return Problem("auditPolicy", "is no audit policy", None, "kind: Policy of apiVersion: audit.k8s.io/v1", None)
