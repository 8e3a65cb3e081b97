"""Images of machines without Kubernetes, as one text: `publisher:offer:sku:version`, or the id of an image.

Pure, no Pulumi resources.
"""

from __future__ import annotations

from dataclasses import dataclass

from podwright.errors import InputError, Problem

HPC_IMAGE = "microsoft-dsvm:ubuntu-hpc:2204:latest"
"""Microsoft's image with drivers of GPUs and InfiniBand (learn.microsoft.com, HPC VM images)."""


@dataclass(frozen=True, slots=True)
class Image:
    """Either an id or the four words of the marketplace."""

    id: str | None = None
    publisher: str | None = None
    offer: str | None = None
    sku: str | None = None
    version: str | None = None


def parse_image(text: str) -> Image:
    """The image, or an `InputError` (subject `image`)."""
    if text.startswith("/subscriptions/"):
        return Image(id=text)
    words = text.split(":")
    if len(words) == 4 and all(words):
        return Image(None, *words)
    what = f'"{text}" is no image'
    raise InputError(Problem("image", what, text, "publisher:offer:sku:version, or the id of an image", None))
