"""What the API server refuses in an object, in its own words; a preview refuses the same as its dry run does."""

from __future__ import annotations

import pytest

from podwright.emulator.core import values
from podwright.emulator.core.wire import UNKNOWN
from tests.podwright.emulator.client import Client, refused
from tests.podwright.emulator.kubernetes.examples import CONFIG_MAP, DEPLOYMENT, SERVICE, Inputs, deployment, service

NOT_CREATED = 'resource "urn:pulumi:dev::test::{token}::x" was not successfully created by the Kubernetes API server: '
SUBDOMAIN = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and"
    " end with an alphanumeric character (e.g. 'example.com', regex used for validation is"
    r" '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
)


def _with(path: str, value: object) -> Inputs:
    """The Deployment with one value of its spec or of its container changed."""
    inputs = deployment()
    container = values.blocks(inputs, "spec.template.spec.containers")[0]
    place = container if path.startswith("container.") else values.mapping(inputs, "spec")
    place[path.removeprefix("container.")] = value
    return inputs


JOB: Inputs = {"spec": {"template": {"spec": {"containers": [{"name": "a", "image": "b"}]}}}, "metadata": {"name": "x"}}
CASES: list[tuple[str, Inputs, str]] = [
    (
        CONFIG_MAP,
        {"metadata": {"name": "My_Map"}},
        f'ConfigMap "My_Map" is invalid: metadata.name: Invalid value: "My_Map": {SUBDOMAIN}',
    ),
    (
        SERVICE,
        service("1web"),
        'Service "1web" is invalid: metadata.name: Invalid value: "1web": a DNS-1035 label must consist of lower case'
        " alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character"
        " (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
    ),
    (
        DEPLOYMENT,
        _with("replicas", -1),
        'Deployment.apps "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    ),
    (
        DEPLOYMENT,
        _with("selector", {"matchLabels": {"app": "other"}}),
        'Deployment.apps "web" is invalid: spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does'
        " not match template `labels`",
    ),
    (
        DEPLOYMENT,
        _with("container.imagePullPolicy", "Sometimes"),
        'Deployment.apps "web" is invalid: spec.template.spec.containers[0].imagePullPolicy: Unsupported value:'
        ' "Sometimes": supported values: "Always", "IfNotPresent", "Never"',
    ),
    (
        DEPLOYMENT,
        _with("container.ports", [{"containerPort": 70000}]),
        'Deployment.apps "web" is invalid: spec.template.spec.containers[0].ports[0].containerPort: Invalid value:'
        " 70000: must be between 1 and 65535, inclusive",
    ),
    (
        DEPLOYMENT,
        _with("container.resources", {"limits": {"cpu": "two"}}),
        'Deployment in version "v1" cannot be handled as a Deployment: quantities must match the regular expression'
        " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ),
    (
        SERVICE,
        service(type="Balanced"),
        'Service "web" is invalid: spec.type: Unsupported value: "Balanced": supported values: "ClusterIP",'
        ' "ExternalName", "LoadBalancer", "NodePort"',
    ),
    (SERVICE, service(ports=[]), 'Service "web" is invalid: spec.ports: Required value'),
    (
        SERVICE,
        service(ports=[{"port": 80, "name": "a"}, {"port": 81}]),
        'Service "web" is invalid: spec.ports[1].name: Required value',
    ),
    (
        "kubernetes:batch/v1:Job",
        JOB,
        'Job.batch "x" is invalid: spec.template.spec.restartPolicy: Required value: valid values: "OnFailure",'
        ' "Never"',
    ),
    (
        "kubernetes:core/v1:Secret",
        {"metadata": {"name": "x"}, "data": {"a": "not base64"}},
        'Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 3',
    ),
    (
        "kubernetes:batch/v1:CronJob",
        {
            "metadata": {"name": "x"},
            "spec": {
                "schedule": "hourly",
                "jobTemplate": {
                    "spec": {
                        "template": {"spec": {"restartPolicy": "Never", "containers": [{"name": "a", "image": "b"}]}}
                    }
                },
            },
        },
        'CronJob.batch "x" is invalid: spec.schedule: Invalid value: "hourly": Expected exactly 5 fields, found 1:'
        " hourly",
    ),
]


@pytest.mark.parametrize(("token", "inputs", "message"), CASES, ids=range(len(CASES)))
def test_the_api_server_refuses(kubernetes: Client, token: str, inputs: Inputs, message: str) -> None:
    """At the create, and before it in the preview."""
    whole = NOT_CREATED.format(token=token) + message
    assert refused(lambda: kubernetes.create(token, "x", inputs)) == whole
    assert refused(lambda: kubernetes.preview(token, "x", inputs)) == whole


def test_nothing_unknown_is_refused(kubernetes: Client) -> None:
    """A preview with values that come later passes."""
    inputs = _with("container.image", UNKNOWN)
    values.mapping(inputs, "spec")["replicas"] = UNKNOWN
    assert kubernetes.preview(DEPLOYMENT, "x", inputs)["spec"]


def test_an_unknown_field_is_refused_with_its_path(kubernetes: Client) -> None:
    """The API server would drop it with a warning that nobody reads."""
    inputs = _with("replcas", 3)
    assert refused(lambda: kubernetes.check(DEPLOYMENT, "x", inputs)) == (
        'spec.replcas: unknown property "replcas"; did you mean "replicas"?'
    )


def test_a_quantity_may_be_a_number(kubernetes: Client) -> None:
    """The SDK says text, the API takes both; and both are the same."""
    amount, text = (_with("container.resources", {"limits": {"nvidia.com/gpu": value}}) for value in (8, "8"))
    made = kubernetes.create(DEPLOYMENT, "x", amount)
    assert kubernetes.diff(made, text).changes == {}


def test_lists_of_objects_are_not_created(kubernetes: Client) -> None:
    """The provider's own words."""
    assert refused(lambda: kubernetes.create("kubernetes:core/v1:PodList", "x", {"items": []})) == (
        "list resources exist for compatibility with YAML manifests and Helm charts, and cannot be created directly."
        " Use the underlying resource type instead"
    )


@pytest.mark.parametrize(
    ("token", "version", "note"),
    [
        (
            "kubernetes:extensions/v1beta1:Deployment",
            "extensions/v1beta1",
            "Kubernetes 1.16 took it away; the cluster is 1.34",
        ),
        (
            "kubernetes:resource.k8s.io/v1alpha3:DeviceClass",
            "resource.k8s.io/v1alpha3",
            "managed clusters do not serve alpha versions",
        ),
    ],
)
def test_a_version_that_is_not_served_is_refused(kubernetes: Client, token: str, version: str, note: str) -> None:
    """With the provider's hint, which is about definitions."""
    kind = token.rsplit(":", 1)[-1]
    inputs: Inputs = {**deployment(), "metadata": {"name": "x"}} if kind == "Deployment" else {"spec": {}}
    assert refused(lambda: kubernetes.create(token, "x", inputs)) == (
        f'creation of resource "urn:pulumi:dev::test::{token}::x" with kind {version}/{kind} failed because the'
        " Kubernetes API server reported that the apiVersion for this resource does not exist. Verify that any required"
        f' CRDs have been created: no matches for kind "{kind}" in version "{version}"\n  note: {note}'
    )


def test_an_unknown_type_of_a_known_group_is_refused(kubernetes: Client) -> None:
    """A mistyped kind is no custom resource."""
    assert refused(lambda: kubernetes.create("kubernetes:apps/v1:Deploymnt", "x", {})) == (
        "unrecognized resource type: kubernetes:apps/v1:Deploymnt\n  note: pulumi-kubernetes has no such type"
    )


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        ("kubernetes:helm.sh/v4:Chart", "a chart has to be fetched and rendered; use kubernetes.helm.v3.Release"),
        (
            "kubernetes:yaml/v2:ConfigFile",
            "the provider plugin builds this component itself; use the typed resources or kubernetes.yaml.ConfigFile",
        ),
    ],
)
def test_what_needs_more_than_a_cluster_says_so(kubernetes: Client, token: str, reason: str) -> None:
    """Instead of doing as if."""
    inputs: Inputs = {"chart": "nginx"} if "Chart" in token else {}
    assert refused(lambda: kubernetes.create(token, "x", inputs)) == f"{token} is not emulated: {reason}"
