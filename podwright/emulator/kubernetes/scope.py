"""What one provider instance is configured to: a cluster, a default namespace and the provider's switches.

Owns the settings. They travel in the core's `Scope.extra`, as text, so that an object remembers who made it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from podwright.emulator.core.cloud import Scope

DEFAULT_NAMESPACE = "default"


@dataclass(frozen=True, slots=True)
class Cluster:
    """One emulated cluster that a provider instance may talk to."""

    account: str
    """Under what its objects are kept: `<cloud>:<id of the cluster>`, or `emulated` for the one that needs no cloud."""
    flavour: str
    """`emulated`, `gke`, `aks`, `oke` or `cks`."""
    minor: int
    """Of Kubernetes 1."""
    created: str = ""
    """When the cloud made it, ISO 8601; objects that are older belong to a cluster of the same id that is gone."""
    organisation: str = ""
    zone: str = ""


@dataclass(frozen=True, slots=True)
class ClusterScope:
    """One configured instance of the `kubernetes` provider."""

    server: str = ""
    """The API server's URL; empty: the emulated cluster that is always there."""
    problem: str = ""
    """Why the cluster cannot be reached, in the provider's words; empty: nothing known against it."""
    namespace: str = ""
    """For objects that name none; empty when the kubeconfig could not be read."""
    server_side: bool = True
    mutable: frozenset[str] = frozenset()
    """Which of `enableConfigMapMutable` and `enableSecretMutable` are on."""
    upsert: bool = False
    delete_unreachable: bool = False
    skip_unreachable: bool = False
    cluster: Cluster | None = None
    """The cluster of `server`, once a call has looked for it."""
    namespaced: bool = True
    """Whether the kind that the call is about has a namespace."""

    def scope(self) -> Scope:
        """In the core's form; what is as usual is left out."""
        flags = ("upsert", "delete_unreachable", "skip_unreachable")
        extra = {name: str(getattr(self, name)) for name in ("server", "problem", "namespace") if getattr(self, name)}
        extra |= {name: "true" for name in flags if getattr(self, name)}
        extra |= {name: "false" for name in ("server_side", "namespaced") if not getattr(self, name)}
        extra |= {"mutable": ",".join(sorted(self.mutable))} if self.mutable else {}
        if self.cluster:
            extra |= {f"cluster.{key}": str(value) for key, value in asdict(self.cluster).items()}
        return Scope(project=self.cluster.account if self.cluster else None, extra=extra)


def of(scope: Scope) -> ClusterScope:
    """The settings in the core's scope of a provider instance."""
    extra = scope.extra
    fields = {key.removeprefix("cluster."): value for key, value in extra.items() if key.startswith("cluster.")}
    cluster = None
    if fields:
        cluster = Cluster(
            account=fields["account"],
            flavour=fields["flavour"],
            minor=int(fields["minor"]),
            created=fields["created"],
            organisation=fields["organisation"],
            zone=fields["zone"],
        )
    return ClusterScope(
        server=extra.get("server", ""),
        problem=extra.get("problem", ""),
        namespace=extra.get("namespace", ""),
        server_side="server_side" not in extra,
        mutable=frozenset(filter(None, extra.get("mutable", "").split(","))),
        upsert="upsert" in extra,
        delete_unreachable="delete_unreachable" in extra,
        skip_unreachable="skip_unreachable" in extra,
        cluster=cluster,
        namespaced="namespaced" not in extra,
    )
