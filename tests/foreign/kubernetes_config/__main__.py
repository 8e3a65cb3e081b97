"""After pulumi.com/registry/packages/kubernetes/api-docs: core/v1/configmap, core/v1/secret, batch/v1/cronjob."""

import pulumi
import pulumi_kubernetes as kubernetes

settings = kubernetes.core.v1.ConfigMap("settings", data={"mode": "fast", "limit": "10"})
password = kubernetes.core.v1.Secret("password", string_data={"password": "correct horse"}, type="Opaque")
kubernetes.batch.v1.CronJob(
    "nightly",
    spec={
        "schedule": "0 3 * * *",
        "job_template": {
            "spec": {
                "template": {
                    "spec": {
                        "restart_policy": "OnFailure",
                        "containers": [
                            {
                                "name": "job",
                                "image": "busybox:1.36",
                                "command": ["date"],
                                "env_from": [
                                    {"config_map_ref": {"name": settings.metadata.name}},
                                    {"secret_ref": {"name": password.metadata.name}},
                                ],
                            }
                        ],
                    }
                }
            }
        },
    },
)
pulumi.export("settings", settings.metadata.name)
