"""CKS clusters: outputs, their VPC, versions, what replaces."""

from __future__ import annotations

import pytest

from tests.podwright.emulator.client import Client, Made, refused
from tests.podwright.emulator.coreweave.examples import ASSUMED, CLUSTER, VPC, VPC_INPUTS, Inputs, cluster_inputs


@pytest.fixture
def vpc(coreweave: Client) -> Made:
    """A VPC with four prefixes."""
    return coreweave.create(VPC, "vpc", VPC_INPUTS)


@pytest.fixture
def cluster(coreweave: Client, vpc: Made) -> Made:
    """A cluster in it."""
    return coreweave.create(CLUSTER, "c", cluster_inputs(vpc))


def test_a_cluster_has_endpoint_and_issuer(coreweave: Client, vpc: Made, cluster: Made) -> None:
    """In the documented forms, running at once; a second diff and a refresh are empty."""
    assert cluster.out("apiServerEndpoint") == "emulated-c2136788.k8s.us-east-04a.coreweave.com"
    assert cluster.out("serviceAccountOidcIssuerUrl") == f"https://oidc.cks.coreweave.com/id/{cluster.id}"
    assert cluster.out("status") == "STATUS_RUNNING"
    assert cluster.out("public") is False
    assert cluster.out("nodePortRange") == {"start": 30000, "end": 32767}
    assert coreweave.diff(cluster, cluster_inputs(vpc)).changes == {}
    assert coreweave.refresh(cluster) == cluster


def test_a_cluster_that_is_made_again_is_another(coreweave: Client, vpc: Made, cluster: Made) -> None:
    """With an id, an endpoint and an issuer of its own."""
    coreweave.delete(cluster)
    again = coreweave.create(CLUSTER, "c", cluster_inputs(vpc))
    assert again.id != cluster.id
    assert again.out("apiServerEndpoint") != cluster.out("apiServerEndpoint")
    assert again.out("serviceAccountOidcIssuerUrl") == f"https://oidc.cks.coreweave.com/id/{again.id}"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"vpcId": "nope"}, "Not Found: VPC 'nope' not found"),
        (
            {"zone": "US-EAST-01A"},
            "Bad Request: zone: the cluster is in US-EAST-01A, its VPC train in US-EAST-04A" + ASSUMED,
        ),
        (
            {"podCidrName": "pod cidr"},
            'Bad Request: network: "pod cidr" is not a prefix of VPC train, which has: "lb", "more lb", "pods",'
            ' "services"' + ASSUMED,
        ),
        (
            {"podCidrName": "services"},
            "Bad Request: network.service_cidr_name: pods and services need different prefixes" + ASSUMED,
        ),
        (
            {"version": "v1.31"},
            "Bad Request: version: v1.31 is not supported, supported are v1.35, v1.36, v1.37" + ASSUMED,
        ),
        (
            {"version": "1.36.2"},
            'version: "version" ("1.36.2") doesn\'t match the minor version format \'v1.36\'',
        ),
        (
            {"auditPolicy": "rules: []"},
            "Bad Request: audit_policy: must be base64-encoded JSON or YAML" + ASSUMED,
        ),
        (
            {"internalLbCidrNames": ["lb", "lb"]},
            "internalLbCidrNames: This attribute contains duplicate values of: lb",
        ),
        (
            {"additionalServerSans": [f"h{number}" for number in range(11)]},
            "additionalServerSans: set must contain at most 10 elements, got: 11",
        ),
        (
            {"podCidrNameV6": "six"},
            'podCidrNameV6: Missing required argument: "podCidrNameV6": all of'
            " `podCidrNameV6,serviceCidrNameV6,internalLbCidrNamesV6s` must be specified, missing serviceCidrNameV6,"
            " internalLbCidrNamesV6s",
        ),
    ],
)
def test_clusters_that_cannot_be(coreweave: Client, vpc: Made, changes: Inputs, message: str) -> None:
    """Each with the field that is wrong."""
    assert refused(lambda: coreweave.create(CLUSTER, "c", cluster_inputs(vpc, **changes))) == message


@pytest.mark.parametrize(
    ("changes", "replaces"),
    [
        ({"version": "v1.37", "public": True}, []),
        ({"internalLbCidrNames": ["lb", "more lb"]}, []),
        ({"internalLbCidrNames": ["more lb"]}, ["internalLbCidrNames"]),
        ({"name": "other", "podCidrName": "lb", "serviceCidrName": "pods"}, ["name", "podCidrName", "serviceCidrName"]),
        ({"vpcId": "other", "zone": "RNO2A"}, ["vpcId", "zone"]),
        ({"nodePortRange": {"start": 30000, "end": 40000}}, []),
        ({"nodePortRange": {"start": 31000, "end": 32000}}, ["nodePortRange"]),
    ],
)
def test_what_replaces_a_cluster(coreweave: Client, vpc: Made, changes: Inputs, replaces: list[str]) -> None:
    """Ranges for load balancers only grow, and so do node ports."""
    before = cluster_inputs(vpc, nodePortRange={"start": 30000, "end": 32767})
    made = coreweave.create(CLUSTER, "c", before)
    assert coreweave.diff(made, {**before, **changes}).replaces == replaces


def test_a_version_goes_up_only(coreweave: Client, vpc: Made, cluster: Made) -> None:
    """Kubernetes does not go back."""
    newer = coreweave.update(cluster, cluster_inputs(vpc, version="v1.37"))
    assert refused(lambda: coreweave.update(newer, cluster_inputs(vpc, version="v1.36"))) == (
        f"Bad Request: version: a cluster cannot go back from v1.37 to v1.36{ASSUMED}"
    )
