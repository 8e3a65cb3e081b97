"""What a provider package implements to become an emulated cloud, and what it is given.

Owns the seam between the core, which knows Pulumi, and a package such as `podwright/emulator/gcp`, which knows one
cloud. The core decodes, validates against the SDK, compares, stores and encodes; the package names things, checks what
only that cloud refuses, and fills in what the cloud fills in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from podwright.emulator.core.capacity import Draw, Shortfall, Stock
from podwright.emulator.core.diff import Path, ReplaceRules
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.quota import Ledger, Need, QuotaKey, Shortage
from podwright.emulator.core.store import OnDelete, Record, Transaction
from podwright.emulator.core.timeline import Transition
from podwright.emulator.core.validate import PropertyError
from podwright.emulator.core.wire import Values

Clock = Callable[[], datetime]
"""Now, with a time zone; tests give one that stands still."""


@dataclass(frozen=True, slots=True)
class Scope:
    """One configured provider instance: where its resources go when they do not say."""

    project: str | None = None
    """The account: a Google project, an Azure subscription, an OCI tenancy, a CoreWeave organisation, a cluster."""
    region: str | None = None
    zone: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    """Labels that the provider puts on everything it makes."""
    extra: Mapping[str, str] = field(default_factory=dict[str, str])
    """What else a cloud's own kinds want to know of the instance: a tenant, a compartment, a namespace."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The resource as the program and its state have it; a provider may name it in its refusals."""

    urn: str = ""
    id: str = ""
    """As the state has it; empty before it is created."""


NOBODY = Subject()
"""Where no program asks: a change behind Pulumi's back."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a resource is. The same inputs in the same scope give the same one, unless the cloud makes the id."""

    id: str
    project: str
    name: str
    location: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """One resource needs another to exist."""

    path: str
    """The property that points, in Pulumi's notation."""
    token: str
    id: str
    missing: CloudError
    """What the cloud says when it is not there."""
    on_delete: OnDelete = "refuse"
    unless: str | None = None
    """A second id that will do as well."""


@dataclass(frozen=True, slots=True)
class AutoName:
    """How a missing name is made, as the bridge of the Terraform-based providers does it; others override `make`."""

    property: str = "name"
    max_length: int = 63

    def unique(self) -> bool:
        """Whether a second name for the same resource differs, so that old and new can stand side by side."""
        return True

    def make(self, logical_name: str, seed: bytes, proposed: str) -> str:
        """`<logical name>-<7 hex digits>` from the engine's seed, or what the user's own settings propose."""
        digits = hashlib.sha256(seed + logical_name.encode()).hexdigest()[:7]
        return proposed or f"{logical_name}-{digits}"


@dataclass(frozen=True, slots=True)
class Call:
    """What a kind may use while a call is under way; everything it writes is part of the call's transaction."""

    tx: Transaction
    ledger: Ledger
    scope: Scope
    now: datetime
    incarnation: int
    """Which one this is of all resources that had this id, so that two of them do not share numeric ids."""

    @property
    def stock(self) -> Stock:
        """What there is of machines and accelerators, in the call's transaction."""
        return Stock(self.tx)

    def timestamp(self) -> str:
        """Now as ISO 8601 in UTC, to the millisecond."""
        return self.now.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class Spot:
    """The spot machines of one resource, which its cloud may take back."""

    places: Sequence[str]
    """Where they are, as stock is counted; empty: none runs."""
    take: Callable[[Sequence[str]], str]
    """Takes those in these places away; what is left of the resource, in words."""


class Kind:
    """One resource type of one cloud. The defaults suit a type with nothing special about it."""

    modelled: bool = True
    """False: a generic stand-in that checks and refuses little."""
    permanent: bool = False
    """The cloud never deletes it; a delete only takes it out of Pulumi's state."""
    idempotent: bool = False
    """Creating it again when it is there already is not an error."""
    auto_name: AutoName | None = AutoName()
    defaults: tuple[tuple[str, object], ...] = ()
    """Values the provider itself puts into the inputs when they are not given."""

    untold: tuple[str, ...] = ()
    """Properties that the cloud takes and never tells again, so an import comes without them."""
    ordered_lists: bool = False
    """Whether the order of a list of texts matters; in most providers such a list is a set."""

    def __init__(self, token: str) -> None:
        self.token = token

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """Who the resource is, as far as its inputs say; CloudError when they and the scope do not."""
        raise NotImplementedError(self.token)

    def assign(self, call: Call, identity: Identity, inputs: Values) -> Identity:
        """Who a create makes, for a type whose id the cloud gives; `identity` is what the inputs alone say.

        That of a resource that is there already means that the cloud takes these inputs for the same resource; it may
        be refused by `CloudError`.
        """
        del call, inputs
        return identity

    def check(self, scope: Scope, inputs: Values) -> Sequence[PropertyError]:
        """What the cloud's provider refuses before any call, beyond types; values may be `UNKNOWN`."""
        del scope, inputs
        return ()

    def compared(self, scope: Scope, inputs: Values) -> Values:
        """The inputs in the form in which the provider compares them."""
        del scope
        return inputs

    def replaces(self, scope: Scope, old: Values, new: Values) -> ReplaceRules:
        """Which changes replace the resource because of its values, beside those of the cloud's table."""
        del scope, old, new
        return ReplaceRules()

    def goes_first(self, scope: Scope, old: Values, new: Values) -> bool | None:
        """Whether a resource that is replaced must go before the new one comes; None: as its automatic name says."""
        del scope, old, new

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """What must exist before this can."""
        del scope, inputs, identity
        return ()

    def needs(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Need]:
        """What it draws from which quota."""
        del call, inputs, identity
        return ()

    def draws(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Draw]:
        """What it takes from which stock, from its create on; `transitions` may take it later instead."""
        del call, inputs, identity
        return ()

    def transitions(self, call: Call, identity: Identity, inputs: Values) -> Sequence[Transition]:
        """What happens to it after its create, each step counted from the one before."""
        del call, identity, inputs
        return ()

    def changed(self, call: Call, identity: Identity, inputs: Values, old: Record) -> Sequence[Transition] | None:
        """What happens to it after an update; None: what was to come stays."""
        del call, identity, inputs, old
        return None

    def arrived(self, call: Call, record: Record) -> None:
        """A step of `transitions` has happened and `record` is what it left; may write what goes with it."""

    def live(self, call: Call, record: Record) -> Values:
        """Outputs that are worked out whenever somebody reads, such as a quota that was granted meanwhile."""
        del call, record
        return {}

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Refuses a create (`old` is None) or an update by `CloudError`; may write what goes with it."""

    def spared(self, record: Record) -> bool:
        """Whether a delete leaves the resource in the cloud, as its owner wants; CloudError when it may not go."""
        del record
        return False

    def takes_along(self, record: Record, user: Record) -> bool:
        """Whether a delete takes `user` away too that would keep it from being deleted: with an option such as
        `forceDestroy`, the objects of a bucket."""
        del record, user
        return False

    def leave(self, call: Call, record: Record) -> None:
        """Refuses a delete by `CloudError`; may write what goes with it."""

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """What the cloud adds to the inputs, or writes in a form of its own."""
        del call, identity, inputs, old
        return {}


class Cloud(Protocol):
    """One emulated cloud, as the core sees it. A package's class names this one as its base, for the words below."""

    package: str
    """The Pulumi package whose resources these are: `gcp`."""
    ignores_case: bool = False
    """Ids that differ only in the case of letters are the same resource, which keeps the case it was made with."""

    def scope(self, config: Values) -> Scope:
        """The scope of a provider instance configured so; values are plain, booleans and objects may be JSON text."""
        ...

    def kind(self, token: str) -> Kind:
        """The kind of a type that the SDK has."""
        ...

    def rules(self, token: str) -> ReplaceRules:
        """Which changes of that type replace the resource."""
        ...

    def equivalent(self, token: str, path: Path, old: object, new: object) -> bool:
        """Whether two different values mean the same."""
        ...

    def keeps(self, token: str, path: Path) -> bool:
        """Whether leaving out an input that was given before is no change, because the cloud keeps what it has."""
        del token, path
        return False

    def foreseen(self, token: str, values: Values) -> Values:
        """The outputs of a preview, which are the inputs so far, in the shape that outputs of that type have."""
        del token
        return values

    def resource_id(self, token: str, text: str, scope: Scope) -> str:
        """The id that a user means who writes `text` to import or read a resource."""
        ...

    def invoke(self, call: Call, token: str, args: Values) -> Values:
        """The result of a function; CloudError when the cloud refuses or the function is not emulated."""
        ...

    def spot(self, call: Call, record: Record) -> Spot | None:
        """What the cloud may take back of a resource; None: the resource has no spot machines."""
        del call, record
        return None

    def default_limit(self, key: QuotaKey) -> int:
        """The limit of a quota that nobody has set."""
        ...

    def already_exists(self, kind: Kind, identity: Identity) -> CloudError:
        """What the cloud says to a second create."""
        ...

    def not_found(self, kind: Kind, resource_id: str) -> CloudError:
        """What the cloud says to a change of something that is not there."""
        ...

    def in_use(self, kind: Kind, record: Record, user: Record) -> CloudError:
        """What the cloud says to a delete of something that `user` needs."""
        ...

    def over_quota(self, shortages: Sequence[Shortage]) -> CloudError:
        """What the cloud says to a request that does not fit, all shortages in one answer."""
        ...

    def verb_failed(self, verb: str, kind: Kind, error: CloudError) -> CloudError:
        """The provider's introduction to a refusal: `Error creating Network: …`."""
        ...

    # What every cloud says when it is in trouble: these have words of their own here that a package may replace.

    def out_of_capacity(self, shortfalls: Sequence[Shortfall]) -> CloudError:
        """What the cloud says when there are no machines, all shortfalls in one answer."""
        return CloudError(
            "out of capacity: "
            + "; ".join(
                f"{short.draw.amount} {short.draw.what} asked in {short.draw.place}, {short.available} available"
                for short in shortfalls
            )
        )

    def throttled(self, token: str) -> CloudError:
        """Too many requests."""
        return CloudError(f"Error 429: too many requests for {token}, try again later")

    def unavailable(self, token: str) -> CloudError:
        """The service is down."""
        return CloudError(f"Error 503: the service of {token} is currently unavailable")

    def timed_out(self, token: str) -> CloudError:
        """No answer in time; the request was not carried out."""
        return CloudError(f"timeout while waiting for {token}: context deadline exceeded")

    def lost_reply(self, token: str) -> CloudError:
        """The request was carried out and its answer lost."""
        return CloudError(f"the connection was reset while waiting for the answer about {token}: EOF")

    def half_made(self, kind: Kind, identity: Identity) -> str:
        """Why a resource that was created is not ready."""
        return f"{kind.token} {identity.name} was created but did not become ready"
