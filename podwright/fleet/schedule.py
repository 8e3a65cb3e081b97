"""Runs work on many stacks in dependency order, so many at a time, and passes over what a failure makes pointless.

A stack starts as soon as the stacks it needs are done, not when a whole wave is: one slow region must not hold up the
stacks that do not need it. Knows no engine: a run can hand the same order to another executor.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence


async def in_order(
    names: Sequence[str],
    needs: Mapping[str, Collection[str]],
    work: Callable[[str], Awaitable[bool]],
    skip: Callable[[str, list[str]], None],
    parallel: int,
) -> dict[str, bool]:
    """Whether the work on each stack succeeded.

    `needs` may name stacks that are not in `names`; those count as done. `names` must come in an order in which every
    stack stands after those it needs. Where a needed stack failed or was itself passed over, `skip` is told the stack
    and the names it waited for in vain, and `work` is not called.
    """
    slots = asyncio.Semaphore(parallel)
    tasks: dict[str, asyncio.Task[bool]] = {}

    async def one(name: str, needed: list[str]) -> bool:
        done = {other: await tasks[other] for other in needed}
        failed = [other for other, succeeded in done.items() if not succeeded]
        if failed:
            skip(name, failed)
            return False
        async with slots:
            return await work(name)

    async with asyncio.TaskGroup() as group:
        for name in names:
            needed = [other for other in sorted(needs.get(name, ())) if other in tasks]
            tasks[name] = group.create_task(one(name, needed), name=name)
    return {name: task.result() for name, task in tasks.items()}
