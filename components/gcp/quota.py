"""Quota asked for through Cloud Quotas: one preference per quota, dimension set and project.

Owns the preferences, and reads what is in effect. How much is needed is arithmetic of the catalog; whether it was
granted is Google's answer, which may come later than the apply. Anything that draws on a quota should depend on this
component.

A preference can never be deleted in Google Cloud: when it leaves the program it stays in the cloud, and `adopt` takes
it over when it comes back.
"""

import re
from collections.abc import Mapping
from typing import NotRequired, TypedDict

import pulumi
from pulumi_gcp import cloudquota

from components.checks import Checks
from components.gcp.quota_value import value_in_effect
from components.outputs import gathered
from podwright.catalog.quotas import UNLIMITED

NAME_LIMIT = 128
"""Longest preference id that we send; Google documents none, and the ids of the catalog stay far below."""


class QuotaAskArgs(TypedDict):
    """One quota to ask for."""

    service: str
    """The API that owns the quota, such as compute.googleapis.com or tpu.googleapis.com; they are disjoint pools."""
    quota_id: str
    """Id in Cloud Quotas, such as PREEMPTIBLE-TPU-V6E-per-project-region."""
    dimensions: NotRequired[dict[str, str]]
    """Where it applies (region, zone, tpu_family…); left out for the whole project."""
    value: pulumi.Input[int]
    """What to ask for, in the quota's own unit (chips, cores, GPUs, GB); -1 is unlimited."""
    adopt: NotRequired[bool]
    """Take over the preference that is there already, which must have this value, instead of creating it."""


class QuotaArgs(TypedDict):
    """Arguments of `Quota`."""

    project: str
    """Project whose quota it is."""
    contact_email: str
    """Who Google writes to about the request; the account must be allowed to change quotas."""
    asks: dict[str, QuotaAskArgs]
    """The quotas, by a key that is the identity of each; `preference_name` makes a good one."""
    justification: NotRequired[str]
    """Why, in a sentence for the reviewer at Google."""


def preference_name(service: str, quota_id: str, dimensions: Mapping[str, str]) -> str:
    """Id of a preference: the same quota and dimensions always give the same one.

    `compute_googleapis_com-CPUS-per-project_us-east1` is Google's own example of the form.
    """
    parts = (quota_id, *(dimensions[key] for key in sorted(dimensions)))
    return "-".join((_plain(service), "_".join(_plain(part) for part in parts)))


class Quota(pulumi.ComponentResource):
    """Quota preferences of one project; its children are named `<name>-<key>`."""

    preferences: pulumi.Output[dict[str, str]]
    """Name of each preference, by the key it was given."""
    effective: pulumi.Output[dict[str, int]]
    """What is in effect for each quota, read after it was asked for; less than asked where Google has not granted it
    (yet), -1 where it is unlimited."""

    def __init__(self, name: str, args: QuotaArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        _check(name, args)
        super().__init__("podwright:index:Quota", name, {}, opts)
        made = {key: self._preference(f"{name}-{key}", args, ask) for key, ask in args["asks"].items()}
        self.preferences = gathered({key: preference.name for key, preference in made.items()})
        self.effective = gathered({key: self._effective(args, args["asks"][key], made[key]) for key in made})
        self.register_outputs({"preferences": self.preferences, "effective": self.effective})

    def _effective(
        self, args: QuotaArgs, ask: QuotaAskArgs, preference: cloudquota.SQuotaPreference
    ) -> pulumi.Output[int]:
        info = cloudquota.get_s_quota_info_output(
            parent=f"projects/{args['project']}",
            service=ask["service"],
            quota_id=ask["quota_id"],
            # Read after every change of the preference, and not before there is one.
            opts=pulumi.InvokeOutputOptions(parent=self, depends_on=[preference]),
        )
        return info.dimensions_infos.apply(lambda infos: value_in_effect(infos, ask.get("dimensions", {})))

    def _preference(self, name: str, args: QuotaArgs, ask: QuotaAskArgs) -> cloudquota.SQuotaPreference:
        dimensions, parent = ask.get("dimensions", {}), f"projects/{args['project']}"
        own = preference_name(ask["service"], ask["quota_id"], dimensions)
        existing = f"{parent}/locations/global/quotaPreferences/{own}" if ask.get("adopt", False) else None
        return cloudquota.SQuotaPreference(
            name,
            name=own,
            parent=parent,
            service=ask["service"],
            quota_id=ask["quota_id"],
            dimensions=dimensions or None,
            quota_config=cloudquota.SQuotaPreferenceQuotaConfigArgs(
                preferred_value=pulumi.Output.from_input(ask["value"]).apply(_as_text)
            ),
            # The API refuses to lower a quota by more than a tenth, as it may be a slip. A lower value here was written
            # down and reviewed; going below what is in use stays refused.
            ignore_safety_checks="QUOTA_DECREASE_PERCENTAGE_TOO_HIGH",
            contact_email=args["contact_email"],
            justification=args.get("justification"),
            # The API never gives these two back, so an adopted preference could not match what is written here.
            opts=pulumi.ResourceOptions(
                parent=self,
                import_=existing,
                ignore_changes=["contactEmail", "justification"] if existing else None,
            ),
        )


def _check(name: str, args: QuotaArgs) -> None:
    checks = Checks("Quota", name)
    if "@" not in args["contact_email"]:
        checks.add("contact_email", "is no e-mail address; Google answers there", given=args["contact_email"])
    taken: dict[str, str] = {}
    for key, ask in args["asks"].items():
        dimensions = ask.get("dimensions", {})
        preference = preference_name(ask["service"], ask["quota_id"], dimensions)
        value = ask["value"]
        if isinstance(value, int) and value < UNLIMITED:
            checks.add(f"asks.{key}.value", "is no amount", given=str(value), allowed="0 or more, or -1")
        for reserved in sorted({"user", "resource"} & dimensions.keys()):
            checks.add(
                f"asks.{key}.dimensions.{reserved}",
                "cannot be set: a preference always covers every user and resource",
                fix="drop it",
            )
        if len(preference) > NAME_LIMIT:
            checks.add(f"asks.{key}", f"gives a name of more than {NAME_LIMIT} characters", given=preference)
        if preference in taken:
            checks.add(f"asks.{key}", f"asks for the same quota as asks.{taken[preference]}", fix="keep one of them")
        taken.setdefault(preference, key)
    checks.done()


def _as_text(value: float) -> str:
    """The number as the API takes it; what comes from another resource may be a float."""
    return str(int(value))


def _plain(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9-]", "_", text)
