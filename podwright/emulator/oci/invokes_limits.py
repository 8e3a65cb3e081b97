"""Questions about service limits: how much a tenancy may have, and what is left of it in a compartment.

Owns the answers; the limits are in `limits.py`, the compartment quotas that narrow them in `quota_policy.py`.
"""

from __future__ import annotations

from podwright.emulator.core import values
from podwright.emulator.core.cloud import Call
from podwright.emulator.core.quota import UNLIMITED
from podwright.emulator.core.wire import Values
from podwright.emulator.oci import errors
from podwright.emulator.oci.base import domain_of, region_of, tenancy_of
from podwright.emulator.oci.limits import Limit, key_of, limits
from podwright.emulator.oci.quota_policy import rooms
from podwright.emulator.oci.regions import domain_names, same_domain

UNCOUNTED = 1_000_000
"""What is answered for a limit that is not counted here; Oracle always answers a number."""


def limit_values(call: Call, args: Values) -> Values:
    """Every limit of a service in the region, one line for each availability domain where it counts by those."""
    service = values.string(args, "serviceName") or ""
    tenancy, region = tenancy_of(call.scope), region_of(call.scope)
    if values.string(args, "compartmentId") != tenancy:
        raise errors.invalid("compartmentId must be the root compartment.", note=f"that is {tenancy}")
    domain, name = values.string(args, "availabilityDomain"), values.string(args, "name")
    found: list[Values] = []
    for limit in sorted((each for each in limits().values() if each.service == service), key=lambda each: each.name):
        if name not in (None, limit.name) or values.string(args, "scopeType") not in (None, limit.scope):
            continue
        places = domain_names(tenancy, region) if limit.scope == "AD" else [""]
        for place in places:
            if domain is None or same_domain(place, domain):
                value = str(_number(call.ledger.limit(key_of(tenancy, region.name, limit, place))))
                line = {"name": limit.name, "scopeType": limit.scope, "value": value}
                found.append({"availabilityDomain": place, **line})
    return {"limitValues": found}


def resource_availability(call: Call, args: Values) -> Values:
    """What a compartment can still have of one limit."""
    limit = _limit(args)
    domain = None
    if limit.scope == "AD":
        if not values.given(args, "availabilityDomain"):
            raise errors.invalid(f"availabilityDomain must be specified for the AD-scoped limit {limit.name}.")
        domain = domain_of(call, args)
    compartment, tenancy = values.string(args, "compartmentId") or "", tenancy_of(call.scope)
    key = key_of(tenancy, region_of(call.scope).name, limit, domain)
    total, used = _number(call.ledger.limit(key)), call.ledger.used(key)
    left = list(rooms(call, compartment, key))
    free = min([max(total - used, 0), *(max(room.amount - room.used, 0) for room in left)])
    result: Values = {
        "available": str(free),
        "used": str(used),
        "fractionalAvailability": float(free),
        "fractionalUsage": float(used),
    }
    if left:
        result["effectiveQuotaValue"] = float(min(room.amount for room in left))
    return result


def _limit(args: Values) -> Limit:
    service, name = (values.string(args, each) or "" for each in ("serviceName", "limitName"))
    found = limits().get((service, name))
    if found is None:
        known = ", ".join(sorted(each.name for each in limits().values() if each.service == service)) or "none"
        raise errors.not_found(f"limits of {service} that are known here: {known}")
    return found


def _number(limit: int) -> int:
    return UNCOUNTED if limit == UNLIMITED else limit
