"""Hundreds of inputs that nobody wrote: right ones are taken by every cloud, one mistake is refused where it is.

For all providers from their SDKs' own definitions, so that a type that nobody modelled is as strict as one that
somebody did. Mistakes about other resources, which only the cloud can see, are in `test_generated_relations.py`.
"""

from __future__ import annotations

import copy
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import cycle, islice

import pytest

from podwright.emulator.clouds import open_cloud
from podwright.emulator.core.cloud import Cloud
from podwright.emulator.core.errors import CloudError
from podwright.emulator.places import Places
from podwright.emulator.sdk.index import SdkIndex
from podwright.emulator.serve import open_servers
from tests.podwright.emulator.client import Client, RefusedError
from tests.podwright.emulator.generated import KINDS, Inputs, Maker, Mutant

MISTAKES = 32
"""For each provider, of all kinds by turns; the SDKs of oci and coreweave tell no closed list of values."""
RIGHT = 40
"""Right inputs for each provider."""
POOL = 400
"""Types to look for a place for a mistake in: few have a closed list of values."""


@dataclass(frozen=True)
class Provider:
    """How a provider instance is configured, and what its cloud has a closed list of."""

    config: Mapping[str, object]
    places: Mapping[str, str]
    always: Inputs = field(default_factory=dict[str, object])
    """Inputs that every type needs, whatever the SDK says."""
    written: Mapping[str, Inputs] = field(default_factory=dict[str, Inputs])
    """Right inputs by type, for an SDK in which every type has rules that no definition tells."""


PROVIDERS = {
    "gcp": Provider(
        {"project": "lab", "region": "europe-west4", "zone": "europe-west4-a"},
        {"location": "europe-west4", "region": "europe-west4", "zone": "europe-west4-a", "project": "lab"},
    ),
    "azure-native": Provider(
        {"subscriptionId": "00000000-0000-0000-0000-00000000000a", "location": "westeurope"},
        {"location": "westeurope"},
    ),
    "oci": Provider(
        {"tenancyOcid": "ocid1.tenancy.oc1..lab", "region": "eu-frankfurt-1"}, {"region": "eu-frankfurt-1"}
    ),
    "coreweave": Provider(
        {"token": "lab"},
        {},
        written={
            "coreweave:index/networkingVpc:NetworkingVpc": {
                "name": "lab",
                "zone": "US-EAST-04A",
                "vpcPrefixes": [{"name": "pods", "value": "10.0.0.0/13"}, {"name": "lb", "value": "10.32.4.0/22"}],
            },
            "coreweave:index/cksCluster:CksCluster": {
                "name": "lab",
                "zone": "US-EAST-04A",
                "vpcId": "00000000-0000-0000-0000-00000000000a",
                "version": "v1.35",
                "podCidrName": "pods",
                "serviceCidrName": "services",
                "internalLbCidrNames": ["lb"],
                "public": True,
            },
            "coreweave:index/objectStorageBucket:ObjectStorageBucket": {"name": "lab-files", "zone": "US-EAST-04A"},
            "coreweave:index/objectStorageBucketVersioning:ObjectStorageBucketVersioning": {
                "bucket": "lab-files",
                "versioningConfiguration": {"status": "Enabled"},
            },
            "coreweave:index/objectStorageBucketSettings:ObjectStorageBucketSettings": {
                "bucket": "lab-files",
                "auditLoggingEnabled": True,
            },
        },
    ),
    "kubernetes": Provider({}, {}, always={"metadata": {"name": "made", "labels": {"app": "made"}}}),
}


@dataclass(frozen=True)
class Bench:
    """One provider with a server, its SDK's index and the types to make inputs of."""

    client: Client
    maker: Maker
    tokens: list[str]
    provider: Provider

    def right(self, count: int) -> Iterator[tuple[str, Inputs]]:
        """Types and inputs of them that are right."""
        for token in islice(cycle(self.tokens), count):
            made = self.provider.written.get(token) or {**self.maker.inputs(token), **self.provider.always}
            yield token, copy.deepcopy(made)

    def refusal(self, token: str, inputs: Inputs) -> str | None:
        """What `Check` says, None when it takes them."""
        try:
            self.client.check(token, "made", inputs)
        except RefusedError as error:
            return str(error)
        return None


@pytest.fixture(scope="module", params=sorted(PROVIDERS))
def bench(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Generator[Bench]:
    """Each provider in turn."""
    package: str = request.param
    cloud, provider = open_cloud(package), PROVIDERS[package]
    servers, store = open_servers(Places(tmp_path_factory.mktemp("clouds")), {})
    servers[package].start()
    client = Client(servers[package].port, provider.config)
    maker = Maker(SdkIndex(package), provider.places, seed=4)
    # modelled types have rules of their own (names, ranges, what excludes what) that no definition of an SDK tells
    tokens = sorted(provider.written) or maker.tokens(POOL, lambda token: _is_generic(cloud, token))
    yield Bench(client, maker, tokens, provider)
    client.close()
    servers[package].stop()
    store.close()


def _is_generic(cloud: Cloud, token: str) -> bool:
    try:
        return not cloud.kind(token).modelled
    except CloudError:  # a type that the cloud refuses as a whole
        return False


def _mutants(bench: Bench) -> list[Mutant]:
    """Of each kind in turn; a kind that finds no place is given up."""
    by_kind = {kind: _of_kind(bench, kind) for kind in KINDS}
    found: list[Mutant] = []
    while len(found) < MISTAKES and by_kind:
        for kind in list(by_kind):
            mutant = next(by_kind[kind], None)
            if mutant is None:
                del by_kind[kind]
            else:
                found.append(mutant)
    return found[:MISTAKES]


def _of_kind(bench: Bench, kind: str) -> Iterator[Mutant]:
    for token, right in bench.right(POOL):
        mutant = bench.maker.mutate(kind, token, right)
        if mutant:
            yield mutant


def test_right_inputs_are_taken(bench: Bench) -> None:
    """Strict is not the same as wrong."""
    said = [(token, bench.refusal(token, inputs)) for token, inputs in bench.right(RIGHT)]
    assert [(token, text) for token, text in said if text] == []
    assert len(said) == RIGHT


def test_one_mistake_is_refused_where_it_is(bench: Bench) -> None:
    """Unknown key, missing required one, wrong type, value outside of the list: by the path of the property."""
    mutants = _mutants(bench)
    said = [(mutant, bench.refusal(mutant.token, mutant.inputs)) for mutant in mutants]
    assert [str(mutant) for mutant, text in said if text is None] == []
    assert [(str(mutant), text) for mutant, text in said if text and not text.startswith(f"{mutant.path}: ")] == []
    assert len(mutants) == MISTAKES
