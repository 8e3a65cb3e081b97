"""The page that says what exists on which cloud names every component, and nothing that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from components.__main__ import COMPONENTS

PAGE = Path(__file__).parents[1] / "docs" / "clouds.md"
TEXT = PAGE.read_text("utf-8")
CLOUDS = ("Google Cloud", "Azure", "Oracle Cloud", "CoreWeave")
LINKS = re.findall(r"\[([^\]]*)\]\(([^)]+)\)", TEXT)


@pytest.mark.parametrize("component", [each.__name__ for each in COMPONENTS])
def test_every_component_is_named(component: str) -> None:
    """What nobody finds does not exist."""
    assert any(f"`{component}`" in text for text, _ in LINKS)


@pytest.mark.parametrize(("text", "target"), LINKS)
def test_every_link_leads_to_the_section_of_its_component(text: str, target: str) -> None:
    """A renamed heading would strand the reader at the top of a long page."""
    file, _, anchor = target.partition("#")
    headings = re.findall(r"^#+ (.*)$", (PAGE.parent / file).resolve().read_text("utf-8"), re.MULTILINE)
    anchors = {heading.lower().replace(" ", "-").replace("`", "") for heading in headings}
    assert not anchor or anchor in anchors, text


def test_every_entity_is_answered_for_every_cloud() -> None:
    """An empty answer is written out, so that nobody has to guess whether it was forgotten."""
    answered: dict[str, list[str]] = {}
    entity = ""
    for row in re.findall(r"^\| (.*) \|$", TEXT, re.MULTILINE)[1:]:
        first, clouds, *answers = [cell.strip() for cell in f" {row} ".split(" |")]
        entity = first.strip("| ") or entity
        assert [bool(answer) for answer in answers] == [True] * 3
        answered.setdefault(entity, []).extend(each.strip() for each in clouds.strip("| ").split(","))
    assert {entity: tuple(clouds) for entity, clouds in answered.items()} == dict.fromkeys(answered, CLOUDS)
