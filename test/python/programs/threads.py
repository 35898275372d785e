"""Threads, signal handlers, finalizers and forks: nothing is lost, nothing waits."""

import gc
import os
import re
import signal
import sys
import threading
import time

import shop_metrics

LABELS = {"model": "llama-7b", "status": "success", "endpoint": "/v1/completions"}


def value(metrics, name, **labels):
    text = ",".join(f'{key}="{text}"' for key, text in labels.items())
    series = name + (f"{{{text}}}" if text else "")
    found = re.search(f"^{re.escape(series)} (.*)$", metrics.text(), re.MULTILINE)
    return float(found[1]) if found else None


def expect(actual, wanted, what):
    if actual != wanted:
        raise SystemExit(f"{what}: {actual!r}, expected {wanted!r}")


def run_threads(target, number=8):
    threads = [threading.Thread(target=target) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_threads():
    sys.setswitchinterval(1e-5)
    metrics = shop_metrics.create_metrics()
    handle = metrics.requests_total.labels(**LABELS)
    stop = threading.Event()
    seen = []

    def scrape():
        while not stop.is_set():
            seen.append(value(metrics, "shop_requests_total", **LABELS))

    scraper = threading.Thread(target=scrape)
    scraper.start()

    def record():
        for number in range(5_000):
            metrics.requests_total.inc(**LABELS)
            handle.inc()
            metrics.latency_seconds.observe(0.5, model="llama-7b", batch_size=3)
            metrics.active_requests.inc(model="llama-7b", region="eu")
            metrics.active_requests.dec(model="llama-7b", region="eu")
            metrics.tokens_total.inc(2, model="llama-7b", tenant=f"t{number % 3}")

    run_threads(record)
    stop.set()
    scraper.join()
    expect(seen, sorted(seen), "a counter as scrapes saw it")
    expect(value(metrics, "shop_requests_total", **LABELS), 80_000.0, "requests")
    labels = {"model": "llama-7b", "batch_size": "2-4"}
    expect(value(metrics, "shop_latency_seconds_count", **labels), 40_000.0, "count")
    expect(value(metrics, "shop_latency_seconds_sum", **labels), 20_000.0, "sum")
    gauge = value(metrics, "shop_active_requests", model="llama-7b", region="eu")
    expect(gauge, 0.0, "active requests")
    tokens = sum(
        value(metrics, "shop_tokens_total", model="llama-7b", tenant=f"t{n}") for n in range(3)
    )
    expect(tokens, 80_000.0, "tokens")


def test_open_label():
    """Eight threads race for the places of an open label: each value gets one."""
    for _ in range(20):
        metrics = shop_metrics.create_metrics()
        barrier = threading.Barrier(8)

        def record(metrics=metrics, barrier=barrier):
            barrier.wait()
            for tenant in "abcdef":
                metrics.tokens_total.inc(model="llama-7b", tenant=tenant)

        run_threads(record)
        lines = [x for x in metrics.text().splitlines() if x.startswith("shop_tokens_total")]
        expect(len(lines), 5, "tenants, the overflow value included")
        expect(sum(float(line.split()[-1]) for line in lines), 48.0, "their tokens")


def test_set():
    """Set wins over what was there, and what threads add later counts."""
    metrics = shop_metrics.create_metrics()
    run_threads(lambda: metrics.queue_depth.inc(5))
    metrics.queue_depth.set(0.1)
    expect(value(metrics, "shop_queue_depth"), 0.1, "set")
    run_threads(metrics.queue_depth.inc)
    expect(value(metrics, "shop_queue_depth"), 8.1, "set, then inc in eight threads")


def test_reuse():
    """Threads that have ended leave their values to the next."""
    metrics = shop_metrics.create_metrics()
    for _ in range(200):
        run_threads(metrics.restarts_total.inc, 2)
    expect(value(metrics, "shop_restarts_total"), 400.0, "restarts")
    store = metrics._store
    if len(store.slices) > 8:
        raise SystemExit(f"{len(store.slices)} lists for two threads at a time")


def test_signals():
    """A handler that records may interrupt a recording anywhere, also a first one."""
    metrics = shop_metrics.create_metrics()
    hits = 0

    def handler(*_):
        nonlocal hits
        hits += 1
        metrics.restarts_total.inc()
        metrics.tokens_total.inc(model="llama-7b", tenant=f"s{hits}")

    signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, 1e-4, 1e-4)
    own = 0
    until = time.monotonic() + 20
    while hits < 500 and time.monotonic() < until:
        metrics.restarts_total.inc()
        metrics.tokens_total.inc(model="gpt2-small", tenant=f"t{own}")
        own += 1
    signal.setitimer(signal.ITIMER_REAL, 0)
    if hits < 500:
        raise SystemExit(f"only {hits} signals")
    expect(value(metrics, "shop_restarts_total"), float(own + hits), "restarts")


def test_finalizers():
    metrics = shop_metrics.create_metrics()

    class Resource:
        def __init__(self):
            self.self = self

        def __del__(self):
            metrics.restarts_total.inc()
            metrics.tokens_total.inc(model="llama-7b", tenant="t")

    for _ in range(3_000):
        Resource()
        metrics.restarts_total.inc()
    gc.collect()
    expect(value(metrics, "shop_restarts_total"), 6_000.0, "restarts")


def test_fork():
    """A child starts at zero, and a lock that the parent held does not hold it up."""
    metrics = shop_metrics.create_metrics()
    metrics.restarts_total.inc(3)
    metrics.queue_depth.set(7)
    metrics.tokens_total.inc(model="llama-7b", tenant="first")
    stop = threading.Event()

    def admit():
        while not stop.is_set():
            shop_metrics.create_metrics().tokens_total.inc(model="llama-7b", tenant="x")
            with metrics._store.sets[0]._lock:
                time.sleep(1e-4)

    thread = threading.Thread(target=admit)
    thread.start()
    for _ in range(20):
        pid = os.fork()
        if pid == 0:
            signal.alarm(20)
            metrics.restarts_total.inc()
            metrics.tokens_total.inc(model="llama-7b", tenant="second")
            child = value(metrics, "shop_restarts_total")
            queue = value(metrics, "shop_queue_depth")
            refused = value(metrics, "shop_metrics_refused_total", subject="tenant", reason="overflow")
            os._exit(0 if (child, queue, refused) == (1.0, None, 0.0) else 1)
        _, status = os.waitpid(pid, 0)
        expect(status, 0, "exit status of the child")
    stop.set()
    thread.join()
    expect(value(metrics, "shop_restarts_total"), 3.0, "restarts in the parent")


for name, function in tuple(globals().items()):
    if name.startswith("test_"):
        function()
        print(name)
