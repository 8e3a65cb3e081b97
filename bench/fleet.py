"""The example fleet in a copy of the project: an offline check of all stacks, then its life on the emulated cloud.

Times of whole commands, from the start of the process to its end.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.measure import Measurement

ROOT = Path(__file__).parents[1]
CHECKS = 5
CHECK_SECONDS = 1.0
UP_SECONDS = 180.0
"""Nine stacks on two cores; what the README says of `make up` on a machine that is set up."""
SECTION = "fleet"


def measure() -> list[Measurement]:
    """All numbers of this section."""
    with tempfile.TemporaryDirectory(prefix="podwright-bench-") as name:
        root = Path(name).resolve()
        for each in ("stacks", "policies"):
            shutil.copytree(ROOT / each, root / each, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "Pulumi.yaml", root)
        (root / ".venv").symlink_to(sys.prefix)
        check = statistics.median(_seconds(root, "check", "--all") for _ in range(CHECKS))
        try:
            first = _seconds(root, "up", "--all", "--yes")
            again = _seconds(root, "up", "--all", "--yes")
            destroy = _seconds(root, "destroy", "--all", "--yes")
        finally:
            _seconds(root, "emulator", "stop")
    return [
        Measurement(SECTION, "check --all", check, "s", CHECK_SECONDS),
        Measurement(SECTION, "up --all", first, "s", UP_SECONDS),
        Measurement(SECTION, "up --all, nothing to change", again, "s"),
        Measurement(SECTION, "destroy --all", destroy, "s"),
    ]


def _seconds(root: Path, *arguments: str) -> float:
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-P", "-c", "from podwright.cli.main import main; main()", *arguments],
        cwd=root,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    taken = time.perf_counter() - began
    if done.returncode:
        raise RuntimeError(f"podwright {' '.join(arguments)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return taken
