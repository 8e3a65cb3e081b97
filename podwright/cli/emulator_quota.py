"""`podwright emulator quota`: what projects of the emulated clouds hold, and a way to change it.

Owns the printing of quotas; the rest of the `emulator` group is in `emulator.py`.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from podwright.cli.emulator_options import CLOUD, JSON, PROJECT, state_folder
from podwright.cli.invocation import Invocation
from podwright.cli.output import Column, print_json, print_table
from podwright.errors import InputError, Problem

if TYPE_CHECKING:
    from podwright.emulator.daemon import QuotaLine

_QUOTAS = (
    Column("QUOTA"),
    Column("WHERE", detail=True),
    Column("LIMIT", right=True),
    Column("USED", right=True),
    Column("FREE", right=True),
    Column("PROJECT", detail=True),
    Column("SERVICE", detail=True),
    Column("REQUESTS", detail=True),
    Column("HELD BY", detail=True, labelled=True),
)


@click.group()
def quota() -> None:
    """Look at quotas, or set what a project holds."""


@quota.command("ls")
@PROJECT
@CLOUD
@JSON
@click.pass_obj
def quota_ls(invocation: Invocation, project: str | None, cloud: str | None, as_json: bool) -> None:
    """List every quota that is set, asked for or drawn from.

    The limit of an accelerator quota that nobody asked for is 0.
    """
    from podwright.emulator import daemon

    lines = daemon.quotas(state_folder(invocation), project=project, cloud=cloud)
    if as_json:
        print_json("emulator-quota-ls", {"quotas": [_quota_json(line) for line in lines]})
    elif lines:
        print_table(_QUOTAS, [_quota(line) for line in lines])
    else:
        click.echo("no quota is set, asked for or drawn from", err=True)


@quota.command("set")
@click.argument("quota_id", metavar="QUOTA_ID")
@click.option("--cloud", default="gcp", show_default=True, help="The cloud.")
@click.option("--project", metavar="ID", required=True, help="The account: project, subscription, tenancy.")
@click.option("--service", default="compute.googleapis.com", show_default=True, help="The API that owns the quota.")
@click.option("--dimension", "dimensions", multiple=True, metavar="NAME=VALUE", help="A place or family; may repeat.")
@click.option("--limit", type=click.IntRange(min=-1), help="What the project holds; -1 is unlimited.")
@click.option("--ceiling", type=click.IntRange(min=-1), help="The most an increase request is granted; -1 lifts it.")
@click.option("--approval", metavar="MODE", help="How increases are answered: instant, delayed:2h or refused.")
@JSON
@click.pass_obj
def quota_set(
    invocation: Invocation,
    /,
    quota_id: str,
    *,
    cloud: str,
    project: str,
    service: str,
    dimensions: tuple[str, ...],
    limit: int | None,
    ceiling: int | None,
    approval: str | None,
    as_json: bool,
) -> None:
    """Set the limit itself, or how requests for more are answered.

    \b
      podwright emulator quota set PREEMPTIBLE-TPU-V6E-per-project-region \\
          --project lab --dimension region=europe-west4 --limit 64
    """
    from podwright.emulator import control, daemon
    from podwright.emulator.core.quota import QuotaKey

    if limit is None and ceiling is None and approval is None:
        raise InputError(Problem("emulator quota set", "nothing to set", fix="give --limit, --ceiling or --approval"))
    key = QuotaKey.of(project, service, quota_id, _dimensions(dimensions))
    line = daemon.set_quota(
        state_folder(invocation),
        key,
        cloud=control.check_cloud(cloud),
        limit=limit,
        ceiling=ceiling,
        approval=_approval(approval),
    )
    if as_json:
        print_json("emulator-quota-ls", {"quotas": [_quota_json(line)]})
    else:
        print_table(_QUOTAS, [_quota(line)])


def _approval(text: str | None) -> str | None:
    from podwright.emulator.core.approval import parse_mode

    try:
        return None if text is None else parse_mode(text)
    except ValueError as error:
        allowed = "instant, delayed:<duration>, refused"
        raise InputError(Problem("--approval", "is no way to answer", given=text, allowed=allowed)) from error


def _dimensions(pairs: tuple[str, ...]) -> dict[str, str]:
    wrong = [pair for pair in pairs if "=" not in pair.strip("=")]
    if wrong:
        raise InputError(
            [Problem("--dimension", "is not NAME=VALUE", given=pair, fix="write region=europe-west4") for pair in wrong]
        )
    return dict(pair.split("=", 1) for pair in pairs)


def _quota(line: QuotaLine) -> tuple[str | list[str], ...]:
    where = ",".join(f"{name}={value}" for name, value in sorted(line.dimensions.items())) or "-"
    free = "unlimited" if line.limit < 0 else str(max(line.limit - line.used, 0))
    limit = "unlimited" if line.limit < 0 else str(line.limit)
    holders = [f"{amount} {resource_id}" for _, resource_id, amount in line.holders] or ["-"]
    service = f"{line.cloud} {line.service}"
    return line.quota_id, where, limit, str(line.used), free, line.project, service, _requests(line), holders


def _requests(line: QuotaLine) -> str:
    """What was asked for and how it is answered, as far as there is something to say."""
    state = f" {line.request}" if line.request in ("pending", "refused", "partly") else ""
    said = (
        f"asked {line.asked}{state}" if line.asked is not None else "",
        f"granted at most {line.ceiling}" if line.ceiling is not None else "",
        f"approval {line.approval}" if line.approval else "",
    )
    return ", ".join(each for each in said if each) or "-"


def _quota_json(line: QuotaLine) -> dict[str, object]:
    holders = [{"type": token, "id": resource_id, "amount": amount} for token, resource_id, amount in line.holders]
    return {**asdict(line), "holders": holders}
