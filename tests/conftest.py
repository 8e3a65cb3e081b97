"""What holds for all tests: generated examples are judged by what they show, never by how fast a machine makes them."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("podwright", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("podwright")
