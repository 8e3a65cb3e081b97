"""A private AKS cluster: control plane, the identities it and its nodes act as, the system pool, maintenance windows.

Private control plane, no local accounts (Entra groups and Azure RBAC decide), workload identity, Azure CNI overlay with
Cilium, nodes behind the NAT gateway of the subnet. Owns the system pool only, inline, because AKS insists on one; pools
with GPUs are resources of their own, as an edit of an inline pool puts every pool into scaling.
"""

from typing import NotRequired, TypedDict

import pulumi
from pulumi_azure_native import authorization, managedidentity
from pulumi_azure_native import containerservice as aks
from pulumi_azure_native.containerservice.outputs import ManagedClusterOIDCIssuerProfileResponse

from components.azure.aks_cluster_plan import SCHEDULES, AzureAksClusterPlan, plan_azure_aks_cluster
from components.azure.shared import grant
from components.outputs import after


class AzureClusterNetworkArgs(TypedDict):
    """Where the cluster lives; the outputs of `AzureNetwork`."""

    subnet: pulumi.Input[str]
    """Id of the subnet of the nodes, which must have a NAT gateway."""
    pods_range: pulumi.Input[str]
    """CIDR of pods, outside of the virtual network."""
    services_range: pulumi.Input[str]
    """CIDR of services, outside of the virtual network."""
    dns_service: pulumi.Input[str]
    """Address of the cluster's own DNS, in the range of services."""


class AzureSystemPoolArgs(TypedDict):
    """Size of the system pool."""

    nodes: NotRequired[int]
    """Machines, 3 when left out, spread over the zones of the region."""
    machine_type: NotRequired[str]
    """Standard_D4ds_v5 when left out."""


class AzureMaintenanceArgs(TypedDict):
    """When AKS may upgrade."""

    start: str
    """Time of day a window begins, UTC, such as 02:00."""
    hours: int
    """How long it lasts, 4 to 24."""
    days: list[str]
    """The one day of a week: MO, TU, WE, TH, FR, SA or SU."""


class AzureAksClusterArgs(TypedDict):
    """Arguments of `AzureAksCluster`."""

    subscription: str
    """Id of the subscription."""
    region: str
    """Region of the cluster."""
    resource_group: pulumi.Input[str]
    """Name of the resource group."""
    prefix: str
    """Leading part of every cloud name."""
    labels: dict[str, str]
    """Tags of the cluster and of its machines."""
    network: AzureClusterNetworkArgs
    """Where the cluster lives."""
    admin_groups: list[str]
    """Object ids of the Entra groups that administer the cluster."""
    disk_encryption_set: NotRequired[pulumi.Input[str]]
    """Id of the set whose key encrypts the nodes' disks; Azure's own key when left out."""
    kubernetes_version: NotRequired[str]
    """Version of the control plane; AKS' own choice when left out."""
    system_pool: NotRequired[AzureSystemPoolArgs]
    """Size of the system pool."""
    upgrade_channel: NotRequired[str]
    """patch when left out; or stable, rapid, node-image, none."""
    node_upgrade_channel: NotRequired[str]
    """NodeImage when left out; or SecurityPatch, Unmanaged, None."""
    maintenance: NotRequired[AzureMaintenanceArgs]
    """When AKS may upgrade cluster and nodes; any time when left out."""
    monitoring: NotRequired[bool]
    """Metrics by the managed service for Prometheus; off when left out."""


class AzureAksCluster(pulumi.ComponentResource):
    """The cluster of a region. Pools and workloads depend on the component, which includes its grants."""

    cluster_id: pulumi.Output[str]
    """Id of the cluster."""
    cluster_name: pulumi.Output[str]
    """Name of the cluster; known when it is there."""
    private_fqdn: pulumi.Output[str]
    """Name of the control plane, which resolves inside of the network only."""
    oidc_issuer: pulumi.Output[str]
    """Issuer of the tokens that workload identities trust."""
    identity_principal: pulumi.Output[str]
    """Principal of the control plane, which needs access to what pools use, such as reservation groups."""
    kubelet_principal: pulumi.Output[str]
    """Principal of the nodes, which needs AcrPull on registries."""
    node_resource_group: pulumi.Output[str]
    """Resource group in which AKS keeps the machines."""

    def __init__(self, name: str, args: AzureAksClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        plan = plan_azure_aks_cluster(name, args)
        super().__init__("podwright:index:AzureAksCluster", name, {}, opts)
        own = self._identity(f"{name}-identity", plan.identity, args)
        kubelet = self._identity(f"{name}-kubelet", plan.kubelet, args)
        grants = self._grants(name, args, plan, (own, kubelet))
        cluster = self._cluster(name, args, plan, (own, kubelet), grants)
        self._windows(name, args, plan, cluster)
        self.cluster_id, self.cluster_name = cluster.id, cluster.name
        self.private_fqdn, self.oidc_issuer = cluster.private_fqdn, cluster.oidc_issuer_profile.apply(_issuer)
        self.identity_principal, self.kubelet_principal = own.principal_id, kubelet.principal_id
        self.node_resource_group = after(pulumi.Output.from_input(plan.node_group), cluster.id)
        self.register_outputs(
            {
                "clusterId": self.cluster_id,
                "clusterName": self.cluster_name,
                "privateFqdn": self.private_fqdn,
                "oidcIssuer": self.oidc_issuer,
                "identityPrincipal": self.identity_principal,
                "kubeletPrincipal": self.kubelet_principal,
                "nodeResourceGroup": self.node_resource_group,
            }
        )

    def _identity(self, name: str, cloud_name: str, args: AzureAksClusterArgs) -> managedidentity.UserAssignedIdentity:
        return managedidentity.UserAssignedIdentity(
            name,
            resource_name_=cloud_name,
            resource_group_name=args["resource_group"],
            location=args["region"],
            tags=args["labels"],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _grants(
        self,
        name: str,
        args: AzureAksClusterArgs,
        plan: AzureAksClusterPlan,
        identities: tuple[managedidentity.UserAssignedIdentity, managedidentity.UserAssignedIdentity],
    ) -> list[authorization.RoleAssignment]:
        """The control plane joins machines to the subnet, gives nodes their identity, and reads the key of disks."""
        own, kubelet = identities
        wanted: dict[str, tuple[str, pulumi.Input[str]]] = {
            "subnet": ("network-contributor", args["network"]["subnet"]),
            "kubelet": ("identity-operator", kubelet.id),
        }
        encryption = args.get("disk_encryption_set")
        if encryption is not None:
            wanted["disks"] = ("reader", encryption)
        return [
            grant(
                f"{name}-grant-{key}",
                role,
                (plan.identity, own.principal_id),
                (f"{plan.cluster}/{key}", scope),
                (args["subscription"], self),
            )
            for key, (role, scope) in wanted.items()
        ]

    def _cluster(
        self,
        name: str,
        args: AzureAksClusterArgs,
        plan: AzureAksClusterPlan,
        identities: tuple[managedidentity.UserAssignedIdentity, managedidentity.UserAssignedIdentity],
        grants: list[authorization.RoleAssignment],
    ) -> aks.ManagedCluster:
        own, kubelet = identities
        return aks.ManagedCluster(
            f"{name}-aks",
            resource_name_=plan.cluster,
            resource_group_name=args["resource_group"],
            location=args["region"],
            tags=args["labels"],
            dns_prefix=plan.dns_prefix,
            node_resource_group=plan.node_group,
            kubernetes_version=args.get("kubernetes_version"),
            # The paid tier: it has an uptime agreement and takes more than ten nodes in earnest.
            sku=aks.ManagedClusterSKUArgs(name="Base", tier="Standard"),
            identity=aks.ManagedClusterIdentityArgs(
                type=aks.ResourceIdentityType.USER_ASSIGNED, user_assigned_identities=[own.id]
            ),
            identity_profile={
                "kubeletidentity": aks.UserAssignedIdentityArgs(
                    resource_id=kubelet.id, client_id=kubelet.client_id, object_id=kubelet.principal_id
                )
            },
            api_server_access_profile=aks.ManagedClusterAPIServerAccessProfileArgs(
                enable_private_cluster=True, enable_private_cluster_public_fqdn=False, private_dns_zone="system"
            ),
            disable_local_accounts=True,
            enable_rbac=True,
            aad_profile=aks.ManagedClusterAADProfileArgs(
                managed=True, enable_azure_rbac=True, admin_group_object_ids=args["admin_groups"]
            ),
            oidc_issuer_profile=aks.ManagedClusterOIDCIssuerProfileArgs(enabled=True),
            security_profile=aks.ManagedClusterSecurityProfileArgs(
                workload_identity=aks.ManagedClusterSecurityProfileWorkloadIdentityArgs(enabled=True)
            ),
            disk_encryption_set_id=args.get("disk_encryption_set"),
            auto_upgrade_profile=aks.ManagedClusterAutoUpgradeProfileArgs(
                upgrade_channel=plan.channel, node_os_upgrade_channel=plan.node_channel
            ),
            network_profile=_network(args),
            storage_profile=aks.ManagedClusterStorageProfileArgs(
                blob_csi_driver=aks.ManagedClusterStorageProfileBlobCSIDriverArgs(enabled=True)
            ),
            azure_monitor_profile=_monitoring(args),
            agent_pool_profiles=[_system_pool(args, plan)],
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(grants)),
        )

    def _windows(
        self, name: str, args: AzureAksClusterArgs, plan: AzureAksClusterPlan, cluster: aks.ManagedCluster
    ) -> None:
        if plan.window is None:
            return
        for key, schedule in SCHEDULES.items():
            aks.MaintenanceConfiguration(
                f"{name}-maintenance-{key}",
                config_name=schedule,
                resource_name_=cluster.name,
                resource_group_name=args["resource_group"],
                maintenance_window=aks.MaintenanceWindowArgs(
                    start_time=plan.window.start,
                    duration_hours=plan.window.hours,
                    utc_offset="+00:00",
                    schedule=aks.ScheduleArgs(
                        weekly=aks.WeeklyScheduleArgs(day_of_week=plan.window.day, interval_weeks=1)
                    ),
                ),
                opts=pulumi.ResourceOptions(parent=self),
            )


def _network(args: AzureAksClusterArgs) -> aks.ContainerServiceNetworkProfileArgs:
    network = args["network"]
    return aks.ContainerServiceNetworkProfileArgs(
        network_plugin="azure",
        network_plugin_mode="overlay",
        network_dataplane="cilium",
        network_policy="cilium",
        outbound_type="userAssignedNATGateway",
        load_balancer_sku="standard",
        pod_cidr=network["pods_range"],
        service_cidr=network["services_range"],
        dns_service_ip=network["dns_service"],
    )


def _system_pool(args: AzureAksClusterArgs, plan: AzureAksClusterPlan) -> aks.ManagedClusterAgentPoolProfileArgs:
    return aks.ManagedClusterAgentPoolProfileArgs(
        name="system",
        mode="System",
        type="VirtualMachineScaleSets",
        count=plan.nodes,
        vm_size=plan.machine_type,
        availability_zones=list(plan.zones) or None,
        vnet_subnet_id=args["network"]["subnet"],
        os_type="Linux",
        os_sku="Ubuntu",
        os_disk_type="Managed",
        max_pods=110,
        enable_node_public_ip=False,
        # Nothing but the cluster's own services runs here, so that no training job can starve its DNS.
        node_taints=["CriticalAddonsOnly=true:NoSchedule"],
        upgrade_settings=aks.AgentPoolUpgradeSettingsArgs(max_surge="1"),
        tags=args["labels"],
    )


def _monitoring(args: AzureAksClusterArgs) -> aks.ManagedClusterAzureMonitorProfileArgs | None:
    if not args.get("monitoring", False):
        return None
    return aks.ManagedClusterAzureMonitorProfileArgs(
        metrics=aks.ManagedClusterAzureMonitorProfileMetricsArgs(enabled=True)
    )


def _issuer(profile: ManagedClusterOIDCIssuerProfileResponse | None) -> str:
    return profile.issuer_url if profile else ""
