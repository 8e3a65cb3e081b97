"""Words that all clouds share and one of them does not answer to: refused by name, with what it does understand."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from podwright.catalog.regions import cloud_title
from podwright.errors import InputError, Problem
from stacks.findings import Findings
from stacks.model import StackSpec
from stacks.model_base import SpecModel
from stacks.refusals import model_fields
from stacks.source import KeyPath


def refuse_words(
    findings: Findings,
    path: KeyPath,
    model: SpecModel,
    known: Collection[str],
    cloud: str,
    *,
    fixes: Mapping[str, str] | None = None,
) -> None:
    """Report keys of a shared part of the vocabulary that nothing on the cloud answers to.

    `fixes` says what to do instead of some of them.
    """
    for key, name in _names(type(model)).items():
        if name in model.model_fields_set and key not in known:
            message, fix = f"says nothing on {cloud_title(cloud)}", (fixes or {}).get(key, "remove it")
            findings.add((*path, key), message, allowed=", ".join(known) or None, fix=fix)


def refuse_keys(findings: Findings, spec: StackSpec, keys: Collection[str], fixes: Mapping[str, str]) -> None:
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


def take(findings: Findings, path: KeyPath, problem: Problem | None) -> None:
    """Report a problem of the catalog or of a plan whose subject is a key below `path`."""
    if problem:
        findings.adopt((*path, *problem.subject.split(".", 1)), problem)


def take_name(findings: Findings, path: KeyPath, name: Callable[[], object]) -> None:
    """Report why a name cannot be made, at `path`."""
    try:
        name()
    except InputError as error:
        findings.adopt_all(path, error)


def own_keys(model: SpecModel) -> set[str]:
    """All keys of a part of the vocabulary."""
    return set(model_fields(type(model)))
