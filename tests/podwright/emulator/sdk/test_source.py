"""Finding things in an SDK's text."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from podwright.emulator.sdk.source import Sdk, find_sdk, read_span, scan_spans, scan_tokens
from podwright.errors import EngineError


def test_an_sdk_is_found_by_the_providers_name(tiny_sdk: Path) -> None:
    """The provider's name is what Pulumi calls it; the Python package's follows from it."""
    assert find_sdk("tiny") == Sdk(package="tiny", version="1.2.3", root=tiny_sdk)


def test_a_dash_in_the_name_is_an_underscore_in_python() -> None:
    """`azure-native` is installed as `pulumi_azure_native`."""
    assert find_sdk("azure-native").root.name == "pulumi_azure_native"


@pytest.mark.usefixtures("tiny_sdk")
def test_finding_an_sdk_does_not_import_it() -> None:
    """An import costs seconds and runs the package's code."""
    scan_tokens(find_sdk("tiny"))
    assert "pulumi_tiny" not in sys.modules


def test_a_missing_sdk_is_named_with_what_to_install() -> None:
    """A traceback would not say which package to install."""
    with pytest.raises(EngineError) as caught:
        find_sdk("no-such-cloud")
    assert str(caught.value) == (
        "error: provider no-such-cloud: its Python SDK is not installed, so nothing is known about no-such-cloud's"
        " resource types\n"
        "  fix:     install the package pulumi-no-such-cloud into the environment that runs podwright"
    )


@pytest.mark.parametrize("content", [None, "{", "[]", '{"name": "tiny"}', '{"version": 1}'])
def test_an_sdk_without_a_version_is_refused(tiny_sdk: Path, content: str | None) -> None:
    """The version is what the engine compares and what the cache is kept under."""
    path = tiny_sdk / "pulumi-plugin.json"
    path.unlink()
    if content is not None:
        path.write_text(content)
    with pytest.raises(EngineError) as caught:
        find_sdk("tiny")
    assert str(caught.value) == (
        f"error: provider tiny: its Python SDK at {tiny_sdk} does not name its version in pulumi-plugin.json\n"
        "  fix:     install the package pulumi-tiny again"
    )


@pytest.mark.usefixtures("tiny_sdk")
def test_all_tokens_are_found_where_they_stand() -> None:
    """Resources by the token they register with, functions by the one they invoke, the provider by Pulumi's own."""
    tokens = scan_tokens(find_sdk("tiny"))
    assert tokens.resources == {
        "tiny:shop/gadget:Gadget": ("shop/gadget.py", "Gadget"),
        "pulumi:providers:tiny": ("provider.py", "Provider"),
    }
    assert tokens.functions == {"tiny:shop/getGadget:getGadget": "shop/get_gadget.py"}


def test_a_span_is_one_whole_statement(tiny_sdk: Path) -> None:
    """A decorator belongs to the class after it; a span that held half a statement could not be parsed."""
    path = tiny_sdk / "shop" / "_inputs.py"
    spans = scan_spans(path.read_bytes())
    assert list(spans) == ["GadgetWheelArgsDict", "GadgetWheelArgs", "GadgetWheelTyreArgs"]
    text = read_span(path, spans["GadgetWheelArgsDict"])
    assert text == ("class GadgetWheelArgsDict(TypedDict):\n    spoke_count: pulumi.Input[_builtins.int]\n\n")


def test_spans_count_bytes_not_characters(tiny_sdk: Path) -> None:
    """What stands after a text that is not ASCII is still cut out exactly."""
    path = tiny_sdk / "shop" / "_inputs.py"
    text = read_span(path, scan_spans(path.read_bytes())["GadgetWheelTyreArgs"])
    assert text.startswith("class GadgetWheelTyreArgs:\n")


def test_a_file_without_classes_has_no_spans() -> None:
    """The package's `__init__` files are empty or only import."""
    assert scan_spans(b"") == {}
