"""After the examples of pulumi.com/registry/packages/gcp/api-docs: serviceaccount, projects (IAM)."""

import pulumi
import pulumi_gcp as gcp

project = pulumi.Config("gcp").require("project")
account = gcp.serviceaccount.Account("robot", account_id="nightly-robot", display_name="Runs the nightly jobs")
role = gcp.projects.IAMCustomRole(
    "looker",
    role_id="looker",
    title="Looks",
    description="Lists roles and nothing else",
    permissions=["iam.roles.list", "iam.roles.get"],
)
gcp.projects.IAMMember("looks", project=project, role=role.name, member=account.member)
gcp.projects.IAMMember("writes-logs", project=project, role="roles/logging.logWriter", member=account.member)
gcp.serviceaccount.IAMBinding(
    "users",
    service_account_id=account.name,
    role="roles/iam.serviceAccountUser",
    members=["user:jane@example.com", "group:batch@example.com"],
)
pulumi.export("email", account.email)
