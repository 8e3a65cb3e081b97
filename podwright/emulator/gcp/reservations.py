"""Reservations as others consume them: by name, in a zone, for a machine type, as long as there is something free.

Owns where a named reservation is looked for, and what Compute Engine and Kubernetes Engine say when it is not there or
used up. There are three kinds:

- made by a program (`gcp:compute/reservation:Reservation`) or by a future reservation's start: in the store;
- made by Google by hand, as those of TPUs are: declared with
  `podwright emulator capacity set gcp ZONE reservation/NAME MACHINES`;
- of TPU machines and nowhere declared: taken for one that Google has made, as large as it is needed, because no program
  can make it. `podwright emulator capacity set gcp ZONE 'reservation/*' 0` ends that for a zone.
"""

from __future__ import annotations

from dataclasses import dataclass

from podwright.catalog.tpus import machine_type_chips
from podwright.emulator.core import values
from podwright.emulator.core.capacity import Draw, Stock
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.store import Record, Transaction
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import identities, links

RESERVATION = "gcp:compute/reservation:Reservation"
_PREFIX = "reservation/"
_HOW = "declare one that Google made with: podwright emulator capacity set gcp {zone} {prefix}{name} MACHINES"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One resource that wants machines of a reservation."""

    project: str
    zone: str
    name: str
    """As it is written: a name, `projects/P/reservations/NAME`, with or without a block behind it."""
    machine_type: str
    count: int
    holder: tuple[str, str]
    """Type and id of the resource, whose own share is not in its way."""

    @property
    def owner(self) -> str:
        """The project that the reservation is of."""
        return links.project_of(self.name) or self.project

    @property
    def short_name(self) -> str:
        """The name alone."""
        path = self.name.split("/reservations/")[-1] if self.name.startswith("projects/") else self.name
        return path.split("/")[0]

    def draw(self) -> Draw:
        """What it takes."""
        return Draw(self.zone, stock_name(self.short_name), self.count)


@dataclass(frozen=True, slots=True)
class Lack:
    """Why the machines are not to be had; `free` is None when there is no such reservation."""

    wanted: Wanted
    free: int | None

    def of_pool(self, pool: str) -> CloudError:
        """Kubernetes Engine's words (public reports: cluster-toolkit #5043, gsutil #1000)."""
        wanted = self.wanted
        where = f'node pool "{pool}" at zone "{wanted.zone}"'
        if self.free is None:
            return CloudError(
                f'googleapi: Error 404: Google Compute Engine: reservation "{wanted.name}" not found for {where}.',
                note=_remedy(wanted),
            )
        return CloudError(
            "googleapi: Error 429: Reservation does not have enough resources for the request: specific reservation"
            f' "{wanted.name}" is insufficient for {where}: required {wanted.count} and short of'
            f" {wanted.count - self.free} VM count of machine type {wanted.machine_type}."
        )

    def of_vm(self) -> CloudError:
        """Compute Engine's words (its documentation, and skypilot #2352)."""
        wanted = self.wanted
        if self.free is None:
            message = f"Specified reservations [{wanted.name}] do not exist."
            return CloudError(f"googleapi: Error 400: {message}, invalid", note=_remedy(wanted))
        number = identities.project_number(wanted.owner)
        return CloudError(
            f"Error waiting for instance to create: Specified reservation 'projects/{number}/reservations/"
            f"{wanted.short_name}' does not have available resources for the request."
        )


def lack(tx: Transaction, wanted: Wanted) -> Lack | None:
    """What stands in the way; None when the machines can be had."""
    stock = Stock(tx)
    taken = stock.taken(wanted.zone, stock_name(wanted.short_name), besides=wanted.holder)
    record = tx.get(RESERVATION, f"projects/{wanted.owner}/zones/{wanted.zone}/reservations/{wanted.short_name}")
    declared = stock.total(wanted.zone, stock_name(wanted.short_name))
    if record and _is_open_to(record, wanted.project):
        total = _machines(record) if _machine_type(tx, record) == wanted.machine_type else 0
    elif declared is not None:
        total = declared
    elif record or not _may_be_made_by_google(tx, wanted):
        return Lack(wanted, None)
    else:
        return None
    free = max(total - taken, 0)
    return Lack(wanted, free) if wanted.count > free else None


def in_use(tx: Transaction, reservation: Record) -> int:
    """How many of its machines are taken."""
    return Stock(tx).taken(reservation.location, stock_name(reservation.name))


def stock_name(name: str) -> str:
    """What a reservation is called among the stock of its zone."""
    return _PREFIX + name


def _remedy(wanted: Wanted) -> str:
    return _HOW.format(zone=wanted.zone, prefix=_PREFIX, name=wanted.short_name)


def _may_be_made_by_google(tx: Transaction, wanted: Wanted) -> bool:
    if machine_type_chips(wanted.machine_type) is None or Stock(tx).total(wanted.zone, stock_name("*")) is not None:
        return False
    return not any(record.name == wanted.short_name for record in tx.records(RESERVATION, wanted.owner))


def _is_open_to(record: Record, project: str) -> bool:
    settings = values.mapping(record.inputs, "shareSettings")
    if record.project == project:
        return True
    named = {str(block.get("projectId") or block.get("id")) for block in values.blocks(settings, "projectMaps")}
    listed = named | set(values.strings(settings, "projects"))
    return values.string(settings, "shareType") == "SPECIFIC_PROJECTS" and bool(
        listed & {project, identities.project_number(project)}
    )


def _machines(record: Record) -> int:
    return values.number(record.outputs, "specificReservation.count") or 0


def _machine_type(tx: Transaction, record: Record) -> str | None:
    block = values.mapping(record.outputs, "specificReservation")
    own = values.string(block, "instanceProperties.machineType")
    template = values.string(block, "sourceInstanceTemplate")
    if own is None and template:
        found = tx.get("gcp:compute/instanceTemplate:InstanceTemplate", links.strip(template).split("?")[0])
        own = values.string(found.inputs, "machineType") if found else None
    return links.last(own) if own else None


def named(affinity: Values) -> str | None:
    """The reservation that an affinity names: `reservationAffinity` of a node pool or of a VM."""
    kinds = (values.string(affinity, key) for key in ("consumeReservationType", "type"))
    if "SPECIFIC_RESERVATION" not in kinds:
        return None
    found = values.strings(affinity, "values") or values.strings(affinity, "specificReservation.values")
    return found[0] if found else None
