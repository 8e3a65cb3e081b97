"""Names of Azure resources: made of the parts a user knows, checked against what each type takes.

Owns lengths and characters by type. A name is the same for the same parts for ever; nothing is random, and nothing is
cut off, because two long names would become one. Where a type takes no dash, the dashes are left out. Source:
learn.microsoft.com, "Naming rules and restrictions for Azure resources"; role assignments are named by a GUID that
follows from scope, principal and role.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from podwright.errors import InputError, Problem
from podwright.plan.names import length_problem

_DASHED = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
_PLAIN = re.compile(r"[a-z0-9]+")
_LETTER_PLAIN = re.compile(r"[a-z][a-z0-9]*")
_VAULT = re.compile(r"(?!.*--)[a-z](?:[a-z0-9-]*[a-z0-9])?")
_CONTAINER = re.compile(r"(?!.*--)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
_NAMESPACE = uuid.UUID("6f1d6c0e-6d0c-5d0e-9f5c-1f1f3a7f0b10")
"""Made up once; another one would give every role assignment another name."""


@dataclass(frozen=True, slots=True)
class NameRule:
    """What one type takes."""

    title: str
    least: int
    most: int
    form: re.Pattern[str]
    allowed: str

    @property
    def dashes(self) -> bool:
        """Whether the parts are joined by dashes."""
        return self.form not in (_PLAIN, _LETTER_PLAIN)


_WORDS = "lower-case letters, digits and dashes, a letter or digit at both ends"
_LETTERS = "lower-case letters and digits"
RULES: Mapping[str, NameRule] = {
    "group": NameRule("resource group", 1, 90, _DASHED, _WORDS),
    "network": NameRule("virtual network", 2, 64, _DASHED, _WORDS),
    "endpoint": NameRule("private endpoint", 2, 64, _DASHED, _WORDS),
    "part": NameRule("resource", 1, 80, _DASHED, _WORDS),
    "identity": NameRule("managed identity", 3, 128, _DASHED, _WORDS),
    "cluster": NameRule("AKS cluster", 1, 63, _DASHED, _WORDS),
    "dns": NameRule("DNS prefix", 1, 54, _DASHED, _WORDS),
    "pool": NameRule("node pool", 1, 12, _LETTER_PLAIN, f"{_LETTERS}, a letter first"),
    "account": NameRule("storage account", 3, 24, _PLAIN, _LETTERS),
    "container": NameRule("blob container", 3, 63, _CONTAINER, f"{_WORDS}, no two dashes in a row"),
    "registry": NameRule("container registry", 5, 50, _PLAIN, _LETTERS),
    "vault": NameRule("key vault", 3, 24, _VAULT, f"{_WORDS}, a letter first, no two dashes in a row"),
    "key": NameRule("key", 1, 127, _DASHED, _WORDS),
    "scale_set": NameRule("scale set", 1, 64, _DASHED, _WORDS),
    "computer": NameRule("computer name prefix", 1, 58, _DASHED, _WORDS),
    "filesystem": NameRule("Lustre file system", 2, 80, _DASHED, _WORDS),
    "quota_group": NameRule("quota group", 3, 63, _LETTER_PLAIN, f"{_LETTERS}, a letter first"),
}
"""By kind; `part` is what most types of Microsoft.Network and Microsoft.Compute take."""

CODES: Mapping[str, str] = {
    "eastus": "eus",
    "eastus2": "eus2",
    "centralus": "cus",
    "northcentralus": "ncus",
    "southcentralus": "scus",
    "westcentralus": "wcus",
    "westus": "wus",
    "westus2": "wus2",
    "westus3": "wus3",
    "japaneast": "jpe",
    "japanwest": "jpw",
    "westeurope": "we",
    "norwayeast": "nwe",
    "norwaywest": "nww",
    "uksouth": "uks",
    "ukwest": "ukw",
}
"""Short names of regions for names with little room (the geo codes of Azure Backup)."""

_TAG_KEY = re.compile(r"[^<>%&\\?/\x00-\x1f]{1,512}")
_TAG_LIMIT, _VALUE_LIMIT, _COUNT_LIMIT = 128, 256, 50
"""A storage account takes keys of 128 characters only, and every tag may come to one."""


def azure_name(kind: str, *parts: str) -> str:
    """The name of a resource of a kind of `RULES`, or an `InputError` (subject `name`)."""
    rule = RULES[kind]
    name = "-".join(parts) if rule.dashes else "".join(part.replace("-", "") for part in parts)
    problems = [problem for problem in (_form(name, parts, rule), _length(name, parts, rule)) if problem]
    if problems:
        raise InputError(problems)
    return name


def role_assignment_name(scope: str, principal: str, role: str) -> str:
    """A GUID that is always the same for one grant; `principal` is any stable name of it, such as an identity's id."""
    return str(uuid.uuid5(_NAMESPACE, "|".join(part.strip("/").lower() for part in (scope, principal, role))))


def region_code(region: str) -> str:
    """The short name of a region; the name itself where there is none."""
    return CODES.get(region, region)


def check_tags(tags: Mapping[str, str]) -> list[Problem]:
    """Tags that Azure does not take; the subject is the tag's key."""
    found: list[Problem] = []
    if len(tags) > _COUNT_LIMIT:
        found.append(Problem("tags", "are too many", str(len(tags)), f"at most {_COUNT_LIMIT}", None))
    for key, value in tags.items():
        if not _TAG_KEY.fullmatch(key) or len(key) > _TAG_LIMIT:
            allowed = f"at most {_TAG_LIMIT} characters, none of <>%&\\?/"
            found.append(Problem(key or "tag", f'"{key}" cannot be the key of a tag', key, allowed, None))
        if len(value) > _VALUE_LIMIT:
            what = f"a value of {len(value)} characters is too long"
            found.append(Problem(key or "tag", what, value, f"at most {_VALUE_LIMIT}", None))
    return found


def _length(name: str, parts: tuple[str, ...], rule: NameRule) -> Problem | None:
    return length_problem(name, parts, rule.least, rule.most, f"{rule.title} name")


def _form(name: str, parts: tuple[str, ...], rule: NameRule) -> Problem | None:
    if not name or (rule.form.fullmatch(name) and all(parts)):
        return None
    what = f'the {rule.title} name "{name}" is not one that Azure takes'
    better = re.sub(r"[^a-z0-9]+", "-" if rule.dashes else "", name.lower()).strip("-")
    fix = f"write {better}" if better != name and rule.form.fullmatch(better) else None
    return Problem("name", what, name, rule.allowed, fix)
