"""What a stack takes from outputs: those of the stacks it depends on, and its own of the last update.

A fleet is previewed before its global stack was ever applied. Names in Google Cloud follow from the spec, so at preview
a missing output is replaced by the value it will have; ids of Oracle Cloud do not, and are unknown then. An update
never guesses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import pulumi


class Upstream:
    """The outputs of a stack's `dependsOn`, in that order; the first stack that has a value wins."""

    def __init__(self, stacks: Sequence[str], opts: pulumi.ResourceOptions) -> None:
        self._names = " and ".join(stacks)
        references = [_reference(stack, opts) for stack in stacks]
        self._outputs = pulumi.Output.all(*[reference.outputs for reference in references])
        self._told = False

    def entry(self, output: str, key: str, planned: str, place: str | None = None) -> pulumi.Output[str]:
        """`outputs[output][key]` of the first stack that has it; `planned` at a preview when none has.

        The outputs of a global stack have the names of the spec's keys they come from, or `place` says the key. Raises
        `pulumi.RunError` inside the output when an update finds none.
        """

        return self._outputs.apply(
            lambda found: (
                _find(found, output, key) or self._missing(output, key, planned, place or f"podwright:{output}")
            )
        )

    def identifier(self, output: str, key: str, place: str) -> pulumi.Output[str]:
        """`outputs[output][key]` of the first stack that has it; unknown at a preview when none has.

        `place` is where the spec of a global stack says the key. Raises `pulumi.RunError` inside the output when an
        update finds none.
        """

        def found_or_unknown(found: list[Any]) -> pulumi.Input[str]:
            value = _find(found, output, key)
            if value is None:
                self._missing(output, key, None, place)
            return _unknown() if value is None else value

        return self._outputs.apply(found_or_unknown)

    def _missing(self, output: str, key: str, planned: str | None, place: str) -> str:
        if not pulumi.runtime.is_dry_run():
            raise pulumi.RunError(
                f"dependsOn: {self._names} has no output {output}.{key}\n"
                f"  fix:     apply {self._names} first; if that was done, add {key} to its {place}"
            )
        if not self._told:
            self._told = True
            instead = f"uses the values that its outputs will have, such as {planned}" if planned else "leaves it open"
            pulumi.log.info(f"{self._names} has not been applied yet or lacks {output}.{key}: this preview {instead}")
        return planned or ""


class MemberOutputs:
    """The outputs of one region stack that a mesh joins."""

    def __init__(self, stack: str) -> None:
        self._stack = stack
        self._outputs = _reference(stack, None).outputs
        self._told = False

    def text(self, *path: str) -> pulumi.Output[str]:
        """The text at a place in the outputs; unknown at a preview when it is not there yet.

        Raises `pulumi.RunError` inside the output when an update finds none.
        """

        def find(outputs: Mapping[str, Any] | None) -> str:
            at: Any = outputs or {}
            for part in path:
                at = cast("Mapping[str, Any]", at).get(part) if isinstance(at, Mapping) else None
            return at if isinstance(at, str) and at else self._missing(".".join(path))

        return self._outputs.apply(find)

    def _missing(self, place: str) -> str:
        if not pulumi.runtime.is_dry_run():
            raise pulumi.RunError(
                f"mesh.members.{self._stack}: {self._stack} has no output {place}\n"
                f"  fix:     apply {self._stack} first, with vpn: true in its podwright:network"
            )
        if not self._told:
            self._told = True
            pulumi.log.info(
                f"{self._stack} has not been applied yet or lets no VPN in: this preview does not know its {place}"
            )
        return cast("str", pulumi.UNKNOWN)


class History:
    """What this stack exported at its last update; nothing before the first.

    While an update runs, the engine writes the stack's state before and after each step, and a file that is being
    written cannot be read. So nothing may be registered before `reference` is there: all else has to depend on it.
    """

    def __init__(self, stack: str) -> None:
        self.reference = _reference(stack, None)
        self._outputs = self.reference.outputs

    def at_least(self, output: str, key: str, value: int) -> pulumi.Output[int]:
        """`value`, or the number at `outputs[output][key]` when that is larger or unlimited (-1)."""

        def highest(outputs: Mapping[str, Any] | None) -> int:
            before = cast("Mapping[str, Any]", (outputs or {}).get(output) or {}).get(key)
            if not isinstance(before, (int, float)):
                return value
            return -1 if before == -1 else max(value, int(before))

        return self._outputs.apply(highest)


def _find(found: list[Any], output: str, key: str) -> str | None:
    for outputs in cast("list[Mapping[str, Any] | None]", found):
        value = cast("Mapping[str, Any]", (outputs or {}).get(output) or {}).get(key)
        if isinstance(value, str) and value:
            return value
    return None


def _unknown() -> pulumi.Output[str]:
    """A text that nobody knows yet."""

    async def of(value: Any) -> Any:
        return value

    return pulumi.Output(set(), of(""), of(False))


def _reference(stack: str, opts: pulumi.ResourceOptions | None) -> pulumi.StackReference:
    return pulumi.StackReference(f"{pulumi.get_organization()}/{pulumi.get_project()}/{stack}", opts=opts)
