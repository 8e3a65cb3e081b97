"""Names and ids of a project's shared base. Pure, no Pulumi resources.

All of them follow from the arguments, so that a region stack can name an account or a key before the stack that makes
it was ever applied.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from components.checks import Checks
from podwright.catalog.regions import check_region
from podwright.plan.names import cloud_name, service_account_id

if TYPE_CHECKING:
    from components.gcp.project_base import ProjectBaseArgs

KEY_NAME = "gke"
GKE = "gke"
AGENT_SERVICES = {
    GKE: "container.googleapis.com",
    "artifactregistry": "artifactregistry.googleapis.com",
    "compute": "compute.googleapis.com",
    "file": "file.googleapis.com",
    "lustre": "lustre.googleapis.com",
}
"""Who may encrypt with a key, and the API whose service agent that is."""
KEY_USERS = (*sorted({*AGENT_SERVICES, "storage"} - {GKE}),)
"""What `used_by` may name; GKE may always."""


@dataclass(frozen=True, slots=True)
class KeyPlan:
    """Key ring and key of one location."""

    location: str
    ring: str
    key: str
    ring_id: str
    key_id: str
    rotation_days: int
    adopt: bool
    users: tuple[str, ...]
    """Who may encrypt with it: GKE first, the others in order."""


def node_account_email(project: str, account_id: str) -> str:
    """E-mail of a node service account."""
    return f"{account_id}@{project}.iam.gserviceaccount.com"


def key_id(project: str, prefix: str, location: str) -> str:
    """Id of the key of a location."""
    return f"{_ring_id(project, prefix, location)}/cryptoKeys/{KEY_NAME}"


def plan_project_base(name: str, args: ProjectBaseArgs) -> dict[str, KeyPlan]:
    """The keys by location, or an `InputError` with everything that is wrong with the arguments."""
    checks = Checks("ProjectBase", name)
    checks.labels(args["labels"])
    for account_id, account in args["node_service_accounts"].items():
        checks.attempt(lambda name=account_id: service_account_id(name), field=f"node_service_accounts.{account_id}")
        for role in account["roles"]:
            if "roles/" not in role:
                checks.add(
                    f"node_service_accounts.{account_id}.roles",
                    "is no role",
                    given=role,
                    allowed="roles/<name>, or projects/<project>/roles/<name>",
                )
    for service in args["services"]:
        if "." not in service:
            checks.add(
                "services", "is no API name", given=service, fix=f"write {service}.googleapis.com if that is meant"
            )
    for location, key in args["keys"].items():
        checks.take(check_region("gcp", location), field=f"keys.{location}")
        if key.get("rotation_days", 90) < 1:
            checks.add(
                f"keys.{location}.rotation_days",
                "is no number of days",
                given=str(key.get("rotation_days")),
                allowed="1 or more",
            )
        for user in key.get("used_by", []):
            if user not in KEY_USERS:
                checks.add(
                    f"keys.{location}.used_by", "is no service that uses keys", given=user, allowed=", ".join(KEY_USERS)
                )
    checks.done()
    return {location: _key(args, location) for location in args["keys"]}


def _key(args: ProjectBaseArgs, location: str) -> KeyPlan:
    project, prefix = args["project"], args["prefix"]
    return KeyPlan(
        location=location,
        ring=_ring(prefix),
        key=KEY_NAME,
        ring_id=_ring_id(project, prefix, location),
        key_id=key_id(project, prefix, location),
        rotation_days=args["keys"][location].get("rotation_days", 90),
        adopt=args["keys"][location].get("adopt", False),
        users=(GKE, *sorted(set(args["keys"][location].get("used_by", [])))),
    )


def _ring(prefix: str) -> str:
    return cloud_name(prefix, "keys")


def _ring_id(project: str, prefix: str, location: str) -> str:
    return f"projects/{project}/locations/{location}/keyRings/{_ring(prefix)}"
