"""Processes that meet in a folder: what a scrape of one shows is exact for all."""

import os
import re
import subprocess
import sys
import tempfile

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

LABELS = {"model": "llama-7b", "status": "success", "endpoint": "/v1/completions"}
WORK = 400


def series(text):
    return {
        name: float(value)
        for name, value in re.findall(r"^([^#\s]\S*(?: \S*\})?) (\S+)$", text, re.MULTILINE)
    }


def work(number, forks):
    """Records in threads, and in a child process."""
    import threading

    from shop_metrics import metrics

    def record():
        for step in range(WORK):
            metrics.requests_total.inc(**LABELS)
            metrics.latency_seconds.observe(0.02, model="llama-7b", batch_size=step % 9 + 1)
            metrics.tokens_total.inc(3, model="llama-7b", tenant=f"t{step % 3}")
            metrics.queue_depth.inc()
            with metrics.inference.start(
                model="gpt2-small", endpoint="/v1/completions", region="eu", batch_size=2
            ) as run:
                run.first_token()
                run.succeed()

    threads = [threading.Thread(target=record) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if forks:
        pid = os.fork()
        if pid == 0:
            record()
            sys.stdout.flush()
            os._exit(0)
        os.waitpid(pid, 0)
    metrics.requests_total.inc(model="unheard-of", status="success", endpoint="/v1/completions")
    # What it says of its queue ends with the process; the scrape comes before that.
    print("ready", flush=True)
    sys.stdin.readline()


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        workers = [
            subprocess.Popen(
                [sys.executable, __file__, str(number)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for number in range(3)
        ]
        for worker in workers:
            assert worker.stdout.readline() == "ready\n"
        from shop_metrics import metrics

        check(series(metrics.expose().body), queue=3 * 2 * WORK)
        registry = CollectorRegistry()
        MultiProcessCollector(registry)
        check(series(generate_latest(registry).decode()), queue=3 * 2 * WORK)
        accept = "application/openmetrics-text;version=1.0.0"
        assert metrics.expose(accept).body.endswith("# EOF\n")
        for worker in workers:
            worker.stdin.close()
            worker.wait()
        check(series(metrics.expose().body), queue=None)
        print("exact")


def find(found, name, **labels):
    for key, value in found.items():
        if key.split("{")[0] == name and all(f'{k}="{v}"' for k, v in labels.items()):
            if all(f'{k}="{v}"' in key for k, v in labels.items()):
                return value
    return None


def check(found, queue):
    threads = 3 * 2 + 1  # two in each worker, and one in the child of the first
    wanted = [
        (find(found, "shop_requests_total", **LABELS), threads * WORK),
        (find(found, "shop_tokens_total", model="llama-7b", tenant="other"), None),
        (find(found, "shop_tokens_total", model="llama-7b", tenant="t0"), threads * 3 * 134),
        (find(found, "shop_good_total", model="gpt2-small"), threads * WORK),
        (find(found, "shop_ttft_seconds_count", model="gpt2-small"), threads * WORK),
        (
            sum(
                value
                for key, value in found.items()
                if key.startswith("shop_latency_seconds_count") and "llama-7b" in key
            ),
            threads * WORK,
        ),
        (
            find(found, "shop_latency_seconds_bucket", model="llama-7b", le="0.025", batch_size="1"),
            threads * 45,
        ),
        (find(found, "shop_metrics_refused_total", subject="shop_requests_total", reason="label"), 3),
        (find(found, "shop_requests_total", model="llama-13b", status="error"), 0),
        (find(found, "shop_queue_depth"), queue),
    ]
    for actual, expected in wanted:
        if actual != expected:
            raise SystemExit(f"{actual!r}, expected {expected!r} among {wanted}")


if len(sys.argv) > 1:
    work(sys.argv[1], forks=sys.argv[1] == "0")
else:
    main()
