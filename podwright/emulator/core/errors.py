"""What an emulated cloud answers when it refuses.

Owns the one exception that crosses from a cloud's code to the provider protocol. The words are the cloud's own and are
made where the rule is (`podwright/emulator/gcp/errors.py` for Google Cloud); nothing here invents a message.
"""

from __future__ import annotations


class CloudError(Exception):
    """The cloud refuses a call; the text reaches the user unchanged, through the engine.

    `note` is the emulated cloud's own word, kept apart from the cloud's: what to do when the real message does not say.
    """

    def __init__(self, message: str, *, note: str | None = None) -> None:
        self.message = message
        self.note = note
        super().__init__(self.text())

    def text(self) -> str:
        """The cloud's words, then the note on a line of its own."""
        return f"{self.message}\n  note: {self.note}" if self.note else self.message

    def prefixed(self, prefix: str) -> CloudError:
        """The same refusal with the provider's introduction in front: `Error creating Network: …`."""
        return CloudError(f"{prefix}: {self.message}", note=self.note)
