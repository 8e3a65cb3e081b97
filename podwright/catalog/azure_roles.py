"""Built-in roles of Azure by a word: components grant these and no others, so that nobody gets more than is needed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from podwright.catalog.data import load
from podwright.errors import InputError, Problem


@cache
def azure_roles() -> Mapping[str, str]:
    """Id of each role, a GUID, by its word."""
    roles = load("azure_roles.yaml").children("roles")
    return MappingProxyType({word: each.text("id") for word, each in roles.items()})


def role_definition_id(subscription: str, word: str) -> str:
    """The role as an assignment names it, or an `InputError` (subject `role`).

    With the subscription in front, as Azure gives it back: without it every refresh would show a change.
    """
    found = azure_roles().get(word)
    if found is None:
        raise InputError(
            Problem("role", f'"{word}" is no role that is granted here', word, ", ".join(azure_roles()), None)
        )
    return f"/subscriptions/{subscription}/providers/Microsoft.Authorization/roleDefinitions/{found}"
