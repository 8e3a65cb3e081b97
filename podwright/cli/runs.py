"""`podwright preview | up | destroy | outputs`: the commands that start the engine. Options only; no logic."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial, reduce
from pathlib import Path
from typing import Any, TypeVar

import click

from podwright.cli.invocation import Invocation
from podwright.cli.run_request import Request

_F = TypeVar("_F", bound=Callable[..., Any])
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_LIVE = click.option("--live", is_flag=True, help="Work on the real clouds; without it, on the emulated cloud.")

_SELECTION = (
    click.argument("selectors", nargs=-1, metavar="[SELECTOR]..."),
    click.option("--all", "everything", is_flag=True, help="All stacks of the fleet."),
)
_POLICIES = (
    click.option("--with-dependencies", is_flag=True, help="Also the stacks that the selected ones depend on."),
    click.option(
        "--policy-pack",
        "packs",
        type=_FOLDER,
        multiple=True,
        metavar="DIR",
        help="Policy pack to run; may be repeated.  [default: policies/]",
    ),
)
_GUARD = (
    click.option(
        "--allow-loss",
        "allow_loss",
        multiple=True,
        metavar="[STACK/]NAME",
        help="Accelerators that may be replaced or deleted: a resource or the component it is a part of; may be"
        " repeated. Without it a plan that gives accelerators back is refused.",
    ),
)
_RUN = (
    click.option("--refresh", is_flag=True, help="Read the real state of the resources from the cloud first."),
    click.option(
        "--parallel", type=click.IntRange(min=1), metavar="N", help="Stacks at a time; default: one per processor."
    ),
    click.option("--verbose", is_flag=True, help="List every resource and property of the plan."),
    click.option("--json", "as_json", is_flag=True, help="Print only the report, as JSON (podwright/run/v1)."),
    _LIVE,
)
_YES = (click.option("-y", "--yes", is_flag=True, help="Do not ask; needed where there is no terminal."),)


def _options(*groups: Sequence[Callable[[Any], Any]]) -> Callable[[_F], _F]:
    """Several groups of options as one decorator; the help page shows them in this order."""
    options = [option for group in groups for option in group]
    return lambda function: reduce(lambda wrapped, option: option(wrapped), reversed(options), function)


@click.command()
@_options(_SELECTION, _POLICIES, _GUARD, _RUN)
@click.option("--expect-no-changes", is_flag=True, help="Exit with 4 when a stack would change.")
@click.pass_obj
def preview(invocation: Invocation, expect_no_changes: bool, **typed: Any) -> None:
    """Show what `up` would change in the selected stacks, and what the policies say to it.

    Selectors are names, patterns (gcp-*), or key=value (country=NL). Nothing is changed.
    """
    request = Request(invocation.directory, **typed)
    wanted = request.wanted()
    from podwright.fleet import run, selection, session

    context = session.open_run(selection.choose(wanted), request.options(), "preview", request.progress())
    request.finish(run.preview(context, request, expect_no_changes=expect_no_changes))


@click.command()
@_options(_SELECTION, _POLICIES, _GUARD, _RUN, _YES)
@click.pass_obj
def up(invocation: Invocation, **typed: Any) -> None:
    """Apply the selected stacks in dependency order.

    Previews all of them first, shows the plan and asks. Nothing is applied when a preview or a policy fails.
    The answer no changes nothing and is no failure: exit code 0.
    """
    request = Request(invocation.directory, **typed)
    wanted = request.wanted()
    request.require_answer()
    from podwright.fleet import run, selection, session

    context = session.open_run(selection.choose(wanted), request.options(), "up", request.progress())
    request.finish(run.up(context, request))


@click.command()
@_options(_SELECTION, _RUN, _YES)
@click.pass_obj
def destroy(invocation: Invocation, **typed: Any) -> None:
    """Delete the resources of the selected stacks, and then the stacks.

    Dependents go first. Shows what would be deleted and asks. Protected resources are not deleted.
    The answer no changes nothing and is no failure: exit code 0.

    A stack whose file is gone can be named too, and --all includes it.
    """
    request = Request(invocation.directory, **typed)
    wanted = request.wanted()
    request.require_answer()
    from podwright.fleet import run, selection, session

    context = session.open_run(selection.choose_for_destroy(wanted), request.options(), "destroy", request.progress())
    request.finish(run.destroy(context, request))


@click.command()
@click.argument("stack")
@click.option("--json", "as_json", is_flag=True, help="Print JSON (podwright/outputs/v1).")
@_LIVE
@click.pass_obj
def outputs(invocation: Invocation, stack: str, as_json: bool, live: bool) -> None:
    """Print the outputs of one stack, as of its last apply. Secrets are never shown."""
    from podwright.cli.output import Column, print_json, print_table
    from podwright.fleet.outputs import output_rows, read_outputs

    document = read_outputs(invocation.directory, stack, live=live, say=partial(click.echo, err=True))
    if as_json:
        print_json("outputs", document)
    else:
        print_table([Column("output"), Column("value")], output_rows(document))
