"""Writes the reference tables of the components' READMEs from the components themselves.

`python -m components.reference` rewrites everything between `<!-- reference: Name -->` and `<!-- end -->`; a test fails
where a README was not rewritten. The source is the schema that Pulumi infers for other languages, so the tables say
what those languages see, in the spelling of Python.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from pulumi.provider.experimental.component import ComponentProvider

Schema = Mapping[str, Any]

READMES = tuple(sorted(Path(__file__).parent.glob("*/README.md")))
_SECTION = re.compile(r"(<!-- reference: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_KINDS = {"string": "text", "integer": "number", "number": "number", "boolean": "yes or no"}


def tables() -> dict[str, str]:
    """The tables of each component and of each type of its arguments, by class name."""
    from components.__main__ import COMPONENTS

    schema = cast("Schema", json.loads(cast("str", ComponentProvider(list(COMPONENTS), "podwright").schema)))
    found = {_short(token): _component(each) for token, each in schema["resources"].items()}
    types = {token: each for token, each in schema["types"].items() if "enum" not in each}
    return found | {_short(token): _inputs("Key", each["properties"], each) for token, each in types.items()}


def rewritten(readme: str, by_name: Mapping[str, str]) -> str:
    """The README with every reference section brought up to date. Raises `KeyError` for a name that is not served."""
    return _SECTION.sub(lambda found: f"{found[1]}{by_name[found[2]]}\n{found[3]}", readme)


def main() -> None:
    """Rewrite all READMEs in place."""
    by_name = tables()
    for file in READMES:
        file.write_text(rewritten(file.read_text(encoding="utf-8"), by_name), encoding="utf-8")


def _component(resource: Schema) -> str:
    outputs = [f"| `{_snake(name)}` | {each['description']} |" for name, each in resource["properties"].items()]
    inputs = _inputs("Argument", resource["inputProperties"], {"required": resource.get("requiredInputs", [])})
    return "\n".join([inputs, "", "| Output | What it is |", "|---|---|", *outputs])


def _inputs(title: str, properties: Schema, owner: Schema) -> str:
    required = cast("list[str]", owner.get("required", []))
    needed = {name: "required" if name in required else "optional" for name in properties}
    rows = [
        f"| `{_snake(name)}` | {_kind(each)} | {needed[name]} | {each['description']} |"
        for name, each in properties.items()
    ]
    return "\n".join([f"| {title} | Type | | What it is |", "|---|---|---|---|", *rows])


def _kind(property_: Schema) -> str:
    if "$ref" in property_:
        return f"`{_short(cast('str', property_['$ref']))}`"
    if property_["type"] == "object":
        return f"map of {_kind(cast('Schema', property_['additionalProperties']))}"
    if property_["type"] == "array":
        return f"list of {_kind(cast('Schema', property_['items']))}"
    return _KINDS[cast("str", property_["type"])]


def _short(token: str) -> str:
    return token.rsplit(":", 1)[-1]


def _snake(name: str) -> str:
    return re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", name)


if __name__ == "__main__":
    main()
