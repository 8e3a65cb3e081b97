"""Functions of pulumi-azure-native: questions to the cloud that make nothing.

Owns the functions that the toolkit asks, and every `get…` of a type that is modelled: its arguments are the names in
the id, its result the resource. Any other function is refused by name.
"""

from __future__ import annotations

from collections.abc import Callable

from podwright.emulator.azure import aks, cluster_outputs, coverage, errors, ids, storage
from podwright.emulator.azure.identities import tenant
from podwright.emulator.core import numbers, values
from podwright.emulator.core.cloud import Call
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Secret, Values

Function = Callable[[Call, Values], Values]


def invoke(call: Call, token: str, args: Values) -> Values:
    """The result of a function; CloudError when it is not emulated."""
    found = FUNCTIONS.get(token)
    if found:
        return found(call, args)
    resource = _resource_of(token)
    if resource in coverage.MODELLED:
        return _get(call, resource, args)
    raise CloudError(
        f"function {token} is not emulated",
        note=f"emulated functions: {', '.join(sorted(FUNCTIONS))}, and get… of every modelled type",
    )


def _resource_of(token: str) -> str:
    package, module, name = token.split(":")
    return f"{package}:{module}:{name.removeprefix('get')}"


def _get(call: Call, token: str, args: Values) -> Values:
    kind = coverage.modelled(token)
    identity = kind.identify(call.scope, args) if kind else None
    record = call.tx.get(token, identity.id) if identity else None
    if record is None or record.retained:
        wanted = identity.id if identity else ""
        raise CloudError(f"request failed {wanted}: {errors.not_found(wanted).message}")
    return {**record.outputs, "id": record.id}


def _client_config(call: Call, args: Values) -> Values:
    del args
    subscription = call.scope.project or ""
    return {
        "clientId": call.scope.extra.get("clientId") or numbers.uuid_of("client", subscription),
        "objectId": numbers.uuid_of("caller", subscription),
        "subscriptionId": subscription,
        "tenantId": tenant(call.scope),
    }


def _client_token(call: Call, args: Values) -> Values:
    del call, args
    return {"token": Secret("emulated")}


def _user_credentials(call: Call, args: Values) -> Values:
    cluster = _cluster(call, args)
    user = f"clusterUser_{values.string(args, 'resourceGroupName')}_{cluster.name}"
    return {"kubeconfigs": [{"name": "clusterUser", "value": Secret(cluster_outputs.kubeconfig(cluster, user))}]}


def _admin_credentials(call: Call, args: Values) -> Values:
    cluster = _cluster(call, args)
    if values.flag(cluster.inputs, "disableLocalAccounts"):
        raise CloudError(
            f"request failed {cluster.id}/listClusterAdminCredential: "
            + errors.bad_request(
                "Getting static credential is not allowed because this cluster is set to disable local accounts."
            ).message
        )
    user = f"clusterAdmin_{values.string(args, 'resourceGroupName')}_{cluster.name}"
    return {"kubeconfigs": [{"name": "clusterAdmin", "value": Secret(cluster_outputs.kubeconfig(cluster, user))}]}


def _account_keys(call: Call, args: Values) -> Values:
    name = values.string(args, "accountName") or ""
    account = _found(call, storage.ACCOUNT, _id(call, args, "Microsoft.Storage/storageAccounts", name), "listKeys")
    return {"keys": [{**each, "value": Secret(each["value"])} for each in storage.account_keys(account)]}


def _cluster(call: Call, args: Values) -> Record:
    name = values.string(args, "resourceName") or ""
    return _found(call, aks.CLUSTER, _id(call, args, aks.CLUSTER_TYPE, name), "listClusterUserCredential")


def _id(call: Call, args: Values, arm_type: str, name: str) -> str:
    group = values.string(args, "resourceGroupName") or ""
    return ids.build(call.scope.project or "", group, arm_type, (name,))


def _found(call: Call, token: str, resource_id: str, action: str) -> Record:
    record = call.tx.get(token, resource_id)
    if record is None:
        raise CloudError(f"request failed {resource_id}/{action}: {errors.not_found(resource_id).message}")
    return record


FUNCTIONS: dict[str, Function] = {
    "azure-native:authorization:getClientConfig": _client_config,
    "azure-native:authorization:getClientToken": _client_token,
    "azure-native:containerservice:listManagedClusterAdminCredentials": _admin_credentials,
    "azure-native:containerservice:listManagedClusterUserCredentials": _user_credentials,
    "azure-native:storage:listStorageAccountKeys": _account_keys,
}
