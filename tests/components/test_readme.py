"""The READMEs of the components: their examples run, and their tables are what the components say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from components.reference import READMES, rewritten, tables
from tests.components.harness import check_inventory, deploy

_BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)
_LAST_LINE = re.compile(r"# resources=(\d+) inventory=([a-z_]+\.yaml)")


@dataclass(frozen=True)
class Example:
    """One code block of a README."""

    cloud: str
    code: str

    @property
    def expectation(self) -> tuple[int, Path]:
        """How many cloud resources it makes, and the inventory of them."""
        found = _LAST_LINE.fullmatch(self.code.strip().splitlines()[-1])
        assert found, f"the last line must be '# resources=N inventory=case.yaml':\n{self.code}"
        return int(found[1]), Path(__file__).parent / self.cloud / "readme" / found[2]


def examples() -> list[Example]:
    return [Example(file.parent.name, code) for file in READMES for code in _BLOCK.findall(file.read_text())]


@pytest.mark.parametrize("example", examples(), ids=lambda each: f"{each.cloud}-{each.expectation[1].stem}")
def test_examples_run(example: Example) -> None:
    """Every example makes exactly as many resources as it says, with the values its inventory names."""
    resources, inventory = example.expectation
    # An example is our own file, and running it is the point.
    deployment = deploy(lambda: exec(compile(example.code, str(inventory), "exec"), {}))  # noqa: S102
    components = [name for name, each in deployment.resources.items() if each.type.startswith("podwright:")]
    assert len(deployment.resources) - len(components) == resources
    check_inventory(deployment, inventory, components[0])


def test_every_inventory_has_an_example() -> None:
    """An inventory nobody reads proves nothing."""
    found = Path(__file__).parent.glob("*/readme/*.yaml")
    assert sorted(found) == sorted(each.expectation[1] for each in examples())


@pytest.mark.parametrize("readme", READMES, ids=lambda file: file.parent.name)
def test_tables_are_up_to_date(readme: Path) -> None:
    """`python -m components.reference` writes them; nobody keeps a table right by hand."""
    text = readme.read_text()
    assert text == rewritten(text, tables())


def test_everything_served_is_documented() -> None:
    """A component or a type of arguments without a section would be found by nobody."""
    written = set(re.findall(r"<!-- reference: (\w+) -->", "".join(file.read_text() for file in READMES)))
    assert written == set(tables())
