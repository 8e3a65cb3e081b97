"""What happens to a resource: checked, compared, created, read, changed, deleted.

Owns the order of things, the same for every cloud: identity, existing one, references, the kind's own refusals, quota,
then the write, all in one transaction. It knows Pulumi's values but no protobuf (`servicer.py`) and no cloud (`Cloud`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC

from podwright.emulator.core import fill, records
from podwright.emulator.core.cloud import Call, Clock, Cloud, Identity, Kind, Scope
from podwright.emulator.core.diff import Change, compare
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.naming import Naming, auto_name
from podwright.emulator.core.quota import Ledger
from podwright.emulator.core.store import Link, Record, Store, Transaction
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

    def resource(self, token: str) -> ResourceType:
        """The SDK's definition of a type, or the refusal of an unknown one."""
        found = self.index.resource(token)
        if found is None:
            raise CloudError(
                f"unrecognized resource type: {token}", note=f"pulumi-{self.index.package} has no such type"
            )
        return found

    def check(
        self, scope: Scope, token: str, new: Values, old: Values | None = None, *, naming: Naming
    ) -> tuple[Values, list[PropertyError]]:
        """The inputs with name and defaults filled in, and everything that is wrong with them."""
        resource, kind = self.resource(token), self.cloud.kind(token)
        inputs = {key: value for key, value in new.items() if key != records.DEFAULTS and value is not None}
        errors = [error for error in validate(self.index, resource, inputs) if error.severity == "error"]
        filled: list[str] = []
        for key, value in kind.defaults:
            if key not in inputs:
                inputs[key] = value
                filled.append(key)
        rule = kind.auto_name
        if rule and rule.property in resource.inputs and rule.property not in inputs:
            made = records.kept_name(rule.property, old or {}) or auto_name(rule, naming)
            if isinstance(made, PropertyError):
                errors.append(made)
            else:
                inputs[rule.property] = made
                filled.append(rule.property)
        if not errors:
            errors += self._check_kind(kind, scope, plain_values(inputs))
        return {**inputs, records.DEFAULTS: sorted(filled)}, errors

    def _check_kind(self, kind: Kind, scope: Scope, inputs: Values) -> list[PropertyError]:
        errors = list(kind.check(scope, inputs))
        try:
            kind.identify(scope, inputs)
        except CloudError as error:
            errors.append(PropertyError("", error.text()))
        return errors

    def diff(self, token: str, old: Values, new: Values, ignore: frozenset[str]) -> Comparison:
        """Old inputs against new inputs; `ignore` holds top-level properties that count as unchanged."""
        kind = self.cloud.kind(token)
        before, after = (
            {key: value for key, value in values.items() if key != records.DEFAULTS and key not in ignore}
            for values in (old, new)
        )
        changes = compare(
            before, after, self.cloud.rules(token), lambda path, one, two: self.cloud.equivalent(token, path, one, two)
        )
        rule = kind.auto_name
        named = rule is not None and rule.property in new and rule.property not in records.filled(new)
        return Comparison(changes, named and any(change.replaces for change in changes))

    def create(self, scope: Scope, token: str, inputs: Values) -> Record:
        """Makes the resource, or refuses with nothing written."""
        resource, kind = self.resource(token), self.cloud.kind(token)
        wanted = plain_values(records.without_defaults(inputs))
        try:
            identity = kind.identify(scope, wanted)
            with self.store.transaction(self.cloud.package) as tx:
                if tx.get(token, identity.id) and not kind.idempotent:
                    raise self.cloud.already_exists(kind, identity)
                call = self._call(tx, scope, tx.next_incarnation(token, identity.id))
                links = self._admit(call, kind, identity, wanted, None)
                outputs = fill.complete(resource, wanted, kind.outputs(call, identity, wanted, None))
                record = records.record(kind, identity, inputs, outputs, (call.timestamp(), call.timestamp()))
                return records.write(call.tx, record, links)
        except CloudError as error:
            raise self.cloud.verb_failed("creating", kind, error) from error

    def update(self, scope: Scope, token: str, resource_id: str, inputs: Values) -> Record:
        """Changes the resource, or refuses with nothing written."""
        resource, kind = self.resource(token), self.cloud.kind(token)
        wanted = plain_values(records.without_defaults(inputs))
        try:
            with self.store.transaction(self.cloud.package) as tx:
                old = tx.get(token, resource_id)
                if old is None:
                    raise self.cloud.not_found(kind, resource_id)
                if kind.identify(scope, wanted).name != old.name:
                    # the provider would send the change to a name that is not there
                    raise self.cloud.not_found(kind, kind.identify(scope, wanted).id)
                identity = Identity(old.id, old.project, old.name, old.location)
                call = self._call(tx, scope, 0)
                links = self._admit(call, kind, identity, wanted, old)
                outputs = fill.complete(resource, wanted, kind.outputs(call, identity, wanted, old))
                record = records.record(kind, identity, inputs, outputs, (old.created, call.timestamp()))
                return records.write(call.tx, record, links)
        except CloudError as error:
            raise self.cloud.verb_failed("updating", kind, error) from error

    def read(self, scope: Scope, token: str, text: str, *, known: bool) -> Record | None:
        """The resource as the cloud has it now. A retained one that is read is somebody's again: it was imported.

        `known` says that the state has it already (a refresh); otherwise what the cloud never tells is left out.
        """
        self.resource(token)
        kind = self.cloud.kind(token)
        with self.store.transaction(self.cloud.package) as tx:
            record = tx.get(token, text) or tx.get(token, self.cloud.resource_id(token, text, scope))
            if record is None:
                return None
            if record.retained:
                tx.put(replace(record, retained=False))
        return record if known else records.without_untold(record, kind)

    def delete(self, scope: Scope, token: str, resource_id: str) -> None:
        """Deletes the resource; one that is gone already is no error, as with the real provider."""
        self.resource(token)
        kind = self.cloud.kind(token)
        try:
            with self.store.transaction(self.cloud.package) as tx:
                record = tx.get(token, resource_id)
                if record is not None and not kind.spared(record):
                    self._delete(self._call(tx, scope, 0), kind, record)
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
        with self.store.transaction(self.cloud.package) as tx:
            return self.cloud.invoke(self._call(tx, scope, 0), token, plain_values(given)), []

    def foresee(self, token: str, inputs: Values, known: Values | None) -> Values:
        """The outputs of a preview; `known` are the present ones of a resource that exists."""
        return fill.foresee(self.resource(token), records.without_defaults(inputs), known)

    def _call(self, tx: Transaction, scope: Scope, incarnation: int) -> Call:
        ledger = Ledger(tx, self.cloud.default_limit)
        return Call(tx, ledger, scope, self.clock().astimezone(UTC), incarnation)

    def _admit(self, call: Call, kind: Kind, identity: Identity, inputs: Values, old: Record | None) -> list[Link]:
        links: list[Link] = []
        for reference in kind.references(call.scope, inputs, identity):
            targets = [call.tx.get(reference.token, key) for key in (reference.id, reference.unless) if key]
            target = next((found for found in targets if found), None)
            if target is None:
                raise reference.missing
            links.append(Link(kind.token, identity.id, reference.path, target.token, target.id, reference.on_delete))
        kind.admit(call, identity, inputs, old)
        needs = list(kind.needs(call, inputs, identity))
        shortages = call.ledger.shortages(kind.token, identity.id, needs)
        if shortages:
            raise self.cloud.over_quota(shortages)
        call.ledger.charge(kind.token, identity.id, needs)
        return links

    def _delete(self, call: Call, kind: Kind, record: Record) -> None:
        for link in call.tx.links_to(record.token, record.id):
            user = call.tx.get(link.token, link.id)
            if user is None or user.retained:
                continue
            if link.on_delete == "refuse":
                raise self.cloud.in_use(kind, record, user)
            if link.on_delete == "cascade":
                self._delete(call, self.cloud.kind(user.token), user)
        kind.leave(call, record)
        call.ledger.release(record.token, record.id)
        if kind.permanent:
            call.tx.put(replace(call.tx.get(record.token, record.id) or record, retained=True))
        else:
            call.tx.remove(record.token, record.id)
