"""A cloud that exists in tests only: machines that start slowly, take stock and quota, and may be taken away.

It borrows three types of Google's SDK and nothing else of Google.
"""

# ruff: noqa: ARG002 - all kinds and clouds have the same methods, and these need little of what they are given

from __future__ import annotations

from collections.abc import Sequence

from podwright.emulator.core import assigned
from podwright.emulator.core.capacity import Draw
from podwright.emulator.core.cloud import Call, Cloud, Identity, Kind, Scope
from podwright.emulator.core.diff import Path, ReplaceRules
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.quota import UNLIMITED, Need, QuotaKey, Shortage
from podwright.emulator.core.store import Record
from podwright.emulator.core.timeline import Transition
from podwright.emulator.core.wire import Values

MACHINE = "gcp:tpu/v2Vm:V2Vm"
NETWORK = "gcp:compute/network:Network"
ADDRESS = "gcp:compute/address:Address"
CHIPS = QuotaKey("lab", "fake", "chips")
ZONE = "zone-a"


class Plain(Kind):
    """A type with nothing special about it."""

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """The name is the id."""
        return Identity(str(inputs["name"]), scope.project or "lab", str(inputs["name"]), ZONE)


class Machine(Plain):
    """Waits in a queue for stock, starts for ten minutes, and is taken away after a day when its name says so."""

    def needs(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Need]:
        """Four chips; one that is queued draws them later."""
        return () if identity.name.startswith("queued") else (Need(CHIPS, 4, "chips"),)

    def draws(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Draw]:
        """Four chips; one that is queued takes them later."""
        return () if identity.name.startswith("queued") else (Draw(ZONE, "chip", 4),)

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Its state."""
        state = old.outputs.get("state") if old else "CREATING"
        return {"state": state, "networkConfigs": [], "health": "HEALTHY"}

    def transitions(self, call: Call, identity: Identity, inputs: Values) -> Sequence[Transition]:
        """CREATING, then READY, then perhaps PREEMPTED."""
        took: tuple[Draw, ...] = ()
        if identity.name.startswith("queued"):
            took = (Draw(ZONE, "chip", 4),)
        steps = [
            Transition(60, {"state": "STARTING"}, draws=took, waiting={"state": "WAITING"}),
            Transition(600, {"state": "READY"}),
        ]
        if identity.name.endswith("spot"):
            steps.append(Transition(86400, {"state": "PREEMPTED"}, frees=True))
        return steps


class Numbered(Plain):
    """The cloud gives the id, so two alike are two."""

    def assign(self, call: Call, identity: Identity, inputs: Values) -> Identity:
        """The name and a number; a name that begins with `no` is refused later."""
        return assigned.alike(call, self.token, identity, lambda number: f"{identity.id}-{number}")

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """After the number was drawn."""
        if identity.name.startswith("no"):
            raise CloudError("no")


class FakeCloud(Cloud):
    """The cloud."""

    package = "gcp"

    def scope(self, config: Values) -> Scope:
        """Always the same project."""
        return Scope(str(config.get("project", "lab")))

    def kind(self, token: str) -> Kind:
        """Machines, addresses with numbers, and all others plain."""
        special = {MACHINE: Machine, ADDRESS: Numbered}
        return special.get(token, Plain)(token)

    def rules(self, token: str) -> ReplaceRules:
        """The name replaces."""
        return ReplaceRules.of(("name",))

    def equivalent(self, token: str, path: Path, old: object, new: object) -> bool:
        """Nothing is."""
        return False

    def resource_id(self, token: str, text: str, scope: Scope) -> str:
        """As it is."""
        return text

    def invoke(self, call: Call, token: str, args: Values) -> Values:
        """Nothing."""
        return {}

    def default_limit(self, key: QuotaKey) -> int:
        """Eight chips."""
        return 8 if key == CHIPS else UNLIMITED

    def already_exists(self, kind: Kind, identity: Identity) -> CloudError:
        """Short words."""
        return CloudError(f"{identity.id} exists")

    def not_found(self, kind: Kind, resource_id: str) -> CloudError:
        """Short words."""
        return CloudError(f"{resource_id} not found")

    def in_use(self, kind: Kind, record: Record, user: Record) -> CloudError:
        """Short words."""
        return CloudError(f"{record.id} is used by {user.id}")

    def over_quota(self, shortages: Sequence[Shortage]) -> CloudError:
        """Short words."""
        return CloudError(f"over quota by {sum(each.short for each in shortages)}")

    def verb_failed(self, verb: str, kind: Kind, error: CloudError) -> CloudError:
        """As providers say."""
        return error.prefixed(f"{verb} failed")
