"""Times the package against prometheus_client in one run; prints nanoseconds and ratios.

Every contestant takes turns, and the best round of each counts: what else the machine
does slows rounds down, never up.
"""

import sys
import time

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from ryot_metrics import create_metrics

LATENCY = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
ROUNDS = 15


def client():
    registry = CollectorRegistry()
    given = {"documentation": "x", "registry": registry}
    return registry, {
        "requests": Counter("requests", labelnames=["model", "status", "endpoint"], **given),
        "finished": Counter("finished", labelnames=["model", "finish_reason"], **given),
        "good": Counter("good", labelnames=["model"], **given),
        "tokens": Counter("tokens", labelnames=["model", "type", "mode"], **given),
        "prompt": Counter("prompt", labelnames=["model"], **given),
        "active": Gauge("active", labelnames=["model", "request_type"], **given),
        "latency": Histogram("latency", labelnames=["model", "batch"], buckets=LATENCY, **given),
        **{
            name: Histogram(name, labelnames=["model"], buckets=LATENCY, **given)
            for name in ("ttft", "prefill", "queue", "itl", "decode", "output", "batch")
        },
    }


def best(contestants, number):
    times = {name: [] for name in contestants}
    for _ in range(ROUNDS):
        for name, run in contestants.items():
            start = time.perf_counter_ns()
            run(number)
            times[name].append((time.perf_counter_ns() - start) / number)
    return {name: min(values) for name, values in times.items()}


def counters(metrics, pc):
    handle = metrics.inference_requests_total.labels(
        model="llama-7b", status="success", endpoint="/v1/completions"
    )
    child = pc["requests"].labels("llama-7b", "success", "/v1/completions")

    def own(number):
        requests = metrics.inference_requests_total
        for _ in range(number):
            requests.inc(model="llama-7b", status="success", endpoint="/v1/completions")

    def own_handle(number):
        for _ in range(number):
            handle.inc()

    def theirs(number):
        requests = pc["requests"]
        for _ in range(number):
            requests.labels("llama-7b", "success", "/v1/completions").inc()

    def their_child(number):
        for _ in range(number):
            child.inc()

    return best({"own": own, "handle": own_handle, "client": theirs, "child": their_child}, 20_000)


def histograms(metrics, pc):
    handle = metrics.inference_latency_seconds.labels(model="llama-7b", batch_size=8)
    child = pc["latency"].labels("llama-7b", "5-8")

    def own(number):
        latency = metrics.inference_latency_seconds
        for _ in range(number):
            latency.observe(0.2, model="llama-7b", batch_size=8)

    def own_handle(number):
        for _ in range(number):
            handle.observe(0.2)

    def theirs(number):
        latency = pc["latency"]
        for _ in range(number):
            latency.labels("llama-7b", "5-8").observe(0.2)

    def their_child(number):
        for _ in range(number):
            child.observe(0.2)

    return best({"own": own, "handle": own_handle, "client": theirs, "child": their_child}, 20_000)


def lifecycles(metrics, pc):
    def own(number):
        start = metrics.inference.start
        for _ in range(number):
            run = start(
                model="llama-7b",
                endpoint="/v1/completions",
                request_type="interactive",
                generation_mode="streaming",
                priority_level="normal",
                batch_size=8,
            )
            run.first_token()
            run.tokens(49)
            run.succeed()

    def theirs(number):
        for _ in range(number):
            begin = time.perf_counter()
            pc["active"].labels("llama-7b", "interactive").inc()
            first = time.perf_counter()
            pc["ttft"].labels("llama-7b").observe(first - begin)
            pc["tokens"].labels("llama-7b", "completion", "streaming").inc()
            pc["tokens"].labels("llama-7b", "completion", "streaming").inc(49)
            end = time.perf_counter()
            pc["requests"].labels("llama-7b", "success", "/v1/completions").inc()
            pc["finished"].labels("llama-7b", "stop").inc()
            pc["latency"].labels("llama-7b", "5-8").observe(end - begin)
            pc["batch"].labels("llama-7b").observe(8)
            pc["output"].labels("llama-7b").observe(50)
            pc["itl"].labels("llama-7b").observe((end - first) / 49)
            pc["decode"].labels("llama-7b").observe(end - first)
            pc["good"].labels("llama-7b").inc()
            pc["active"].labels("llama-7b", "interactive").dec()

    return best({"own": own, "client": theirs}, 2_000)


def expositions():
    """The same series of both: those of the package, through its collector for names."""
    metrics = create_metrics()
    registry = CollectorRegistry()
    models = ("bitnet-7b", "llama-7b", "llama-13b", "gpt2-small")
    latency = Histogram(
        "ryot_inference_latency_seconds", "x", ["model", "batch"], buckets=LATENCY, registry=registry
    )
    requests = Counter("ryot_requests", "x", ["model", "status", "endpoint"], registry=registry)
    for model in models:
        for size in (1, 3, 7, 10, 20, 40):
            metrics.inference_latency_seconds.observe(0.2, model=model, batch_size=size)
            latency.labels(model, str(size)).observe(0.2)
        for status in ("success", "error", "timeout"):
            for endpoint in ("/v1/completions", "/v1/chat/completions"):
                metrics.inference_requests_total.inc(model=model, status=status, endpoint=endpoint)
                requests.labels(model, status, endpoint).inc()
    own_lines = sum(line[:1] not in ("#", "") for line in metrics.text().split("\n"))
    their_lines = sum(
        line[:1] not in ("#", "") for line in generate_latest(registry).decode().split("\n")
    )
    times = best(
        {
            "own": lambda number: [metrics.text() for _ in range(number)],
            "client": lambda number: [generate_latest(registry) for _ in range(number)],
        },
        20,
    )
    return {"own": times["own"] / own_lines, "client": times["client"] / their_lines}


def main():
    metrics = create_metrics()
    _, pc = client()
    print(f"Python {sys.version.split()[0]}, nanoseconds; best of {ROUNDS} rounds")
    rows = {
        "counter with 3 labels": counters(metrics, pc),
        "histogram of 11 buckets with 2 labels": histograms(metrics, pc),
        "lifecycle of a request": lifecycles(metrics, pc),
        "a line of a scrape": expositions(),
    }
    for name, times in rows.items():
        own, client_time = times["own"], times["client"]
        line = f"{name}: {own:.0f} against {client_time:.0f}, {client_time / own:.1f}x"
        if "handle" in times:
            line += (
                f"; handle {times['handle']:.0f}, {client_time / times['handle']:.1f}x"
                f" (child of prometheus_client {times['child']:.0f})"
            )
        print(line)


main()
