"""What the API server writes into an object: metadata, defaults, addresses inside the cluster.

Owns plausible values in the forms that Kubernetes documents; what the controllers write is in `status.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Address

from podwright.emulator.core import numbers, values
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.kubernetes import objects, status
from podwright.emulator.kubernetes.objects import Gvk

_CLUSTER_ADDRESSES = IPv4Address("10.96.0.0")
_FIRST_NODE_PORT, _NODE_PORTS = 30000, 2768
_FREE_FIELDS = ("apiVersion", "kind", "metadata", "status")


def first_metadata(stored_id: str, incarnation: int, timestamp: str) -> Values:
    """The metadata that a new object gets from the server."""
    return {
        "uid": numbers.uuid_of("kubernetes", stored_id, incarnation),
        "creationTimestamp": status.seconds(timestamp),
        "resourceVersion": str(1000 + numbers.pick(10**6, stored_id, incarnation)),
        "generation": 1,
    }


def live(gvk: Gvk, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
    """The object as the server has it, apart from the properties that stay as they were given."""
    found: Values = {"apiVersion": gvk.api_version, "kind": gvk.kind}
    found["metadata"] = _metadata(gvk, call, identity, inputs, old)
    spec = values.mapping(inputs, "spec")
    former = values.mapping(old.outputs, "spec") if old else {}
    fill = _DEFAULTS.get(gvk.qualified)
    if fill:
        spec = fill(spec, former, identity)
        found["spec"] = spec
    say = status.of(gvk.qualified)
    if say:
        found["status"] = say(spec, identity, call)
    if gvk.qualified == "Secret":
        found["type"] = inputs.get("type") or "Opaque"
    if gvk.qualified == "StorageClass.storage.k8s.io":
        found["reclaimPolicy"] = inputs.get("reclaimPolicy") or "Delete"
        found["volumeBindingMode"] = inputs.get("volumeBindingMode") or "Immediate"
    return found


def _metadata(gvk: Gvk, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
    if old:
        before = objects.metadata(old.outputs)
        kept = {key: before[key] for key in ("uid", "creationTimestamp", "generation") if key in before}
        kept["resourceVersion"] = str(int(str(before.get("resourceVersion") or 1000)) + 1)
        if _payload(old.inputs) != _payload(inputs):
            kept["generation"] = int(str(before.get("generation") or 1)) + 1
    else:
        kept = first_metadata(identity.id, call.incarnation, call.timestamp())
    given: Values = {**objects.metadata(inputs), **kept, "name": identity.name}
    if identity.location:
        given["namespace"] = identity.location
    else:
        given.pop("namespace", None)
    if gvk.qualified == "Namespace":
        given["labels"] = {**objects.part(inputs, "labels"), "kubernetes.io/metadata.name": identity.name}
    if gvk.qualified == "Deployment.apps":
        revision = {"deployment.kubernetes.io/revision": str(kept["generation"])}
        given["annotations"] = {**objects.part(inputs, "annotations"), **revision}
    return given


def _payload(inputs: Values) -> Values:
    return {key: value for key, value in inputs.items() if key not in _FREE_FIELDS}


def _deployment(spec: Values, former: Values, identity: Identity) -> Values:
    del former, identity
    return {
        "replicas": 1,
        "progressDeadlineSeconds": 600,
        "revisionHistoryLimit": 10,
        "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": "25%"}},
        **spec,
    }


def _stateful_set(spec: Values, former: Values, identity: Identity) -> Values:
    del former, identity
    return {"replicas": 1, "podManagementPolicy": "OrderedReady", "revisionHistoryLimit": 10, **spec}


def _job(spec: Values, former: Values, identity: Identity) -> Values:
    del former, identity
    return {"backoffLimit": 6, "completions": 1, "parallelism": 1, "completionMode": "NonIndexed", **spec}


def _service(spec: Values, former: Values, identity: Identity) -> Values:
    kind = spec.get("type") or "ClusterIP"
    filled: Values = {"type": kind, "sessionAffinity": "None", **spec}
    if kind == "ExternalName":
        return filled
    chosen = spec.get("clusterIP") or former.get("clusterIP") or status.address(_CLUSTER_ADDRESSES, identity.id)
    filled |= {"clusterIP": chosen, "clusterIPs": spec.get("clusterIPs") or [chosen]}
    filled.setdefault("ipFamilies", ["IPv4"])
    filled.setdefault("ipFamilyPolicy", "SingleStack")
    filled.setdefault("internalTrafficPolicy", "Cluster")
    filled["ports"] = [_port(port, str(kind), identity) for port in values.blocks(spec, "ports")]
    if kind in ("LoadBalancer", "NodePort"):
        filled.setdefault("externalTrafficPolicy", "Cluster")
    return filled


def _port(port: Values, kind: str, identity: Identity) -> Values:
    filled: Values = {"protocol": "TCP", "targetPort": port.get("port"), **port}
    if kind in ("LoadBalancer", "NodePort"):
        chosen = _FIRST_NODE_PORT + numbers.pick(_NODE_PORTS, identity.id, port.get("port"))
        filled["nodePort"] = port.get("nodePort") or chosen
    return filled


def _claim(spec: Values, former: Values, identity: Identity) -> Values:
    del former
    return {"volumeMode": "Filesystem", "volumeName": f"pvc-{numbers.uuid_of('volume', identity.id)}", **spec}


_DEFAULTS: dict[str, Callable[[Values, Values, Identity], Values]] = {
    "Deployment.apps": _deployment,
    "StatefulSet.apps": _stateful_set,
    "Job.batch": _job,
    "Service": _service,
    "PersistentVolumeClaim": _claim,
    "Namespace": lambda spec, former, identity: {"finalizers": ["kubernetes"], **spec},  # noqa: ARG005
}


def modelled_kinds() -> frozenset[str]:
    """The kinds with a status of their own, by their names in refusals."""
    return status.kinds() | frozenset(_DEFAULTS)
