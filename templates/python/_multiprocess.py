"""Files that the multi-process mode of prometheus_client merges.

Each process writes its own and each thread its own counters and histograms, so that no
write waits for another. The format is that of prometheus_client's `mmap_dict`: the bytes
in use, four bytes of padding, then entries: the length of a key, the key padded with
spaces to a multiple of eight bytes, the value and its time. The same code for every spec.
"""

from __future__ import annotations

import contextlib
import glob
import json
import mmap
import os
import struct
import threading
import time
from bisect import bisect_right
from collections.abc import Callable, Iterable
from importlib import import_module
from itertools import count
from typing import Any

from ._families import FAMILIES, PACKAGE
from ._model import Family

Key = tuple[str, str]
"""Name of a sample, and the key that stands for it in a file."""

MODES = {
    "sum": "livesum",
    "min": "livemin",
    "max": "livemax",
    "average": "livemostrecent",
}
"""Of a gauge; what it says of a process ends with the process."""


class ValueFile:
    """One file, which one thread at a time writes to."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o644)
        self._size = 1 << 16
        self._used = 8
        self._map()

    def _map(self) -> None:
        os.ftruncate(self._file, self._size)
        self._bytes = mmap.mmap(self._file, self._size)
        self.numbers = memoryview(self._bytes).cast("d")
        self._bytes[0:4] = struct.pack("i", self._used)

    def add(self, key: str) -> int:
        """Adds an entry; returns where its value stands in `numbers`."""
        text = key.encode()
        padded = text + b" " * (8 - (len(text) + 4) % 8)
        entry = struct.pack(f"i{len(padded)}sdd", len(text), padded, 0.0, 0.0)
        while self._used + len(entry) > self._size:
            # Positions in the old map stay valid: it shows the same file.
            self._size *= 2
            self._map()
        self._bytes[self._used : self._used + len(entry)] = entry
        self._used += len(entry)
        # Last: what reads the file goes by it.
        self._bytes[0:4] = struct.pack("i", self._used)
        return self._used // 8 - 2

    def close(self) -> None:
        os.close(self._file)


class MirroredValues(list[float]):
    """Values of a thread; what is written to them is written to its files as well."""

    def __init__(self, values: Iterable[float], mirror: Mirror) -> None:
        super().__init__(values)
        self._mirror = mirror
        self._files: dict[str, ValueFile] = {}
        self._places: dict[int, tuple[ValueFile, int]] = {}

    def __setitem__(self, cell: Any, value: Any) -> None:
        super().__setitem__(cell, value)
        # A full disk must not reach the program that records.
        with contextlib.suppress(OSError, ValueError):
            place = self._places.get(cell)
            if place is None:
                place = self._mirror.place(cell, self._files, self._places)
            if place is None:
                self._mirror.gauge(cell)
            else:
                place[0].numbers[place[1]] = value + 0.0

    def forget(self) -> None:
        """In a child process: the files are those of its parent."""
        for file in self._files.values():
            file.close()
        self._files.clear()
        self._places.clear()


class Mirror:
    """Files of one process."""

    def __init__(
        self,
        directory: str,
        read_gauge: Callable[[int], float],
        label_values: Callable[[Family, int], list[str] | None],
    ) -> None:
        self.directory = directory
        self._read_gauge = read_gauge
        self._label_values = label_values
        self._firsts = [family.first for family in FAMILIES]
        self._start()

    def _start(self) -> None:
        self._lock = threading.RLock()
        self._gauges: dict[str, ValueFile] = {}
        self._places: dict[int, tuple[ValueFile, int]] = {}
        _clear_gauges(self.directory)

    def restart(self, slices: Iterable[list[float]]) -> None:
        """In a child process, which gets files of its own."""
        for file in self._gauges.values():
            file.close()
        self._start()
        for values in slices:
            if isinstance(values, MirroredValues):
                values.forget()

    def place(
        self,
        cell: int,
        files: dict[str, ValueFile],
        places: dict[int, tuple[ValueFile, int]],
    ) -> tuple[ValueFile, int] | None:
        """Adds the entries of a cell's combination; None for a gauge."""
        family = FAMILIES[bisect_right(self._firsts, cell) - 1]
        if family.type == "gauge":
            return None
        # prometheus_client takes the type from the name of the file, and the counters
        # that it knows end in _total.
        is_odd = family.type == "counter" and not family.name.endswith("_total")
        kind = "unknown" if is_odd else family.type
        file = files.get(kind)
        if file is None:
            file = files[kind] = self._open(kind)
        first = cell - (cell - family.first) % family.stride
        for offset, key in enumerate(self._keys(family, first)):
            places[first + offset] = (file, file.add(key))
        return places[cell]

    def gauge(self, cell: int) -> None:
        """Writes a gauge of this process as it is now."""
        with self._lock, contextlib.suppress(OSError, ValueError):
            place = self._places.get(cell)
            if place is None:
                family = FAMILIES[bisect_right(self._firsts, cell) - 1]
                kind = f"gauge_{MODES[family.across]}"
                file = self._gauges.get(kind)
                if file is None:
                    file = self._gauges[kind] = self._open(kind)
                place = (file, file.add(self._keys(family, cell)[0]))
                self._places[cell] = place
            file, at = place
            file.numbers[at] = self._read_gauge(cell) + 0.0
            file.numbers[at + 1] = time.time()

    def _open(self, kind: str) -> ValueFile:
        for number in count():
            name = f"{kind}_{PACKAGE}-{os.getpid()}-{number}.db"
            with contextlib.suppress(FileExistsError):
                return ValueFile(os.path.join(self.directory, name))
        raise AssertionError

    def _keys(self, family: Family, first: int) -> list[str]:
        combination = (first - family.first) // family.stride
        values = self._label_values(family, combination)
        if values is None:
            raise ValueError("a label value has not arrived")
        labels = dict(zip((label.name for label in family.labels), values))
        name = family.name
        if family.type != "histogram":
            base = name.removesuffix("_total") if family.type == "counter" else name
            return [_key(base, name, labels, family.help)]
        bucket = f"{name}_bucket"
        keys = [
            _key(name, bucket, {**labels, "le": le}, family.help) for le in family.le
        ]
        return [*keys, _key(name, f"{name}_sum", labels, family.help)]


def _key(metric: str, sample: str, labels: dict[str, str], help_text: str) -> str:
    return json.dumps([metric, sample, labels, help_text], sort_keys=True)


_cleared: set[tuple[int, str]] = set()


def _gauge_files(directory: str, pid: str) -> list[str]:
    pattern = f"gauge_live*_{PACKAGE}-{pid}-*.db"
    return glob.glob(os.path.join(glob.escape(directory), pattern))


def _remove(path: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(path)


def _clear_gauges(directory: str) -> None:
    """Removes, once, the gauges of a process that had the number of this one."""
    process = (os.getpid(), directory)
    if process not in _cleared:
        _cleared.add(process)
        for path in _gauge_files(directory, str(process[0])):
            _remove(path)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def sweep(directory: str) -> None:
    """Removes the gauges of processes that have ended."""
    for path in _gauge_files(directory, "*"):
        pid = path.rpartition(f"_{PACKAGE}-")[2].partition("-")[0]
        if pid.isdecimal() and not _is_alive(int(pid)):
            _remove(path)


def merged(directory: str, open_metrics: bool) -> str:
    """What all processes have recorded, as prometheus_client merges and renders it."""
    sweep(directory)
    client: Any = import_module("prometheus_client")
    multiprocess: Any = import_module("prometheus_client.multiprocess")
    registry = client.CollectorRegistry()
    multiprocess.MultiProcessCollector(registry, directory)
    if open_metrics:
        renderer: Any = import_module("prometheus_client.openmetrics.exposition")
        return str(renderer.generate_latest(registry).decode())
    return str(client.generate_latest(registry).decode())
