"""The Pulumi program of every stack: reads the spec, refuses a wrong one, hands it to the composition of its cloud.

No resource is declared here. A cloud's composition, and with it the cloud's SDK, is imported only by a stack of that
cloud, because importing an SDK costs seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module

import pulumi
from pulumi.runtime.config import CONFIG

from podwright.errors import InputError, Problem
from stacks.check import examine
from stacks.model import StackSpec
from stacks.spec import from_config


def read_spec(config: Mapping[str, str]) -> StackSpec:
    """The spec in a stack's configuration; `InputError` with everything that is wrong, warnings go to the log."""
    examination = examine(from_config(config), None)
    errors = [problem for problem in examination.problems if problem.severity == "error"]
    for problem in examination.problems:
        if problem.severity == "warning":
            pulumi.log.warn(problem.render())
    if examination.spec is None or errors:
        raise InputError(errors)
    return examination.spec


def compose(spec: StackSpec, stack: str) -> None:
    """Declare everything the spec describes, by the composition of its cloud."""
    import_module(f"stacks.compose_{spec.cloud}").compose(spec, stack)


def main() -> None:
    """Run the program of the current stack; a user's mistake ends it with a message and no traceback."""
    stack = pulumi.get_stack()
    try:
        # Not pulumi.Config: only the whole mapping shows keys that the spec does not know.
        compose(read_spec(CONFIG.get()), stack)
    except InputError as error:
        raise pulumi.RunError(_rendered(stack, error.problems)) from None


def _rendered(stack: str, problems: Iterable[Problem]) -> str:
    return "\n".join([f"stack {stack} cannot be built:", *(problem.render() for problem in problems)])


if __name__ == "__main__":
    main()
