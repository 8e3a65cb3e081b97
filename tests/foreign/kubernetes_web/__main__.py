"""After pulumi.com/registry/packages/kubernetes/api-docs: apps/v1/deployment, core/v1/service."""

import pulumi
import pulumi_kubernetes as kubernetes

labels = {"app": "web"}
space = kubernetes.core.v1.Namespace("shop")
web = kubernetes.apps.v1.Deployment(
    "web",
    metadata={"namespace": space.metadata.name, "labels": labels},
    spec={
        "replicas": 3,
        "selector": {"match_labels": labels},
        "template": {
            "metadata": {"labels": labels},
            "spec": {
                "containers": [
                    {
                        "name": "nginx",
                        "image": "nginx:1.27",
                        "ports": [{"container_port": 80}],
                        "resources": {"requests": {"cpu": "100m", "memory": "64Mi"}},
                    }
                ]
            },
        },
    },
)
service = kubernetes.core.v1.Service(
    "web",
    metadata={"namespace": space.metadata.name},
    spec={"selector": labels, "ports": [{"port": 80, "target_port": 80}], "type": "ClusterIP"},
)
pulumi.export("service", service.metadata.name)
pulumi.export("address", service.spec.cluster_ip)
