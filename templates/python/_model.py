"""What the module knows of its metrics and labels: the same code for every spec."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Pattern: TypeAlias = Mapping[str, tuple[str, ...]]
"""Combinations in which each label that is named has one of the values."""

LONGEST = 128
"""Longest value that an open label takes, in UTF-16 units."""


def is_sendable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


@dataclass(frozen=True)
class ValuePattern:
    """What a value of an open label matches as a whole.

    An automaton, which takes one step a character whatever the text.
    """

    edges: tuple[int, ...]
    """Code points at which the second interval of characters and all after it begin."""
    columns: tuple[int, ...]
    """Column of `next` that each interval reads, of `width` columns."""
    width: int
    next: tuple[int, ...]
    """State after a character, a row for each state; -1 where nothing can match."""
    accepts: tuple[int, ...]

    def matches(self, value: object) -> bool:
        if not isinstance(value, str) or not value or len(value) > LONGEST:
            return False
        # Half of a surrogate pair is no text: a scrape that holds one cannot be sent.
        if not is_sendable(value) or len(value.encode("utf-16-le")) > 2 * LONGEST:
            return False
        state = 0
        for character in value:
            interval = bisect_right(self.edges, ord(character))
            state = self.next[state * self.width + self.columns[interval]]
            if state < 0:
                return False
        return state in self.accepts


def compiled_pattern(
    edges: str, columns: str, width: int, next: str, accepts: str
) -> ValuePattern:
    """A pattern whose numbers are written with blanks between them."""
    numbers = (
        tuple(map(int, text.split())) for text in (edges, columns, next, accepts)
    )
    first, second, third, fourth = numbers
    return ValuePattern(first, second, width, third, fourth)


@dataclass(frozen=True)
class Label:
    """A label with its bound."""

    name: str
    size: int
    """How many values can occur, overflow included."""
    values: tuple[str, ...]
    """The values as series show them; of an open label only the overflow."""
    positions: Mapping[Any, int] = field(default_factory=dict[Any, int])
    """Positions of values that are listed, and of the overflow value."""
    upper: tuple[float, ...] = ()
    """Inclusive upper bounds of the intervals of a label of numbers."""
    lowest: float = 0.0
    integers: range = range(0)
    open: int | None = None
    """Position among the open labels."""
    pattern: ValuePattern | None = None
    overflow: int = -1
    """Position of the overflow value; -1 without one."""
    overflow_cell: int = -1
    """Cell that counts values that became the overflow value."""

    def find(self, value: object) -> int:
        """Position of a value that is known when the module is generated, else -1.

        Raises what comparing the value raises.
        """
        known = self.positions.get(value, -1)
        if known >= 0:
            return known
        given: Any = value
        if self.upper:
            return bisect_left(self.upper, given) if given >= self.lowest else -1
        return int(given) - self.integers.start if given in self.integers else -1

    def matches(self, value: object) -> bool:
        return self.pattern is not None and self.pattern.matches(value)


@dataclass(frozen=True, eq=False)
class Family:
    """A metric. Its label combinations lie side by side, each `stride` cells long."""

    name: str
    help: str
    type: Literal["counter", "gauge", "histogram"]
    labels: tuple[Label, ...]
    first: int
    combinations: int
    stride: int = 1
    unit: str = ""
    across: Literal["sum", "average", "min", "max"] = "sum"
    """How the values of several processes combine."""
    bounds: tuple[float, ...] = ()
    """Finite bucket boundaries.

    The cells of a histogram: one a bucket, one for +Inf, one for the sum.
    """
    le: tuple[str, ...] = ()
    """The boundaries and +Inf as the `le` label has them."""
    series: tuple[tuple[str, ...], ...] | None = None
    """Label values of each combination, where not every combination exists."""
    impossible: tuple[Pattern, ...] = ()
    zero: tuple[Pattern, ...] = ()
    """Series that objectives and alerts read.

    They are exposed from the start, so that their first event is an increase.
    """
    refused_value: int = -1
    refused_label: int = -1
    refused_impossible: int = -1

    @property
    def end(self) -> int:
        return self.first + self.combinations * self.stride

    @property
    def cells(self) -> range:
        """First cells of all combinations."""
        return range(self.first, self.end, self.stride)

    def bucket(self, value: float) -> int:
        return bisect_left(self.bounds, value)
