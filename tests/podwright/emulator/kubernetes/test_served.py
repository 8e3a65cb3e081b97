"""Kinds that a cloud brings to its own clusters."""

from __future__ import annotations

import pytest

from podwright.emulator.core.store import Store
from tests.podwright.emulator.client import Client, refused
from tests.podwright.emulator.kubernetes.examples import Inputs, kubeconfig
from tests.podwright.emulator.kubernetes.fixtures import Connect
from tests.podwright.emulator.kubernetes.test_clusters import CLUSTERS, put_cluster

PARAMS = "kubernetes:networking.gke.io/v1:GKENetworkParamSet"
NETWORK = "kubernetes:networking.gke.io/v1:Network"
MONITORING = "kubernetes:monitoring.googleapis.com/v1:PodMonitoring"
CLASS = "kubernetes:cloud.google.com/v1:ComputeClass"
REFUSED = 'resource "urn:pulumi:dev::test::{token}::x" was not successfully created by the Kubernetes API server: '
REFERENCE: Inputs = {"group": "networking.gke.io", "kind": "GKENetworkParamSet", "name": "rdma-0"}
GOOD: list[tuple[str, Inputs, str]] = [
    (PARAMS, {"vpc": "rdma", "vpcSubnet": "rdma-0", "deviceMode": "RDMA"}, "x"),
    (NETWORK, {"type": "Device", "parametersRef": REFERENCE}, "x"),
    (MONITORING, {"selector": {"matchLabels": {"app": "a"}}, "endpoints": [{"port": 8080}]}, "default/x"),
    (
        MONITORING.replace("Pod", "ClusterPod"),
        {"selector": {}, "endpoints": [{"port": "metrics", "interval": "30s"}]},
        "x",
    ),
    (CLASS, {"priorities": [{"machineFamily": "n4"}], "whenUnsatisfiable": "DoNotScaleUp"}, "x"),
    ("kubernetes:networking.gke.io/v1:ManagedCertificate", {"domains": ["a.example.com"]}, "default/x"),
    ("kubernetes:networking.gke.io/v1beta1:FrontendConfig", {"sslPolicy": "strict"}, "default/x"),
    ("kubernetes:cloud.google.com/v1:BackendConfig", {"timeoutSec": 40, "cdn": {"enabled": True}}, "default/x"),
]
BAD: list[tuple[str, Inputs, str]] = [
    (
        PARAMS,
        {"deviceMode": "Rdma"},
        'GKENetworkParamSet.networking.gke.io "x" is invalid: [spec.vpc: Required value, spec.vpcSubnet: Required'
        ' value, spec.deviceMode: Unsupported value: "Rdma": supported values: "DPDK-VFIO", "NetDevice", "RDMA"]',
    ),
    (
        NETWORK,
        {"type": "L4", "parametersRef": {"group": "networking.gke.io", "kind": "GKENetworkParamSet"}},
        'Network.networking.gke.io "x" is invalid: [spec.type: Unsupported value: "L4": supported values: "L2", "L3",'
        ' "Device", spec.parametersRef.name: Required value]',
    ),
    (
        MONITORING,
        {"selector": {}, "endpoints": [{}]},
        'PodMonitoring.monitoring.googleapis.com "x" is invalid: spec.endpoints[0].port: Required value',
    ),
    (
        CLASS,
        {"whenUnsatisfiable": "Wait"},
        'ComputeClass.cloud.google.com "x" is invalid: spec.whenUnsatisfiable: Unsupported value: "Wait": supported'
        ' values: "ScaleUpAnyway", "DoNotScaleUp"',
    ),
]


@pytest.fixture
def gke(store: Store, to_cluster: Connect) -> Client:
    """A cluster of Google's."""
    put_cluster(store, *CLUSTERS[0][:3])
    return to_cluster({"kubeconfig": kubeconfig("https://34.90.1.2")})


@pytest.mark.parametrize(("token", "spec", "object_id"), GOOD, ids=[each[0].rsplit(":", 1)[-1] for each in GOOD])
def test_gke_serves_its_own_kinds(gke: Client, kubernetes: Client, token: str, spec: Inputs, object_id: str) -> None:
    """And no other cluster does."""
    inputs: Inputs = {"metadata": {"name": "x"}, "spec": spec}
    made = gke.create(token, "x", inputs)
    assert (made.id, made.out("spec")) == (object_id, spec)
    assert gke.diff(made, inputs).changes == {}
    _, version, kind = token.split(":")
    assert refused(lambda: kubernetes.create(token, "x", inputs)).endswith(
        f'Verify that any required CRDs have been created: no matches for kind "{kind}" in version "{version}"'
    )


@pytest.mark.parametrize(("token", "spec", "message"), BAD, ids=[each[0].rsplit(":", 1)[-1] for each in BAD])
def test_gke_refuses_what_its_definitions_refuse(gke: Client, token: str, spec: Inputs, message: str) -> None:
    """At the create and in the preview."""
    inputs: Inputs = {"metadata": {"name": "x"}, "spec": spec}
    whole = REFUSED.format(token=token) + message
    assert refused(lambda: gke.create(token, "x", inputs)) == whole
    assert refused(lambda: gke.preview(token, "x", inputs)) == whole
