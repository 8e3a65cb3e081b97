"""The pre-shared keys of a mesh: derived from one secret, or from two while a rotation is half done.

The secret is `podwright-mesh:preSharedKey` in the configuration, encrypted there, or `PODWRIGHT_MESH_KEY` in the
environment. While `podwright-mesh:nextPreSharedKey` (`PODWRIGHT_MESH_NEXT_KEY`) is given, every second tunnel has its
key from that one: a rotation changes one half of the tunnels at a time, and the other half carries the traffic.
"""

from __future__ import annotations

import os

import pulumi

from podwright.plan.mesh import LEAST_KEY, Tunnel, check_secret, takes_next, tunnel_key

KEY = "PODWRIGHT_MESH_KEY"
NEXT = "PODWRIGHT_MESH_NEXT_KEY"


class MeshKeys:
    """Derives the key of each tunnel; `pulumi.RunError` where there is no secret, or a bad one."""

    def __init__(self) -> None:
        now = _secret("preSharedKey", KEY)
        if now is None:
            raise pulumi.RunError(
                "there is no secret to derive the keys of the tunnels from\n"
                f"  allowed: at least {LEAST_KEY} printable characters\n"
                "  fix:     openssl rand -hex 32 | pulumi config set --secret podwright-mesh:preSharedKey,"
                f" or set {KEY}"
            )
        self._now, self._next = now, _secret("nextPreSharedKey", NEXT) or now

    def of(self, tunnel: Tunnel) -> pulumi.Output[str]:
        """The key of a tunnel, as a secret."""
        secret = self._next if takes_next(tunnel.key) else self._now
        return pulumi.Output.secret(secret.apply(lambda text: tunnel_key(text, tunnel.label)))


def _secret(word: str, variable: str) -> pulumi.Output[str] | None:
    """A secret of the configuration or the environment; None where neither has it."""
    found = pulumi.Config("podwright-mesh").get_secret(word)
    if found is not None:
        return found.apply(lambda text: _checked(f"podwright-mesh:{word}", text))
    text = os.environ.get(variable, "")
    return pulumi.Output.secret(_checked(variable, text)) if text else None


def _checked(title: str, text: str) -> str:
    problem = check_secret(text)
    if problem:
        # The text itself is in no message.
        raise pulumi.RunError(
            f"{title} {problem.message}\n"
            f"  given:   {problem.given}\n"
            f"  allowed: {problem.allowed}\n"
            f"  fix:     {problem.fix}"
        )
    return text
