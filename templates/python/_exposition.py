"""Exposition: Prometheus text 0.0.4 and OpenMetrics 1.0; the same code for every spec."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate
from typing import NamedTuple

from ._families import FAMILIES
from ._model import Family
from ._store import Store, is_untouched

TEXT = "text/plain; version=0.0.4; charset=utf-8"
OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8"


class Exposition(NamedTuple):
    """What a scrape gets."""

    content_type: str
    body: str
    samples: int
    """Samples in `body`: what counts towards the `sample_limit` of a scrape."""


class Staged(NamedTuple):
    """What callbacks have set for one scrape."""

    families: frozenset[Family]
    """They show what callbacks set and nothing else."""
    values: Mapping[int, float]


NOTHING_STAGED = Staged(frozenset(), {})


def escape(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')


def header(family: Family, open_metrics: bool) -> str:
    name, kind = family.name, str(family.type)
    help_text = family.help.replace("\\", "\\\\").replace("\n", "\\n")
    unit = ""
    if open_metrics:
        help_text = help_text.replace('"', '\\"')
        if kind == "counter" and name.endswith("_total"):
            name = name.removesuffix("_total")
        elif kind == "counter":
            kind = "unknown"
        if family.unit and name.endswith("_" + family.unit):
            unit = f"# UNIT {name} {family.unit}\n"
    return f"# HELP {name} {help_text}\n# TYPE {name} {kind}\n{unit}"


class Lines:
    """Lines of label combinations up to their values: they never change."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.known: dict[int, tuple[str, ...]] = {}

    def of(self, family: Family, cell: int) -> tuple[str, ...] | None:
        """None while a label value has not arrived.

        Of a histogram one for each bucket, the sum and the count.
        """
        known = self.known.get(cell)
        if known is not None:
            return known
        labels = self.labels(family, cell)
        if labels is None:
            return None
        name = family.name
        text = ",".join(f'{key}="{escape(value)}"' for key, value in labels.items())
        braces = f"{{{text}}}" if text else ""
        lines: tuple[str, ...] = (f"{name}{braces} ",)
        if family.type == "histogram":
            comma = f"{text}," if text else ""
            lines = tuple(f'{name}_bucket{{{comma}le="{le}"}} ' for le in family.le)
            lines += (f"{name}_sum{braces} ", f"{name}_count{braces} ")
        self.known[cell] = lines
        return lines

    def labels(self, family: Family, cell: int) -> dict[str, str] | None:
        combination = (cell - family.first) // family.stride
        values = self._store.label_values(family, combination)
        if values is None:
            return None
        return dict(zip((label.name for label in family.labels), values))


class Rendering:
    """One scrape as it grows."""

    def __init__(
        self, store: Store, lines: Lines, staged: Staged, open_metrics: bool
    ) -> None:
        self._store = store
        self._lines = lines
        self._staged = staged
        self._values = store.snapshot().values
        self._open_metrics = open_metrics
        self._exemplars = store.exemplars if open_metrics else {}
        self._out: list[str] = []
        self._samples = 0

    def finish(self) -> Exposition:
        for family in FAMILIES:
            self._out.append(header(family, self._open_metrics))
            if family.type == "histogram":
                self._histogram(family)
            else:
                self._plain(family)
        if self._open_metrics:
            self._out.append("# EOF\n")
        content_type = OPEN_METRICS if self._open_metrics else TEXT
        return Exposition(content_type, "".join(self._out), self._samples)

    def _plain(self, family: Family) -> None:
        known = self._lines.known
        traced = bool(self._exemplars) and family.name.endswith("_total")
        for cell, value in exposed(self._store, family, self._values, self._staged):
            lines = known.get(cell) or self._lines.of(family, cell)
            if lines is None:
                continue
            exemplar = self._exemplar(cell) if traced else ""
            self._out.append(f"{lines[0]}{value + 0.0!r}{exemplar}\n")
            self._samples += 1

    def _histogram(self, family: Family) -> None:
        zero = self._store.zero
        known = self._lines.known
        size = family.stride - 1
        for cell in family.cells:
            buckets = self._values[cell : cell + size]
            if not any(buckets) and cell not in zero:
                continue
            lines = known.get(cell) or self._lines.of(family, cell)
            if lines is None:
                continue
            counts = list(accumulate(buckets, initial=0.0))
            if self._exemplars:
                for at in range(size):
                    exemplar = self._exemplar(cell + at)
                    self._out.append(f"{lines[at]}{counts[at + 1]!r}{exemplar}\n")
            else:
                self._out += [f"{a}{b!r}\n" for a, b in zip(lines, counts[1:])]
            self._samples += size + 1
            if not (self._open_metrics and has_negative(self._store, family, cell)):
                total = self._values[cell + size] + 0.0
                self._out.append(f"{lines[size]}{total!r}\n")
                self._samples += 1
            self._out.append(f"{lines[size + 1]}{counts[size]!r}\n")

    def _exemplar(self, cell: int) -> str:
        exemplar = self._exemplars.get(cell)
        if exemplar is None:
            return ""
        trace_id, value, at = exemplar
        return f' # {{trace_id="{escape(trace_id)}"}} {value!r} {at!r}'


def has_negative(store: Store, family: Family, cell: int) -> bool:
    """OpenMetrics wants no sum of a histogram that it can go down in."""
    return family.bounds[0] < 0.0 or cell in store.negative


def exposed(
    store: Store, family: Family, values: list[float], staged: Staged
) -> list[tuple[int, float]]:
    """Cells of a counter or gauge that are exposed, with their values."""
    cells = family.cells
    if family in staged.families:
        given = staged.values
        return [(cell, given[cell]) for cell in cells if cell in given]
    zero = store.zero
    bases = store.bases
    return [
        (cell, value)
        for cell, value in zip(cells, values[family.first : family.end])
        if value or cell in zero or cell in bases or not is_untouched(value)
    ]


def _elements(header: str) -> list[tuple[str, dict[str, str]]]:
    """Elements of a header that lists what a client takes, with their parameters."""
    elements: list[tuple[str, dict[str, str]]] = []
    for element in header.lower().split(","):
        name, *rest = (part.strip() for part in element.split(";"))
        pairs = (part.partition("=") for part in rest)
        elements.append((name, {k.strip(): v.strip().strip('"') for k, _, v in pairs}))
    return elements


def _weight(parameters: Mapping[str, str]) -> float:
    try:
        weight = float(parameters.get("q", "1"))
    except ValueError:
        return 0.0
    return weight if weight > 0.0 else 0.0


def _quality(accept: str, media_type: str, version: str) -> float:
    """Quality that an Accept header gives to a media type; 0 if it is not accepted."""
    weights = [
        _weight(parameters)
        for name, parameters in _elements(accept)
        if name == media_type and parameters.get("version", version) == version
    ]
    return max(weights, default=0.0)


def prefers_open_metrics(accept: str) -> bool:
    """The Accept header prefers OpenMetrics to the text that every Prometheus reads."""
    quality = _quality(accept, "application/openmetrics-text", "1.0.0")
    return quality > 0.0 and quality >= _quality(accept, "text/plain", "0.0.4")


def accepts_gzip(accept_encoding: str) -> bool:
    elements = dict(reversed(_elements(accept_encoding)))
    found = elements.get("gzip", elements.get("*"))
    return found is not None and _weight(found) > 0.0
