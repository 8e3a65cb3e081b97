"""The machines of a fleet in the words of Microsoft.Compute and of Microsoft.AzureFleet, which differ in their nesting.

Owns how a plan is written; what is right is `gpu_fleet_plan`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi_azure_native import azurefleet, compute

from components.azure.gpu_fleet_plan import AzureGpuFleetPlan

if TYPE_CHECKING:
    from components.azure.gpu_fleet import AzureGpuFleetArgs

_ADMIN = "azureuser"
_DISK_GIB = 256


def scale_set_profile(args: AzureGpuFleetArgs, plan: AzureGpuFleetPlan) -> compute.VirtualMachineScaleSetVMProfileArgs:
    """Machines of a scale set: Generation 2, no password, no public address."""
    group = args["capacity"].get("name")
    image, encryption = plan.image, args.get("disk_encryption_set")
    return compute.VirtualMachineScaleSetVMProfileArgs(
        priority="Spot" if plan.spot else None,
        eviction_policy="Delete" if plan.spot else None,
        capacity_reservation=(
            compute.CapacityReservationProfileArgs(capacity_reservation_group=compute.SubResourceArgs(id=group))
            if group
            else None
        ),
        user_data=args.get("user_data"),
        os_profile=compute.VirtualMachineScaleSetOSProfileArgs(
            computer_name_prefix=plan.computer,
            admin_username=args.get("admin", _ADMIN),
            linux_configuration=compute.LinuxConfigurationArgs(
                disable_password_authentication=True,
                ssh=compute.SshConfigurationArgs(
                    public_keys=[compute.SshPublicKeyArgs(path=_key_path(args), key_data=args["ssh_public_key"])]
                ),
            ),
        ),
        storage_profile=compute.VirtualMachineScaleSetStorageProfileArgs(
            image_reference=compute.ImageReferenceArgs(
                id=image.id, publisher=image.publisher, offer=image.offer, sku=image.sku, version=image.version
            ),
            disk_controller_type="NVMe" if plan.machine.rack_size else None,
            os_disk=compute.VirtualMachineScaleSetOSDiskArgs(
                create_option="FromImage",
                caching=compute.CachingTypes.READ_WRITE,
                disk_size_gb=args.get("boot_disk_gib", _DISK_GIB),
                managed_disk=compute.VirtualMachineScaleSetManagedDiskParametersArgs(
                    storage_account_type="Premium_LRS",
                    disk_encryption_set=(
                        compute.DiskEncryptionSetParametersArgs(id=encryption) if encryption is not None else None
                    ),
                ),
            ),
        ),
        network_profile=compute.VirtualMachineScaleSetNetworkProfileArgs(
            network_interface_configurations=[
                compute.VirtualMachineScaleSetNetworkConfigurationArgs(
                    name="primary",
                    primary=True,
                    enable_accelerated_networking=True,
                    ip_configurations=[
                        compute.VirtualMachineScaleSetIPConfigurationArgs(
                            name="primary", primary=True, subnet=compute.ApiEntityReferenceArgs(id=args["subnet"])
                        )
                    ],
                )
            ]
        ),
    )


def fleet_profile(args: AzureGpuFleetArgs, plan: AzureGpuFleetPlan) -> azurefleet.BaseVirtualMachineProfileArgs:
    """The same machines for a Compute Fleet."""
    image, encryption = plan.image, args.get("disk_encryption_set")
    return azurefleet.BaseVirtualMachineProfileArgs(
        user_data=args.get("user_data"),
        os_profile=azurefleet.VirtualMachineScaleSetOSProfileArgs(
            computer_name_prefix=plan.computer,
            admin_username=args.get("admin", _ADMIN),
            linux_configuration=azurefleet.LinuxConfigurationArgs(
                disable_password_authentication=True,
                ssh=azurefleet.SshConfigurationArgs(
                    public_keys=[azurefleet.SshPublicKeyArgs(path=_key_path(args), key_data=args["ssh_public_key"])]
                ),
            ),
        ),
        storage_profile=azurefleet.VirtualMachineScaleSetStorageProfileArgs(
            image_reference=azurefleet.ImageReferenceArgs(
                id=image.id, publisher=image.publisher, offer=image.offer, sku=image.sku, version=image.version
            ),
            os_disk=azurefleet.VirtualMachineScaleSetOSDiskArgs(
                create_option="FromImage",
                caching="ReadWrite",
                disk_size_gb=args.get("boot_disk_gib", _DISK_GIB),
                managed_disk=azurefleet.VirtualMachineScaleSetManagedDiskParametersArgs(
                    storage_account_type="Premium_LRS",
                    disk_encryption_set=(
                        azurefleet.DiskEncryptionSetParametersArgs(id=encryption) if encryption is not None else None
                    ),
                ),
            ),
        ),
        network_profile=_fleet_network(args),
    )


def _fleet_network(args: AzureGpuFleetArgs) -> azurefleet.VirtualMachineScaleSetNetworkProfileArgs:
    address = azurefleet.VirtualMachineScaleSetIPConfigurationArgs(
        name="primary",
        properties=azurefleet.VirtualMachineScaleSetIPConfigurationPropertiesArgs(
            primary=True, subnet=azurefleet.ApiEntityReferenceArgs(id=args["subnet"])
        ),
    )
    return azurefleet.VirtualMachineScaleSetNetworkProfileArgs(
        network_api_version="2020-11-01",
        network_interface_configurations=[
            azurefleet.VirtualMachineScaleSetNetworkConfigurationArgs(
                name="primary",
                properties=azurefleet.VirtualMachineScaleSetNetworkConfigurationPropertiesArgs(
                    primary=True, enable_accelerated_networking=True, ip_configurations=[address]
                ),
            )
        ],
    )


def _key_path(args: AzureGpuFleetArgs) -> str:
    return f"/home/{args.get('admin', _ADMIN)}/.ssh/authorized_keys"
