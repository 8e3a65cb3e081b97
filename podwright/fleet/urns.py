"""What a Pulumi URN says to a person: the type and the name of a resource.

Owns the reading of URNs and of property paths' subjects in messages. Messages never show a whole URN: the stack is
known where they are printed, and the chain of parents only hides the part one looks for.
"""

from __future__ import annotations

import re

STACK_TYPE = "pulumi:pulumi:Stack"
_URN = re.compile(r"urn:pulumi:[^:\s]+::[^:\s]+::(?P<types>[^\s\"'`]+?)::(?P<name>[^\s\"'`]+)")


def short_type(token: str) -> str:
    """`gcp:container/nodePool:NodePool` -> `gcp:container:NodePool`: the middle part repeats the last one."""
    package, _, rest = token.partition(":")
    module, _, name = rest.partition(":")
    return f"{package}:{module.partition('/')[0]}:{name}" if name else token


def type_and_name(urn: str) -> tuple[str, str]:
    """The short type and the logical name of a URN; ("", urn) for a text that is not one."""
    match = _URN.fullmatch(urn)
    if match is None:
        return "", urn
    return short_type(match["types"].rpartition("$")[2]), match["name"]


def token_of(urn: str) -> str:
    """The type of a URN as the provider spells it, without its parents'; empty for a text that is not one."""
    match = _URN.fullmatch(urn)
    return match["types"].rpartition("$")[2] if match else ""


def describe(urn: str) -> str:
    """`gcp:container:NodePool serve-v6e-0`, as messages name a resource; empty for the stack itself and for no URN."""
    kind, name = type_and_name(urn)
    return "" if kind == STACK_TYPE else f"{kind} {name}".strip()


def shorten_urns(text: str) -> str:
    """A message of the engine with every URN in it replaced by what `describe` says."""
    return _URN.sub(lambda match: describe(match[0]) or "the stack", text)
