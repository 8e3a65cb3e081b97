"""After the examples of pulumi.com/registry/packages/gcp/api-docs/storage: bucket, bucketobject, bucketiammember."""

import pulumi
import pulumi_gcp as gcp

site = gcp.storage.Bucket(
    "site",
    location="EU",
    force_destroy=True,
    uniform_bucket_level_access=True,
    website={"main_page_suffix": "index.html", "not_found_page": "404.html"},
    cors=[{"origins": ["http://example.com"], "methods": ["GET", "HEAD"], "max_age_seconds": 3600}],
    lifecycle_rules=[{"condition": {"age": 3}, "action": {"type": "Delete"}}],
)
page = gcp.storage.BucketObject(
    "index.html", bucket=site.name, content_type="text/html", source=pulumi.StringAsset("<h1>Hello</h1>")
)
gcp.storage.BucketIAMMember("reader", bucket=site.name, role="roles/storage.objectViewer", member="allUsers")
pulumi.export("url", site.url)
pulumi.export("page", page.name)
