"""What happens to a resource: checked, compared, created, read, changed, deleted.

Owns the order of things, the same for every cloud: what is due (`settle.py`), identity, existing one, what it must
pass (`admission.py`), then the write, all in one transaction. It knows Pulumi's values but no protobuf (`servicer.py`)
and no cloud (`Cloud`).
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC

from podwright.emulator.core import admission, clock, config, fill, records
from podwright.emulator.core.cloud import NOBODY, Call, Clock, Cloud, Identity, Kind, Scope, Subject
from podwright.emulator.core.diff import Change, compare
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.naming import Naming, auto_name
from podwright.emulator.core.quota import Ledger
from podwright.emulator.core.settle import settle
from podwright.emulator.core.store import Record, Store, Transaction
from podwright.emulator.core.validate import PropertyError, validate
from podwright.emulator.core.wire import Values, plain_values
from podwright.emulator.sdk.index import SdkIndex
from podwright.emulator.sdk.types import ResourceType


@dataclass(frozen=True, slots=True)
class Comparison:
    """What an update would do."""

    changes: list[Change]
    delete_before_replace: bool


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """All calls on the resources of one cloud."""

    cloud: Cloud
    index: SdkIndex
    store: Store
    clock: Clock
    """The real time; how far the clouds' own is ahead of it is in the store."""

    def resource(self, token: str) -> ResourceType:
        """The SDK's definition of a type, or the refusal of an unknown one."""
        found = self.index.resource(token)
        if found is None:
            raise CloudError(
                f"unrecognized resource type: {token}", note=f"pulumi-{self.index.package} has no such type"
            )
        return found

    def check_config(self, given: Values, besides: frozenset[str]) -> list[PropertyError]:
        """Everything wrong with a provider's settings; the engine sends all but texts as JSON text."""
        package = self.cloud.package
        known = self.index.resource(f"pulumi:providers:{package}")
        if known is None:
            return []
        found = [
            PropertyError(name, f"Invalid or unknown key. Check `pulumi config get {package}:{name}`.")
            for name in given
            if name not in known.inputs and name not in besides
        ]
        settings = {
            name: config.decoded(value, known.inputs[name].type)
            for name, value in given.items()
            if name in known.inputs
        }
        wrong = validate(self.index, replace(known, inputs=config.optional(known.inputs)), settings)
        return found + [error for error in wrong if error.severity == "error"]

    def check(
        self, scope: Scope, token: str, new: Values, old: Values | None = None, *, naming: Naming
    ) -> tuple[Values, list[PropertyError]]:
        """The inputs with name and defaults filled in, and everything that is wrong with them, warnings too."""
        resource, kind = self.resource(token), self.cloud.kind(token)
        inputs = {key: value for key, value in new.items() if key != records.DEFAULTS and value is not None}
        errors = validate(self.index, resource, inputs)
        filled: list[str] = []
        for key, value in kind.defaults:
            if key not in inputs:
                inputs[key] = value
                filled.append(key)
        rule = kind.auto_name
        # A prefix is the cloud's own way of making a name.
        prefixed = rule is not None and f"{rule.property}Prefix" in inputs
        if rule and rule.property in resource.inputs and rule.property not in inputs and not prefixed:
            made = records.kept_name(rule.property, old or {}) or auto_name(rule, naming)
            if isinstance(made, PropertyError):
                errors.append(made)
            else:
                inputs[rule.property] = made
                filled.append(rule.property)
        if not any(error.severity == "error" for error in errors):
            errors += self._check_kind(kind, scope, plain_values(inputs))
        return {**inputs, records.DEFAULTS: sorted(filled)}, errors

    def _check_kind(self, kind: Kind, scope: Scope, inputs: Values) -> list[PropertyError]:
        errors = list(kind.check(scope, inputs))
        try:
            kind.identify(scope, inputs)
        except CloudError as error:
            errors.append(PropertyError("", error.text()))
        return errors

    def diff(self, scope: Scope, token: str, old: Values, new: Values, ignore: frozenset[str]) -> Comparison:
        """Old inputs against new inputs; `ignore` holds top-level properties that count as unchanged."""
        kind = self.cloud.kind(token)
        before, after = (
            kind.compared(
                scope, {key: value for key, value in values.items() if key != records.DEFAULTS and key not in ignore}
            )
            for values in (old, new)
        )
        given = plain_values(before), plain_values(after)
        changes = compare(
            before,
            after,
            self.cloud.rules(token) | kind.replaces(scope, *given),
            lambda path, one, two: self.cloud.equivalent(token, path, one, two),
            ordered=kind.ordered_lists,
        )
        changes = [each for each in changes if not (each.kind == "delete" and self.cloud.keeps(token, each.path))]
        first = kind.goes_first(scope, *given)
        named = _is_named(kind, new) if first is None else first
        return Comparison(changes, named and any(change.replaces for change in changes))

    def create(self, scope: Scope, token: str, inputs: Values, subject: Subject = NOBODY) -> Record:
        """Makes the resource, or refuses with nothing written."""
        del subject
        resource, kind = self.resource(token), self.cloud.kind(token)
        wanted = plain_values(records.without_defaults(inputs))
        try:
            named = kind.identify(scope, wanted)
            with self.calling(scope) as begun:
                identity = kind.assign(begun, named, wanted)
                if begun.tx.get(token, identity.id) and not kind.idempotent:
                    raise self.cloud.already_exists(kind, identity)
                call = replace(begun, incarnation=begun.tx.next_incarnation(token, identity.id))
                links = admission.admit(self.cloud, call, kind, identity, wanted)
                outputs = fill.complete(resource, wanted, kind.outputs(call, identity, wanted, None))
                now = call.timestamp()
                record = records.record(kind, identity, inputs, outputs, (now, now), scope=scope)
                written = records.write(call.tx, record, links)
                admission.schedule(call, kind, identity, wanted, None)
                return written
        except CloudError as error:
            raise self.cloud.verb_failed("creating", kind, error) from error

    def update(self, scope: Scope, token: str, resource_id: str, inputs: Values, subject: Subject = NOBODY) -> Record:
        """Changes the resource, or refuses with nothing written."""
        del subject
        resource, kind = self.resource(token), self.cloud.kind(token)
        wanted = plain_values(records.without_defaults(inputs))
        try:
            with self.calling(scope) as call:
                old = call.tx.get(token, resource_id)
                if old is None:
                    raise self.cloud.not_found(kind, resource_id)
                named = kind.identify(scope, wanted)
                before = kind.identify(scope, plain_values(records.without_defaults(old.inputs)))
                if not self._same(named.name, before.name):
                    # the provider would send the change to a name that is not there
                    raise self.cloud.not_found(kind, named.id)
                identity = Identity(old.id, old.project, old.name, old.location)
                kept = {name for name in old.inputs if name not in wanted and self.cloud.keeps(token, (name,))}
                wanted |= {name: old.outputs[name] for name in kept if name in old.outputs}
                links = admission.admit(self.cloud, call, kind, identity, wanted, old=old)
                outputs = fill.complete(resource, wanted, kind.outputs(call, identity, wanted, old))
                record = records.record(kind, identity, inputs, outputs, (old.created, call.timestamp()), scope=scope)
                written = records.write(call.tx, record, links)
                admission.schedule(call, kind, identity, wanted, old)
                return written
        except CloudError as error:
            raise self.cloud.verb_failed("updating", kind, error) from error

    def read(self, scope: Scope, token: str, text: str, *, known: bool) -> Record | None:
        """The resource as the cloud has it now. A retained one that is read is somebody's again: it was imported.

        `known` says that the state has it already (a refresh); otherwise what the cloud never tells is left out.
        """
        self.resource(token)
        kind = self.cloud.kind(token)
        with self.calling(scope) as call:
            record = call.tx.get(token, text) or call.tx.get(token, self.cloud.resource_id(token, text, scope))
            if record is None:
                return None
            if record.retained:
                call.tx.put(replace(record, retained=False))
            record = replace(record, outputs={**record.outputs, **kind.live(call, record)})
        return record if known else records.without_untold(record, kind)

    def delete(self, scope: Scope, token: str, resource_id: str) -> None:
        """Deletes the resource; one that is gone already is no error, as with the real provider."""
        self.resource(token)
        kind = self.cloud.kind(token)
        try:
            with self.calling(scope) as call:
                record = call.tx.get(token, resource_id)
                if record is not None and not kind.spared(record):
                    admission.remove(self.cloud, call, kind, record)
        except CloudError as error:
            raise self.cloud.verb_failed("deleting", kind, error) from error

    def invoke(self, scope: Scope, token: str, args: Values) -> tuple[Values, list[PropertyError]]:
        """The result of a function, or what is wrong with its arguments."""
        function = self.index.function(token)
        if function is None:
            raise CloudError(
                f"unrecognized function: {token}", note=f"pulumi-{self.index.package} has no such function"
            )
        given = {key: value for key, value in args.items() if value is not None}
        errors = [error for error in validate(self.index, function, given) if error.severity == "error"]
        if errors:
            return {}, errors
        with self.calling(scope) as call:
            return self.cloud.invoke(call, token, plain_values(given)), []

    def foresee(
        self, scope: Scope, token: str, inputs: Values, known: Values | None, subject: Subject = NOBODY
    ) -> Values:
        """The outputs of a preview; `known` are the present ones of a resource that exists."""
        del scope, subject
        return self.cloud.foreseen(token, fill.foresee(self.resource(token), records.without_defaults(inputs), known))

    @contextmanager
    def calling(self, scope: Scope) -> Generator[Call]:
        """One call of the cloud: all of it or nothing, after everything that is due by now has happened."""
        with self._transaction() as tx:
            now = self.clock().astimezone(UTC) + clock.offset(tx.connection)
            settle(self.cloud, tx, now)
            yield Call(tx, Ledger(tx, self.cloud.default_limit), scope, now, 0)

    def settle(self) -> int:
        """Makes happen what is due, without any call; how many things happened."""
        with self._transaction() as tx:
            return settle(self.cloud, tx, self.clock().astimezone(UTC) + clock.offset(tx.connection))

    def _transaction(self) -> AbstractContextManager[Transaction]:
        return self.store.transaction(self.cloud.package, ignores_case=self.cloud.ignores_case)

    def _same(self, one: str, other: str) -> bool:
        return one.lower() == other.lower() if self.cloud.ignores_case else one == other


def _is_named(kind: Kind, inputs: Values) -> bool:
    """Whether a new one would have the old one's name, so that they cannot stand side by side."""
    rule = kind.auto_name
    given = rule is not None and rule.property in inputs and rule.property not in records.filled(inputs)
    return given or (rule is not None and not rule.unique())
