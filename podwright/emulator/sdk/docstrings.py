"""Closed lists of values, read from docstrings.

The SDKs type nearly every choice as text and name the values in prose. Only the one sentence that the providers'
generator writes from the list it validates against is taken ("Possible values are: `A`, `B`."); hand-written sentences
("valid values include", "can be one of") are often incomplete, and a false closed list refuses what the cloud accepts.
"""

from __future__ import annotations

import re
from typing import Final

_LIST: Final = re.compile(r"(?:Possible values are|Each value may be one of): (`[^`]+`(?:, `[^`]+`)*)\.(?=\s|$)")
_VALUE: Final = re.compile(r"`([^`]+)`")


def allowed_values(docstring: str) -> tuple[str, ...] | None:
    """The values that `docstring` documents as all there are; None when it is silent or contradicts itself.

    Source of the sentence: the documentation templates of the Google provider's generator, whose schema refuses any
    other value (checked against terraform-provider-google-beta, see the tests).
    """
    lists = {tuple(_VALUE.findall(match[1])) for match in _LIST.finditer(" ".join(docstring.split()))}
    return lists.pop() if len(lists) == 1 else None
