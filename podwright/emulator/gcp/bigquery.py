"""BigQuery datasets and tables.

Owns their ids, and that a dataset with tables in it is only deleted when asked to take them along. No row is
kept.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from podwright.emulator.core import numbers, values
from podwright.emulator.core.cloud import Call, Identity, Scope
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import errors
from podwright.emulator.gcp.base import GoogleKind
from podwright.emulator.gcp.pointers import Pointer, in_project

DATASET = "gcp:bigquery/dataset:Dataset"
_API = "https://bigquery.googleapis.com/bigquery/v2/"


def _no_dataset(dataset: str) -> CloudError:
    _, project, _, name = dataset.split("/")
    return errors.api_error(404, f"Not found: Dataset {project}:{name}", "notFound")


class Dataset(GoogleKind):
    """A dataset."""

    title, noun = "Dataset", "dataset"
    template = "projects/{project}/datasets/{name}"
    link_base, labels = _API, "labels"
    name_property = "datasetId"
    auto_name = None
    defaults = (("deleteContentsOnDestroy", False), ("location", "US"))

    def check_location(self, location: str) -> None:
        """Multi-regions (`US`, `EU`) are locations here."""

    def takes_along(self, record: Record, user: Record) -> bool:
        """Its tables, with `deleteContentsOnDestroy`."""
        return values.flag(record.inputs, "deleteContentsOnDestroy")

    def in_use(self, record: Record, user: Record) -> CloudError:
        """BigQuery's sentence (hashicorp/terraform-provider-google issue 6688)."""
        return errors.api_error(400, f"Dataset {record.project}:{record.name} is still in use", "resourceInUse")

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Times in milliseconds."""
        now = int(call.now.timestamp() * 1000)
        return {
            **self.common(call, identity, inputs, old),
            "creationTime": old.outputs.get("creationTime") if old else now,
            "lastModifiedTime": now,
            "etag": numbers.etag(identity.id, str(now)),
        }


class Table(GoogleKind):
    """A table or a view."""

    title, noun = "Table", "table"
    template = "projects/{project}/datasets/{dataset}/tables/{name}"
    link_base, labels = _API, "labels"
    name_property = "tableId"
    auto_name = None
    defaults = (("deletionProtection", True),)
    pointers = (Pointer("datasetId", DATASET, in_project("datasets"), missing=_no_dataset),)

    def place(self, scope: Scope, inputs: Values) -> dict[str, str]:
        """The dataset is given by its name."""
        dataset = str(values.get(inputs, "datasetId")).rsplit("/", 1)[-1]
        return {**super().place(scope, inputs), "dataset": dataset}

    def spared(self, record: Record) -> bool:
        """The provider's own lock, on by default; BigQuery itself knows of none."""
        if values.get(record.inputs, "deletionProtection") is not False:
            raise CloudError(
                f"cannot destroy table {record.id} without setting deletion_protection=false and running `pulumi up`"
            )
        return super().spared(record)

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """An empty table."""
        now = int(call.now.timestamp() * 1000)
        kind = "VIEW" if values.given(inputs, "view") else "TABLE"
        dataset = call.tx.get(DATASET, identity.id.split("/tables/")[0])
        return {
            **self.common(call, identity, inputs, old),
            "creationTime": old.outputs.get("creationTime") if old else now,
            "lastModifiedTime": now,
            "etag": numbers.etag(identity.id, str(now)),
            "location": values.string(dataset.outputs, "location") if dataset else "US",
            "type": "MATERIALIZED_VIEW" if values.given(inputs, "materializedView") else kind,
        }
