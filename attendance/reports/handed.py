"""What is handed out as a file."""

from dataclasses import dataclass


@dataclass(frozen=True)
class File:
    """A file as the browser saves it.

    Attributes:
        name: The name that is proposed; letters, digits, hyphens and a dot.
        mime: Its type.
    """

    name: str
    content: bytes
    mime: str
