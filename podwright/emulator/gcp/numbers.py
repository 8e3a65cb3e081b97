"""Numbers and codes that Google makes up, made up here in a repeatable way.

Owns plausible values with no meaning: project numbers, numeric ids, fingerprints. The same resource made the same time
always gets the same one, and one made again after a delete gets another, as in the real cloud.
"""

from __future__ import annotations

import base64
import hashlib

from podwright.emulator.core.cloud import Call


def _digest(*parts: object) -> bytes:
    return hashlib.sha256("\0".join(str(part) for part in parts).encode()).digest()


def project_number(project: str) -> str:
    """Twelve digits."""
    return str(10**11 + int.from_bytes(_digest("project", project)[:8], "big") % (9 * 10**11))


def numeric_id(call: Call, token: str, resource_id: str) -> int:
    """Eighteen digits or less, below 2**53 so that JSON's numbers carry it."""
    return 10**15 + int.from_bytes(_digest(token, resource_id, call.incarnation)[:8], "big") % (8 * 10**15)


def unique_id(call: Call, resource_id: str) -> str:
    """A service account's 21 digits."""
    return "1" + str(int.from_bytes(_digest("unique", resource_id, call.incarnation)[:16], "big")).zfill(39)[:20]


def fingerprint(*parts: object) -> str:
    """Eight bytes in base64, the form of Compute Engine's fingerprints."""
    return base64.b64encode(_digest(*parts)[:8]).decode()


def etag(*parts: object) -> str:
    """IAM's and Cloud Quotas' form of the same."""
    return base64.b64encode(_digest("etag", *parts)[:8]).decode()


def hex_digits(count: int, *parts: object) -> str:
    """`count` hexadecimal digits."""
    return _digest(*parts).hex()[:count]


def pick(count: int, *parts: object) -> int:
    """A number from 0 to `count` - 1."""
    return int.from_bytes(_digest(*parts)[:4], "big") % count
