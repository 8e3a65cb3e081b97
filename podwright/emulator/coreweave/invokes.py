"""CoreWeave's functions: look-ups by id, and the policy document.

Owns their results; the look-ups give what the resources' outputs say.
"""

from __future__ import annotations

import json

from podwright.emulator.core import numbers, values
from podwright.emulator.core.cloud import Call
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.wire import Values, plain_values
from podwright.emulator.coreweave import errors, vpc

_LOOKUPS = {
    "coreweave:index/getCksCluster:getCksCluster": (vpc.CLUSTERS, "cluster"),
    "coreweave:index/getNetworkingVpc:getNetworkingVpc": (vpc.TOKEN, "VPC"),
}
_DOCUMENT = "coreweave:index/getObjectStorageBucketPolicyDocument:getObjectStorageBucketPolicyDocument"
_FIELDS = {"sid": "Sid", "effect": "Effect", "actions": "Action", "resources": "Resource", "principal": "Principal"}


def invoke(call: Call, token: str, args: Values) -> Values:
    """The result of a function; CloudError when it is not emulated."""
    if token in _LOOKUPS:
        of_type, noun = _LOOKUPS[token]
        found = call.tx.get(of_type, str(args.get("id")))
        if found is None or found.project != call.scope.project:
            raise errors.not_found(noun, str(args.get("id")))
        return {**plain_values(found.outputs), "id": found.id}
    if token == _DOCUMENT:
        return _document(args)
    raise CloudError(f"{token} is not emulated")


def _document(args: Values) -> Values:
    version = str(args.get("version") or "2012-10-17")
    statements = values.blocks(args, "statements")
    written = [_statement(statement) for statement in statements]
    text = json.dumps({"Version": version, "Statement": written}, separators=(",", ":"))
    return {"id": numbers.hex_digits(16, text), "json": text, "version": version, "statements": statements}


def _statement(statement: Values) -> Values:
    known = {name: statement[name] for name in _FIELDS if statement.get(name)}
    others = {name: statement[name] for name in sorted(statement.keys() - _FIELDS.keys()) if statement[name]}
    return {_FIELDS.get(name, name[0].upper() + name[1:]): value for name, value in (known | others).items()}
