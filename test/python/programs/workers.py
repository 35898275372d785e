"""Four uvicorn workers behind one port: whichever answers a scrape, it shows them all."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

import httpx

REQUESTS = 120
SERIES = 'ryot_inference_requests_total{endpoint="/v1/completions",model="llama-7b",status="success"}'


def value(text, series):
    for line in text.splitlines():
        if line.startswith(series + " "):
            return float(line.rsplit(" ", 1)[1])
    return None


def ready(url):
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            if httpx.get(url).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise SystemExit("uvicorn does not start")


def main():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        arguments = ["--workers", "4", "--port", str(port), "--log-level", "critical"]
        server = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", "--app-dir", sys.argv[1], "app:app", *arguments],
            env={**os.environ, "PROMETHEUS_MULTIPROC_DIR": folder},
        )
        try:
            ready(f"{url}/metrics")

            def ask():
                for _ in range(REQUESTS // 4):
                    body = {"model": "llama-7b", "prompt": "x", "tokens": 5, "pause": 0.001}
                    httpx.post(f"{url}/v1/completions", json=body, timeout=30).raise_for_status()

            threads = [threading.Thread(target=ask) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            active = 'ryot_active_inference_requests{model="llama-7b",request_type="interactive"}'
            for _ in range(20):
                text = httpx.get(f"{url}/metrics", timeout=30).text
                found = (value(text, SERIES), value(text, active))
                if found != (float(REQUESTS), 0.0):
                    raise SystemExit(f"{found} after {REQUESTS} requests")
            processes = {name.split("-")[1] for name in os.listdir(folder)}
            if len(processes) < 4:
                raise SystemExit(f"processes {processes}")
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)
    print("exact")


main()
