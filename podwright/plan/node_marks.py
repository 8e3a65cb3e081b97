"""Labels and taints that a user puts on Kubernetes nodes, checked against Kubernetes' own form and the cloud's keys.

Owns what a key and a value may be and which keys belong to the cloud. Where the labels go is the components' business.
Sources: Kubernetes documentation, "Labels and Selectors" and "Taints and Tolerations"; GKE documentation, "Add node
labels and taints", read 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from podwright.errors import Problem

EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")

_NAME = re.compile(r"[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")
_PREFIX = re.compile(r"(?=.{1,253}\Z)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*")
_RESERVED = {
    "gcp": ("GKE", ("kubernetes.io", "k8s.io", "cloud.google.com", "google.com")),
    "azure": ("AKS", ("kubernetes.io", "k8s.io", "kubernetes.azure.com")),
    "oci": ("OKE", ("kubernetes.io", "k8s.io", "oci.oraclecloud.com")),
    "coreweave": ("CKS", ("kubernetes.io", "k8s.io", "node.coreweave.cloud")),
}
"""By cloud: what its Kubernetes is called, and the domains of keys that it sets."""
_FORM = "a name of letters, digits, - _ and ., at most 63; a DNS name and / may stand in front"


def check_node_labels(labels: Mapping[str, str], cloud: str = "gcp") -> list[Problem]:
    """Labels that Kubernetes or the cloud would refuse; the subject is `nodeLabels.<key>`."""
    found: list[Problem] = []
    for key, value in labels.items():
        subject = f"nodeLabels.{key}"
        problem = _key(subject, key, "label", cloud) or _value(subject, value, "label")
        found += [problem] if problem else []
    return found


def check_taints(taints: Mapping[str, tuple[str, str]], cloud: str = "gcp") -> list[Problem]:
    """Taints, key -> (value, effect), that Kubernetes or the cloud would refuse; the subject is `taints.<key>`."""
    found: list[Problem] = []
    for key, (value, effect) in taints.items():
        subject = f"taints.{key}"
        problem = _key(subject, key, "taint", cloud) or _value(subject, value, "taint")
        if problem is None and effect not in EFFECTS:
            problem = Problem(subject, f'"{effect}" is no effect of a taint', effect, ", ".join(EFFECTS), None)
        found += [problem] if problem else []
    return found


def _key(subject: str, key: str, what: str, cloud: str) -> Problem | None:
    prefix, slash, name = key.rpartition("/")
    if not _NAME.fullmatch(name) or (slash and not _PREFIX.fullmatch(prefix)):
        return Problem(subject, f'"{key}" cannot be the key of a {what}', key, _FORM, None)
    title, reserved = _RESERVED[cloud]
    if _is_reserved(prefix, reserved):
        message = f"the keys of {prefix} are set by {title} itself"
        return Problem(subject, message, key, None, "drop it, or take a key of your own")
    return None


def _is_reserved(prefix: str, reserved: Iterable[str]) -> bool:
    return any(prefix == each or prefix.endswith(f".{each}") for each in reserved)


def _value(subject: str, value: str, what: str) -> Problem | None:
    if not value or _NAME.fullmatch(value):
        return None
    allowed = "letters, digits, - _ and ., at most 63, a letter or digit at both ends; or empty"
    return Problem(subject, f'"{value}" cannot be the value of a {what}', value, allowed, None)
