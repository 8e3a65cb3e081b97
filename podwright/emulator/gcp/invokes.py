"""Functions of the Google Cloud provider: questions to the cloud that make nothing.

Owns the functions that the toolkit asks, those that let a program find what cannot be deleted (key rings and keys)
before it creates it, and the list of all; more are in `lookups.py`. Any other function is refused by name.
"""

from __future__ import annotations

from collections.abc import Callable

from podwright.catalog.regions import regions
from podwright.emulator.core import values
from podwright.emulator.core.cloud import Call
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.quota import QuotaKey
from podwright.emulator.core.wire import Secret, Values
from podwright.emulator.gcp import errors, gke_versions, identities, links, lookups
from podwright.emulator.gcp.base import project_of
from podwright.emulator.gcp.cluster import CRYPTO_KEY
from podwright.emulator.gcp.kms import KEY_RING

Function = Callable[[Call, Values], Values]


def invoke(call: Call, token: str, args: Values) -> Values:
    """The result of a function; CloudError when it is not emulated."""
    found = FUNCTIONS.get(token)
    if found is None:
        raise CloudError(
            f"function {token} is not emulated", note=f"emulated functions: {', '.join(sorted(FUNCTIONS))}"
        )
    return found(call, args)


def _client_config(call: Call, args: Values) -> Values:
    del args
    scope = call.scope
    where = f'projects/"{scope.project}"/regions/"{scope.region}"/zones/"{scope.zone}"'
    return {
        "id": where,
        "project": scope.project or "",
        "region": scope.region or "",
        "zone": scope.zone or "",
        "accessToken": Secret("emulated"),
        "defaultLabels": dict(scope.labels),
    }


def _project(call: Call, args: Values) -> Values:
    project = values.string(args, "projectId") or project_of(call.scope, {})
    return {
        "id": f"projects/{project}",
        "projectId": project,
        "name": project,
        "number": identities.project_number(project),
        "orgId": "",
        "folderId": "",
        "billingAccount": "",
        "autoCreateNetwork": False,
        "deletionPolicy": "PREVENT",
        "labels": {},
        "effectiveLabels": Secret({}),
        "pulumiLabels": Secret({}),
        "tags": {},
    }


def _quota_info(call: Call, args: Values) -> Values:
    parent, service, quota_id = (_required(args, name) for name in ("parent", "service", "quotaId"))
    project = links.project_of(f"{parent}/") or ""
    states = [
        state for state in call.ledger.states(project) if (state.key.service, state.key.quota_id) == (service, quota_id)
    ]
    default = call.ledger.default_limit(QuotaKey(project, service, quota_id))
    infos: list[Values] = [
        {
            "dimensions": dict(state.key.dimensions),
            "details": [{"value": str(state.limit)}],
            "applicableLocations": [value for name, value in state.key.dimensions if name in ("region", "zone")],
        }
        for state in states
    ]
    infos.append({"dimensions": {}, "details": [{"value": str(default)}], "applicableLocations": []})
    resource_id = f"{parent}/locations/global/services/{service}/quotaInfos/{quota_id}"
    return {
        "id": resource_id,
        "name": resource_id,
        "parent": parent,
        "service": service,
        "quotaId": quota_id,
        "metric": f"{service}/{quota_id}",
        "metricDisplayName": quota_id,
        "quotaDisplayName": quota_id,
        "metricUnit": "1",
        "refreshInterval": "",
        "containerType": "PROJECT",
        "dimensions": sorted({name for state in states for name, _ in state.key.dimensions}),
        "dimensionsInfos": infos,
        "isPrecise": True,
        "isFixed": False,
        "isConcurrent": True,
        "quotaIncreaseEligibilities": [{"isEligible": True, "ineligibilityReason": ""}],
        "serviceRequestQuotaUri": "",
    }


def _zones(call: Call, args: Values) -> Values:
    project = project_of(call.scope, args)
    region = values.string(args, "region") or call.scope.region
    if not region:
        raise errors.no_region()
    found = regions("gcp").get(region)
    if found is None:
        raise errors.invalid(f"Invalid value for field 'region': '{region}'. Unknown region.")
    names = list(found.zones)
    return {"id": f"projects/{project}/regions/{region}", "names": names, "project": project, "region": region}


def _engine_versions(call: Call, args: Values) -> Values:
    newest = sorted(set(gke_versions.CHANNELS.values()), key=gke_versions.parts, reverse=True)
    prefix = values.string(args, "versionPrefix") or ""
    offered = [version for version in newest if version.startswith(prefix)]
    channels = {name: version for name, version in gke_versions.CHANNELS.items() if name != "EXTENDED"}
    return {
        "id": call.timestamp(),
        "location": values.string(args, "location") or call.scope.zone or call.scope.region or "",
        "project": project_of(call.scope, args),
        "defaultClusterVersion": gke_versions.DEFAULT,
        "latestMasterVersion": offered[0] if offered else "",
        "latestNodeVersion": offered[0] if offered else "",
        "releaseChannelDefaultVersion": channels,
        "releaseChannelLatestVersion": channels,
        "releaseChannelUpgradeTargetVersion": channels,
        "validMasterVersions": offered,
        "validNodeVersions": offered,
    }


def _key_rings(call: Call, args: Values) -> Values:
    project, location = project_of(call.scope, args), _required(args, "location")
    parent = f"projects/{project}/locations/{location}"
    rings = [each for each in call.tx.records(KEY_RING, project) if each.id.startswith(f"{parent}/")]
    found: list[Values] = [{"id": each.id, "name": each.id} for each in rings]
    return {"id": f"{parent}/keyRings", "location": location, "project": project, "keyRings": found}


def _key_ring(call: Call, args: Values) -> Values:
    project, location, name = project_of(call.scope, args), _required(args, "location"), _required(args, "name")
    resource_id = f"projects/{project}/locations/{location}/keyRings/{name}"
    if call.tx.get(KEY_RING, resource_id) is None:
        raise errors.api_error(404, f"KeyRing {resource_id} not found.", "notFound")
    return {"id": resource_id, "location": location, "name": name, "project": project}


def _crypto_keys(call: Call, args: Values) -> Values:
    ring = links.located(_required(args, "keyRing"), call.scope.project or "", "global", "keyRings")
    keys = [each for each in call.tx.records(CRYPTO_KEY) if each.id.startswith(f"{ring}/")]
    found: list[Values] = [
        {
            **{name: each.outputs.get(name) for name in ("purpose", "primaries", "labels", "destroyScheduledDuration")},
            "id": each.id,
            "name": each.id,
            "effectiveLabels": each.outputs.get("effectiveLabels"),
            "pulumiLabels": each.outputs.get("pulumiLabels"),
            "keyRing": ring,
            "rotationPeriod": each.outputs.get("rotationPeriod") or "",
            "versionTemplates": [each.outputs.get("versionTemplate")],
        }
        for each in keys
    ]
    return {"id": f"{ring}/cryptoKeys", "keyRing": ring, "keys": found}


def _required(args: Values, name: str) -> str:
    found = values.string(args, name)
    if not found:
        raise CloudError(f'Missing required argument: The argument "{name}" is required, but no definition was found.')
    return found


FUNCTIONS: dict[str, Function] = {
    "gcp:cloudquota/getSQuotaInfo:getSQuotaInfo": _quota_info,
    "gcp:compute/getDefaultServiceAccount:getDefaultServiceAccount": lookups.default_service_account,
    "gcp:compute/getImage:getImage": lookups.image,
    "gcp:compute/getNetwork:getNetwork": lookups.network,
    "gcp:compute/getSubnetwork:getSubnetwork": lookups.subnetwork,
    "gcp:compute/getZones:getZones": _zones,
    "gcp:container/getEngineVersions:getEngineVersions": _engine_versions,
    "gcp:kms/getCryptoKeys:getCryptoKeys": _crypto_keys,
    "gcp:kms/getKMSKeyRing:getKMSKeyRing": _key_ring,
    "gcp:kms/getKeyRings:getKeyRings": _key_rings,
    "gcp:organizations/getClientConfig:getClientConfig": _client_config,
    "gcp:organizations/getProject:getProject": _project,
    "gcp:storage/getProjectServiceAccount:getProjectServiceAccount": lookups.storage_service_account,
}
