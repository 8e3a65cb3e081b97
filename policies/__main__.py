"""Serves the rules as the policy pack `podwright`.

Only this file builds the pack: the constructor starts a server and never returns, and the engine reads the port from
the first line of standard output, so nothing may be printed before it.
"""

from pulumi_policy import EnforcementLevel, PolicyPack

from policies.rules.control_planes import NO_OPEN_CONTROL_PLANE
from policies.rules.labels import OWNER_LABELS
from policies.rules.public_addresses import NO_PUBLIC_ADDRESS
from policies.rules.public_endpoints import NO_PUBLIC_ENDPOINT
from policies.rules.public_networks import NO_PUBLIC_NETWORK
from policies.rules.quotas import QUOTA_BY_HAND, QUOTA_COVERS_ACCELERATORS
from policies.rules.regions import REGION_IN_JURISDICTION
from policies.rules.ssh_ingress import NO_SSH_FROM_INTERNET

PolicyPack(
    "podwright",
    policies=[
        NO_PUBLIC_ADDRESS,
        NO_PUBLIC_NETWORK,
        NO_PUBLIC_ENDPOINT,
        NO_OPEN_CONTROL_PLANE,
        NO_SSH_FROM_INTERNET,
        OWNER_LABELS,
        QUOTA_COVERS_ACCELERATORS,
        QUOTA_BY_HAND,
        REGION_IN_JURISDICTION,
    ],
    enforcement_level=EnforcementLevel.MANDATORY,
)
