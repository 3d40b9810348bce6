"""What is wrong with an appeal's documents, gathered to be told all at once."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from ..base.refusals import Refusal

Found = TypeVar("Found")


class DocumentError(Refusal):
    """What is wrong at one place of an appeal's documents; the text says where.

    `others` are wrong with the same row.
    """

    others: tuple["DocumentError", ...] = ()

    @property
    def place(self) -> tuple[str, str]:
        """Where it is, in two steps."""
        return ("", "")


class FixtureError(DocumentError):
    """The files do not add up or name something unknown; the text says file, line and reason."""

    def __init__(self, file: Path, line: int, reason: str) -> None:
        super().__init__(f"{file}, line {line}: {reason}")
        self.file, self.line, self.reason = file, line, reason

    @property
    def place(self) -> tuple[str, str]:
        return (str(self.file), str(self.line))


class Faults:
    """What is wrong with documents that are read to their end, to tell all of it at once.

    `settled` are places of which enough is said: what else is wrong there follows from it.
    """

    def __init__(self) -> None:
        self.found: dict[str, DocumentError] = {}
        self.settled: set[tuple[str, str]] = set()

    def __bool__(self) -> bool:
        return bool(self.found)

    def __iter__(self) -> Iterator[DocumentError]:
        return iter(self.found.values())

    def gather(self, act: Callable[..., Found], *given: object) -> Found | None:
        """What `act` gives, or None where it refuses, which is gathered."""
        try:
            return act(*given)
        except DocumentError as fault:
            self.take(fault)
        return None

    def take(self, fault: DocumentError) -> None:
        for each in (fault, *fault.others):
            if each.place not in self.settled:
                self.found.setdefault(str(each), each)

    def settle(self) -> None:
        """Say nothing more of the places at which something is wrong already."""
        self.settled |= {each.place for each in self}

    def raise_all(self) -> None:
        """Refuse with the first, and what else is wrong with it."""
        if self:
            first, *others = self
            first.others = tuple(others)
            raise first


class FirstFault(Faults):
    """Refuses at the first fault."""

    def gather(self, act: Callable[..., Found], *given: object) -> Found | None:
        return act(*given)
