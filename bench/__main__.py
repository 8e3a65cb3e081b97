"""`python -m bench [SECTION]... [--json]`: measures what the README states; exit code 1 where a threshold is missed.

Each section runs in a process of its own, so that its memory is its own and nothing is warm from another one.
"""

from __future__ import annotations

import argparse
import importlib
import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from bench.measure import Measurement, show

SECTIONS = {
    "emulator": "10,000 resources in one account, without an engine",
    "engine": "pulumi up of 500 resources, against a provider that only echoes",
    "fleet": "check, up and destroy of the example fleet",
}
ONE = "--one"
"""How a section's own process is told apart."""


def main(arguments: Sequence[str]) -> int:
    """Runs the chosen sections, or all."""
    if arguments[:1] == [ONE]:
        found: list[Measurement] = importlib.import_module(f"bench.{arguments[1]}").measure()
        return show(found, as_json=True)
    listed = "\n".join(f"  {name:<10}{line}" for name, line in SECTIONS.items())
    parser = argparse.ArgumentParser(
        "python -m bench", epilog=f"sections:\n{listed}", formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sections", nargs="*", metavar="SECTION", help="only these")
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.sections if name not in SECTIONS]
    if unknown:
        parser.error(f"unknown section {', '.join(unknown)}; there are {', '.join(SECTIONS)}")
    chosen = options.sections or list(SECTIONS)
    return show([each for name in chosen for each in _section(name)], as_json=options.json)


def _section(name: str) -> list[Measurement]:
    sys.stderr.write(f"bench: {name}: {SECTIONS[name]}\n")
    done = subprocess.run([sys.executable, "-m", "bench", ONE, name], stdout=subprocess.PIPE, text=True, check=False)
    if not done.stdout:
        raise SystemExit(f"bench: {name} failed, see above")
    rows: list[dict[str, Any]] = json.loads(done.stdout)["measurements"]
    return [Measurement(**{key: value for key, value in row.items() if key != "ok"}) for row in rows]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
