"""Records what it reads, in the package and in prometheus_client; prints what they expose.

Input: JSON list of cases, each a list of steps. Output: JSON list of [text, OpenMetrics,
what a registry shows of the collector, what prometheus_client recorded itself].
"""

import json
import sys

import shop_metrics
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

LATENCY = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


def interval(size):
    names = ["1", "2-4", "5-8", "9-16", "17-32", "33+"]
    return names[sum(size > upper for upper in (1, 4, 8, 16, 32))]


class Client:
    """Some of the metrics in prometheus_client."""

    def __init__(self):
        self.registry = CollectorRegistry()
        common = {"documentation": "x", "registry": self.registry}
        self.metrics = {
            "requests_total": Counter(
                "shop_requests_total", labelnames=["model", "status", "endpoint"], **common
            ),
            "restarts_total": Counter("shop_restarts_total", **common),
            "latency_seconds": Histogram(
                "shop_latency_seconds",
                labelnames=["model", "batch_size"],
                buckets=LATENCY,
                **common,
            ),
            "gpu_memory_percentage": Gauge(
                "shop_gpu_memory_percentage", labelnames=["device_id"], **common
            ),
            "queue_depth": Gauge("shop_queue_depth", **common),
        }

    def record(self, metric, method, value, labels):
        target = self.metrics[metric]
        labels = dict(labels)
        if "batch_size" in labels:
            labels["batch_size"] = interval(labels["batch_size"])
        if labels:
            target = target.labels(**labels)
        getattr(target, method)(value)


def value_of(value):
    return float(value) if value in ("NaN", "Infinity", "-Infinity") else value


class Case:
    def __init__(self):
        self.now = 0.0
        self.metrics = shop_metrics.create_metrics(now=lambda: self.now)
        self.client = Client()
        self.runs = {}

    def step(self, step):
        kind = step["do"]
        labels = step.get("labels", {})
        if kind == "record":
            metric = getattr(self.metrics, step["metric"])
            value = value_of(step["value"])
            if step.get("handle"):
                getattr(metric.labels(**labels), step["method"])(value)
            else:
                getattr(metric, step["method"])(value, **labels)
            if step.get("client"):
                self.client.record(step["metric"], step["method"], value, labels)
        elif kind == "pass":
            self.now += step["seconds"]
        elif kind == "start":
            self.runs[step["run"]] = self.metrics.inference.start(**labels)
        elif step["run"] in self.runs:
            arguments = [value_of(each) for each in step.get("arguments", [])]
            run = self.runs[step["run"]]
            if step["call"] == "leave":
                run.__exit__(None, None, None)
            else:
                getattr(run, step["call"])(*arguments, **labels)

    def results(self):
        registry = CollectorRegistry()
        registry.register(self.metrics.collector())
        return [
            self.metrics.text(),
            self.metrics.open_metrics(),
            generate_latest(registry).decode(),
            generate_latest(self.client.registry).decode(),
        ]


def main():
    results = []
    for steps in json.load(sys.stdin):
        case = Case()
        for step in steps:
            case.step(step)
        results.append(case.results())
    json.dump(results, sys.stdout)


main()
