"""Recording: the same code for every spec."""

from __future__ import annotations

import math
import os
import sys
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable, Iterable
from functools import reduce
from itertools import count
from operator import add
from typing import Final, cast

from ._families import CELLS, COLLECT_FAILURES, FAMILIES, OPEN_SETS
from ._model import Family, Label, Pattern, is_sendable
from ._multiprocess import Mirror, MirroredValues

LIMIT: Final = 1e15
"""Values below it take the short way: no number of them leaves the floats."""

OUTSIDE: Final = cast(int, math.nan)
"""Position of a value outside its bound. What is computed from it is no index either."""

UNTOUCHED: Final = -0.0
"""What a cell holds that nothing was recorded in: adding 0.0 to it makes it 0.0."""


def number(value: object) -> float:
    """The value as a float; NaN if it is not a number. Text is not one."""
    try:
        if isinstance(value, (str, bytes, bytearray)):
            return math.nan
        return float(value)  # type: ignore[arg-type]  # pyright: ignore
    except Exception:
        return math.nan


def quotient(value: float, by: float) -> float:
    """NaN where `by` is 0."""
    return value / by if by else math.nan


def is_untouched(value: float) -> bool:
    return value == 0.0 and math.copysign(1.0, value) < 0.0


class _Lease:
    """Held by a thread with its values: returns them for reuse when the thread ends."""

    __slots__ = ("_free", "_values")

    def __init__(self, free: deque[list[float]], values: list[float]) -> None:
        self._free = free
        self._values = values

    def __del__(self) -> None:
        self._free.append(self._values)


class ThreadValues(threading.local):
    """The values of the calling thread, which no other thread writes to."""

    def __init__(
        self, free: deque[list[float]], create: Callable[[], list[float]]
    ) -> None:
        try:
            self.values = free.pop()
        except IndexError:
            self.values = create()
        self._lease = _Lease(free, self.values)


class OpenSet:
    """Values of an open label by their position, in the order of their arrival."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._next = count()
        self._lock = threading.RLock()
        self.positions: dict[str, int] = {}
        self.values: dict[int, str] = {}

    def admit(self, value: str) -> int:
        """Position of a value that matches; -1 when the set is full."""
        with self._lock:
            known = self.positions.get(value)
            if known is not None:
                return known
            if len(self.values) >= self._size:
                return -1
            position = next(self._next)
            self.values[position] = value
            # Two in one go: what a signal handler adds in between has its own.
            return self.positions.setdefault(value, position)

    def unlock(self) -> None:
        """In a child process, whose parent may have held the lock."""
        self._lock = threading.RLock()


class Snapshot:
    """All values at one time."""

    def __init__(self, store: Store) -> None:
        # Before the values: what a gauge was set to goes with changes since then.
        self._bases = store.bases.copy()
        self._slices = [values.copy() for values in store.slices]
        self.values = self._sum()
        for cell, (value, before) in self._bases.items():
            self.values[cell] = value + changes(self._slices, cell, before)

    def _sum(self) -> list[float]:
        if not self._slices:
            return [UNTOUCHED] * CELLS
        return reduce(lambda one, other: list(map(add, one, other)), self._slices)


def changes(slices: list[list[float]], cell: int, before: tuple[float, ...]) -> float:
    """What threads have added to a gauge since it was set."""
    total = 0.0
    for index, values in enumerate(slices):
        total += values[cell] - (before[index] if index < len(before) else 0.0)
    return total


class Store:
    """All recorded values.

    A negative cell stands for a recording to be refused: `~cell` is where that is
    counted. Nothing here takes a lock on the way of a recording, except for a new value
    of an open label.
    """

    def __init__(self, now: Callable[[], float], directory: str | None) -> None:
        self.now = now
        self.slices: list[list[float]] = []
        self.bases: dict[int, tuple[float, tuple[float, ...]]] = {}
        self.exemplars: dict[int, tuple[str, float, float]] = {}
        self.negative: set[int] = set()
        self.impossible: set[int] = set()
        self.sets = tuple(OpenSet(size) for size in OPEN_SETS)
        self.zero = frozenset(
            cell
            for family in FAMILIES
            for pattern in family.zero
            for cell in self._cells(family, pattern)
        ).union(*(family.cells for family in FAMILIES if family.series is not None))
        self._find_impossible()
        self.zero -= self.impossible
        self.mirror: Mirror | None = None
        if directory is not None:
            self.mirror = Mirror(directory, self.gauge, self.label_values)
        self.local = ThreadValues(deque(), self._create)
        self._announce()
        _STORES.add(self)

    def _create(self) -> list[float]:
        values: list[float] = [UNTOUCHED] * CELLS
        if self.mirror is not None:
            values = MirroredValues(values, self.mirror)
        self.slices.append(values)
        return values

    def _announce(self) -> None:
        if self.mirror is not None:
            for cell in sorted(self.zero):
                self.local.values[cell] = UNTOUCHED

    def snapshot(self) -> Snapshot:
        return Snapshot(self)

    # Positions and cells: the way of everything that does not take the short one.

    def position(self, label: Label, value: object) -> int:
        """Position of a value; -1 outside the bound of a label without overflow."""
        try:
            position = label.find(value)
            if position < 0 and label.open is not None and label.matches(value):
                position = self.sets[label.open].admit(str(value))
                if position >= 0:
                    self._find_impossible(label)
        except Exception:
            position = -1
        if position >= 0 or label.overflow < 0:
            return position
        self.refuse(label.overflow_cell)
        return label.overflow

    def at(self, label: Label, value: object) -> int:
        """Position of a value, `OUTSIDE` where there is none."""
        position = self.position(label, value)
        return position if position >= 0 else OUTSIDE

    def cell(self, family: Family, values: tuple[object, ...]) -> int:
        """First cell of a label combination, negative if it is refused."""
        combination = 0
        is_outside = False
        for label, value in zip(family.labels, values):
            position = self.position(label, value)
            is_outside = is_outside or position < 0
            combination = combination * label.size + position
        if is_outside:
            return ~family.refused_label
        cell = family.first + combination * family.stride
        return ~family.refused_impossible if cell in self.impossible else cell

    # Recordings. A cell that is `OUTSIDE` raises TypeError before anything changes.

    def increase(self, cell: int, by: float, trace_id: str | None) -> None:
        """Adds to a counter, or counts a refusal."""
        if cell < 0:
            return self.refuse(~cell)
        amount = number(by)
        total = sum(values[cell] for values in self.slices)
        if not (amount >= 0.0 and total + amount < math.inf):
            return self.refuse_value(cell)
        self.local.values[cell] += amount + 0.0
        if trace_id is not None:
            self.exemplar(cell, amount, trace_id)

    def shift(self, cell: int, by: float) -> None:
        """Adds to a gauge, or counts a refusal."""
        if cell < 0:
            return self.refuse(~cell)
        amount = number(by)
        if not math.isfinite(self.gauge(cell) + amount):
            return self.refuse_value(cell)
        self.local.values[cell] += amount + 0.0

    def lower(self, cell: int, by: float) -> None:
        """Subtracts from a gauge, or counts a refusal."""
        self.shift(cell, -number(by))

    def put(self, cell: int, value: float) -> None:
        """Sets a gauge, or counts a refusal."""
        if cell < 0:
            return self.refuse(~cell)
        before = tuple(values[cell] for values in self.slices)
        amount = number(value)
        if not math.isfinite(amount):
            return self.refuse_value(cell)
        self.bases[cell] = (amount, before)
        if self.mirror is not None:
            self.mirror.gauge(cell)

    def gauge(self, cell: int) -> float:
        """Value of a gauge now."""
        value, before = self.bases.get(cell, (0.0, ()))
        return value + changes(self.slices, cell, before)

    def observe(
        self, family: Family, cell: int, value: float, trace_id: str | None
    ) -> None:
        """Counts a value in a histogram, or a refusal."""
        if cell < 0:
            return self.refuse(~cell)
        values = self.local.values
        end = cell + family.stride - 1
        total = sum(each[end] for each in self.slices)
        amount = number(value)
        if not math.isfinite(amount):
            return self.refuse_value(cell)
        at = cell + family.bucket(amount)
        values[at] += 1.0
        # A sum never leaves the floats.
        if math.isfinite(total + amount):
            values[end] += amount
        else:
            values[end] += math.copysign(sys.float_info.max, amount) - total
        if amount < 0.0:
            self.negative.add(cell)
        if trace_id is not None:
            self.exemplar(at, amount, trace_id)

    def refuse(self, cell: int) -> None:
        self.local.values[cell] += 1.0

    def refuse_value(self, cell: int) -> None:
        for family in FAMILIES:
            if family.first <= cell < family.end:
                self.refuse(family.refused_value)

    def refuse_collect(self, reason: str) -> None:
        """Counts a callback that failed: `error` or `timeout`."""
        self.refuse(COLLECT_FAILURES + (reason == "timeout"))

    def exemplar(self, cell: int, value: float, trace_id: object) -> None:
        """Remembers the latest trace of a cell.

        OpenMetrics allows 128 characters for the name and the value together.
        """
        if not isinstance(trace_id, str) or not 0 < len(trace_id) <= 119:
            return
        if is_sendable(trace_id):
            self.exemplars[cell] = (trace_id, value, time.time())

    # All of it.

    def reset(self) -> None:
        """Forgets all values; those of open labels keep their places."""
        self.bases.clear()
        self.exemplars.clear()
        self.negative.clear()
        for values in self.slices:
            list[float].__setitem__(values, slice(None), [UNTOUCHED] * CELLS)

    def after_fork(self) -> None:
        """Starts anew in a child process: what was recorded, its parent exposes."""
        self.reset()
        for each in self.sets:
            each.unlock()
        if self.mirror is not None:
            self.mirror.restart(self.slices)
            self._announce()

    def label_values(self, family: Family, combination: int) -> list[str] | None:
        """Label values of a combination; None while one of them has not arrived."""
        if family.series is not None:
            return list(family.series[combination])
        values: list[str] = []
        for label in reversed(family.labels):
            combination, position = divmod(combination, label.size)
            arriving = label.size - len(label.values)
            if position >= arriving:
                values.append(label.values[position - arriving])
            elif label.open is not None and position in self.sets[label.open].values:
                values.append(self.sets[label.open].values[position])
            else:
                return None
        return values[::-1]

    def _positions(self, label: Label, pattern: Pattern) -> Iterable[int]:
        wanted = pattern.get(label.name)
        if wanted is None:
            return range(label.size)
        arriving = label.size - len(label.values)
        known = [arriving + label.values.index(v) for v in wanted if v in label.values]
        if label.open is None:
            return known
        arrived = self.sets[label.open].positions
        return known + [arrived[value] for value in wanted if value in arrived]

    def _cells(self, family: Family, pattern: Pattern) -> list[int]:
        """First cells of the combinations that a pattern names."""
        found = [0]
        for label in family.labels:
            positions = tuple(self._positions(label, pattern))
            size = label.size
            found = [at * size + position for at in found for position in positions]
        return [family.first + combination * family.stride for combination in found]

    def _find_impossible(self, arrived: Label | None = None) -> None:
        """Marks combinations that cannot be; of a new value of an open label, its own."""
        for family in FAMILIES:
            for pattern in family.impossible:
                if arrived is None or arrived.name in pattern:
                    self.impossible.update(self._cells(family, pattern))


_STORES: weakref.WeakSet[Store] = weakref.WeakSet()


def _after_fork() -> None:
    for store in tuple(_STORES):
        store.after_fork()


if sys.platform != "win32":
    os.register_at_fork(after_in_child=_after_fork)
