"""A registry for the container images of a region's jobs, in Artifact Registry.

Owns one Docker repository, what is cleaned out of it, and who may pull. In the region of the machines, because a
thousand nodes that pull an image of ten GB across an ocean is how training starts late.
"""

from typing import NotRequired, TypedDict

import pulumi
from pulumi_gcp import artifactregistry

from components.checks import Checks
from components.outputs import after
from podwright.catalog.regions import check_region
from podwright.plan.names import cloud_name

_READER = "roles/artifactregistry.reader"


class RegistryArgs(TypedDict):
    """Arguments of `Registry`."""

    project: str
    """Project that owns the repository."""
    region: str
    """Region that holds the images."""
    prefix: str
    """Leading part of the name."""
    labels: dict[str, str]
    """Labels of the repository."""
    readers: NotRequired[dict[str, pulumi.Input[str]]]
    """E-mails of service accounts that may pull, by a name for each."""
    keep_versions: NotRequired[int]
    """Newest versions of each image that are always kept; needed with `delete_untagged_days`. 10 when left out."""
    delete_untagged_days: NotRequired[int]
    """Images without a tag are deleted after so many days; kept when left out."""
    immutable_tags: NotRequired[bool]
    """A tag can never be moved to another image; off when left out."""
    key: NotRequired[pulumi.Input[str]]
    """Id of the KMS key that encrypts the images; Google's own key when left out."""


def plan_registry(name: str, args: RegistryArgs) -> str:
    """The repository's name, or an `InputError` with everything that is wrong with the arguments."""
    checks = Checks("Registry", name)
    checks.take(check_region("gcp", args["region"]))
    checks.labels(args["labels"])
    for field in ("keep_versions", "delete_untagged_days"):
        value = args.get(field)
        if isinstance(value, int) and value < 1:
            checks.add(field, "is too small", given=str(value), allowed="1 or more, or left out")
    repository = checks.attempt(lambda: cloud_name(args["prefix"], name), field="name")
    checks.done()
    if not repository:
        raise AssertionError("a plan without a problem is complete")
    return repository


class Registry(pulumi.ComponentResource):
    """A Docker repository."""

    repository_id: pulumi.Output[str]
    """Id of the repository; known when every reader has its role."""
    url: pulumi.Output[str]
    """Where images are pushed to and pulled from: `<region>-docker.pkg.dev/<project>/<repository>`."""

    def __init__(self, name: str, args: RegistryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        repository_name = plan_registry(name, args)
        super().__init__("podwright:index:Registry", name, {}, opts)
        repository = artifactregistry.Repository(
            f"{name}-repository",
            repository_id=repository_name,
            project=args["project"],
            location=args["region"],
            format="DOCKER",
            labels=args["labels"],
            docker_config=artifactregistry.RepositoryDockerConfigArgs(immutable_tags=args.get("immutable_tags", False)),
            cleanup_policies=_cleanup(args),
            kms_key_name=args.get("key"),
            opts=pulumi.ResourceOptions(parent=self),
        )
        grants = [
            artifactregistry.RepositoryIamMember(
                f"{name}-{key}",
                project=args["project"],
                location=args["region"],
                repository=repository.name,
                role=_READER,
                member=pulumi.Output.from_input(email).apply("serviceAccount:{}".format),
                opts=pulumi.ResourceOptions(parent=self),
            ).id
            for key, email in args.get("readers", {}).items()
        ]
        self.repository_id = after(repository.id, *grants)
        self.url = pulumi.Output.from_input(f"{args['region']}-docker.pkg.dev/{args['project']}/{repository_name}")
        self.register_outputs({"repositoryId": self.repository_id, "url": self.url})


def _cleanup(args: RegistryArgs) -> list[artifactregistry.RepositoryCleanupPolicyArgs] | None:
    days = args.get("delete_untagged_days")
    if days is None:
        return None
    return [
        artifactregistry.RepositoryCleanupPolicyArgs(
            id="delete-untagged",
            action="DELETE",
            condition=artifactregistry.RepositoryCleanupPolicyConditionArgs(
                tag_state="UNTAGGED", older_than=f"{days * 86_400}s"
            ),
        ),
        artifactregistry.RepositoryCleanupPolicyArgs(
            id="keep-newest",
            action="KEEP",
            most_recent_versions=artifactregistry.RepositoryCleanupPolicyMostRecentVersionsArgs(
                keep_count=args.get("keep_versions", 10)
            ),
        ),
    ]
