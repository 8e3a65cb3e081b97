"""What all components on Oracle Cloud need: checks of tags and places, and look-ups in the tenancy.

Owns the words that every component's arguments share. Look-ups are asked with the component's own provider; a preview
whose compartment is not there yet asks nothing and knows nothing.
"""

import re
from collections.abc import Mapping

import pulumi
from pulumi_oci import containerengine, core, identity, objectstorage

from components.checks import Checks
from podwright.catalog.oci_rules import domain_number, oci_zone
from podwright.catalog.regions import check_region
from podwright.plan.names_oci import check_tags

_SERVICES = r"All .* Services In Oracle Services Network"


def take_place(checks: Checks, region: str, labels: Mapping[str, str], zone: str | None = None) -> str | None:
    """Record what is wrong with region, availability domain and labels; the domain as `AD-1`."""
    for problem in check_tags(labels):
        checks.take(problem, "labels" if problem.subject == "labels" else f"labels.{problem.subject}")
    unknown = check_region("oci", region)
    checks.take(unknown)
    if unknown or zone is None:
        return None
    return checks.attempt(lambda: oci_zone(region, zone))


def domain_name(owner: pulumi.Resource, tenancy: pulumi.Input[str], zone: str) -> pulumi.Output[str]:
    """Full name of an availability domain, such as `Uocm:PHX-AD-1`: its letters are the tenancy's."""
    found = identity.get_availability_domain_output(
        compartment_id=tenancy, ad_number=domain_number(zone), opts=pulumi.InvokeOutputOptions(parent=owner)
    )
    return found.name


def compartment_path(
    compartment: pulumi.Input[str], tenancy: pulumi.Input[str], opts: pulumi.InvokeOutputOptions
) -> pulumi.Output[str]:
    """Names from the tenancy down to a compartment, `parent:child`, as quota statements want them."""
    found = identity.get_compartment_output(id=compartment, opts=opts)

    def joined(known: list[str]) -> pulumi.Input[str]:
        name, parent, root = known
        if parent == root:
            return name
        return compartment_path(parent, root, opts).apply(lambda above: f"{above}:{name}")

    return pulumi.Output.all(found.name, found.compartment_id, tenancy).apply(joined)


def namespace(owner: pulumi.Resource) -> pulumi.Output[str]:
    """The tenancy's namespace in Object Storage."""
    return objectstorage.get_namespace_output(opts=pulumi.InvokeOutputOptions(parent=owner)).namespace


def all_services(owner: pulumi.Resource) -> pulumi.Output[tuple[str, str]]:
    """Id and CIDR label of all Oracle services of the region, as a service gateway and its routes name them."""
    found = core.get_services_output(
        filters=[core.GetServicesFilterArgs(name="name", values=[_SERVICES], regex=True)],
        opts=pulumi.InvokeOutputOptions(parent=owner),
    )
    return found.services.apply(lambda services: (services[0].id, services[0].cidr_block))


def node_image(owner: pulumi.Resource, version: str, kind: str) -> pulumi.Output[str]:
    """The newest of Oracle's images for nodes of a Kubernetes version; `kind` is `x86`, `arm64` or `gpu`."""
    found = containerengine.get_node_pool_option_output(
        node_pool_option_id="all", node_pool_k8s_version=version, opts=pulumi.InvokeOutputOptions(parent=owner)
    )
    return found.sources.apply(
        lambda sources: newest_image({each.source_name: each.image_id for each in sources}, version, kind)
    )


def newest_image(images: Mapping[str, str], version: str, kind: str) -> str:
    """The image whose name sorts last among those of the kind; the names carry the date of the build."""
    mark = {"x86": "", "arm64": "aarch64-", "gpu": "Gen2-GPU-"}[kind]
    form = re.compile(rf"Oracle-Linux-[\d.]+-{mark}\d{{4}}\.\d\d\.\d\d-\d+-OKE-{re.escape(version.lstrip('v'))}-\d+")
    names = sorted(name for name in images if form.fullmatch(name))
    if not names:
        raise LookupError(f"Oracle offers no {kind} image of nodes for Kubernetes {version}; give one as image")
    return images[names[-1]]
