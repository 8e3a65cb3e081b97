"""Changes that somebody makes behind Pulumi's back: at the console, by another tool, by mistake.

Owns what such a change may be: the same store, the SDK's types, the cloud's own rules, no provider in between. So it
knows none of the provider's protections and no automatic names, and a resource that is made here is in no state.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import cast

from podwright.emulator.core import admission, fill, records, scopes
from podwright.emulator.core.cloud import Identity, Kind, Scope
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.lifecycle import Lifecycle
from podwright.emulator.core.naming import Naming
from podwright.emulator.core.store import Record
from podwright.emulator.core.validate import PropertyError, validate
from podwright.emulator.core.wire import Values, plain, plain_values

_STEP = re.compile(r"""\["([^"]+)"\]|\[(\d+)\]|([^.\[\]]+)""")
_WHOLE = re.compile(r"""((\["[^"]+"\]|\[\d+\]|[^.\[\]]+)(\.(?=[^.\[])|(?=\[)|$))+""")


class RefusedError(Exception):
    """The change does not fit the SDK's types; every problem with its path."""

    def __init__(self, errors: Sequence[PropertyError]) -> None:
        self.errors = list(errors)
        super().__init__("; ".join(f"{error.path}: {error.reason}" for error in errors))


@dataclass(frozen=True, slots=True)
class Drift:
    """What somebody can do to the resources of one cloud."""

    life: Lifecycle

    def set(
        self, token: str, resource_id: str, changes: Sequence[tuple[str, object]], *, force: bool = False
    ) -> Record:
        """Sets properties by path; None takes one away. `force` asks neither the types nor the cloud's rules.

        RefusedError or CloudError, with nothing written.
        """
        cloud, resource = self.life.cloud, self.life.resource(token)
        kind = cloud.kind(token)
        with self.life.calling(Scope()) as begun:
            old = begun.tx.get(token, resource_id)
            if old is None:
                raise cloud.not_found(kind, resource_id)
            call = replace(begun, scope=scopes.of(old))
            inputs, outputs = (plain_values(values) for values in (old.inputs, old.outputs))
            for path, value in changes:
                steps = steps_of(path)
                is_output = steps[0] in resource.outputs
                if steps[0] in resource.inputs or not is_output:
                    put(inputs, steps, value)
                if is_output or force:
                    put(outputs, steps, value)
            given, before = records.without_defaults(inputs), records.without_defaults(plain_values(old.inputs))
            links = None
            if not force:
                self._check(token, given)
                self._check_outputs(token, outputs, {str(steps_of(path)[0]) for path, _ in changes})
            identity = Identity(old.id, old.project, old.name, old.location)
            if not force and given != before:
                links = admission.admit(cloud, call, kind, identity, given, old=old)
                was = kind.outputs(call, identity, before, old)
                now = kind.outputs(call, identity, given, old)
                outputs |= {
                    key: value for key, value in now.items() if key in resource.outputs and value != was.get(key)
                }
            marked = fill.keep_secrets(old.inputs, fill.mark_secrets(resource, outputs))
            record = replace(old, inputs=_as_before(old.inputs, inputs), outputs=marked, updated=call.timestamp())
            call.tx.put(record)
            if links is not None:
                call.tx.set_links(token, old.id, links)
            return record

    def delete(self, token: str, resource_id: str, *, force: bool = False) -> Record:
        """Deletes the resource as the cloud allows, whatever the provider would protect; `force` whatever needs it."""
        kind = self.life.cloud.kind(token)
        with self.life.calling(Scope()) as begun:
            record = begun.tx.get(token, resource_id)
            if record is None:
                raise self.life.cloud.not_found(kind, resource_id)
            if force:
                begun.tx.remove(token, record.id)
            else:
                admission.remove(self.life.cloud, replace(begun, scope=scopes.of(record)), kind, record)
            return record

    def create(self, scope: Scope, token: str, name: str, inputs: Values) -> Record:
        """Makes a resource that no state knows; `name` stands for the automatic name's beginning."""
        checked, errors = self.life.check(scope, token, inputs, naming=Naming(name))
        _refuse(errors)
        return self.life.create(scope, token, checked)

    def find(self, text: str, token: str | None = None) -> list[Record]:
        """The resources with that id, or else with that name, of the type if one is given."""
        with self.life.calling(Scope()) as call:
            return [record for record in call.tx.find(text) if token in (None, record.token)]

    def kind(self, token: str) -> Kind:
        """The kind of a type; CloudError for one that the SDK does not have."""
        self.life.resource(token)
        return self.life.cloud.kind(token)

    def _check(self, token: str, given: Values) -> None:
        _refuse(validate(self.life.index, self.life.resource(token), given))

    def _check_outputs(self, token: str, outputs: Values, names: set[str]) -> None:
        """What only the cloud sets is of its type too."""
        resource = self.life.resource(token)
        known = {key: replace(item, required=False) for key, item in resource.outputs.items() if item.output_only}
        given = {key: outputs.get(key) for key in names if key in known}
        _refuse(validate(self.life.index, replace(resource, inputs=known, outputs={}), given))


def _refuse(errors: Sequence[PropertyError]) -> None:
    wrong = [error for error in errors if error.severity == "error"]
    if wrong:
        raise RefusedError(wrong)


def steps_of(path: str) -> list[str | int]:
    """The steps of `nodeConfig.labels["a.b"]` or `zones[0]`; CloudError for what is no path."""
    if not _WHOLE.fullmatch(path):
        raise CloudError(f"{path!r} is no property path such as nodeConfig.tags[0]")
    return [quoted or (int(index) if index else name) for quoted, index, name in _STEP.findall(path)]


def put(values: Values, steps: list[str | int], value: object) -> None:
    """Sets the value at a path, making the objects on the way; None takes it away. CloudError where a list is short."""
    here: object = values
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        last = following is None
        if isinstance(here, list) and isinstance(step, int):
            items = cast("list[object]", here)
            if step > len(items) or (step == len(items) and not last):
                raise CloudError(f"there are only {len(items)} items, so there is none of number {step}")
            if last:
                items[step : step + 1] = [] if value is None else [value]
                return
            here = items[step]
        elif isinstance(here, dict) and isinstance(step, str):
            fields = cast("Values", here)
            if last:
                fields[step] = value
                if value is None:
                    fields.pop(step)
                return
            inner = deepcopy(plain(fields.get(step)))
            here = fields[step] = inner if inner is not None else [] if isinstance(following, int) else {}
        else:
            raise CloudError(f"there is nothing to set at step {step!r} of the path")


def _as_before(old: Values, new: Values) -> Values:
    """The new inputs, secret where they were."""
    return fill.keep_secrets(old, new)
