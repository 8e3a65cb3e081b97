"""The copy of a stack file that the engine gets on the emulated cloud."""

from __future__ import annotations

from pathlib import Path

from podwright.engine.stack_config import without_secrets_settings, write_config

STACK = """# serving, Netherlands
secretsprovider: gcpkms://projects/lab/locations/europe-west4/keyRings/state/cryptoKeys/state
encryptedkey: CiQAvery/long==
config:
  podwright:kind: region   # a comment stays
  podwright:encryptionsalt: not a setting, a value
encryptionsalt: v1:abc=:v1:def
"""


def test_only_the_top_level_secrets_settings_go() -> None:
    """Everything else must reach the program as it is in the committed file."""
    assert without_secrets_settings(STACK) == (
        "# serving, Netherlands\n"
        "config:\n"
        "  podwright:kind: region   # a comment stays\n"
        "  podwright:encryptionsalt: not a setting, a value\n"
    )


def test_what_a_real_backend_encrypted_is_left_out() -> None:
    """Nothing here can read it, and the engine would refuse the whole file; a token is in the environment instead."""
    file = (
        "config:\n"
        "  coreweave:token:\n"
        "    secure: v1:abc=:def\n"
        "  podwright:account: {organization: lab}\n"
        "  kubernetes:kubeconfig: {secure: v1:abc}\n"
        "  podwright:network:\n"
        "    cidr: 10.0.0.0/14\n"
    )
    assert without_secrets_settings(file) == (
        "config:\n  podwright:account: {organization: lab}\n  podwright:network:\n    cidr: 10.0.0.0/14\n"
    )


def test_a_setting_on_the_last_line_goes_too() -> None:
    """Editors do not always end a file with a line break."""
    assert without_secrets_settings("config: {}\nencryptionsalt: v1:abc") == "config: {}\n"


def test_the_copy_follows_the_file_and_nothing_else_is_left(tmp_path: Path) -> None:
    """What the engine wrote into the copy last time is replaced by what the file says now."""
    file, folder = tmp_path / "Pulumi.nl.yaml", tmp_path / "config"
    file.write_text("config: {a:b: '1'}\n")
    copy = write_config(file, folder)
    copy.write_text("config: {a:b: '1'}\nencryptionsalt: v1:abc\n")
    file.write_text("config: {a:b: '2'}\n")
    assert write_config(file, folder).read_text() == "config: {a:b: '2'}\n"
    assert [path.name for path in folder.iterdir()] == ["Pulumi.nl.yaml"]
