"""Numbers and codes that a cloud makes up, made up here in a repeatable way.

Owns plausible values with no meaning: numeric ids, fingerprints, UUIDs. The same resource made the same time always
gets the same one; a caller that puts the call's `incarnation` among the parts gets another for one that is made again
after a delete, as in the real clouds.
"""

from __future__ import annotations

import base64
import hashlib
import uuid

from podwright.emulator.core.cloud import Call


def digest(*parts: object) -> bytes:
    """32 bytes that look random, always the same ones for the same parts."""
    return hashlib.sha256("\0".join(str(part) for part in parts).encode()).digest()


def numeric_id(call: Call, token: str, resource_id: str) -> int:
    """Sixteen digits, below 2**53 so that JSON's numbers carry it."""
    return 10**15 + int.from_bytes(digest(token, resource_id, call.incarnation)[:8], "big") % (8 * 10**15)


def decimal_digits(count: int, *parts: object) -> str:
    """`count` digits, up to 70, of which the first is not 0."""
    number = int.from_bytes(digest(*parts), "big")
    return str(10 ** (count - 1) + number % (9 * 10 ** (count - 1)))


def fingerprint(*parts: object) -> str:
    """Eight bytes in base64, the form of Compute Engine's fingerprints."""
    return base64.b64encode(digest(*parts)[:8]).decode()


def etag(*parts: object) -> str:
    """The same of other bytes."""
    return fingerprint("etag", *parts)


def hex_digits(count: int, *parts: object) -> str:
    """`count` hexadecimal digits, up to 64."""
    return digest(*parts).hex()[:count]


def text(count: int, alphabet: str, *parts: object) -> str:
    """`count` characters of an alphabet, such as the unique part of an OCID (60 of `a`-`z` and `2`-`7`)."""
    number = int.from_bytes(digest(*parts) + digest("more", *parts), "big")
    found: list[str] = []
    for _ in range(count):
        number, rest = divmod(number, len(alphabet))
        found.append(alphabet[rest])
    return "".join(found)


def uuid_of(*parts: object) -> str:
    """A UUID in the form of a random one (version 4)."""
    return str(uuid.UUID(bytes=digest("uuid", *parts)[:16], version=4))


def pick(count: int, *parts: object) -> int:
    """A number from 0 to `count` - 1."""
    return int.from_bytes(digest(*parts)[:4], "big") % count
