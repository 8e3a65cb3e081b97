"""The ways Google names a resource, brought to one: the id that Pulumi has.

Owns ids, self links and bare names. A network may be written `n`, `projects/p/global/networks/n` or
`https://www.googleapis.com/compute/v1/projects/p/global/networks/n`; all three mean the same, so references and
comparisons go through here.
"""

from __future__ import annotations

import re

COMPUTE = "https://www.googleapis.com/compute/v1/"
CONTAINER = "https://container.googleapis.com/v1/"
STORAGE = "https://www.googleapis.com/storage/v1/"

_SERVICE = re.compile(r"^(https?:)?//[a-z0-9.-]+/((compute|container|storage|kms|tpu)/)?(v[0-9]+[a-z0-9]*/)?")


def strip(text: str) -> str:
    """The part of a link after service and version: an id; an id stays as it is."""
    return _SERVICE.sub("", text)


def last(text: str) -> str:
    """The bare name at the end of an id or link."""
    return text.rstrip("/").rsplit("/", 1)[-1]


def network(text: str, project: str) -> str:
    """A network's id."""
    path = strip(text)
    return path if path.startswith("projects/") else f"projects/{project}/global/networks/{last(path)}"


def regional(text: str, project: str, region: str, collection: str) -> str:
    """The id of a resource of a region, such as a subnetwork or a router."""
    path = strip(text)
    if path.startswith("projects/"):
        return path
    parts = path.split("/")
    if len(parts) == 4 and parts[0] == "regions":
        return f"projects/{project}/{path}"
    return f"projects/{project}/regions/{region}/{collection}/{last(path)}"


def located(text: str, project: str, location: str, collection: str) -> str:
    """The id of a resource of a location, such as a cluster or a key ring; also from the short `location/name`."""
    path = strip(text)
    if path.startswith("projects/"):
        return re.sub(r"^(projects/[^/]+)/(zones|regions)/", r"\1/locations/", path)
    parts = path.split("/")
    if len(parts) == 3:
        project, location, _ = parts
    elif len(parts) == 2:
        location = parts[0]
    return f"projects/{project}/locations/{location}/{collection}/{parts[-1]}"


def same(old: str, new: str) -> bool:
    """Whether two texts can mean one resource: equal ids, or a bare name and the id that ends with it."""
    one, two = strip(old), strip(new)
    return one == two or (("/" in one) != ("/" in two) and last(one) == last(two))


def project_of(resource_id: str) -> str | None:
    """The project in an id."""
    parts = resource_id.split("/")
    return parts[1] if len(parts) > 1 and parts[0] == "projects" else None


def region_of(location: str) -> str:
    """The region of a zone, a region itself; `us-central1-ai1a` belongs to `us-central1`."""
    return "-".join(location.split("-")[:2])


def is_zone(location: str) -> bool:
    """Whether a location is a zone; regions have two parts, zones three."""
    return location.count("-") == 2
