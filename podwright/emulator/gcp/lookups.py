"""Functions that look up what is there: networks, subnetworks, images, the default service account.

Owns what programs of other people ask most. An image is never looked up: any family or name of any project is there,
because Google's own change every week.
"""

from __future__ import annotations

from podwright.emulator.core import numbers, values
from podwright.emulator.core.cloud import Call
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values, plain_values
from podwright.emulator.gcp import errors, identities, links
from podwright.emulator.gcp.base import project_of, region_of
from podwright.emulator.gcp.ranges import NETWORK, SUBNETWORK, of_network

_IMAGE_GB = 10


def network(call: Call, args: Values) -> Values:
    """A network by name or link."""
    project = project_of(call.scope, args)
    record = _record(call, NETWORK, links.network(_named(args), project))
    found = [claim.id for claim in of_network(call.tx, record.id) if claim.token == SUBNETWORK]
    names = ("description", "gatewayIpv4", "internalIpv6Range", "networkProfile", "numericId", "selfLink")
    return {
        **_texts(record, names),
        "networkId": values.number(record.outputs, "networkId") or 0,
        "subnetworksSelfLinks": [links.COMPUTE + each for each in dict.fromkeys(found)],
    }


def subnetwork(call: Call, args: Values) -> Values:
    """A subnetwork by name and region, or by link."""
    project, text = project_of(call.scope, args), _named(args)
    region = "" if links.strip(text).startswith("projects/") else region_of(call.scope, args)
    record = _record(call, SUBNETWORK, links.regional(text, project, region, "subnetworks"))
    names = ("description", "gatewayAddress", "ipCidrRange", "network", "stackType", "selfLink")
    none = dict.fromkeys(("externalIpv6Prefix", "internalIpv6Prefix", "ipv6AccessType"), "")
    return {
        **_texts(record, names),
        **none,
        "region": record.location,
        "privateIpGoogleAccess": values.flag(record.outputs, "privateIpGoogleAccess"),
        "secondaryIpRanges": values.blocks(record.outputs, "secondaryIpRanges"),
        "subnetworkId": values.number(record.outputs, "subnetworkId") or 0,
    }


def image(call: Call, args: Values) -> Values:
    """An image by family or name."""
    family, name = values.string(args, "family") or "", values.string(args, "name")
    if not family and not name and not values.string(args, "filter"):
        raise CloudError("one of name, family or filters must be set")
    project = project_of(call.scope, args)
    name = name or f"{family or 'image'}-v20260501"
    resource_id = f"projects/{project}/global/images/{name}"
    none = ("description", "imageEncryptionKeySha256", "sourceDisk", "sourceDiskEncryptionKeySha256", "sourceDiskId")
    return {
        **dict.fromkeys((*none, "sourceImageId"), ""),
        "id": resource_id,
        "name": name,
        "family": family,
        "filter": values.string(args, "filter") or "",
        "project": project,
        "selfLink": links.COMPUTE + resource_id,
        "imageId": numbers.decimal_digits(18, resource_id),
        "diskSizeGb": _IMAGE_GB,
        "archiveSizeBytes": _IMAGE_GB << 28,
        "creationTimestamp": "2026-05-01T00:00:00.000Z",
        "labelFingerprint": numbers.fingerprint(resource_id),
        "labels": {},
        "licenses": [],
        "mostRecent": values.flag(args, "mostRecent"),
        "status": "READY",
    }


def default_service_account(call: Call, args: Values) -> Values:
    """Compute Engine's own account in the project."""
    project = project_of(call.scope, args)
    email = f"{identities.project_number(project)}-compute@developer.gserviceaccount.com"
    name = f"projects/{project}/serviceAccounts/{email}"
    return {
        "id": name,
        "name": name,
        "displayName": "Compute Engine default service account",
        "email": email,
        "member": f"serviceAccount:{email}",
        "project": project,
        "uniqueId": numbers.decimal_digits(21, email),
    }


def storage_service_account(call: Call, args: Values) -> Values:
    """Cloud Storage's own account in the project, which is made when somebody asks for it."""
    project = project_of(call.scope, args)
    email = f"service-{identities.project_number(project)}@gs-project-accounts.iam.gserviceaccount.com"
    return {
        "id": email,
        "emailAddress": email,
        "member": f"serviceAccount:{email}",
        "project": project,
        "userProject": values.string(args, "userProject") or "",
    }


def _named(args: Values) -> str:
    found = values.string(args, "selfLink") or values.string(args, "name")
    if not found:
        raise CloudError("one of name or self_link must be set")
    return found


def _record(call: Call, token: str, resource_id: str) -> Record:
    found = call.tx.get(token, resource_id)
    if found is None:
        raise errors.not_found(resource_id)
    return found


def _texts(record: Record, names: tuple[str, ...]) -> Values:
    outputs = plain_values(record.outputs)
    own: Values = {"id": record.id, "name": record.name, "project": record.project}
    return {**own, **{name: values.string(outputs, name) or "" for name in names}}
