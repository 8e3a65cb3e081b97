"""OCIDs: the only identity a resource of Oracle's cloud has.

Owns their form, `ocid1.<type>.<realm>.<region>.<60 letters and digits>`, and the tenancy that stands in where the
provider names none. Display names are not unique, so nothing is ever looked up by one.
"""

from __future__ import annotations

import re

from podwright.emulator.core import numbers
from podwright.emulator.oci.regions import regions

_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
_UNIQUE = 52
_FORM = re.compile(r"ocid1\.([a-z0-9]+)\.([a-z0-9-]+)\.([a-z0-9-]*)(?:\.[a-z0-9]*)?\.([A-Za-z0-9]+)")


def make(kind: str, realm: str, region: str, *parts: object) -> str:
    """The OCID of type `kind`; `region` is empty for what belongs to the whole tenancy. Same parts, same OCID."""
    place = regions()[region].ocid if region in regions() else region
    return f"ocid1.{kind}.{realm}.{place}.aaaaaaaa{numbers.text(_UNIQUE, _BASE32, kind, realm, region, *parts)}"


def another(ocid: str, number: int) -> str:
    """The OCID of the `number`th resource of those that were asked for alike; that of the first is `ocid` itself."""
    head, unique = ocid.rsplit(".", 1)
    return ocid if number == 1 else f"{head}.{unique[:-_UNIQUE]}{numbers.text(_UNIQUE, _BASE32, ocid, number)}"


def type_of(text: str) -> str | None:
    """The type in an OCID; None for any other text."""
    match = _FORM.fullmatch(text)
    return match[1] if match else None


def region_of(text: str) -> str | None:
    """The region in an OCID, by its full name; None where it has none or the text is no OCID."""
    match = _FORM.fullmatch(text)
    if match is None or not match[3]:
        return None
    return next((region.name for region in regions().values() if region.ocid == match[3]), match[3])


EMULATED_TENANCY = make("tenancy", "oc1", "", "podwright")
"""The tenancy of a provider that is not told one."""
