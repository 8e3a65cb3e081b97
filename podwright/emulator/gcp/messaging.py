"""Pub/Sub topics and subscriptions.

Owns their ids and what Pub/Sub fills in. No message is ever delivered.
"""

from __future__ import annotations

from podwright.emulator.core import values
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import errors
from podwright.emulator.gcp.base import GoogleKind
from podwright.emulator.gcp.cluster import CRYPTO_KEY
from podwright.emulator.gcp.pointers import Pointer, as_given, in_project

TOPIC = "gcp:pubsub/topic:Topic"


def _no_topic(topic: str) -> CloudError:
    return errors.api_error(404, f"Resource not found (resource={topic.rsplit('/', 1)[-1]}).", "notFound")


class Topic(GoogleKind):
    """A topic."""

    title, noun = "Topic", "topic"
    template = "projects/{project}/topics/{name}"
    labels = "labels"
    pointers = (Pointer("kmsKeyName", CRYPTO_KEY, as_given, on_delete="allow"),)


class Subscription(GoogleKind):
    """A subscription; it outlives its topic."""

    title, noun = "Subscription", "subscription"
    template = "projects/{project}/subscriptions/{name}"
    labels = "labels"
    defaults = (("messageRetentionDuration", "604800s"),)
    pointers = (
        Pointer("topic", TOPIC, in_project("topics"), on_delete="allow", missing=_no_topic),
        Pointer("deadLetterPolicy.deadLetterTopic", TOPIC, as_given, on_delete="allow", missing=_no_topic),
    )

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Ten seconds to acknowledge, 31 days without use until it expires."""
        topic = in_project("topics")(str(inputs["topic"]), identity)
        return {
            **self.common(call, identity, inputs, old),
            "topic": topic,
            "ackDeadlineSeconds": values.number(inputs, "ackDeadlineSeconds") or 10,
            "expirationPolicy": values.mapping(inputs, "expirationPolicy") or {"ttl": "2678400s"},
        }
