"""Words that all clouds share and one of them does not answer to: refused by name, with what it does understand."""

from __future__ import annotations

from collections.abc import Collection

from podwright.catalog.regions import cloud_title
from stacks.findings import Findings
from stacks.model import StackSpec
from stacks.model_base import SpecModel
from stacks.refusals import model_fields
from stacks.source import KeyPath


def refuse_words(findings: Findings, path: KeyPath, model: SpecModel, known: Collection[str], cloud: str) -> None:
    """Report keys of a shared part of the vocabulary that nothing on the cloud answers to."""
    for key, name in _names(type(model)).items():
        if name in model.model_fields_set and key not in known:
            message, allowed = f"says nothing on {cloud_title(cloud)}", ", ".join(known)
            findings.add((*path, key), message, allowed=allowed, fix="remove it")


def refuse_keys(findings: Findings, spec: StackSpec, keys: Collection[str], fixes: dict[str, str]) -> None:
    """Report whole keys of a stack that nothing on its cloud answers to; `fixes` says what to do instead of them."""
    names = _names(StackSpec)
    for key in keys:
        if names[key] in spec.model_fields_set and getattr(spec, names[key]):
            findings.add((key,), f"says nothing on {cloud_title(spec.cloud)}", fix=fixes.get(key, "remove it"))


def refuse_other_kind(findings: Findings, kind: str, path: KeyPath, model: SpecModel, other: Collection[str]) -> None:
    """Report keys under the cloud's own key that belong in a stack of the other kind."""
    for key, name in _names(type(model)).items():
        if key in other and name in model.model_fields_set:
            message = f"does not belong in a stack of kind {kind}"
            findings.add((*path, key), message, fix="move it to a stack of the other kind")


def _names(model: type[SpecModel]) -> dict[str, str]:
    """The attribute of each key."""
    return {info.alias or name: name for name, info in model.model_fields.items()}


def own_keys(model: SpecModel) -> set[str]:
    """All keys of a part of the vocabulary."""
    return set(model_fields(type(model)))
