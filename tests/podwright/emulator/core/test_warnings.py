"""A warning reaches the person at the engine; settings of a provider are read as the engine sends them."""

from __future__ import annotations

import queue
from collections.abc import Generator
from concurrent import futures

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, plugin_pb2, provider_pb2

from podwright.emulator.core import wire
from tests.podwright.emulator.client import Client, Inputs

NETWORK = "gcp:compute/network:Network"


class _Engine(engine_pb2_grpc.EngineServicer):
    """The part of an engine that takes messages."""

    def __init__(self) -> None:
        self.said: queue.Queue[tuple[int, str, str]] = queue.Queue()

    def Log(self, request: engine_pb2.LogRequest, context: grpc.ServicerContext) -> empty_pb2.Empty:  # noqa: N802, ARG002
        """Keeps the message."""
        self.said.put((request.severity, request.urn, request.message))
        return empty_pb2.Empty()


@pytest.fixture
def engine(gcp: Client) -> Generator[_Engine]:
    """An engine to which the client's provider instance belongs."""
    engine = _Engine()
    server = grpc.server(futures.ThreadPoolExecutor(1))
    engine_pb2_grpc.add_EngineServicer_to_server(engine, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    gcp.call("Attach", plugin_pb2.PluginAttach(address=f"127.0.0.1:{port}"), empty_pb2.Empty)
    yield engine
    server.stop(None).wait()


def test_a_warning_of_the_validation_is_shown_and_the_value_taken(gcp: Client, engine: _Engine) -> None:
    """Text for a boolean, which the provider only warns about."""
    gcp.create(NETWORK, "net", {"name": "net", "autoCreateSubnetworks": "yes"})
    severity, urn, message = engine.said.get(timeout=10)
    assert severity == engine_pb2.WARNING
    assert urn == f"urn:pulumi:dev::test::{NETWORK}::net"
    assert message == 'autoCreateSubnetworks: expected true or false, got "yes"'


def _check_config(client: Client, settings: Inputs) -> list[str]:
    request = provider_pb2.CheckRequest(
        urn="urn:pulumi:dev::test::pulumi:providers:gcp::p", news=wire.encode(settings), type="pulumi:providers:gcp"
    )
    response = client.call("CheckConfig", request, provider_pb2.CheckResponse)
    return [f"{failure.property}: {failure.reason}".removeprefix(": ") for failure in response.failures]


def test_settings_arrive_as_json_text(gcp: Client) -> None:
    """Objects, lists and booleans; a text that looks like a number stays a text."""
    settings = {
        "project": "123456",
        "defaultLabels": '{"team": "infra"}',
        "scopes": '["https://www.googleapis.com/auth/cloud-platform"]',
        "userProjectOverride": "true",
        "batching": '{"enableBatching": false}',
        "version": "10.2.0",
    }
    assert _check_config(gcp, settings) == []


def test_settings_of_another_type_are_refused(gcp: Client) -> None:
    """All of them at once, by path."""
    settings = {"defaultLabels": '["team"]', "batching": '{"enabled": true}', "projct": "lab"}
    assert _check_config(gcp, settings) == [
        "projct: Invalid or unknown key. Check `pulumi config get gcp:projct`.",
        'batching.enabled: unknown property "enabled"; known are enableBatching, sendAfter',
        "defaultLabels: expected a map, got a list",
    ]
