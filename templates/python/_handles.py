"""Handles on label combinations, and timers: the same code for every spec."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable

from ._callbacks import GaugeStore
from ._model import Family
from ._store import LIMIT, OUTSIDE, Store, number


class Recorder:
    """A counter or histogram."""

    family: Family

    def __init__(self, store: Store) -> None:
        self._store = store
        self._local = store.local


class CounterHandle:
    """One label combination of a counter."""

    __slots__ = ("_at", "_cell", "_local", "_store")

    def __init__(self, store: Store, cell: int) -> None:
        self._store = store
        self._local = store.local
        self._cell = cell
        self._at = cell if cell >= 0 else OUTSIDE

    def inc(self, by: float = 1.0, trace_id: str | None = None) -> None:
        """Adds; `trace_id` becomes the exemplar of the series."""
        if by.__class__ is not float:
            by = number(by)
        if 0.0 < by < LIMIT and trace_id is None:
            try:
                self._local.values[self._at] += by
                return
            except TypeError:
                pass
        self._store.increase(self._cell, by, trace_id)


class GaugeHandle:
    """One label combination of a gauge."""

    __slots__ = ("_cell", "_store")

    def __init__(self, store: GaugeStore, cell: int) -> None:
        self._store = store
        self._cell = cell

    def set(self, value: float) -> None:
        """Sets the value."""
        self._store.put(self._cell, value)

    def inc(self, by: float = 1.0) -> None:
        """Adds."""
        self._store.shift(self._cell, by)

    def dec(self, by: float = 1.0) -> None:
        """Subtracts."""
        self._store.lower(self._cell, by)


class HistogramHandle:
    """One label combination of a histogram."""

    __slots__ = ("_at", "_bounds", "_cell", "_family", "_local", "_store", "_sum")

    def __init__(self, store: Store, family: Family, cell: int) -> None:
        self._store = store
        self._local = store.local
        self._family = family
        self._bounds = family.bounds
        self._cell = cell
        self._at = cell if cell >= 0 else OUTSIDE
        self._sum = self._at + family.stride - 1

    def observe(self, value: float, trace_id: str | None = None) -> None:
        """Counts a value; `trace_id` becomes the exemplar of its bucket."""
        if value.__class__ is not float:
            value = number(value)
        if 0.0 <= value < LIMIT and trace_id is None:
            try:
                values = self._local.values
                values[self._at + bisect_left(self._bounds, value)] += 1.0
                values[self._sum] += value
                return
            except TypeError:
                pass
        self._store.observe(self._family, self._cell, value, trace_id)


class TimedHistogramHandle(HistogramHandle):
    """One label combination of a histogram in seconds."""

    __slots__ = ()

    def time(self, trace_id: str | None = None) -> Timer:
        """Starts a timer, which observes the seconds until it is stopped."""
        return Timer(self._store.now, self.observe, trace_id)


class Timer:
    """Observes the seconds since it was made, at `stop` or at the end of a `with`."""

    __slots__ = ("_now", "_observe", "_start", "_trace_id")

    def __init__(
        self,
        now: Callable[[], float],
        observe: Callable[[float, str | None], None],
        trace_id: str | None,
    ) -> None:
        self._now = now
        self._observe = observe
        self._trace_id = trace_id
        self._start = now()

    def stop(self, trace_id: str | None = None) -> float:
        """Observes the seconds since the start, and returns them; again at each call."""
        seconds = self._now() - self._start
        self._observe(seconds, trace_id or self._trace_id)
        return seconds

    def __enter__(self) -> Timer:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
