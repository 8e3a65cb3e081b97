"""After pulumi.com/registry/packages/kubernetes/api-docs: helm/v3/release, yaml/configgroup, apiextensions."""

import pulumi
import pulumi_kubernetes as kubernetes

DEFINITION = """
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: crontabs.stable.example.com}
spec:
  group: stable.example.com
  scope: Namespaced
  names: {plural: crontabs, singular: crontab, kind: CronTab}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
                cronSpec: {type: string}
                replicas: {type: integer, minimum: 1, default: 1}
                extra: {type: object, x-kubernetes-preserve-unknown-fields: true}
"""

namespace = kubernetes.core.v1.Namespace("queues")
kueue = kubernetes.helm.v3.Release(
    "kueue",
    chart="oci://registry.k8s.io/kueue/charts/kueue",
    version="0.13.4",
    namespace=namespace.metadata.name,
    values={"controllerManager": {"replicas": 2}},
)
flavor = kubernetes.apiextensions.CustomResource(
    "tpu",
    api_version="kueue.x-k8s.io/v1beta1",
    kind="ResourceFlavor",
    metadata={"name": "tpu"},
    spec={"nodeLabels": {"cloud.google.com/gke-tpu-accelerator": "tpu-v6e-slice"}},
    opts=pulumi.ResourceOptions(depends_on=[kueue]),
)
kubernetes.apiextensions.CustomResource(
    "training",
    api_version="kueue.x-k8s.io/v1beta1",
    kind="ClusterQueue",
    metadata={"name": "training"},
    spec={
        "resourceGroups": [
            {
                "coveredResources": ["google.com/tpu"],
                "flavors": [{"name": "tpu", "resources": [{"name": "google.com/tpu", "nominalQuota": 64}]}],
            }
        ]
    },
    opts=pulumi.ResourceOptions(depends_on=[flavor]),
)
tables = kubernetes.yaml.ConfigGroup("definition", yaml=[DEFINITION])
defined = tables.get_resource("apiextensions.k8s.io/v1/CustomResourceDefinition", "crontabs.stable.example.com")
kubernetes.apiextensions.CustomResource(
    "nightly",
    api_version="stable.example.com/v1",
    kind="CronTab",
    metadata={"name": "nightly"},
    spec={"cronSpec": "0 3 * * *", "extra": {"anything": [1]}},
    opts=pulumi.ResourceOptions(depends_on=[defined]),
)
pulumi.export("revision", kueue.status.revision)
