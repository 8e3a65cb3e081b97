"""GPU machines that Oracle launches by a template: as a cluster network, as racks, or as an instance pool.

Owns the instance configuration, the compute cluster and what launches the machines; no Kubernetes. Instance
configurations cannot be changed: another template is another configuration, made before the pool is told of it, and
machines that run stay as they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_oci import core

from components.oci.capacity import OciCapacityArgs
from components.oci.gpu_plan import OciGpuPlan

_Launch = core.InstanceConfigurationInstanceDetailsLaunchDetailsArgs
_Source = core.InstanceConfigurationInstanceDetailsLaunchDetailsSourceDetailsArgs
_Vnic = core.InstanceConfigurationInstanceDetailsLaunchDetailsCreateVnicDetailsArgs
_Agent = core.InstanceConfigurationInstanceDetailsLaunchDetailsAgentConfigArgs
_Plugin = core.InstanceConfigurationInstanceDetailsLaunchDetailsAgentConfigPluginsConfigArgs
_Options = core.InstanceConfigurationInstanceDetailsLaunchDetailsInstanceOptionsArgs


@dataclass(frozen=True, slots=True)
class OciTemplate:
    """What each machine is launched with, besides the plan."""

    compartment: pulumi.Input[str]
    domain: pulumi.Output[str]
    """Full name of the availability domain."""
    subnet: pulumi.Input[str]
    groups: Sequence[pulumi.Input[str]]
    image: pulumi.Input[str]
    metadata: Mapping[str, pulumi.Input[str]]
    labels: Mapping[str, str]
    capacity: OciCapacityArgs
    fabrics: Sequence[pulumi.Input[str]]
    disk_key: pulumi.Input[str] | None
    """OCID of the key of boot volumes; None: Oracle's own."""


def launch(owner: pulumi.Resource, name: str, plan: OciGpuPlan, template: OciTemplate) -> dict[str, pulumi.Resource]:
    """The machines of a plan; what launches them, by role."""
    cluster = compute_cluster(owner, name, plan, template) if plan.placement == "compute-cluster" else None
    configuration = _configuration(owner, name, plan, template)
    if plan.racks and cluster is not None:
        return _racks(owner, name, plan, template, (cluster, configuration))
    if plan.placement == "cluster-network":
        return {"network": _network(owner, name, plan, template, configuration)}
    return {"pool": _pool(owner, name, plan, template, (cluster, configuration))}


def compute_cluster(owner: pulumi.Resource, name: str, plan: OciGpuPlan, template: OciTemplate) -> core.ComputeCluster:
    """The RDMA network that machines join one by one."""
    return core.ComputeCluster(
        f"{name}-compute-cluster",
        availability_domain=template.domain,
        compartment_id=template.compartment,
        display_name=plan.name,
        freeform_tags=dict(template.labels),
        opts=pulumi.ResourceOptions(parent=owner),
    )


def _configuration(
    owner: pulumi.Resource, name: str, plan: OciGpuPlan, template: OciTemplate
) -> core.InstanceConfiguration:
    states = {True: "ENABLED", False: "DISABLED"}
    details = _Launch(
        compartment_id=template.compartment,
        availability_domain=template.domain,
        display_name=plan.name,
        shape=plan.machine.size,
        capacity_reservation_id=template.capacity.get("name"),
        source_details=_Source(
            source_type="image",
            image_id=template.image,
            boot_volume_size_in_gbs=str(plan.boot_volume_gib),
            kms_key_id=template.disk_key,
        ),
        create_vnic_details=_Vnic(subnet_id=template.subnet, nsg_ids=list(template.groups), assign_public_ip=False),
        agent_config=_Agent(
            are_all_plugins_disabled=False,
            is_management_disabled=False,
            is_monitoring_disabled=False,
            plugins_configs=[_Plugin(name=plugin, desired_state=states[on]) for plugin, on in plan.plugins.items()],
        ),
        # The first version of the metadata service answers anybody who can make the machine send a request.
        instance_options=_Options(are_legacy_imds_endpoints_disabled=True),
        metadata=dict(template.metadata),
        freeform_tags=dict(template.labels),
    )
    return core.InstanceConfiguration(
        f"{name}-template",
        compartment_id=template.compartment,
        display_name=plan.name,
        instance_details=core.InstanceConfigurationInstanceDetailsArgs(instance_type="compute", launch_details=details),
        freeform_tags=dict(template.labels),
        opts=pulumi.ResourceOptions(parent=owner),
    )


def _network(
    owner: pulumi.Resource,
    name: str,
    plan: OciGpuPlan,
    template: OciTemplate,
    configuration: core.InstanceConfiguration,
) -> core.ClusterNetwork:
    return core.ClusterNetwork(
        f"{name}-network",
        compartment_id=template.compartment,
        display_name=plan.name,
        instance_pools=[
            core.ClusterNetworkInstancePoolArgs(
                instance_configuration_id=configuration.id,
                size=plan.nodes,
                display_name=plan.name,
                freeform_tags=dict(template.labels),
            )
        ],
        placement_configuration=core.ClusterNetworkPlacementConfigurationArgs(
            availability_domain=template.domain,
            primary_vnic_subnets=core.ClusterNetworkPlacementConfigurationPrimaryVnicSubnetsArgs(
                subnet_id=template.subnet
            ),
        ),
        freeform_tags=dict(template.labels),
        opts=pulumi.ResourceOptions(parent=owner),
    )


def _racks(
    owner: pulumi.Resource,
    name: str,
    plan: OciGpuPlan,
    template: OciTemplate,
    parts: tuple[core.ComputeCluster, core.InstanceConfiguration],
) -> dict[str, pulumi.Resource]:
    """One GPU memory cluster for each fabric; without named fabrics Oracle takes free ones of the tenancy's."""
    cluster, configuration = parts
    return {
        f"rack-{number}": core.ComputeGpuMemoryCluster(
            f"{name}-rack-{number}",
            availability_domain=template.domain,
            compartment_id=template.compartment,
            compute_cluster_id=cluster.id,
            instance_configuration_id=configuration.id,
            gpu_memory_fabric_id=template.fabrics[number] if template.fabrics else None,
            size=str(size),
            display_name=plan.rack_names[number],
            freeform_tags=dict(template.labels),
            opts=pulumi.ResourceOptions(parent=owner),
        )
        for number, size in enumerate(plan.racks)
    }


def _pool(
    owner: pulumi.Resource,
    name: str,
    plan: OciGpuPlan,
    template: OciTemplate,
    parts: tuple[core.ComputeCluster | None, core.InstanceConfiguration],
) -> core.InstancePool:
    cluster, configuration = parts
    return core.InstancePool(
        f"{name}-pool",
        compartment_id=template.compartment,
        display_name=plan.name,
        instance_configuration_id=configuration.id,
        size=plan.nodes,
        placement_configurations=[
            core.InstancePoolPlacementConfigurationArgs(
                availability_domain=template.domain,
                compute_cluster_id=cluster.id if cluster else None,
                primary_vnic_subnets=core.InstancePoolPlacementConfigurationPrimaryVnicSubnetsArgs(
                    subnet_id=template.subnet
                ),
            )
        ],
        freeform_tags=dict(template.labels),
        opts=pulumi.ResourceOptions(parent=owner),
    )
