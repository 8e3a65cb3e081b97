"""What is still in a bucket, a zone or a dataset: it keeps them, unless the program wants it to go along."""

from __future__ import annotations

import pytest

from tests.podwright.emulator.client import Client, refused
from tests.podwright.emulator.gcp.everything import Inputs

BUCKET, OBJECT = "gcp:storage/bucket:Bucket", "gcp:storage/bucketObject:BucketObject"
ZONE, RECORDS = "gcp:dns/managedZone:ManagedZone", "gcp:dns/recordSet:RecordSet"
DATASET, TABLE = "gcp:bigquery/dataset:Dataset", "gcp:bigquery/table:Table"
REPOSITORY = "gcp:artifactregistry/repository:Repository"
MEMBER = "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember"

WITH_CONTENTS: dict[str, tuple[str, Inputs, str, Inputs, str]] = {
    "bucket": (
        BUCKET,
        {"name": "weights", "location": "EU"},
        OBJECT,
        {"bucket": "weights", "name": "left", "content": "x"},
        "Error trying to delete bucket weights containing objects without force_destroy set to true",
    ),
    "zone": (
        ZONE,
        {"name": "zone", "dnsName": "lab.example."},
        RECORDS,
        {"managedZone": "zone", "name": "a.lab.example.", "type": "A", "ttl": 60, "rrdatas": ["192.0.2.1"]},
        "Error deleting ManagedZone: googleapi: Error 400: The resource named 'zone' cannot be deleted because it"
        " contains one or more 'resource records'., containerNotEmpty",
    ),
    "dataset": (
        DATASET,
        {"datasetId": "costs", "location": "EU"},
        TABLE,
        {"datasetId": "costs", "tableId": "days"},
        "Error deleting Dataset: googleapi: Error 400: Dataset lab:costs is still in use, resourceInUse",
    ),
}
OPTION = {"bucket": "forceDestroy", "zone": "forceDestroy", "dataset": "deleteContentsOnDestroy"}


@pytest.mark.parametrize("name", sorted(WITH_CONTENTS))
def test_contents_keep_it_unless_they_may_go_along(gcp: Client, name: str) -> None:
    """What somebody put there and no state knows would be lost else."""
    token, inputs, content, left, message = WITH_CONTENTS[name]
    made, inside = gcp.create(token, "x", inputs), gcp.create(content, "left", left)
    assert refused(lambda: gcp.delete(made)) == message
    changed = gcp.update(made, {**inputs, OPTION[name]: True})
    gcp.delete(changed)
    assert (gcp.refresh(changed), gcp.refresh(inside)) == (None, None)


def test_a_table_has_a_lock_of_the_providers_own(gcp: Client) -> None:
    """On by default."""
    gcp.create(DATASET, "d", {"datasetId": "costs"})
    inputs: Inputs = {"datasetId": "costs", "tableId": "days"}
    table = gcp.create(TABLE, "t", inputs)
    assert refused(lambda: gcp.delete(table)) == (
        "cannot destroy table projects/lab/datasets/costs/tables/days without setting"
        " deletion_protection=false and running `pulumi up`"
    )
    gcp.delete(gcp.update(table, {**inputs, "deletionProtection": False}))


def test_a_repository_goes_with_what_is_in_it(gcp: Client) -> None:
    """Artifact Registry deletes packages, and its policy, without a question."""
    inputs: Inputs = {"repositoryId": "images", "format": "DOCKER", "location": "europe-west4"}
    repository = gcp.create(REPOSITORY, "r", inputs)
    reader: Inputs = {"repository": "images", "role": "roles/artifactregistry.reader", "member": "allUsers"}
    member = gcp.create(MEMBER, "m", {**reader, "location": "europe-west4"})
    assert member.id == f"{repository.id}/roles/artifactregistry.reader/allUsers"
    gcp.delete(repository)
    assert gcp.refresh(member) is None
