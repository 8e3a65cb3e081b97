"""Inputs that do not fit the SDK's types are refused, and nothing else is."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from podwright.emulator.core.validate import PropertyError, validate
from podwright.emulator.core.wire import ASSET_SIGNATURE, SIGNATURE, UNKNOWN, Secret
from podwright.emulator.sdk.index import SdkIndex
from podwright.emulator.sdk.types import ResourceType

NETWORK = "gcp:compute/network:Network"
SUBNETWORK = "gcp:compute/subnetwork:Subnetwork"
NODE_POOL = "gcp:container/nodePool:NodePool"
BUCKET_OBJECT = "gcp:storage/bucketObject:BucketObject"

POOL: Mapping[str, object] = {
    "cluster": "projects/lab/locations/europe-west4/clusters/serve",
    "nodeCount": 16,
    "nodeLocations": ["europe-west4-a"],
    "nodeConfig": {
        "machineType": "ct6e-standard-4t",
        "labels": {"team.example/owner": "serving"},
        "reservationAffinity": {"consumeReservationType": "SPECIFIC_RESERVATION", "values": ["res-a"]},
        "spot": False,
    },
    "placementPolicy": {"type": "COMPACT", "tpuTopology": "8x8"},
}


WRONG_TYPES: list[tuple[dict[str, object], str]] = [
    ({"nodeCount": 1.5}, "nodeCount: expected a whole number, got 1.5"),
    ({"nodeCount": " 1"}, 'nodeCount: expected a whole number, got " 1"'),
    ({"nodeCount": True}, "nodeCount: expected a whole number, got true"),
    ({"nodeCount": [1]}, "nodeCount: expected a whole number, got a list"),
    ({"version": {"a": 1}}, "version: expected text, got an object"),
    ({"nodeLocations": "europe-west4-a"}, 'nodeLocations: expected a list, got "europe-west4-a"'),
    ({"nodeLocations": [["a"]]}, "nodeLocations[0]: expected text, got a list"),
    ({"nodeConfig": [{}]}, "nodeConfig: expected an object, got a list"),
    ({"nodeConfig": {"labels": ["a"]}}, "nodeConfig.labels: expected a map, got a list"),
    ({"nodeConfig": {"labels": {"a.b/c": []}}}, 'nodeConfig.labels["a.b/c"]: expected text, got a list'),
    ({"nodeConfig": {"spot": 1}}, "nodeConfig.spot: expected true or false, got 1"),
    ({"version": ["x" * 60]}, "version: expected text, got a list"),
    ({"nodeCount": "x" * 60}, f'nodeCount: expected a whole number, got "{"x" * 36}...'),
]


@pytest.fixture(scope="module")
def gcp(tmp_path_factory: pytest.TempPathFactory) -> SdkIndex:
    """The index of the installed Google Cloud SDK."""
    return SdkIndex("gcp", tmp_path_factory.mktemp("sdk-index"))


def resource(index: SdkIndex, token: str) -> ResourceType:
    """A type that must exist."""
    found = index.resource(token)
    assert found is not None
    return found


def check(index: SdkIndex, token: str, inputs: Mapping[str, object]) -> list[str]:
    """What is wrong, one line each."""
    errors = validate(index, resource(index, token), inputs)
    return [f"{error.severity}: {error.path}: {error.reason}" for error in errors]


def pool(**node_config: object) -> dict[str, object]:
    """A node pool with these node settings."""
    return {"cluster": "serve", "nodeConfig": node_config}


def test_good_inputs_pass(gcp: SdkIndex) -> None:
    """What the components send must not be refused."""
    assert check(gcp, NODE_POOL, POOL) == []


class TestUnknownProperties:
    """A name that the provider does not have."""

    def test_a_typo_names_the_nearest(self, gcp: SdkIndex) -> None:
        """Most mistakes are one letter away."""
        assert check(gcp, NODE_POOL, {"cluster": "serve", "nodeCuont": 1}) == [
            'error: nodeCuont: unknown property "nodeCuont"; did you mean "nodeCount"?'
        ]

    def test_a_python_name_is_explained(self, gcp: SdkIndex) -> None:
        """Plain dictionaries reach the provider as they are written."""
        assert check(gcp, NODE_POOL, pool(machine_type="ct6e-standard-4t")) == [
            'error: nodeConfig.machine_type: unknown property "machine_type"; outside Python programs it is called'
            ' "machineType"'
        ]

    def test_a_short_object_lists_what_it_has(self, gcp: SdkIndex) -> None:
        """Where no name is near, all of them help."""
        assert check(gcp, NODE_POOL, {"cluster": "serve", "placementPolicy": {"type": "COMPACT", "zz": 1}}) == [
            'error: placementPolicy.zz: unknown property "zz"; known are policyName, tpuTopology, type'
        ]

    def test_a_long_object_does_not(self, gcp: SdkIndex) -> None:
        """Fifty names are no help."""
        assert check(gcp, NODE_POOL, pool(zz=1)) == ['error: nodeConfig.zz: unknown property "zz"']

    def test_an_output_cannot_be_given(self, gcp: SdkIndex) -> None:
        """The name is right, but only the cloud sets it."""
        assert check(gcp, NETWORK, {"selfLink": "x"}) == [
            'error: selfLink: "selfLink" is set by the cloud and cannot be given'
        ]


class TestRequired:
    """What must be given."""

    def test_missing_at_the_top(self, gcp: SdkIndex) -> None:
        """A node pool without a cluster."""
        assert check(gcp, NODE_POOL, {}) == ['error: cluster: missing required property "cluster"']

    def test_missing_below_and_in_a_list(self, gcp: SdkIndex) -> None:
        """The path leads to the object that lacks it."""
        inputs = {"network": "n", "secondaryIpRanges": [{"rangeName": "pods"}, {"ipCidrRange": "10.0.0.0/14"}]}
        assert check(gcp, SUBNETWORK, inputs) == [
            'error: secondaryIpRanges[1].rangeName: missing required property "rangeName"'
        ]

    def test_null_is_not_given(self, gcp: SdkIndex) -> None:
        """Pulumi drops nulls, so a required null is missing and an optional one is nothing."""
        assert check(gcp, NODE_POOL, {"cluster": None, "project": None}) == [
            'error: cluster: missing required property "cluster"'
        ]

    def test_everything_is_reported_at_once(self, gcp: SdkIndex) -> None:
        """One run shows all mistakes."""
        inputs = {"nodeCount": "many", "nodeConfig": {"spto": True}}
        assert check(gcp, NODE_POOL, inputs) == [
            'error: nodeCount: expected a whole number, got "many"',
            'error: nodeConfig.spto: unknown property "spto"; did you mean "spot"?',
            'error: cluster: missing required property "cluster"',
        ]


class TestTypes:
    """Values of another type, as strictly as the plugin of that cloud."""

    @pytest.mark.parametrize(
        "inputs",
        [
            {"nodeCount": "16"},
            {"nodeCount": 16.0},
            {"version": 1.31},
            {"version": True},
            {"nodeConfig": {"labels": {"generation": 6, "spot": True}}},
            {"nodeConfig": {"spot": "true"}},
            {"autoscaling": {"maxNodeCount": "-1"}},
        ],
    )
    def test_what_the_bridge_converts_passes(self, gcp: SdkIndex, inputs: dict[str, object]) -> None:
        """Numbers and booleans as text, text that reads as a number (pulumi-terraform-bridge, `schema.go`)."""
        assert check(gcp, NODE_POOL, {"cluster": "serve", **inputs}) == []

    @pytest.mark.parametrize(("inputs", "message"), WRONG_TYPES)
    def test_other_types_are_refused(self, gcp: SdkIndex, inputs: dict[str, object], message: str) -> None:
        """The plugin refuses them, or takes one value for a list with a warning that it soon will not."""
        assert check(gcp, NODE_POOL, {"cluster": "serve", **inputs}) == [f"error: {message}"]

    def test_text_for_a_boolean_is_a_warning_on_google_cloud(self, gcp: SdkIndex) -> None:
        """The real plugin lets it pass with a warning."""
        assert check(gcp, NODE_POOL, pool(spot="yes")) == [
            'warning: nodeConfig.spot: expected true or false, got "yes"'
        ]

    def test_text_for_a_boolean_is_an_error_elsewhere(self, tmp_path_factory: pytest.TempPathFactory) -> None:
        """Oracle's plugin stands on the same bridge and refuses it."""
        oci = SdkIndex("oci", tmp_path_factory.mktemp("oci"))
        assert check(oci, "oci:Core/vcn:Vcn", {"compartmentId": "c", "isIpv6enabled": "yes"}) == [
            'error: isIpv6enabled: expected true or false, got "yes"'
        ]

    def test_a_native_provider_converts_nothing(self, tmp_path_factory: pytest.TempPathFactory) -> None:
        """Azure's plugin has no bridge under it."""
        azure = SdkIndex("azure-native", tmp_path_factory.mktemp("azure"))
        inputs = {"resourceGroupName": 7, "flowTimeoutInMinutes": "4"}
        assert check(azure, "azure-native:network:VirtualNetwork", inputs) == [
            "error: resourceGroupName: expected text, got 7",
            'error: flowTimeoutInMinutes: expected a whole number, got "4"',
        ]

    def test_one_of_several_types_is_enough(self, tmp_path_factory: pytest.TempPathFactory) -> None:
        """A port of a Kubernetes service is a number or a name."""
        kubernetes = SdkIndex("kubernetes", tmp_path_factory.mktemp("kubernetes"))

        def service(target: object) -> dict[str, object]:
            return {"spec": {"ports": [{"port": 80, "targetPort": target}]}}

        assert check(kubernetes, "kubernetes:core/v1:Service", service("http")) == []
        assert check(kubernetes, "kubernetes:core/v1:Service", service(8080)) == []
        assert check(kubernetes, "kubernetes:core/v1:Service", service(True)) == [
            "error: spec.ports[0].targetPort: expected a whole number, got true"
        ]

    def test_a_file_is_an_asset(self, gcp: SdkIndex) -> None:
        """Assets travel as objects with a signature; a path in their place is a mistake."""
        asset = {SIGNATURE: ASSET_SIGNATURE, "text": "hello"}
        assert check(gcp, BUCKET_OBJECT, {"bucket": "b", "source": asset}) == []
        assert check(gcp, BUCKET_OBJECT, {"bucket": "b", "source": "./file"}) == [
            'error: source: expected an asset or archive, got "./file"'
        ]


class TestValues:
    """Documented lists."""

    def test_a_value_outside_the_list_is_refused(self, gcp: SdkIndex) -> None:
        """The message names all of it."""
        assert check(gcp, NETWORK, {"routingMode": "Global"}) == [
            'error: routingMode: expected one of "REGIONAL", "GLOBAL", got "Global"'
        ]

    def test_an_empty_optional_value_is_none_given(self, gcp: SdkIndex) -> None:
        """The provider's lists hold the empty text wherever the property is optional."""
        assert check(gcp, NETWORK, {"routingMode": ""}) == []

    def test_an_empty_required_value_is_refused(self, gcp: SdkIndex) -> None:
        """Its list does not hold one."""
        policy = {"workloadPolicy": {"type": ""}}
        assert check(gcp, "gcp:compute/resourcePolicy:ResourcePolicy", policy) == [
            'error: workloadPolicy.type: expected one of "HIGH_AVAILABILITY", "HIGH_THROUGHPUT", got ""'
        ]

    def test_each_item_of_a_list_is_checked(self, gcp: SdkIndex) -> None:
        """The path names the item."""
        group = {"capacity": 10, "location": "global", "type": "IPV4", "purposes": ["DEFAULT", "OTHER"]}
        assert check(gcp, "gcp:networksecurity/addressGroup:AddressGroup", group) == [
            'error: purposes[1]: expected one of "DEFAULT", "CLOUD_ARMOR", got "OTHER"'
        ]


class TestUnknownAndSecret:
    """Values that are not there yet, and values that must not be shown."""

    @pytest.mark.parametrize(
        "inputs",
        [
            {"cluster": UNKNOWN, "nodeCount": UNKNOWN, "nodeConfig": UNKNOWN, "nodeLocations": UNKNOWN},
            {"cluster": Secret(UNKNOWN), "nodeLocations": [UNKNOWN], "nodeConfig": {"labels": {"a": UNKNOWN}}},
        ],
    )
    def test_an_unknown_fits_everywhere(self, gcp: SdkIndex, inputs: dict[str, object]) -> None:
        """A preview knows less than the update, and must not refuse for it."""
        assert check(gcp, NODE_POOL, inputs) == []

    def test_a_secret_is_checked_inside(self, gcp: SdkIndex) -> None:
        """Being secret does not make it right."""
        inputs = {"cluster": "serve", "nodeConfig": Secret({"spto": True, "labels": {"a": []}})}
        assert check(gcp, NODE_POOL, inputs) == [
            'error: nodeConfig.spto: unknown property "spto"; did you mean "spot"?',
            "error: nodeConfig.labels.a: expected text, got a secret value of another type",
        ]

    def test_a_secret_is_never_shown(self, gcp: SdkIndex) -> None:
        """Messages end up in logs and reports."""
        inputs = {"cluster": "serve", "nodeCount": Secret("hunter2")}
        assert check(gcp, NODE_POOL, inputs) == [
            "error: nodeCount: expected a whole number, got a secret value of another type"
        ]
        assert check(gcp, NETWORK, {"routingMode": Secret("hunter2")}) == [
            'error: routingMode: expected one of "REGIONAL", "GLOBAL", got a secret value that is not among them'
        ]


def test_a_functions_arguments_are_checked_the_same(gcp: SdkIndex) -> None:
    """Invokes reach the provider with the same mistakes."""
    function = gcp.function("gcp:cloudquota/getSQuotaInfo:getSQuotaInfo")
    assert function is not None
    assert validate(gcp, function, {"parent": "projects/lab", "service": ["x"]}) == [
        PropertyError("service", "expected text, got a list"),
        PropertyError("quotaId", 'missing required property "quotaId"'),
    ]
