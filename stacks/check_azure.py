"""Rules of an Azure stack, and words of other clouds that say nothing here."""

from __future__ import annotations

from stacks.check_words import refuse_keys
from stacks.findings import Findings
from stacks.model import StackSpec

_NOWHERE = ("quotas", "quotaContact", "hub")
"""Keys of a stack that nothing on Azure answers to."""


def check_azure(spec: StackSpec, findings: Findings) -> None:
    """Words of the stack."""
    refuse_keys(findings, spec, _NOWHERE, {"quotas": "state what is granted under azure.limits"})
