"""What every set of metrics can do besides recording: the same code for every spec."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any, TypeVar, overload

from ._callbacks import Callbacks, GaugeRecorder
from ._exposition import (
    NOTHING_STAGED,
    OPEN_METRICS,
    TEXT,
    Exposition,
    Lines,
    Rendering,
    Staged,
    exposed,
    has_negative,
    prefers_open_metrics,
)
from ._families import FAMILIES
from ._model import Family
from ._multiprocess import merged
from ._store import Store
from .web import AsgiRoute, WsgiRoute

A = TypeVar("A", bound=GaugeRecorder)
B = TypeVar("B", bound=GaugeRecorder)
C = TypeVar("C", bound=GaugeRecorder)


class BaseMetrics:
    """Exposition, callbacks and registries."""

    def __init__(
        self,
        *,
        now: Callable[[], float] = time.perf_counter,
        directory: str | None = None,
    ) -> None:
        """`now` is a clock in seconds that never goes back.

        `directory` is where the processes of a service meet: see `expose`.
        """
        self._store = Store(now, directory)
        self._lines = Lines(self._store)
        self._callbacks = Callbacks(self._store)
        self.asgi = AsgiRoute(self)
        """ASGI application that answers scrapes."""
        self.wsgi = WsgiRoute(self)
        """WSGI application that answers scrapes."""

    def expose(self, accept: str = "") -> Exposition:
        """What a scrape with this Accept header gets. Runs the callbacks first.

        With a directory it is what all processes that use the directory have recorded,
        as prometheus_client merges it, and includes what they record with that.
        """
        return self._expose(self._callbacks.collect(), accept)

    async def expose_async(self, accept: str = "") -> Exposition:
        """As `expose`, with callbacks that are awaited in the running loop."""
        return self._expose(await self._callbacks.collect_async(), accept)

    def text(self) -> str:
        """Prometheus text 0.0.4 of this process, without running the callbacks."""
        return self._render(NOTHING_STAGED, False).body

    def open_metrics(self) -> str:
        """OpenMetrics 1.0 of this process, without running the callbacks."""
        return self._render(NOTHING_STAGED, True).body

    @overload
    def collect(
        self, run: Callable[[A], object], gauge: A, /, *, timeout: float = 1.0
    ) -> Callable[[], None]: ...
    @overload
    def collect(
        self, run: Callable[[A, B], object], one: A, two: B, /, *, timeout: float = 1.0
    ) -> Callable[[], None]: ...
    @overload
    def collect(
        self,
        run: Callable[[A, B, C], object],
        one: A,
        two: B,
        three: C,
        /,
        *,
        timeout: float = 1.0,
    ) -> Callable[[], None]: ...
    def collect(
        self,
        run: Callable[..., object],
        /,
        *gauges: GaugeRecorder,
        timeout: float = 1.0,
    ) -> Callable[[], None]:
        """Calls `run` at every scrape to set the values of the gauges it is given.

        It may be a coroutine function. Only what callbacks set is shown of these gauges.
        If it raises, or takes longer than `timeout` seconds, what it set is left out of
        that scrape and the failure is counted. A gauge can have several callbacks; what
        this returns removes this one.
        """
        return self._callbacks.add(gauges, run, timeout)

    def collector(self) -> PrometheusCollector:
        """A collector for a registry of prometheus_client."""
        return PrometheusCollector(self._store, self._lines, self._callbacks)

    def reset(self) -> None:
        """For tests: forgets all values. Series that are there from the start stay."""
        self._store.reset()

    def _expose(self, staged: Staged, accept: str) -> Exposition:
        open_metrics = prefers_open_metrics(accept)
        mirror = self._store.mirror
        if mirror is None:
            return self._render(staged, open_metrics)
        body = merged(mirror.directory, open_metrics)
        samples = sum(line[0] != "#" for line in body.splitlines() if line)
        return Exposition(OPEN_METRICS if open_metrics else TEXT, body, samples)

    def _render(self, staged: Staged, open_metrics: bool) -> Exposition:
        return Rendering(self._store, self._lines, staged, open_metrics).finish()


class PrometheusCollector:
    """Gives the metrics to a registry of prometheus_client, which is imported late."""

    def __init__(self, store: Store, lines: Lines, callbacks: Callbacks) -> None:
        self._store = store
        self._lines = lines
        self._callbacks = callbacks

    def describe(self) -> Iterable[Any]:
        """The metrics without values, for the names that a registry reserves."""
        return [self._metric(family) for family in FAMILIES]

    def collect(self) -> Iterable[Any]:
        """The metrics with their values. Runs the callbacks first."""
        staged = self._callbacks.collect()
        values = self._store.snapshot().values
        client: Any = import_module("prometheus_client.samples")
        metrics: list[Any] = []
        for family in FAMILIES:
            metric = self._metric(family)
            for name, labels, value, cell in self._samples(family, values, staged):
                exemplar = self._store.exemplars.get(cell)
                if exemplar is not None:
                    trace_id, seen, at = exemplar
                    exemplar = client.Exemplar({"trace_id": trace_id}, seen, at)
                sample = client.Sample(name, labels, value, None, exemplar)
                metric.samples.append(sample)
            metrics.append(metric)
        return metrics

    def _metric(self, family: Family) -> Any:
        client: Any = import_module("prometheus_client.metrics_core")
        name, kind = family.name, str(family.type)
        if kind == "counter":
            # To prometheus_client, all counters end in _total.
            kind = "counter" if name.endswith("_total") else "unknown"
            name = name.removesuffix("_total")
        unit = family.unit if name.endswith(f"_{family.unit}") else ""
        return client.Metric(name, family.help, kind, unit)

    def _samples(
        self, family: Family, values: list[float], staged: Staged
    ) -> Iterable[tuple[str, dict[str, str], float, int]]:
        if family.type != "histogram":
            for cell, value in exposed(self._store, family, values, staged):
                labels = self._lines.labels(family, cell)
                if labels is not None:
                    yield family.name, labels, value + 0.0, cell
            return
        size = family.stride - 1
        for cell in family.cells:
            buckets = values[cell : cell + size]
            labels = self._lines.labels(family, cell)
            if labels is None or not (any(buckets) or cell in self._store.zero):
                continue
            total = 0.0
            for at, le in enumerate(family.le):
                total += buckets[at]
                yield f"{family.name}_bucket", {**labels, "le": le}, total, cell + at
            yield f"{family.name}_count", labels, total, -1
            if not has_negative(self._store, family, cell):
                yield f"{family.name}_sum", labels, values[cell + size] + 0.0, -1
