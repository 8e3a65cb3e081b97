"""What the controllers write into an object: its status.

Owns plausible values in the forms that Kubernetes documents. Controllers work at once: a Deployment is available, a Pod
runs, a Job has succeeded, a LoadBalancer has its address, so the provider's waiting is over when it begins.
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Address

from podwright.emulator.core import numbers, values
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.wire import Values

_POD_ADDRESSES = IPv4Address("10.244.0.0")
_PUBLIC_ADDRESSES = IPv4Address("198.18.0.0")  # the block for benchmarks (RFC 2544): never anybody's
_ADDRESSES = 2**16 - 2


def seconds(timestamp: str) -> str:
    """A time in Kubernetes' form, which has no fractions."""
    return f"{timestamp.split('.', maxsplit=1)[0].removesuffix('Z')}Z"


def address(base: IPv4Address, *parts: object) -> str:
    """An address of a /16, the same for the same parts."""
    return str(base + 1 + numbers.pick(_ADDRESSES, *parts))


def _count(spec: Values, name: str, default: int) -> int:
    given = spec.get(name)
    return int(given) if isinstance(given, int | float) else default


def _condition(kind: str, call: Call, reason: str) -> Values:
    now = seconds(call.timestamp())
    return {"type": kind, "status": "True", "reason": reason, "lastTransitionTime": now, "lastUpdateTime": now}


def _deployment_status(spec: Values, identity: Identity, call: Call) -> Values:
    del identity
    count = _count(spec, "replicas", 1)
    held: Values = dict.fromkeys(("availableReplicas", "readyReplicas", "replicas", "updatedReplicas"), count)
    conditions = [
        _condition("Available", call, "MinimumReplicasAvailable"),
        _condition("Progressing", call, "NewReplicaSetAvailable"),
    ]
    return {**held, "observedGeneration": 1, "conditions": conditions}


def _stateful_set_status(spec: Values, identity: Identity, call: Call) -> Values:
    del call
    count = _count(spec, "replicas", 1)
    held: Values = dict.fromkeys(
        ("availableReplicas", "currentReplicas", "readyReplicas", "replicas", "updatedReplicas"), count
    )
    return {**held, "currentRevision": f"{identity.name}-{numbers.hex_digits(10, identity.id)}"}


def _replica_set_status(spec: Values, identity: Identity, call: Call) -> Values:
    del identity, call
    count = _count(spec, "replicas", 1)
    return dict.fromkeys(("availableReplicas", "fullyLabeledReplicas", "readyReplicas", "replicas"), count)


def _daemon_set_status(spec: Values, identity: Identity, call: Call) -> Values:
    del spec, identity, call
    counts = ("currentNumberScheduled", "desiredNumberScheduled", "numberAvailable", "numberReady")
    return {**dict.fromkeys(counts, 1), "numberMisscheduled": 0}


def _pod_status(spec: Values, identity: Identity, call: Call) -> Values:
    del spec
    own = address(_POD_ADDRESSES, identity.id)
    ready = [{"type": kind, "status": "True"} for kind in ("Initialized", "Ready", "ContainersReady", "PodScheduled")]
    started = seconds(call.timestamp())
    return {
        "phase": "Running",
        "podIP": own,
        "podIPs": [{"ip": own}],
        "conditions": ready,
        "startTime": started,
    }


def _job_status(spec: Values, identity: Identity, call: Call) -> Values:
    del identity
    now = seconds(call.timestamp())
    if spec.get("suspend") is True:
        return {"conditions": [_condition("Suspended", call, "JobSuspended")]}
    done: Values = {"type": "Complete", "status": "True", "lastTransitionTime": now, "lastProbeTime": now}
    return {
        "succeeded": _count(spec, "completions", 1),
        "startTime": now,
        "completionTime": now,
        "conditions": [done],
    }


def _service_status(spec: Values, identity: Identity, call: Call) -> Values:
    del call
    if spec.get("type") != "LoadBalancer":
        return {"loadBalancer": {}}
    return {"loadBalancer": {"ingress": [{"ip": address(_PUBLIC_ADDRESSES, identity.id), "ipMode": "VIP"}]}}


def _ingress_status(spec: Values, identity: Identity, call: Call) -> Values:
    del spec, call
    return {"loadBalancer": {"ingress": [{"ip": address(_PUBLIC_ADDRESSES, identity.id)}]}}


def _claim_status(spec: Values, identity: Identity, call: Call) -> Values:
    del identity, call
    return {
        "phase": "Bound",
        "accessModes": spec.get("accessModes") or [],
        "capacity": values.mapping(spec, "resources.requests"),
    }


def _definition_status(spec: Values, identity: Identity, call: Call) -> Values:
    del identity
    versions = [entry["name"] for entry in values.blocks(spec, "versions") if entry.get("storage")]
    return {
        "acceptedNames": values.mapping(spec, "names"),
        "storedVersions": versions,
        "conditions": [
            _condition("NamesAccepted", call, "NoConflicts"),
            _condition("Established", call, "InitialNamesAccepted"),
        ],
    }


def _phase(phase: str) -> Callable[[Values, Identity, Call], Values]:
    def status(spec: Values, identity: Identity, call: Call) -> Values:
        del spec, identity, call
        return {"phase": phase}

    return status


_STATUS: dict[str, Callable[[Values, Identity, Call], Values]] = {
    "Deployment.apps": _deployment_status,
    "StatefulSet.apps": _stateful_set_status,
    "ReplicaSet.apps": _replica_set_status,
    "DaemonSet.apps": _daemon_set_status,
    "Pod": _pod_status,
    "Job.batch": _job_status,
    "Service": _service_status,
    "Ingress.networking.k8s.io": _ingress_status,
    "PersistentVolumeClaim": _claim_status,
    "PersistentVolume": _phase("Available"),
    "Namespace": _phase("Active"),
    "CustomResourceDefinition.apiextensions.k8s.io": _definition_status,
}


def of(kind: str) -> Callable[[Values, Identity, Call], Values] | None:
    """What makes the status of a kind, by its name in refusals; None: it has none, or nobody has modelled it."""
    return _STATUS.get(kind)


def kinds() -> frozenset[str]:
    """The kinds with a status."""
    return frozenset(_STATUS)
