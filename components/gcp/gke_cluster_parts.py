"""The parts of a GKE cluster that are blocks of their own: add-ons, maintenance, metrics.

Owns how a plan is written in the words of `gcp.container.Cluster`; what is right is `gke_cluster_plan`.
"""

from __future__ import annotations

from pulumi_gcp import container

from components.gcp.gke_cluster_plan import GkeClusterPlan

_METRICS = (
    "SYSTEM_COMPONENTS",
    "APISERVER",
    "SCHEDULER",
    "CONTROLLER_MANAGER",
    "STORAGE",
    "HPA",
    "POD",
    "DAEMONSET",
    "DEPLOYMENT",
    "STATEFULSET",
    "KUBELET",
    "CADVISOR",
    "DCGM",
    "JOBSET",
)
"""Everything GKE measures by itself; DCGM is that of GPUs (pulumi-gcp 10.2.0, `enable_components`)."""


def addons(plan: GkeClusterPlan) -> container.ClusterAddonsConfigArgs:
    """The drivers for storage. Cloud Storage FUSE is on everywhere: weights and checkpoints come from buckets."""
    drivers = plan.storage_drivers
    return container.ClusterAddonsConfigArgs(
        gcs_fuse_csi_driver_config=container.ClusterAddonsConfigGcsFuseCsiDriverConfigArgs(enabled=True),
        lustre_csi_driver_config=(
            container.ClusterAddonsConfigLustreCsiDriverConfigArgs(enabled=True) if "lustre" in drivers else None
        ),
        parallelstore_csi_driver_config=(
            container.ClusterAddonsConfigParallelstoreCsiDriverConfigArgs(enabled=True)
            if "parallelstore" in drivers
            else None
        ),
        gcp_filestore_csi_driver_config=(
            container.ClusterAddonsConfigGcpFilestoreCsiDriverConfigArgs(enabled=True)
            if "filestore" in drivers
            else None
        ),
    )


def maintenance_policy(plan: GkeClusterPlan) -> container.ClusterMaintenancePolicyArgs | None:
    """The window and the exclusions, in order of their names, so that no order in a file is a change."""
    if plan.window is None:
        return None
    return container.ClusterMaintenancePolicyArgs(
        recurring_window=container.ClusterMaintenancePolicyRecurringWindowArgs(
            start_time=plan.window.start, end_time=plan.window.end, recurrence=plan.window.recurrence
        ),
        maintenance_exclusions=[
            container.ClusterMaintenancePolicyMaintenanceExclusionArgs(
                exclusion_name=name,
                start_time=start,
                end_time=end,
                exclusion_options=container.ClusterMaintenancePolicyMaintenanceExclusionExclusionOptionsArgs(
                    scope=scope
                ),
            )
            for name, (start, end, scope) in sorted(plan.exclusions.items())
        ]
        or None,
    )


def monitoring(plan: GkeClusterPlan) -> container.ClusterMonitoringConfigArgs | None:
    """Managed Prometheus and all metrics; None leaves Google's own system metrics."""
    if not plan.monitoring:
        return None
    return container.ClusterMonitoringConfigArgs(
        enable_components=list(_METRICS),
        managed_prometheus=container.ClusterMonitoringConfigManagedPrometheusArgs(enabled=True),
    )
