"""What a name may be: lengths and characters by type, and who refuses it in which words.

Owns the reading of `names.yaml`. The provider's words are those of its check (source: pulumi-azure-native,
`provider/pkg/provider/provider.go`, validateProperty), ARM's those of its `InvalidResourceName`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from podwright.catalog.data import Fields
from podwright.emulator.azure import errors
from podwright.emulator.azure.tables import TABLES
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.validate import PropertyError


def provider_refusals(token: str, key: str, name: str) -> Iterator[PropertyError]:
    """What the provider refuses before Azure is asked."""
    rule = _rule(token)
    if rule is None or rule.text("by") != "provider":
        return
    least, most, regex = rule.number("least"), rule.number("most"), rule.text_or_none("regex")
    if len(name) < least:
        yield PropertyError(key, f"'{key}' is too short ({len(name)}): at least {least} characters required")
    if len(name) > most:
        yield PropertyError(key, f"'{key}' is too long ({len(name)}): at most {most} characters allowed")
    if regex and not re.search(regex, name, re.ASCII):
        yield PropertyError(key, f"'{key}' does not match expression '{regex}'")


def arm_refusal(token: str, name: str) -> CloudError | None:
    """What Azure refuses; None for a good name."""
    rule = _rule(token)
    if rule is None or rule.text("by") != "arm":
        return None
    most = rule.number("most")
    if rule.number("least") <= len(name) <= most and re.search(rule.text("regex"), name, re.ASCII):
        return None
    return errors.bad_request(
        f"Resource name {name} is invalid. The name can be up to {most} characters long. It must begin with a word"
        " character, and it must end with a word character or with '_'. The name may contain word characters or '.',"
        " '-', '_'.",
        code="InvalidResourceName",
    )


def _rule(token: str) -> Fields | None:
    types = TABLES.table("names.yaml").child("types")
    return types.child(token) if types.has(token) else None
