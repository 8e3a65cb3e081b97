"""The index between two runs."""

from __future__ import annotations

import json
from pathlib import Path

import platformdirs
import pytest

from podwright.emulator.sdk import index as index_module
from podwright.emulator.sdk.cache import IndexCache, default_cache_dir
from podwright.emulator.sdk.index import SdkIndex
from podwright.emulator.sdk.source import Tokens, scan_tokens

GADGET = "tiny:shop/gadget:Gadget"


def cache_file(cache_dir: Path) -> Path:
    """Where the index of the small SDK is kept."""
    return cache_dir / "sdk-index" / "tiny-1.2.3.json"


def test_the_cache_is_the_users_unless_another_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A build machine keeps its caches in folders of its own."""
    monkeypatch.delenv("PODWRIGHT_CACHE_DIR", raising=False)
    assert default_cache_dir() == platformdirs.user_cache_path("podwright")
    monkeypatch.setenv("PODWRIGHT_CACHE_DIR", str(tmp_path))
    assert default_cache_dir() == tmp_path


@pytest.mark.usefixtures("tiny_sdk")
def test_the_second_run_does_not_search_the_sdk_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Searching reads the whole package; the tokens of one version never change."""
    first = SdkIndex("tiny", tmp_path).tokens()

    def refuse(_: object) -> Tokens:
        raise AssertionError("searched again")

    monkeypatch.setattr(index_module, "scan_tokens", refuse)
    assert SdkIndex("tiny", tmp_path).tokens() == first


@pytest.mark.usefixtures("tiny_sdk")
@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"format": 0, "resources": {}, "functions": {}, "files": {}}',
        '{"format": 1, "resources": {"a": "b"}, "functions": {}, "files": {}}',
        '{"format": 1, "resources": {}, "functions": {}, "files": {"x": [1]}}',
    ],
)
def test_a_damaged_cache_is_built_again(tmp_path: Path, content: str) -> None:
    """A run that was killed or an older podwright must not stand in the way of this one."""
    path = cache_file(tmp_path)
    path.parent.mkdir(parents=True)
    path.write_text(content)
    assert SdkIndex("tiny", tmp_path).resource(GADGET) is not None
    assert GADGET in json.loads(path.read_bytes())["resources"]


@pytest.mark.usefixtures("tiny_sdk")
def test_a_cache_that_cannot_be_written_is_not_needed(tmp_path: Path) -> None:
    """A read-only home folder costs time and nothing else."""
    not_a_folder = tmp_path / "file"
    not_a_folder.write_text("")
    assert SdkIndex("tiny", not_a_folder).resource(GADGET) is not None


@pytest.mark.usefixtures("tiny_sdk")
def test_writing_leaves_only_the_finished_file(tmp_path: Path) -> None:
    """Another process may read at any moment, so the file appears whole."""
    SdkIndex("tiny", tmp_path).tokens()
    assert list((tmp_path / "sdk-index").iterdir()) == [cache_file(tmp_path)]


def test_spans_are_those_of_a_file_of_the_same_size(tmp_path: Path) -> None:
    """A file that was changed by hand has other spans; its size tells."""
    cache = IndexCache(tmp_path, "tiny", "1.2.3")
    cache.tokens = Tokens(resources={}, functions={})
    cache.add_spans("shop/_inputs.py", 100, {"GadgetArgs": (10, 20)})
    cache.save()
    again = IndexCache(tmp_path, "tiny", "1.2.3")
    assert again.spans("shop/_inputs.py", 100) == {"GadgetArgs": (10, 20)}
    assert again.spans("shop/_inputs.py", 101) is None


def test_the_tokens_read_are_the_tokens_written(tmp_path: Path, gcp: SdkIndex) -> None:
    """What comes out of the cache is what a search gives."""
    cache = IndexCache(tmp_path, "gcp", gcp.version)
    cache.tokens = scan_tokens(index_module.find_sdk("gcp"))
    cache.save()
    assert IndexCache(tmp_path, "gcp", gcp.version).tokens == cache.tokens
