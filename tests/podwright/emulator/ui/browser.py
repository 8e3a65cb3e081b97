"""The page in a real browser: `python -m tests.podwright.emulator.ui.browser [FOLDER FOR SCREENSHOTS]`.

Not part of `pytest`, because it needs Chromium: it takes the one of $CHROMIUM or of PATH, installs Debian's where it
may, and fails with what to do where it may not. It never passes without a browser. Looked at: the drawn page after the
clouds changed under it, hostile names, and screenshots at two widths in light and dark for a person to look at.
"""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path

from podwright.emulator import control, daemon
from podwright.emulator.core.faults import Fault
from podwright.emulator.core.quota import QuotaKey
from podwright.emulator.listing import set_quota
from podwright.emulator.ui import document as documents
from podwright.emulator.ui.server import make_server
from tests.podwright.emulator.client import Client, refused

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WIDTHS = (1280, 480)
HOSTILE = "<img src=x onerror=document.title='owned'>"
SECONDS = 60


def browser() -> str:
    """The path of a Chromium; SystemExit where there is none and none can be installed."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if found:
        return found
    if shutil.which("apt-get") and os.geteuid() == 0:
        sys.stderr.write("installing Debian's chromium\n")
        subprocess.run(["apt-get", "install", "-y", "--no-install-recommends", "chromium"], check=True)
        return browser()
    raise SystemExit("there is no Chromium here; install the package `chromium`, or name one: CHROMIUM=/path/to/it")


def run(program: str, *arguments: str, dark: bool = False) -> str:
    """One headless run with a profile of its own; its standard output."""
    with tempfile.TemporaryDirectory(prefix="podwright-browser-") as profile:
        command = [program, "--headless", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={profile}"]
        command += ["--no-sandbox"] if os.geteuid() == 0 else []
        command += ["--blink-settings=preferredColorScheme=0"] if dark else []
        # the page's own clock runs ahead, so that it asks several times in a moment
        command += ["--virtual-time-budget=7000", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=SECONDS)
    return done.stdout


class Page(HTMLParser):
    """The text, the tags and the labels of a drawn page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self.tags: list[str] = []
        self.labels: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes the tag and its label."""
        self.tags.append(tag)
        self.labels += [value for name, value in attrs if name == "aria-label" and value]

    def handle_data(self, data: str) -> None:
        """Notes the text."""
        self.text.append(data.strip())


@contextmanager
def sample_clouds(folder: Path) -> Generator[None]:
    """A few resources, a refusal with a hostile name, quotas near and at their limits, stock."""
    client = Client(daemon.start(folder).providers["gcp"])
    try:
        network = client.create("gcp:compute/network:Network", "net", {"name": "net", "autoCreateSubnetworks": False})
        for number, region in enumerate(["europe-west4", "us-east5"], start=1):
            inputs = {"network": network.id, "region": region, "ipCidrRange": f"10.{number}.0.0/20"}
            client.create("gcp:compute/subnetwork:Subnetwork", "nodes", {**inputs, "name": f"nodes-{region}"})
        client.create("gcp:kms/keyRing:KeyRing", "keys", {"name": "keys", "location": "europe-west4"})
        again = {"name": "net", "autoCreateSubnetworks": False}
        refused(lambda: client.create("gcp:compute/network:Network", HOSTILE, again))
        for quota_id, zone, limit in (("V6E", "a", 8), ("V5E", "b", 0)):
            dimensions = {"zone": f"europe-west4-{zone}"}
            set_quota(folder, QuotaKey.of("lab", "tpu.googleapis.com", quota_id, dimensions), limit=limit)
        control.set_stock(folder, "gcp", "europe-west4-a", "ct6e-standard-4t", 16)
        yield
    finally:
        client.close()
        daemon.stop(folder)


def changing_once(folder: Path) -> Callable[[Path], documents.Json]:
    """The page's document; the clouds change right after it was made for the first time."""
    make, changes = documents.document, [Fault("gcp", "delete", "lost-reply", times=3)]

    def made(place: Path) -> documents.Json:
        found = make(place)
        if changes:
            control.add_faults(folder, [changes.pop()])
        return found

    return made


def check(html: str) -> list[str]:
    """What is missing or wrong in the drawn page."""
    page = Page(html)
    wanted = ["gcp", "lab", "europe-west4", "nodes-us-east5", "permanent", "lost-reply", "3 more", "0 of 16", HOSTILE]
    wrong = [f"the text {each!r} is missing" for each in wanted if each not in page.text]
    labels = ["V6E: 0 of 8", "V5E: 0 of 0", "ct6e-standard-4t: 0 of 16"]
    wrong += [f"the bar {each!r} is missing" for each in labels if each not in page.labels]
    wrong += ["a name became markup"] if "img" in page.tags else []
    return wrong + (["it is not running"] if not any(text.startswith("running on gcp") for text in page.text) else [])


def main(arguments: list[str]) -> int:
    """0 when the page is right; 1 with what is wrong."""
    program = browser()
    shots = Path(arguments[0] if arguments else tempfile.mkdtemp(prefix="podwright-ui-"))
    shots.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="podwright-ui-") as name, sample_clouds(folder := Path(name) / "emulated"):
        documents.document = changing_once(folder)
        server = make_server(folder)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        wrong = check(run(program, "--dump-dom", address))
        for width in WIDTHS:
            for dark in (False, True):
                file = shots / f"ui-{width}-{'dark' if dark else 'light'}.png"
                run(program, f"--screenshot={file}", f"--window-size={width},1200", address, dark=dark)
                if struct.unpack(">I", file.read_bytes()[16:20])[0] != width:
                    wrong.append(f"{file} is not {width} pixels wide")
        server.shutdown()
        server.server_close()
    sys.stdout.write("\n".join(wrong or [f"the page is right in {program}; screenshots in {shots}"]) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
