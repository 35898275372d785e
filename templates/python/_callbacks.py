"""Callbacks that read gauges at a scrape: the same code for every spec."""

from __future__ import annotations

import asyncio
import inspect
import math
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Literal, Protocol

from ._exposition import NOTHING_STAGED, Staged
from ._model import Family
from ._store import Store, number

Verdict = Literal["done", "error", "timeout"]


class GaugeStore(Protocol):
    """What gauges need of a store."""

    impossible: set[int]

    def cell(self, family: Family, values: tuple[object, ...]) -> int: ...
    def put(self, cell: int, value: float) -> None: ...
    def shift(self, cell: int, by: float) -> None: ...
    def lower(self, cell: int, by: float) -> None: ...


class StagedStore:
    """Takes the place of the store in the gauges that a callback is given.

    It keeps what is set until the callback ends in time, and nothing that comes later.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._is_over = False
        self.impossible = store.impossible
        self.values: dict[int, float] = {}

    def cell(self, family: Family, values: tuple[object, ...]) -> int:
        return self._store.cell(family, values)

    def put(self, cell: int, value: float) -> None:
        if cell < 0:
            return self._store.refuse(~cell)
        if math.isnan(cell):
            raise TypeError
        amount = number(value)
        if not math.isfinite(amount):
            return self._store.refuse_value(cell)
        if not self._is_over:
            self.values[cell] = amount

    def shift(self, cell: int, by: float) -> None:
        self.put(cell, self.values.get(cell, 0.0) + number(by))

    def lower(self, cell: int, by: float) -> None:
        self.put(cell, self.values.get(cell, 0.0) - number(by))

    def end(self) -> None:
        self._is_over = True


class GaugeRecorder:
    """A gauge, of the metrics or of a callback."""

    family: Family

    def __init__(self, store: GaugeStore) -> None:
        self._store = store


class Callback:
    def __init__(
        self,
        gauges: Iterable[GaugeRecorder],
        run: Callable[..., object],
        timeout: float,
    ) -> None:
        self.gauges = tuple(gauges)
        self.families = frozenset(gauge.family for gauge in self.gauges)
        self.timeout = timeout
        self.task: asyncio.Future[Any] | None = None
        self._run = run

    def start(self, staged: StagedStore) -> object:
        """Runs it; an awaitable is left to the caller."""
        return self._run(*(type(gauge)(staged) for gauge in self.gauges))


class Run:
    """One run of a callback, for one scrape."""

    def __init__(self, store: Store, callback: Callback) -> None:
        self.callback = callback
        self.staged = StagedStore(store)
        self.verdict: Verdict = "done"
        self.rest: Awaitable[object] | None = None

    def start(self) -> None:
        task = self.callback.task
        if task is not None and not task.done():
            self.verdict = "timeout"
            return
        try:
            result = self.callback.start(self.staged)
        except Exception:
            self.verdict = "error"
            return
        if inspect.isawaitable(result):
            self.rest = result

    async def finish(self) -> None:
        if self.rest is None:
            return
        task = asyncio.ensure_future(self.rest)
        self.callback.task = task
        done, _ = await asyncio.wait({task}, timeout=self.callback.timeout)
        if not done:
            self.verdict = "timeout"
            # Not waited for: it may refuse to end.
            task.cancel()
            task.add_done_callback(_drop)
        elif task.cancelled() or task.exception() is not None:
            self.verdict = "error"

    def give_up(self) -> None:
        if self.rest is not None:
            self.verdict = "error"
            close = getattr(self.rest, "close", None)
            if close is not None:
                close()


def _drop(task: asyncio.Future[Any]) -> None:
    """Takes the exception of a task that nobody waits for."""
    if not task.cancelled():
        task.exception()


class Callbacks:
    """All callbacks of a set of metrics."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._callbacks: list[Callback] = []

    def add(
        self,
        gauges: Iterable[GaugeRecorder],
        run: Callable[..., object],
        timeout: float,
    ) -> Callable[[], None]:
        """Adds a callback; what it returns removes it."""
        callback = Callback(gauges, run, timeout)
        self._callbacks.append(callback)

        def remove() -> None:
            if callback in self._callbacks:
                self._callbacks.remove(callback)

        return remove

    def collect(self) -> Staged:
        """Runs the callbacks; those that return an awaitable in a loop of their own."""
        runs = self._start()
        rest = [run for run in runs if run.rest is not None]
        if rest:
            try:
                asyncio.get_running_loop()
            except RuntimeError:
                asyncio.run(_finish(rest))
            else:
                for run in rest:
                    run.give_up()
        return self._staged(runs)

    async def collect_async(self) -> Staged:
        """Runs the callbacks in the loop of the caller, at the same time."""
        runs = self._start()
        rest = [run for run in runs if run.rest is not None]
        if rest:
            await _finish(rest)
        return self._staged(runs)

    def _start(self) -> list[Run]:
        runs = [Run(self._store, callback) for callback in tuple(self._callbacks)]
        for run in runs:
            run.start()
        return runs

    def _staged(self, runs: list[Run]) -> Staged:
        """What the runs have set, without those that failed: it would look current."""
        if not runs:
            return NOTHING_STAGED
        values: dict[int, float] = {}
        for run in runs:
            run.staged.end()
            if run.verdict == "done":
                values.update(run.staged.values)
            else:
                self._store.refuse_collect(run.verdict)
        families = frozenset[Family]().union(*(run.callback.families for run in runs))
        if self._store.mirror is not None:
            for cell, value in values.items():
                self._store.put(cell, value)
        return Staged(families, values)


async def _finish(runs: list[Run]) -> None:
    await asyncio.gather(*(run.finish() for run in runs))
