"""The rules on what components of Azure, Oracle Cloud and CoreWeave register: broken in one thing, each is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace

import pytest
from pulumi.runtime import set_all_config
from pulumi_policy import ResourceValidationPolicy

from policies.rules.control_planes import AKS, CKS, NO_OPEN_CONTROL_PLANE, OKE
from policies.rules.label_places import LABELS_AT, WITHOUT_LABELS
from policies.rules.labels import OWNER_LABELS
from policies.rules.public_addresses import NO_PUBLIC_ADDRESS
from policies.rules.public_clouds import AGENT_POOL, FLEET, SCALE_SET, TEMPLATE
from policies.rules.public_endpoints import (
    AZURE_CONTAINER,
    AZURE_REGISTRY,
    AZURE_STORAGE,
    AZURE_VAULT,
    COREWEAVE_NETWORK,
    NO_PUBLIC_ENDPOINT,
    ORACLE_BUCKET,
)
from policies.rules.public_networks import NO_PUBLIC_NETWORK
from policies.rules.quotas import QUOTA_COVERS_ACCELERATORS
from policies.rules.regions import REGION_IN_JURISDICTION
from policies.rules.ssh_clouds import AZURE_GROUP, ORACLE_LISTS, ORACLE_RULE
from policies.rules.ssh_ingress import NO_SSH_FROM_INTERNET
from tests.components.harness import Deployment, Registration
from tests.components.strictness import sdk
from tests.policies.gallery import gallery, registrations
from tests.policies.rules.subjects import Props, deployed, stack_violations, violations

Change = Callable[[Props], object]


@pytest.fixture(autouse=True)
def no_configuration() -> Iterator[None]:
    """Each test sets the country it is about."""
    yield
    set_all_config({})


def of_type(kind: str) -> list[Registration]:
    found = [each for _, each in registrations("azure-native", "oci", "coreweave") if each.type == kind]
    assert found, f"no README example has a {kind}"
    return found


def broken(rule: ResourceValidationPolicy, each: Registration, change: Change) -> list[str]:
    """What a rule says of a registration after a change to its inputs."""
    props = deepcopy(each.inputs)
    change(props)
    return violations(rule, each.type, props, each.name)


BREAKING: list[tuple[ResourceValidationPolicy, str, str, Change]] = [
    (NO_OPEN_CONTROL_PLANE, AKS, "has a public control plane", lambda props: props.pop("apiServerAccessProfile")),
    (
        NO_OPEN_CONTROL_PLANE,
        OKE,
        "has a public control plane",
        lambda props: props["endpointConfig"].update(isPublicIpEnabled=True),
    ),
    (NO_OPEN_CONTROL_PLANE, CKS, "has a public control plane", lambda props: props.update(public=True)),
    (
        NO_PUBLIC_ADDRESS,
        AGENT_POOL,
        "gives its accelerator nodes public addresses",
        lambda props: props.update(enableNodePublicIP=True),
    ),
    (
        NO_PUBLIC_ADDRESS,
        SCALE_SET,
        "gives interface 0 a public address",
        lambda props: _publish(props["virtualMachineProfile"]),
    ),
    (
        NO_PUBLIC_ADDRESS,
        FLEET,
        "gives interface 0 a public address",
        lambda props: _publish(props["computeProfile"]["baseVirtualMachineProfile"]),
    ),
    (
        NO_PUBLIC_ADDRESS,
        TEMPLATE,
        "gives its accelerator machine a public address",
        lambda props: props["instanceDetails"]["launchDetails"]["createVnicDetails"].pop("assignPublicIp"),
    ),
    (
        NO_PUBLIC_ENDPOINT,
        AZURE_STORAGE,
        "can be reached from everywhere",
        lambda props: (props.pop("publicNetworkAccess", None), props["networkRuleSet"].update(defaultAction="Allow")),
    ),
    (
        NO_PUBLIC_ENDPOINT,
        AZURE_VAULT,
        "can be reached from everywhere",
        lambda props: props["properties"]["networkAcls"].update(defaultAction="Allow"),
    ),
    (
        NO_PUBLIC_ENDPOINT,
        AZURE_REGISTRY,
        "can be reached from everywhere",
        lambda props: props.update(publicNetworkAccess="Enabled"),
    ),
    (
        NO_PUBLIC_ENDPOINT,
        AZURE_CONTAINER,
        "can be read without signing in",
        lambda props: props.update(publicAccess="Blob"),
    ),
    (
        NO_PUBLIC_ENDPOINT,
        ORACLE_BUCKET,
        "can be read without signing in",
        lambda props: props.update(accessType="ObjectRead"),
    ),
    (
        NO_PUBLIC_ENDPOINT,
        COREWEAVE_NETWORK,
        "lets services of its clusters be reached",
        lambda props: props.pop("ingress"),
    ),
]


def _publish(profile: Props) -> None:
    (interface,) = profile["networkProfile"]["networkInterfaceConfigurations"]
    address = interface.get("properties", interface)["ipConfigurations"][0]
    address.get("properties", address)["publicIPAddressConfiguration"] = {"name": "public"}


@pytest.mark.parametrize(("rule", "kind", "complaint", "change"), BREAKING)
def test_one_thing_wrong(rule: ResourceValidationPolicy, kind: str, complaint: str, change: Change) -> None:
    """As the component registers it, it passes; opened in the way its type has, it does not."""
    for each in of_type(kind):
        assert violations(rule, kind, each.inputs, each.name) == []
        (message,) = broken(rule, each, change)
        assert message.startswith(f"{each.name} ({kind}) {complaint}")


def test_security_groups_of_azure() -> None:
    """Each group has a rule for the known ranges; opened, it is refused."""
    for each in of_type(AZURE_GROUP):
        (message,) = broken(NO_SSH_FROM_INTERNET, each, _open_to_everybody)
        assert message.startswith(
            f"securityRules[0] of {each.name} ({AZURE_GROUP}) lets SSH (port 22) in from 0.0.0.0/0; "
        )


def _open_to_everybody(props: Props) -> None:
    first = props["securityRules"][0]
    assert (first["access"], first["direction"]) == ("Allow", "Inbound")
    first["sourceAddressPrefixes"] = ["0.0.0.0/0"]


def test_security_rules_of_oracle_cloud() -> None:
    """Every rule that lets groups of machines in does so for all ports; from everywhere it would be SSH as well."""
    opened = [
        message
        for each in of_type(ORACLE_RULE)
        for message in broken(
            NO_SSH_FROM_INTERNET, each, lambda props: props.update(source="0.0.0.0/0", sourceType="CIDR_BLOCK")
        )
    ]
    assert opened
    (kind,) = (kind for kind in ORACLE_LISTS if any(each.type == kind for _, each in registrations("oci")))
    for each in of_type(kind):
        assert each.inputs["ingressSecurityRules"] == []


def test_machines_of_oracle_cloud_stand_in_private_subnets() -> None:
    """Over a whole program, as the rule of a stack sees it."""
    for name, deployment in gallery().items():
        if name.startswith(("README azure", "README oci")):
            assert stack_violations(NO_PUBLIC_NETWORK, *deployed(deployment)) == []


def test_quota_of_oracle_cloud() -> None:
    """The quota of the README holds its GPU cluster exactly; one node more is one too many."""
    set_all_config({"oci:region": "us-chicago-1"})
    quota = gallery()["README oci quota"].resources["quota-quota"]
    pool = gallery()["README oci gpu_cluster"].resources["train-h200-pool"]

    def judged(nodes: int) -> list[str]:
        inputs = deepcopy(pool.inputs)
        inputs["nodeConfigDetails"]["size"] = nodes
        both = Deployment(resources={quota.name: quota, pool.name: replace(pool, inputs=inputs)})
        return stack_violations(QUOTA_COVERS_ACCELERATORS, *deployed(both))

    assert judged(pool.inputs["nodeConfigDetails"]["size"]) == []
    assert judged(17) == [
        "the stack draws 136 gpus from gpu-h200-count of compute (QrSt:AD-1) and quota-quota"
        " (oci:Limits/quota:Quota) allows 128; raise the cap to 136 or more, or run fewer machines"
    ]


@pytest.mark.parametrize("cloud", ["azure", "coreweave", "oci"])
def test_no_example_draws_more_than_it_asks_for(cloud: str) -> None:
    """Each README example as a stack of its own."""
    for name, deployment in gallery().items():
        if name.startswith(f"README {cloud}"):
            assert stack_violations(QUOTA_COVERS_ACCELERATORS, *deployed(deployment)) == []


REGIONS = {"azure-native": ("location", "NO", "norwayeast"), "coreweave": ("zone", "US", "US-EAST-04A")}


@pytest.mark.parametrize("package", REGIONS)
def test_everything_with_a_place_is_judged(package: str) -> None:
    """At home each resource passes, and in another country it is named with its place."""
    key, country, at_home = REGIONS[package]
    seen = 0
    for _, each in registrations(package):
        if each.inputs.get(key) != at_home:
            continue
        seen += 1
        set_all_config({"podwright:kind": "region", "podwright:jurisdiction": country})
        assert violations(REGION_IN_JURISDICTION, each.type, each.inputs, each.name) == []
        set_all_config({"podwright:kind": "region", "podwright:jurisdiction": "GB"})
        (message,) = violations(REGION_IN_JURISDICTION, each.type, each.inputs, each.name)
        assert message.startswith(f"{each.name} ({each.type}) stands in {at_home}, outside of GB; set {key} to ")
    assert seen > 3


def test_everything_on_oracle_cloud_stands_where_its_provider_does() -> None:
    """Compartments, their rights and quotas belong to the tenancy; all the rest is named."""
    outside: set[str] = set()
    for _, each in registrations("oci"):
        set_all_config({"podwright:jurisdiction": "US", "oci:region": "us-chicago-1"})
        assert violations(REGION_IN_JURISDICTION, each.type, each.inputs, each.name) == []
        set_all_config({"podwright:jurisdiction": "US", "oci:region": "uk-london-1"})
        if violations(REGION_IN_JURISDICTION, each.type, each.inputs, each.name):
            outside.add(each.type)
    kinds = {each.type for _, each in registrations("oci")}
    assert {kind.partition("/")[0] for kind in kinds - outside} == {"oci:Identity", "oci:Limits"}


@pytest.mark.parametrize("kind", sorted(WITHOUT_LABELS))
def test_types_without_labels_have_none(kind: str) -> None:
    """By the installed SDK: nobody is asked for what cannot be written."""
    resource = sdk("coreweave").resource(kind)
    assert resource is not None
    assert not {"tags", "labels"} & set(resource.inputs)
    assert kind not in LABELS_AT
    assert violations(OWNER_LABELS, kind, {}) == []


def test_every_type_of_coreweave_is_known_to_the_rule_of_labels() -> None:
    """It has labels, or it is listed among those without."""
    kinds = {each.type for _, each in registrations("coreweave", "kubernetes:compute.coreweave.com/v1alpha1")}
    assert kinds <= {*LABELS_AT, *WITHOUT_LABELS}
