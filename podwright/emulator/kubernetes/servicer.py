"""The provider protocol of the `kubernetes` provider, where it differs from that of the clouds.

Owns two things: another cluster in the kubeconfig replaces the provider, and with it everything that it made;
components that the plugin would build itself are refused with a reason. Source: pulumi/pulumi-kubernetes
`provider/pkg/provider/provider.go`, `DiffConfig`.
"""

# ruff: noqa: N802 - the names of the methods are the protocol's

from __future__ import annotations

import grpc
from pulumi.runtime.proto import provider_pb2

from podwright.emulator.core import wire
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.servicer import Servicer
from podwright.emulator.core.wire import UNKNOWN, Values
from podwright.emulator.kubernetes import kubeconfig
from podwright.emulator.kubernetes.kinds import refuse_type

_CLUSTER_SETTINGS = ("kubeconfig", "context", "cluster")


class KubernetesServicer(Servicer):
    """The emulated `kubernetes` provider on one port."""

    def DiffConfig(self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext) -> provider_pb2.DiffResponse:
        """Another active cluster replaces; the same one with other credentials does not."""
        answer = super().DiffConfig(request, context)
        old, new = (wire.plain_values(wire.decode(each)) for each in (request.old_inputs, request.news))
        replaces = [key for key in _replacing(old, new) if key in answer.diffs]
        answer.replaces.extend(key for key in replaces if key not in answer.replaces)
        for key in replaces:
            if key in answer.detailedDiff:
                answer.detailedDiff[key].kind = provider_pb2.PropertyDiff.UPDATE_REPLACE
        return answer

    def Construct(
        self, request: provider_pb2.ConstructRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ConstructResponse:
        """Components of the provider itself, all of them refused."""
        reason = f"{request.type} is not emulated"
        try:
            refuse_type(request.type)
        except CloudError as error:
            reason = error.text()
        context.abort(grpc.StatusCode.UNIMPLEMENTED, reason)


def _replacing(old: Values, new: Values) -> tuple[str, ...]:
    """The settings whose change replaces the provider."""
    identifiers = old.get("clusterIdentifier"), new.get("clusterIdentifier")
    if identifiers[0] and identifiers[0] == identifiers[1]:
        return ()
    if identifiers[0] and identifiers[1]:
        return ("clusterIdentifier",)
    unknown = tuple(key for key in _CLUSTER_SETTINGS if new.get(key) is UNKNOWN)
    if unknown:
        return unknown[:1]
    before, after = (_cluster(settings) for settings in (old, new))
    return _CLUSTER_SETTINGS if before and after and before != after else ()


def _cluster(settings: Values) -> Values | None:
    context, cluster = settings.get("context"), settings.get("cluster")
    found = kubeconfig.read(
        settings.get("kubeconfig"), str(context) if context else None, str(cluster) if cluster else None
    )
    return found.cluster if found else None
