"""Quota preferences: granted at once, up to a ceiling; never lowered by accident; never deleted."""

from __future__ import annotations

from pathlib import Path

from podwright.emulator.core import values
from podwright.emulator.core.quota import QuotaKey
from podwright.emulator.listing import set_quota
from tests.podwright.emulator.client import Client, Made, refused

PREFERENCE = "gcp:cloudquota/sQuotaPreference:SQuotaPreference"
QUOTA = "PREEMPTIBLE-TPU-V6E-per-project-region"
KEY = QuotaKey.of("lab", "compute.googleapis.com", QUOTA, {"region": "europe-west4"})
Inputs = dict[str, object]


def _ask(value: int, name: str = "spot", **more: object) -> Inputs:
    return {
        "name": name,
        "parent": "projects/lab",
        "service": "compute.googleapis.com",
        "quotaId": QUOTA,
        "dimensions": {"region": "europe-west4"},
        "quotaConfig": {"preferredValue": str(value)},
        "contactEmail": "platform@example.com",
        **more,
    }


def _granted(made: Made) -> str | None:
    return values.string(made.outputs, "quotaConfig.grantedValue")


def test_an_ask_is_granted_at_once(gcp: Client) -> None:
    """Approval takes seconds when it comes; the emulated one takes none."""
    made = gcp.create(PREFERENCE, "spot", _ask(64))
    assert made.id == "projects/lab/locations/global/quotaPreferences/spot"
    assert _granted(made) == "64"


def test_more_than_the_ceiling_is_not_granted(gcp: Client, state_dir: Path) -> None:
    """A denial is no error: the preference is there, and the grant is what it is."""
    set_quota(state_dir, KEY, ceiling=32)
    made = gcp.create(PREFERENCE, "spot", _ask(64))
    assert (_granted(made), values.string(made.outputs, "quotaConfig.stateDetail")) == ("32", "Quota request denied")


def test_a_denied_ask_takes_nothing_away(gcp: Client, state_dir: Path) -> None:
    """Whoever holds 64 and asks for 128 keeps 64."""
    made = gcp.create(PREFERENCE, "spot", _ask(64))
    set_quota(state_dir, KEY, ceiling=32)
    assert _granted(gcp.update(made, _ask(128))) == "64"


def test_a_large_decrease_is_unsafe(gcp: Client) -> None:
    """Google's words, with the metric and both limits."""
    made = gcp.create(PREFERENCE, "spot", _ask(64))
    assert refused(lambda: gcp.update(made, _ask(32))) == (
        "Error updating QuotaPreference: googleapi: Error 400: com.google.apps.framework.request.StatusException:"
        " <eye3 title='FAILED_PRECONDITION'/> generic::FAILED_PRECONDITION: The quota override for quota unit"
        " '1/{region}' with dimensions {region: europe-west4} on metric"
        " 'compute.googleapis.com/PREEMPTIBLE-TPU-V6E-per-project-region' decreases effective quota unsafely."
        " New effective limit 32 decreases current effective limit 64 by more than 10.000000 percent.\n"
        "  note: QUOTA_DECREASE_PERCENTAGE_TOO_HIGH in ignoreSafetyChecks allows it"
    )


def test_a_decrease_can_be_insisted_on(gcp: Client) -> None:
    """That is what ignoreSafetyChecks is for; up to a tenth needs no insisting."""
    made = gcp.update(gcp.create(PREFERENCE, "spot", _ask(64)), _ask(60))
    assert _granted(made) == "60"
    made = gcp.update(made, _ask(8, ignoreSafetyChecks="QUOTA_DECREASE_PERCENTAGE_TOO_HIGH"))
    assert _granted(made) == "8"


def test_there_is_one_preference_for_a_quota_and_its_dimensions(gcp: Client) -> None:
    """Under whatever name."""
    gcp.create(PREFERENCE, "spot", _ask(64))
    assert refused(lambda: gcp.create(PREFERENCE, "again", _ask(64, "again"))) == (
        "Error creating QuotaPreference: googleapi: Error 409: QuotaPreference"
        " projects/lab/locations/global/quotaPreferences/spot already exists.\n"
        "  note: there is one preference for a quota and its dimensions"
    )


def test_a_deleted_preference_is_still_there(gcp: Client) -> None:
    """The provider has no delete: the limit stays, and making it again is refused until it is imported."""
    made = gcp.create(PREFERENCE, "spot", _ask(64))
    gcp.delete(made)
    assert refused(lambda: gcp.create(PREFERENCE, "spot", _ask(64))) == (
        "Error creating QuotaPreference: googleapi: Error 409: QuotaPreference"
        " projects/lab/locations/global/quotaPreferences/spot already exists.\n"
        "  note: Google Cloud cannot delete it, and neither does the provider: take it over with the resource option"
        ' import_="projects/lab/locations/global/quotaPreferences/spot"; retain_on_delete=True keeps it whole until'
        " then"
    )


def test_an_import_comes_without_what_google_never_tells(gcp: Client) -> None:
    """So a program that adopts one must ignore changes of the contact, or the import fails."""
    gcp.delete(gcp.create(PREFERENCE, "spot", _ask(64)))
    adopted = gcp.import_(PREFERENCE, "spot", "projects/lab/locations/global/quotaPreferences/spot")
    assert adopted is not None
    assert gcp.diff(adopted, _ask(64)).changes == {"contactEmail": "add"}
    assert gcp.update(adopted, _ask(128)).id == adopted.id


def test_a_refresh_keeps_what_google_never_tells(gcp: Client) -> None:
    """Or every refresh would be followed by a change."""
    made = gcp.create(PREFERENCE, "spot", _ask(64))
    seen = gcp.refresh(made)
    assert seen is not None
    assert gcp.diff(seen, _ask(64)).changes == {}


def test_the_quota_itself_cannot_be_exchanged(gcp: Client) -> None:
    """Dimensions are part of what a preference is."""
    made = gcp.create(PREFERENCE, "spot", _ask(64))
    assert refused(lambda: gcp.update(made, _ask(64, dimensions={"region": "us-east5"}))) == (
        "Error updating QuotaPreference: googleapi: Error 400: Field quota_preference.dimensions is immutable.,"
        " badRequest\n"
        "  note: give the new one another name"
    )


def test_quota_info_tells_the_effective_limits(gcp: Client) -> None:
    """What a region has that nobody asked for is 0."""
    gcp.create(PREFERENCE, "spot", _ask(64))
    info = gcp.invoke(
        "gcp:cloudquota/getSQuotaInfo:getSQuotaInfo",
        {"parent": "projects/lab", "service": "compute.googleapis.com", "quotaId": QUOTA},
    )
    assert info["dimensionsInfos"] == [
        {
            "dimensions": {"region": "europe-west4"},
            "details": [{"value": "64"}],
            "applicableLocations": ["europe-west4"],
        },
        {"dimensions": {}, "details": [{"value": "0"}], "applicableLocations": []},
    ]
