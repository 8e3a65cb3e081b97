"""What the API server refuses in an object by itself: names, labels, closed lists, ranges, selectors, quantities.

Owns the reading of `rules.yaml` for new objects. What it refuses because of other objects is in `kinds.py`, what it
refuses to change in `changes.py`. Everything unknown in a preview passes.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from functools import cache
from typing import cast

from podwright.catalog.data import Fields
from podwright.emulator.core import values
from podwright.emulator.core.wire import UNKNOWN, Values
from podwright.emulator.kubernetes import errors, objects
from podwright.emulator.kubernetes.objects import Gvk
from podwright.emulator.kubernetes.tables import TABLES, name_form

_SUBDOMAIN = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"
_LABEL = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_DNS1035 = r"[a-z]([-a-z0-9]*[a-z0-9])?"
_FORMS = {
    "subdomain": (
        _SUBDOMAIN,
        253,
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start"
        f" and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '{_SUBDOMAIN}')",
    ),
    "label": (
        _LABEL,
        63,
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end"
        " with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is"
        f" '{_LABEL}')",
    ),
    "dns1035": (
        _DNS1035,
        63,
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic"
        " character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation"
        f" is '{_DNS1035}')",
    ),
}
_LABEL_VALUE = r"(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?"
_BAD_LABEL_VALUE = (
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and"
    " end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is"
    f" '{_LABEL_VALUE}')"
)
_MOST_LABEL_CHARACTERS = 63
_QUANTITY = re.compile(r"([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)")
_BAD_QUANTITY = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
_SELECTING = frozenset({"DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"})
_CRON_FIELDS = 5


def check(token: str, inputs: Values) -> None:
    """CloudError with everything that the API server would refuse in an object of that type."""
    gvk = Gvk.of(token)
    if gvk.patch:
        return
    _readable(gvk, inputs)
    found = [
        *_names(gvk, inputs),
        *_labels(inputs),
        *_rules(token, inputs),
        *_pods(token, inputs),
        *_special(gvk, inputs),
    ]
    if found:
        raise errors.invalid(gvk, objects.name_of(inputs), list(dict.fromkeys(found)))


def pod_place(token: str) -> str | None:
    """Where an object of that type has its pod specification; None: it has none."""
    return TABLES.table("rules.yaml").child("pods").child("places").text_or_none(token)


def _readable(gvk: Gvk, inputs: Values) -> None:
    """Values of a form that the server cannot decode: they are refused before anything else is looked at."""
    if gvk.qualified == "Secret":
        for value in values.mapping(inputs, "data").values():
            if isinstance(value, str):
                _decodable(gvk, value)
    for path in _resource_paths(gvk):
        for _, amounts in values.each(inputs, path):
            for amount in cast("Values", amounts).values() if isinstance(amounts, dict) else ():
                if isinstance(amount, str) and not _QUANTITY.fullmatch(amount):
                    raise errors.cannot_be_handled(gvk, _BAD_QUANTITY)


def _decodable(gvk: Gvk, value: str) -> None:
    try:
        base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        wrong = re.search(r"[^A-Za-z0-9+/=]", value)
        at = wrong.start() if wrong else len(value) - len(value) % 4
        raise errors.cannot_be_handled(gvk, f"illegal base64 data at input byte {at}") from error


def _resource_paths(gvk: Gvk) -> Iterator[str]:
    place = pod_place(gvk.token)
    if place:
        for containers in ("containers", "initContainers"):
            yield f"{place}.{containers}[*].resources.limits"
            yield f"{place}.{containers}[*].resources.requests"
    if gvk.kind == "PersistentVolumeClaim":
        yield "spec.resources.requests"
    if gvk.kind == "PersistentVolume":
        yield "spec.capacity"
    if gvk.kind == "ResourceQuota":
        yield "spec.hard"


def _names(gvk: Gvk, inputs: Values) -> Iterator[str]:
    name, form = objects.metadata(inputs).get("name"), name_form(gvk.kind)
    if isinstance(name, str):
        if form == "path":
            yield from (
                errors.bad_value("metadata.name", name, f"may not contain '{sign}'") for sign in "/%" if sign in name
            )
        else:
            regex, most, says = _FORMS[form]
            if len(name) > most:
                yield errors.bad_value("metadata.name", name, f"must be no more than {most} characters")
            if not re.fullmatch(regex, name):
                yield errors.bad_value("metadata.name", name, says)


def _labels(inputs: Values) -> Iterator[str]:
    for value in objects.part(inputs, "labels").values():
        if isinstance(value, str):
            if len(value) > _MOST_LABEL_CHARACTERS:
                yield errors.bad_value(
                    "metadata.labels", value, f"must be no more than {_MOST_LABEL_CHARACTERS} characters"
                )
            elif not re.fullmatch(_LABEL_VALUE, value):
                yield errors.bad_value("metadata.labels", value, _BAD_LABEL_VALUE)


@cache
def rules_of(token: str) -> tuple[Fields, ...]:
    """The rules of a type."""
    types = TABLES.table("rules.yaml").child("types")
    return types.records(token) if types.has(token) else ()


def _rules(token: str, inputs: Values) -> Iterator[str]:
    for rule in rules_of(token):
        yield from _rule(rule, inputs, "")


def _pods(token: str, inputs: Values) -> Iterator[str]:
    place = pod_place(token)
    if not place or not values.given(inputs, place) or values.get(inputs, place) is UNKNOWN:
        return
    for rule in TABLES.table("rules.yaml").records("pod"):
        yield from _rule(rule, inputs, f"{place}.")
    names: set[object] = set()
    for path, name in values.each(inputs, f"{place}.containers[*].name"):
        if name in names:
            yield errors.duplicate(path, name)
        names.add(name)


def _rule(rule: Fields, inputs: Values, prefix: str) -> Iterator[str]:
    if rule.has("required"):
        path = prefix + rule.text("required")
        if not values.given(inputs, path):
            yield errors.required(path, rule.text_or_none("says") or "")
    if rule.has("supported"):
        for path, value in values.each(inputs, prefix + rule.text("supported")):
            if value not in rule.texts("values"):
                yield errors.unsupported(path, value, rule.texts("values"))
    if rule.has("range"):
        least, most = rule.number("least"), rule.number_or_none("most")
        for path, value in values.each(inputs, prefix + rule.text("range")):
            if isinstance(value, int | float) and (value < least or (most is not None and value > most)):
                says = f"must be between {least} and {most}, inclusive"
                yield errors.bad_value(
                    path, value, says if most is not None else f"must be greater than or equal to {least}"
                )


def _special(gvk: Gvk, inputs: Values) -> Iterator[str]:
    if gvk.group == "apps" and gvk.kind in _SELECTING:
        yield from _selector(gvk, inputs)
    if gvk.qualified == "Service":
        yield from _service(inputs)
    if gvk.qualified == "CronJob.batch":
        schedule = values.string(inputs, "spec.schedule") or ""
        fields = schedule.removeprefix("TZ=").split()
        if schedule and not schedule.startswith("@") and len(fields) != _CRON_FIELDS:
            says = f"Expected exactly {_CRON_FIELDS} fields, found {len(fields)}: {schedule}"
            yield errors.bad_value("spec.schedule", schedule, says)
    if gvk.kind == "CustomResourceDefinition":
        plural, group = values.string(inputs, "spec.names.plural"), values.string(inputs, "spec.group")
        name = objects.metadata(inputs).get("name")
        if plural and group and isinstance(name, str) and name != f"{plural}.{group}":
            yield errors.bad_value("metadata.name", name, 'must be spec.names.plural+"."+spec.group')


def _selector(gvk: Gvk, inputs: Values) -> Iterator[str]:
    selector = values.get(inputs, "spec.selector")
    wanted = values.get(inputs, "spec.selector.matchLabels")
    if isinstance(selector, dict) and not any(cast("Values", selector).values()):
        yield errors.bad_value("spec.selector", {}, f"empty selector is invalid for {gvk.kind.lower()}")
    labels = values.get(inputs, "spec.template.metadata.labels")
    if not isinstance(wanted, dict) or labels is UNKNOWN:
        return
    held = cast("Values", labels) if isinstance(labels, dict) else {}
    for key, value in cast("Values", wanted).items():
        if value is not UNKNOWN and held.get(key) is not UNKNOWN and held.get(key) != value:
            yield errors.bad_value("spec.template.metadata.labels", held, "`selector` does not match template `labels`")
            return


def _service(inputs: Values) -> Iterator[str]:
    kind = values.get(inputs, "spec.type")
    headless = values.get(inputs, "spec.clusterIP") == "None"
    if kind is UNKNOWN or values.get(inputs, "spec") is UNKNOWN:
        return
    if kind == "ExternalName":
        if not values.given(inputs, "spec.externalName"):
            yield errors.required("spec.externalName")
        return
    ports = values.blocks(inputs, "spec.ports")
    if not values.given(inputs, "spec.ports") and not headless:
        yield errors.required("spec.ports")
    names: set[object] = set()
    for index, port in enumerate(ports):
        if len(ports) > 1 and not port.get("name"):
            yield errors.required(f"spec.ports[{index}].name")
        elif port.get("name") and port["name"] in names:
            yield errors.duplicate(f"spec.ports[{index}].name", port["name"])
        names.add(port.get("name"))
