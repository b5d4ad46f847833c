"""How much is read: bytes, characters, seconds, redirects."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file, one article and one address may cost; beyond it the article is skipped with a reason.

    ``max_bytes`` bounds a file that is one article, and each article of a file that holds many (JSON Lines, WARC):
    such a file itself may have any size. The delay is between two requests to one host.
    """

    max_bytes: int = 20_000_000
    max_characters: int = 2_000_000
    connect_seconds: float = 10.0
    read_seconds: float = 20.0
    total_seconds: float = 60.0
    max_redirects: int = 5
    delay_seconds: float = 1.0

    def __post_init__(self) -> None:
        if self.max_bytes < 1 or self.max_characters < 1:
            raise ValueError("a limit below 1 would read nothing")


USUAL = Limits()
