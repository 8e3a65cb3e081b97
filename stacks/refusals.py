"""Turns what pydantic says about a spec into problems in our own words, with the place, what is allowed and the fix.

Owns the wording of shape errors: unknown keys, missing keys, wrong types, words outside a list, numbers out of range.
pydantic's own sentences never reach a user: they speak of inputs and instances, not of stack files.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from types import UnionType
from typing import Any, Union, cast, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from stacks.findings import Findings
from stacks.model import StackSpec
from stacks.source import KeyPath

_TYPES: dict[str, tuple[str, str | None]] = {
    "string_type": ("must be text", None),
    "int_type": ("must be a whole number", None),
    "float_type": ("must be a number", None),
    "bool_type": ("must be true or false", None),
    "list_type": ("must be a list", "write [a, b]"),
    "dict_type": ("must be a map", "write key: value pairs"),
    "model_type": ("must be a map", "write key: value pairs"),
}
"""pydantic's type errors: what is wrong, and how the right type is written where that is not plain."""

_BOOLS = ("true", "false")


def shown(value: object) -> str:
    """A value as a message shows it: as in the file, text in quotes only where it could be taken for something else."""
    if isinstance(value, str):
        looks_other = (
            not value or value.strip() != value or value[:1] in "0123456789" or value in ("true", "false", "null")
        )
        return json.dumps(value) if looks_other else value
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "..."


def nearest(word: str, known: Sequence[str]) -> str | None:
    """The known word that was probably meant, also when only its case or its dashes differ."""
    folded = {each.replace("-", "").replace("_", "").lower(): each for each in known}
    plain = word.replace("-", "").replace("_", "").lower()
    close = get_close_matches(plain, folded, n=1, cutoff=0.6)
    return folded[close[0]] if close else None


def model_fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a model by their key in the file."""
    return {info.alias or name: info for name, info in model.model_fields.items()}


def inner(annotation: Any) -> Any:
    """The type behind `X | None`, which is how an optional key is declared."""
    if get_origin(annotation) in (Union, UnionType):  # `Literal[…] | None` is the former
        return next(each for each in get_args(annotation) if each is not type(None))
    return annotation


def model_at(path: KeyPath) -> type[BaseModel] | None:
    """The model that describes the map at a place, `StackSpec` for the empty path; None where the keys are free."""
    at: Any = StackSpec
    for part in path:
        at = inner(get_args(at)[-1] if get_origin(at) in (dict, list) else model_fields(at)[str(part)].annotation)
    return at if isinstance(at, type) and issubclass(at, BaseModel) else None


def _field(path: KeyPath) -> tuple[type[BaseModel], FieldInfo | None]:
    """The model that the key at `path` stands in, and the key's field there; None for an unknown key."""
    model = model_at(path[:-1])
    if model is None:
        raise ValueError(f"{path} is no key of a model")
    return model, model_fields(model).get(str(path[-1]))


def example(key: str, info: FieldInfo) -> str:
    """The line that adds a key: `topology: 8x8`."""
    return f"{key}: {info.examples[0]}" if info.examples else f"{key}: …"


def refuse(error: Mapping[str, Any], findings: Findings, meant: KeyPath | None = None) -> None:
    """Adds the problem for one entry of `ValidationError.errors()`; `meant` is the key an unknown one stands for."""
    path = cast("KeyPath", tuple(error["loc"]))
    kind = cast("str", error["type"])
    if kind == "missing":
        _missing(path, findings)
    elif kind == "extra_forbidden":
        _unknown(path, meant, findings)
    elif kind == "literal_error":
        _word(path, error, findings)
    elif kind in _TYPES:
        _wrong_type(path, kind, error["input"], findings)
    elif kind in ("greater_than_equal", "less_than_equal"):
        _out_of_range(path, error, findings)
    else:
        findings.add(path, "has a value that is not allowed", given=shown(error["input"]))


def _missing(path: KeyPath, findings: Findings) -> None:
    _, info = _field(path)
    description, fix = (info.description, f"add {example(str(path[-1]), info)}") if info else (None, None)
    findings.add(path, f"is required: {_lower(description)}", fix=fix)


def _lower(description: str | None) -> str:
    """A description inside a sentence; names that begin in capitals keep them."""
    text = description or ""
    return text if text[:2].isupper() or text.split(" ")[0] in ("Google", "GKE") else text[:1].lower() + text[1:]


def _unknown(path: KeyPath, meant: KeyPath | None, findings: Findings) -> None:
    model, _ = _field(path)
    known = sorted(model_fields(model))
    like = nearest(str(path[-1]), known)
    findings.add(
        path,
        f"is not a key of {_with_article(model)}",
        allowed=", ".join(known),
        fix=f"did you mean {meant[-1]}?" if meant else f"remove it; {like} is there already" if like else "remove it",
    )


def _with_article(model: type[BaseModel]) -> str:
    title = str(model.model_config.get("title"))
    return f"{'an' if title[0].lower() in 'aeiou' else 'a'} {title}"


def _word(path: KeyPath, error: Mapping[str, Any], findings: Findings) -> None:
    _, info = _field(path)
    words = [str(word) for word in get_args(inner(info.annotation if info else None))]
    # What stands for the clouds of a mesh is no word of a file.
    allowed = [word for word in words if path != ("cloud",) or word != "mesh"]
    given = error["input"]
    meant = nearest(given, allowed) if isinstance(given, str) else None
    findings.add(
        path,
        f"{shown(given)} is not one of the known words",
        given=shown(given),
        allowed=", ".join(allowed),
        fix=f"did you mean {meant}?" if meant else None,
    )


def _wrong_type(path: KeyPath, kind: str, given: object, findings: Findings) -> None:
    message, fix = _TYPES[kind]
    if given is None:
        findings.add(path, f"{message} and is empty", fix="give it a value or remove it")
    elif _is_encrypted(given):
        findings.add(path, "is encrypted, and a spec is read without secrets", fix="write it in plain text")
    else:
        findings.add(path, message, given=shown(given), fix=_same_value(kind, given) or fix)


def _same_value(kind: str, given: object) -> str | None:
    """The same value in the right type, where there can be no doubt which one that is."""
    if kind == "string_type" and isinstance(given, int) and not isinstance(given, bool):
        return f'write "{given}"'
    if isinstance(given, str) and (
        (kind == "int_type" and given.isdigit()) or (kind == "bool_type" and given in _BOOLS)
    ):
        return f"write {given} without quotes"
    return None


def _is_encrypted(given: object) -> bool:
    """Whether it is how Pulumi writes a secret in a stack file: `{secure: …}`."""
    return isinstance(given, dict) and set(cast("dict[str, object]", given)) == {"secure"}


def _out_of_range(path: KeyPath, error: Mapping[str, Any], findings: Findings) -> None:
    limits = cast("Mapping[str, int]", error["ctx"])
    word, limit = ("at least", limits["ge"]) if "ge" in limits else ("at most", limits["le"])
    findings.add(path, f"must be {word} {limit:g}", given=shown(error["input"]))
