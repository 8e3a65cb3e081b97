"""The frame around every call: its event, its refusal as an error of the protocol, and the faults that it meets.

Owns what a fault does to a call, before and after the cloud's own work, and the two ways in which a call fails: the
cloud refuses, with its own words, or this program makes a mistake, with the traceback in the log. `abort` raises, so
nothing is ever swallowed.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NoReturn, Protocol

import grpc
from google.protobuf import any_pb2
from pulumi.runtime.proto import provider_pb2, status_pb2

from podwright.emulator.core import faults, wire
from podwright.emulator.core.cloud import Cloud, Identity
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.events import Event
from podwright.emulator.core.faults import VERBS, Fault
from podwright.emulator.core.instances import Instances
from podwright.emulator.core.lifecycle import Lifecycle
from podwright.emulator.core.store import Record

_LOG = logging.getLogger(__name__)
_CRASH_CODE = 86
_INTRODUCTIONS = {"create": "creating", "update": "updating", "delete": "deleting"}


class OfResource(Protocol):
    """A request about one resource."""

    type: str
    urn: str
    name: str


@dataclass(slots=True)
class Asked:
    """One call under way."""

    context: grpc.ServicerContext
    verb: str
    token: str = ""
    name: str = ""
    """In the program."""
    id: str = ""
    made: Record | None = None
    """What a create or an update wrote."""
    outcome: str = "ok"
    message: str = ""


def of_resource(context: grpc.ServicerContext, verb: str, request: OfResource) -> Asked:
    """A call about one resource."""
    token = request.type or request.urn.split("::")[2].rsplit("$", 1)[-1]
    preview = getattr(request, "preview", False)
    name = request.name or request.urn.rsplit("::", 1)[-1]
    return Asked(context, f"{verb} preview" if preview else verb, token, name, getattr(request, "id", ""))


class Frame:
    """Answers the calls of one cloud."""

    def __init__(self, life: Callable[[], Lifecycle], instances: Instances, put: Callable[[Event], None]) -> None:
        self._life = life
        self._instances = instances
        self._put = put

    @contextmanager
    def answer(self, asked: Asked) -> Generator[Asked]:
        """The block does the cloud's own work; what goes wrong in it or is made to go wrong ends the call."""
        began, moment = time.perf_counter(), datetime.now(UTC)
        _LOG.info("%s %s %s", asked.verb, asked.token, asked.name)
        try:
            fault = self._meets(asked)
            if fault:
                asked.outcome = fault.error
                _LOG.warning("%s %s %s meets fault %d: %s", asked.verb, asked.token, asked.name, fault.id, fault.error)
                self._before(asked, fault)
            yield asked
            if fault:
                self._after(asked, fault)
        except CloudError as error:
            _LOG.info("%s %s %s refused: %s", asked.verb, asked.token, asked.name, error)
            asked.outcome = "refused" if asked.outcome == "ok" else asked.outcome
            asked.message = error.message
            asked.context.abort(grpc.StatusCode.UNKNOWN, error.text())
        except _AbortedError as error:
            asked.message = str(error)
            asked.context.abort(grpc.StatusCode.UNKNOWN, str(error))
        except Exception as error:
            _LOG.exception("%s %s %s failed", asked.verb, asked.token, asked.name)
            what = f"the emulated cloud failed in {asked.verb}: {type(error).__name__}: {error}"
            asked.outcome, asked.message = "failed", what
            asked.context.abort(grpc.StatusCode.INTERNAL, f"{what}; this is a mistake of the emulator, see its log")
        finally:
            self._note(asked, moment, time.perf_counter() - began)

    def _note(self, asked: Asked, moment: datetime, seconds: float) -> None:
        self._put(
            Event(
                time=moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
                cloud=self._life().cloud.package,
                verb=asked.verb,
                token=asked.token,
                name=asked.name,
                id=asked.made.id if asked.made else asked.id,
                outcome=asked.outcome,
                milliseconds=round(seconds * 1000, 3),
                message=(asked.message.splitlines() or [""])[0],
            )
        )

    def _meets(self, asked: Asked) -> Fault | None:
        """The fault of this call, used up whatever comes of the call."""
        if asked.verb not in VERBS:
            return None
        life = self._life()
        with life.store.transaction(life.cloud.package) as tx:
            return faults.take(tx, asked.verb, asked.token, asked.name)

    def _before(self, asked: Asked, fault: Fault) -> None:
        """What goes wrong before the cloud has done anything."""
        cloud = self._life().cloud
        words = {"429": cloud.throttled, "503": cloud.unavailable, "timeout": cloud.timed_out}
        if fault.error == "crash":
            _die(fault)
        elif fault.error in words:
            raise _introduced(cloud, asked, words[fault.error](asked.token))
        elif fault.slow_seconds and not self._instances.wait(asked.context.peer(), fault.slow_seconds):
            raise CloudError("the call was cancelled")

    def _after(self, asked: Asked, fault: Fault) -> None:
        """What goes wrong when the cloud has done it."""
        cloud = self._life().cloud
        if fault.error == "crash-after":
            _die(fault)
        elif fault.error == "lost-reply":
            raise _introduced(cloud, asked, cloud.lost_reply(asked.token))
        elif fault.error == "partial" and asked.made:
            record = asked.made
            identity = Identity(record.id, record.project, record.name, record.location)
            reason = cloud.half_made(cloud.kind(asked.token), identity)
            _half_made(asked, record, reason)


class _AbortedError(Exception):
    """The call fails with what was put into its trailing metadata."""


def _half_made(asked: Asked, record: Record, reason: str) -> NoReturn:
    """The protocol's way to say that a resource is there and not ready: the engine keeps its state and the reasons."""
    detail = any_pb2.Any()
    detail.Pack(
        provider_pb2.ErrorResourceInitFailed(
            id=record.id,
            properties=wire.encode(record.outputs),
            inputs=wire.encode(record.inputs),
            reasons=[reason],
        )
    )
    status = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message=reason, details=[detail])
    asked.context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
    raise _AbortedError(reason)


def _introduced(cloud: Cloud, asked: Asked, error: CloudError) -> CloudError:
    """The refusal as the provider reports it from that verb."""
    doing = _INTRODUCTIONS.get(asked.verb)
    return cloud.verb_failed(doing, cloud.kind(asked.token), error) if doing else error


def _die(fault: Fault) -> NoReturn:
    """Ends the process at once, as a crash does: nothing is flushed, closed or answered."""
    _LOG.error("fault %d: the process ends here", fault.id)
    logging.shutdown()
    os._exit(_CRASH_CODE)
