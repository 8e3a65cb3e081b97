"""Rules of a stack as a whole: which keys its kind takes, where it stands, who owns it."""

from __future__ import annotations

import re

from podwright.catalog.regions import check_jurisdiction, check_region, cloud_title, jurisdiction_regions, regions
from podwright.errors import InputError, Problem
from podwright.plan.names import check_labels
from stacks.findings import Findings
from stacks.model import Account, StackSpec
from stacks.refusals import example, model_fields, shown

REQUIRED_LABELS = {"owner": "serving", "cost-centre": "cc-2107"}
"""Labels that every resource carries, with an example: who answers for it and who pays for it."""

REQUIRED: dict[str, tuple[str, ...]] = {
    "region": ("region", "jurisdiction", "network", "dependsOn"),
    "global": (),
    "mesh": ("dependsOn", "mesh"),
}
FORBIDDEN: dict[str, tuple[str, ...]] = {
    "region": ("services", "nodeServiceAccounts", "hub", "keys", "mesh"),
    "global": (
        "region",
        "jurisdiction",
        "network",
        "cluster",
        "tpuSlices",
        "tpuVms",
        "reservations",
        "storage",
        "gpuClusters",
        "gpuFleets",
        "mesh",
    ),
    "mesh": (
        "region",
        "jurisdiction",
        "network",
        "cluster",
        "tpuSlices",
        "tpuVms",
        "gpuClusters",
        "gpuFleets",
        "reservations",
        "storage",
        "quotas",
        "quotaContact",
        "services",
        "nodeServiceAccounts",
        "hub",
        "keys",
        "azure",
        "oci",
        "coreweave",
        "adopt",
    ),
}

ONLY: dict[str, tuple[str, ...]] = {
    "tpuSlices": ("gcp",),
    "tpuVms": ("gcp",),
    "services": ("gcp",),
    "nodeServiceAccounts": ("gcp",),
    "adopt": ("gcp", "azure"),
    "azure": ("azure",),
    "oci": ("oci",),
    "coreweave": ("coreweave",),
}
"""Keys that only some clouds have."""
ACCOUNT: dict[str, tuple[str, ...]] = {
    "gcp": ("project",),
    "azure": ("subscription", "tenant"),
    "oci": ("tenancy", "compartment", "homeRegion"),
    "coreweave": ("organization",),
}
"""The keys of `account` on each cloud; the first is required."""

_PROJECT_ID = re.compile(r"[a-z][a-z0-9-]{4,28}[a-z0-9]")
_MAX_LABELS = 64
_COMMON_SLIPS = {"UK": "GB", "EN": "GB", "JA": "JP", "USA": "US", "HOLLAND": "NL"}
"""What people write for a country whose ISO code is another."""


def check_stack(spec: StackSpec, findings: Findings) -> None:
    """Keys of the kind, region and jurisdiction, account, labels, and what a global stack lists."""
    if not findings.ignores(("kind",)):
        _check_kind(spec, findings)
    _check_place(spec, findings)
    if spec.cloud in ACCOUNT:
        _check_account(spec, findings)
    _check_labels(spec, findings)
    _check_depends_on(spec, findings)
    _check_shared(spec, findings)


def _check_kind(spec: StackSpec, findings: Findings) -> None:
    given = {key for key in model_fields(StackSpec) if _given(spec, key)}
    for key in REQUIRED[spec.kind]:
        if key not in given:
            fix = f"add podwright:{example(key, model_fields(StackSpec)[key])}"
            findings.add((key,), f"is required in a stack of kind {spec.kind}", fix=fix)
    for key, clouds in ONLY.items():
        if key in given and spec.cloud not in clouds and spec.cloud != "mesh":
            titles = " and ".join(cloud_title(each) for each in clouds)
            findings.add((key,), f"is a word of {titles}, not of {cloud_title(spec.cloud)}", fix="remove it")
    for key in FORBIDDEN[spec.kind]:
        if key in given:
            other = _home_of(key, spec.kind)
            message = f"does not belong in a stack of kind {spec.kind}, only in one of kind {other}"
            findings.add((key,), message, fix=f"remove it, or move it to a stack of kind {other}")


def _home_of(key: str, kind: str) -> str:
    """The kind of stack that a key belongs in."""
    others = [other for other in FORBIDDEN if other != kind and key not in FORBIDDEN[other]]
    return " or ".join(others)


def _given(spec: StackSpec, key: str) -> bool:
    """Whether the file gives the key, and not just an empty list."""
    name = next(name for name, info in StackSpec.model_fields.items() if key in (name, info.alias))
    return name in spec.model_fields_set and getattr(spec, name) not in (None, [])


def _check_place(spec: StackSpec, findings: Findings) -> None:
    if spec.kind == "global" or spec.cloud == "mesh":
        return
    country = spec.jurisdiction
    problems: list[Problem] = []
    if country is not None and country not in _known_countries(spec) and _correct_country(spec, country):
        findings.add(
            ("jurisdiction",),
            f"{shown(country)} is no ISO 3166-1 alpha-2 code",
            given=country,
            fix=f"write {_correct_country(spec, country)}",
        )
        country = None
    if country is not None and spec.region is not None:
        problems = check_jurisdiction(spec.cloud, country, spec.region)
    elif country is not None:
        try:
            jurisdiction_regions(spec.cloud, country)
        except InputError as error:
            problems = error.problems
    elif spec.region is not None:
        unknown = check_region(spec.cloud, spec.region)
        problems = [unknown] if unknown else []
    for problem in problems:
        findings.adopt((problem.subject,), problem)


def _known_countries(spec: StackSpec) -> set[str]:
    return {each.country for each in regions(spec.cloud).values()}


def _correct_country(spec: StackSpec, country: str) -> str | None:
    """The code that was meant by `nl` or `UK`; None when nothing can be said."""
    upper = country.upper()
    meant = _COMMON_SLIPS.get(upper, upper)
    return meant if meant != country and meant in _known_countries(spec) else None


def _check_account(spec: StackSpec, findings: Findings) -> None:
    fields = model_fields(Account)
    required, *_ = known = ACCOUNT[spec.cloud]
    names = {info.alias or name: name for name, info in Account.model_fields.items()}
    for key in fields:
        value = str(getattr(spec.account, names[key]))
        if value and key not in known:
            message = f"does not belong to {cloud_title(spec.cloud)}"
            findings.add(("account", key), message, given=shown(value), allowed=", ".join(known), fix="remove it")
    if not getattr(spec.account, required):
        info = fields[required]
        fix = f"add {example(required, info)}"
        findings.add(("account", required), f"is required: {info.description}", fix=fix)
    elif spec.cloud == "gcp":
        _check_project(spec.account.project, findings)


def _check_project(project: str, findings: Findings) -> None:
    if not _PROJECT_ID.fullmatch(project):
        findings.add(
            ("account", "project"),
            "is no Google Cloud project id",
            given=shown(project),
            allowed="6 to 30 lower-case letters, digits and dashes, a letter first and no dash last",
            fix="give the id, not the name or the number, of the project",
        )


def _check_labels(spec: StackSpec, findings: Findings) -> None:
    for key, value in REQUIRED_LABELS.items():
        if not spec.labels.get(key):
            why = "is required: nobody can be asked about machines without it"
            findings.add(("labels", key), why, fix=f"add {key}: <{key}>, such as {value}")
    for problem in check_labels(spec.labels):
        findings.adopt(("labels", problem.subject), problem)
    if len(spec.labels) > _MAX_LABELS:
        findings.add(("labels",), "are too many", given=str(len(spec.labels)), allowed=f"up to {_MAX_LABELS}")


def _check_depends_on(spec: StackSpec, findings: Findings) -> None:
    for index, name in enumerate(spec.depends_on):
        if name in spec.depends_on[:index]:
            findings.add(("dependsOn", index), f"names {name} twice", fix="name it once")


def _check_shared(spec: StackSpec, findings: Findings) -> None:
    """What only a global stack lists; silent where the kind already forbids the keys."""
    if spec.kind != "global" or spec.cloud == "mesh":
        return
    for index, service in enumerate(spec.services):
        if not service.endswith(".googleapis.com"):
            findings.add(
                ("services", index),
                "is no API name",
                given=shown(service),
                fix=f"write {service}.googleapis.com" if re.fullmatch(r"[a-z]+", service) else None,
            )
    for account, entry in spec.node_service_accounts.items():
        for index, role in enumerate(entry.roles):
            if not re.fullmatch(r"((projects|organizations)/[^/]+/)?roles/[A-Za-z0-9._]+", role):
                allowed = "roles/<name>, or projects/<project>/roles/<name>"
                place = ("nodeServiceAccounts", account, "roles", index)
                findings.add(place, "is no role", given=shown(role), allowed=allowed)
    for location in spec.keys:
        problem = check_region(spec.cloud, location)
        if problem:
            findings.adopt(("keys", location), problem)
