"""The rules on what the components really register: as it is it passes, and with one thing wrong it does not.

What is looked at here in its own form is Google Cloud's; `test_components_clouds` has that of the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy

import pytest
from pulumi.runtime import set_all_config
from pulumi_policy import ResourceValidationPolicy

from components.gcp.capacity import CapacityArgs, CapacityModel
from components.gcp.gpu_cluster import GpuCluster
from components.gcp.gpu_fleet import GpuFleet
from components.gcp.quota import Quota, QuotaAskArgs
from components.gcp.tpu_slice import TpuSlice, TpuSliceArgs
from components.gcp.tpu_vm import TpuVm
from podwright.catalog.quotas import QuotaNeed, gpu_quota, tpu_quota
from podwright.catalog.regions import region_of_zone, regions
from podwright.emulator.sdk.types import ObjectRef
from policies.rules.control_planes import NO_OPEN_CONTROL_PLANE
from policies.rules.labels import LABELS_AT, OWNER_LABELS
from policies.rules.public_addresses import NO_PUBLIC_ADDRESS
from policies.rules.public_endpoints import NO_PUBLIC_ENDPOINT
from policies.rules.quotas import QUOTA_COVERS_ACCELERATORS
from policies.rules.regions import REGION_IN_JURISDICTION
from policies.rules.ssh_ingress import NO_SSH_FROM_INTERNET
from tests.components.gcp import test_gpu_cluster, test_gpu_fleet, test_tpu_catalog, test_tpu_vm
from tests.components.harness import Program, Registration, deploy
from tests.components.strictness import sdk
from tests.policies.gallery import gallery, inventoried_types, registrations
from tests.policies.rules.subjects import Props, deployed, stack_violations, violations

GLOBAL_RULES = (NO_OPEN_CONTROL_PLANE, NO_PUBLIC_ADDRESS, NO_PUBLIC_ENDPOINT, NO_SSH_FROM_INTERNET)
LABEL_KEYS = {
    "gcp": ("labels", "resourceLabels"),
    "azure-native": ("tags",),
    "oci": ("freeformTags",),
    "coreweave": ("tags", "labels"),
}


@pytest.fixture(autouse=True)
def no_configuration() -> Iterator[None]:
    """Each test sets the country it is about."""
    yield
    set_all_config({})


def broken(rule: ResourceValidationPolicy, each: Registration, change: Callable[[Props], None]) -> list[str]:
    """What a rule says of a registration after a change to its inputs."""
    props = deepcopy(each.inputs)
    change(props)
    return violations(rule, each.type, props, each.name)


def of_kind(*kinds: str) -> list[Registration]:
    return [each for _, each in registrations("gcp") if each.type.rpartition(":")[2] in kinds]


def test_the_gallery_has_every_type() -> None:
    """A type that an inventory of a component names and that no rule is shown would be judged by nobody."""
    shown = {each.type for _, each in registrations()}
    assert inventoried_types() - shown == set()


@pytest.mark.parametrize("rule", GLOBAL_RULES, ids=lambda rule: rule.name)
def test_components_pass(rule: ResourceValidationPolicy) -> None:
    """Whatever is asked of them, nothing of theirs is public."""
    found = [message for _, each in registrations() for message in violations(rule, each.type, each.inputs, each.name)]
    assert found == []


def test_every_type_with_labels_is_known() -> None:
    """By the installed SDKs: a type of ours that has labels is looked at, in their place; the rest have none."""
    labelled: dict[str, tuple[str, ...]] = {}
    for kind in {each.type for _, each in registrations()} | inventoried_types():
        package = kind.partition(":")[0]
        if package == "kubernetes":
            continue  # whose custom resources no SDK knows
        resource = sdk(package).resource(kind)
        assert resource is not None
        own = [key for key in LABEL_KEYS[package] if key in resource.inputs]
        config = resource.inputs.get("nodeConfig")
        if own:
            labelled[kind] = (own[0],)
        elif config and isinstance(config.type, ObjectRef):
            assert "resourceLabels" in sdk(package).object(config.type).properties
            labelled[kind] = ("nodeConfig", "resourceLabels")
    assert labelled.items() <= LABELS_AT.items()


def labelled() -> dict[str, Registration]:
    """One registration of each labelled type of the components."""
    return {each.type: each for _, each in registrations() if each.type in LABELS_AT}


@pytest.mark.parametrize("kind", sorted(inventoried_types() & set(LABELS_AT)))
def test_labels_of_components(kind: str) -> None:
    """With both labels a resource passes; without its cost centre it does not."""
    path = LABELS_AT[kind]

    def label(*, paid: bool) -> Callable[[Props], None]:
        def change(props: Props) -> None:
            for key in path[:-1]:
                props = props[key]
            props[path[-1]] = {"owner": "serving", **({"cost-centre": "cc-2107"} if paid else {})}

        return change

    each = labelled()[kind]
    assert broken(OWNER_LABELS, each, label(paid=True)) == []
    assert broken(OWNER_LABELS, each, label(paid=False)) == [
        f"{each.name} ({kind}) has no label cost-centre; add to {'.'.join(path)}, or to podwright:labels of the stack"
    ]


def test_labels_reach_every_child() -> None:
    """What a component is given arrives wherever labels can be: no child is forgotten."""
    found = [
        message
        for _, each in registrations()
        for message in violations(OWNER_LABELS, each.type, each.inputs, each.name)
    ]
    assert found == []


def place(each: Registration) -> str | None:
    """The region a registration names; None where it names none, or the whole world."""
    given = next((each.inputs[key] for key in ("zone", "region", "location") if each.inputs.get(key)), None)
    if given is None or given == "global":
        return None
    name = str(given).rsplit("/", 1)[-1].lower()
    return name if name in regions("gcp") else region_of_zone(name)


def test_everything_with_a_place_is_judged() -> None:
    """Each resource passes in its own country, and in another one it is named with its place."""
    seen: set[str] = set()
    for _, each in registrations("gcp"):
        region = place(each)
        if region is None:
            continue
        seen.add(each.type.rpartition(":")[2])
        own = regions("gcp")[region].country
        set_all_config({"podwright:kind": "region", "podwright:jurisdiction": own})
        assert violations(REGION_IN_JURISDICTION, each.type, each.inputs, each.name) == []
        set_all_config({"podwright:kind": "region", "podwright:jurisdiction": "JP" if own != "JP" else "NL"})
        (first, *_) = violations(REGION_IN_JURISDICTION, each.type, each.inputs, each.name)
        assert first.startswith(f"{each.name} ({each.type}) stands in ")
    assert seen >= {"Bucket", "Repository", "Instance", "Reservation", "FutureReservation", "Router", "Subnetwork"}
    assert seen >= {"Cluster", "NodePool", "V2Vm", "V2QueuedResource", "InstanceGroupManager", "ResizeRequest"}


def test_a_spoke_is_global_and_its_hub_too() -> None:
    """A hub lies nowhere; the networks on it have their own places."""
    set_all_config({"podwright:kind": "region", "podwright:jurisdiction": "NL"})
    for each in of_kind("Hub", "Spoke", "Group"):
        assert violations(REGION_IN_JURISDICTION, each.type, each.inputs, each.name) == []


def test_public_machines_of_components() -> None:
    """Templates, node pools, TPU VMs and queued resources, each made public in the way its type has."""
    for each in of_kind("InstanceTemplate"):
        (message,) = broken(
            NO_PUBLIC_ADDRESS, each, lambda props: props["networkInterfaces"][0].update(accessConfigs=[{}])
        )
        assert message.startswith(f"{each.name} ({each.type}) gives interface 0 a public address; remove ")
    accelerated = [each for each in of_kind("NodePool") if not each.name.endswith("-system")]
    for each in accelerated:
        (message,) = broken(NO_PUBLIC_ADDRESS, each, lambda props: props["networkConfig"].pop("enablePrivateNodes"))
        assert message.startswith(f"{each.name} ({each.type}) gives its accelerator nodes public addresses")
    for each in of_kind("V2Vm"):
        (message,) = broken(
            NO_PUBLIC_ADDRESS, each, lambda props: props["networkConfig"].update(enableExternalIps=True)
        )
        assert message.startswith(f"{each.name} ({each.type}) asks for public addresses")
    queued = of_kind("V2QueuedResource")
    for each in queued:
        (message,) = broken(NO_PUBLIC_ADDRESS, each, _public_node)
        assert message.startswith(f"{each.name} ({each.type}) asks for public addresses")
    assert all((of_kind("InstanceTemplate"), accelerated, of_kind("V2Vm"), queued))


def _public_node(props: Props) -> None:
    props["tpu"]["nodeSpecs"][0]["node"]["networkConfig"]["enableExternalIps"] = True


def test_the_control_plane_of_a_component() -> None:
    """Private as it is; public when its private endpoint is turned off."""
    (each, *_) = of_kind("Cluster")
    (message,) = broken(
        NO_OPEN_CONTROL_PLANE, each, lambda props: props["privateClusterConfig"].update(enablePrivateEndpoint=False)
    )
    assert message.startswith(f"{each.name} ({each.type}) has a public control plane that everybody may reach; ")


def test_the_addresses_of_nat_are_nobodys_way_in() -> None:
    """Fixed addresses of NAT are public and let nothing in, so no rule is about them."""
    public = [each for each in of_kind("Address") if each.inputs.get("addressType", "EXTERNAL") == "EXTERNAL"]
    assert public
    for each in public:
        assert [violations(rule, each.type, each.inputs, each.name) for rule in GLOBAL_RULES] == [[], [], [], []]


def test_firewall_rules_of_components() -> None:
    """Every rule that lets SSH in does so from inside or through Identity-Aware Proxy; opened, it is refused."""
    opened: set[str] = set()
    for each in of_kind("NetworkFirewallPolicyRule", "RegionNetworkFirewallPolicyRule", "Firewall"):
        messages = broken(NO_SSH_FROM_INTERNET, each, _open_to_everybody)
        if messages:
            assert messages[0].startswith(f"{each.name} ({each.type}) lets SSH (port 22) in from 0.0.0.0/0; ")
            opened.add(each.type.rpartition(":")[2])
    assert opened >= {"NetworkFirewallPolicyRule", "Firewall"}


def _open_to_everybody(props: Props) -> None:
    if "match" in props:
        props["match"]["srcIpRanges"] = ["0.0.0.0/0"]
    else:
        props["sourceRanges"] = ["0.0.0.0/0"]


def asks(needs: list[QuotaNeed], missing: int) -> dict[str, QuotaAskArgs]:
    return {
        f"need-{index}": {
            "service": need.service,
            "quota_id": need.quota_id or "",
            "dimensions": need.dimensions,
            "value": need.amount - missing,
        }
        for index, need in enumerate(needs)
    }


SPOT: CapacityArgs = {"model": CapacityModel.SPOT}
SLICES: TpuSliceArgs = {**test_tpu_catalog.arguments("v6e", "4x4", "europe-west4-a", "spot"), "slices": 2}


def tpu(generation: str, model: str, zone: str, chips: int, surface: str = "gke") -> list[QuotaNeed]:
    need = tpu_quota(generation, model, zone, chips, "gke" if surface == "gke" else "tpu-api")
    return [need] if need else []


DRAWING: dict[str, tuple[Program, list[QuotaNeed]]] = {
    "node pools of GPUs": (
        lambda: GpuCluster("train", test_gpu_cluster.arguments("b200", 4, "europe-west4-b", SPOT)),
        gpu_quota("a4-highgpu-8g", "spot", "europe-west4-b", 4),
    ),
    "a growing pool": (
        lambda: GpuCluster("serve", test_gpu_cluster.serve()),
        gpu_quota("g2-standard-48", "spot", "europe-west4-b", 8),
    ),
    "a fleet": (
        lambda: GpuFleet("batch", test_gpu_fleet.arguments("h100-mega", 8, "europe-west4-b", SPOT)),
        gpu_quota("a3-megagpu-8g", "spot", "europe-west4-b", 8),
    ),
    "requests of a fleet": (
        lambda: GpuFleet("batch", test_gpu_fleet.flex(batch=2)),
        gpu_quota("a3-ultragpu-8g", "flex-start", "europe-west4-a", 4),
    ),
    "slices": (lambda: TpuSlice("train", SLICES), tpu("v6e", "spot", "europe-west4-a", 32)),
    "TPU VMs": (
        lambda: TpuVm("dev", test_tpu_vm.arguments("v5e", "2x2", "europe-west4-b", SPOT)),
        tpu("v5e", "spot", "europe-west4-b", 4, "tpu-api"),
    ),
}


@pytest.mark.parametrize("case", DRAWING)
def test_quota_of_components(case: str) -> None:
    """Asked for by the component of quotas it passes; one less, or nothing, and the need is named."""
    program, drawn = DRAWING[case]
    needs = [need for need in drawn if need.dimensions]
    assert needs

    def judged(missing: int) -> list[str]:
        wanted = asks(needs, missing)

        def both() -> None:
            program()
            Quota("quota", {"project": "lab", "contact_email": "a@example.com", "asks": wanted})

        return stack_violations(QUOTA_COVERS_ACCELERATORS, *deployed(deploy(both)))

    assert judged(0) == []
    found = judged(1)
    assert [message.split(" and asks for ")[1].split(";")[0] for message in found] == [
        str(need.amount - 1) for need in needs
    ]
    nothing = stack_violations(QUOTA_COVERS_ACCELERATORS, *deployed(deploy(program)))
    assert [f"draws {need.amount} {need.unit} from {need.quota_id} of" in nothing[0] for need in needs] == [True]


@pytest.mark.parametrize(
    "program",
    [
        lambda: GpuCluster("train", test_gpu_cluster.reserved("gb200", 18, "us-central1-a", "grace")),
        lambda: GpuFleet("batch", test_gpu_fleet.mega()),
        lambda: TpuSlice("train", test_tpu_catalog.arguments("v6e", "4x4", "europe-west4-a", "reservation")),
    ],
)
def test_reserved_machines_of_components_draw_nothing(program: Program) -> None:
    """They were counted when the reservation was made."""
    assert stack_violations(QUOTA_COVERS_ACCELERATORS, *deployed(deploy(program))) == []


def test_the_gallery_is_large() -> None:
    """So that the tests above prove something."""
    assert len(gallery()) > 60
