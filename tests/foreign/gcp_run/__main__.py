"""After the examples of pulumi.com/registry/packages/gcp/api-docs: cloudrunv2/service, pubsub/subscription."""

import pulumi
import pulumi_gcp as gcp

service = gcp.cloudrunv2.Service(
    "hello",
    location="us-central1",
    deletion_protection=False,
    ingress="INGRESS_TRAFFIC_ALL",
    template={
        "containers": [{"image": "us-docker.pkg.dev/cloudrun/container/hello"}],
        "scaling": {"max_instance_count": 3},
    },
)
gcp.cloudrunv2.ServiceIamMember(
    "everybody", name=service.name, location=service.location, role="roles/run.invoker", member="allUsers"
)
topic = gcp.pubsub.Topic("orders", labels={"team": "shop"}, message_retention_duration="86600s")
gcp.pubsub.Subscription(
    "to-hello",
    topic=topic.id,
    ack_deadline_seconds=20,
    push_config={"push_endpoint": service.uri, "attributes": {"x-goog-version": "v1"}},
)
pulumi.export("uri", service.uri)
