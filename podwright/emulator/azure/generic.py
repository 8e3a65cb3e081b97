"""Types of the SDK that nobody has modelled: they are created, compared, read and deleted, and checked by type only.

Owns an id in ARM's form and plausible outputs for any type. The SDK does not state a type's path, so provider and
collections are made from its names and may differ from Azure's. Nothing is checked against other resources but the
resource group, and no quota is drawn; the coverage table says which types are such.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Sequence

from podwright.emulator.azure import fixed, ids
from podwright.emulator.azure.base import ArmKind
from podwright.emulator.azure.naming import ArmName
from podwright.emulator.core import numbers, values
from podwright.emulator.core.cloud import AutoName, Call, Identity, Reference, Scope
from podwright.emulator.core.generic import collection, plausible_outputs
from podwright.emulator.core.store import Record
from podwright.emulator.core.validate import PropertyError
from podwright.emulator.core.wire import UNKNOWN, Values
from podwright.emulator.sdk.types import ResourceType, Scalar

_PROVIDERS = {
    "app": "App",
    "apimanagement": "ApiManagement",
    "authorization": "Authorization",
    "cognitiveservices": "CognitiveServices",
    "compute": "Compute",
    "containerinstance": "ContainerInstance",
    "containerregistry": "ContainerRegistry",
    "containerservice": "ContainerService",
    "dbforpostgresql": "DBforPostgreSQL",
    "documentdb": "DocumentDB",
    "eventhub": "EventHub",
    "insights": "Insights",
    "keyvault": "KeyVault",
    "machinelearningservices": "MachineLearningServices",
    "managedidentity": "ManagedIdentity",
    "monitor": "Insights",
    "network": "Network",
    "operationalinsights": "OperationalInsights",
    "privatedns": "Network",
    "resources": "Resources",
    "servicebus": "ServiceBus",
    "sql": "Sql",
    "storage": "Storage",
    "web": "Web",
}


class GenericKind(ArmKind):
    """A stand-in driven by the SDK's definition alone."""

    modelled = False

    def __init__(self, token: str, definition: ResourceType) -> None:
        super().__init__(token)
        self._definition = definition
        _, module, title = token.split(":")
        own = _own_name(definition, title)
        parents = [
            name
            for name, item in definition.inputs.items()
            if item.required and name.endswith("Name") and name not in (own, "resourceGroupName")
            if isinstance(item.type, Scalar)
        ]
        self.keys = (*parents, own) if own else tuple(parents)
        self._own = own
        self.regional = "location" in definition.inputs
        steps = [*(collection(name.removesuffix("Name")) for name in parents), *([collection(title)] if own else [])]
        self.arm_type = "/".join((f"Microsoft.{_PROVIDERS.get(module, module.capitalize())}", *steps))

    @property
    def auto_name(self) -> AutoName | None:  # pyright: ignore[reportIncompatibleVariableOverride]
        """As for a modelled type; none for a type that has no name of its own."""
        if not self._own or self._definition.inputs[self._own].required:
            return None
        return ArmName(self._own, style="random" if len(self.keys) == 1 else "copy")

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """In its resource group, or below the subscription; without a name the inputs are the name."""
        names = tuple(self._text(inputs, key) for key in self.keys)
        label = names[-1] if names else numbers.hex_digits(12, sorted(map(str, inputs.items())))
        subscription = scope.project or ""
        if "resourceGroupName" in self._definition.inputs and names:
            found = ids.build(subscription, self._text(inputs, "resourceGroupName"), self.arm_type, names)
        else:
            provider, *types = self.arm_type.split("/")
            tail = "".join(f"/{kind}/{name}" for kind, name in zip(types, names, strict=True)) or f"/{label}"
            above = values.string(inputs, "scope") or f"/subscriptions/{subscription}"
            found = f"/{above.strip('/')}/providers/{provider}{tail}"
        return Identity(found, subscription, label, self.place(scope, inputs))

    def _text(self, inputs: Values, key: str) -> str:
        value = inputs.get(key)
        return str(UNKNOWN) if value is UNKNOWN else str(value or "")

    def check(self, scope: Scope, inputs: Values) -> Sequence[PropertyError]:
        """Nothing is known of it."""
        return ()

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """The resource group."""
        return list(self.group_reference(scope, inputs))

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Nothing is known of it but what it keeps for life, not even where it may be."""
        if old:
            fixed.check(self.token, identity.id, old, inputs)

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The common part, and for each other output something of its kind that stays the same."""
        return plausible_outputs(self._definition, super().outputs(call, identity, inputs, old), call, identity, old)


def _own_name(definition: ResourceType, title: str) -> str | None:
    """The input with the resource's own name, which the provider fills in when it is left out; it is called after the
    type (`workspaceName`, `apiId`), or nearly so. None for a type that is one of a kind in its parent."""
    own = f"{title[0].lower()}{title[1:]}"
    plain = [name for name in ("resourceName", "name") if name in definition.inputs]
    # A required one may be the parent's: the cluster's of `containerservice:MaintenanceConfiguration`.
    free = [name for name in plain if not definition.inputs[name].required]
    for name in (f"{own}Name", f"{own}Id", *free):
        if name in definition.inputs:
            return name
    optional = [
        (name, name.removesuffix("Name").removesuffix("Id").lower())
        for name, item in definition.inputs.items()
        if not item.required and name.endswith(("Name", "Id")) and item.type == Scalar("str")
    ]
    alike = [name for name, stem in optional if stem and (stem in title.lower() or title.lower() in stem)]
    named = [name for name, _ in optional if name.endswith("Name")]
    return next(iter(alike), named[0] if len(named) == 1 else next(iter(plain), None))
