"""Requests and scrapes through real servers, with clients that leave."""

import asyncio
import contextlib
import socket
import sys
import threading
import time
import wsgiref.simple_server

import httpx
import uvicorn
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from ryot_metrics import create_metrics
from ryot_metrics.web import RunMiddleware, attach
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.middleware.gzip import GZipMiddleware

LABELS = {
    "model": "llama-7b",
    "endpoint": "/v1/completions",
    "request_type": "interactive",
    "generation_mode": "streaming",
    "priority_level": "normal",
    "batch_size": 1,
}


def end(run, exchange):
    ENDS.append((exchange.status, exchange.is_disconnected, type(exchange.error).__name__))
    if exchange.is_disconnected:
        run.cancel()
    elif exchange.error is None:
        run.succeed()


ENDS = []


def build(metrics, stack):
    app = FastAPI()
    app.add_route("/metrics", metrics.asgi)

    @app.get("/async")
    async def streamed():
        async def parts(run):
            for _ in range(200):
                run.tokens(1)
                yield "x" * 2000
                await asyncio.sleep(0.01)

        return StreamingResponse(parts(attach(metrics.inference.start(**LABELS))))

    @app.get("/sync")
    def threaded():
        def parts(run):
            for _ in range(200):
                run.tokens(1)
                yield "x" * 2000
                time.sleep(0.01)

        return StreamingResponse(parts(attach(metrics.inference.start(**LABELS))))

    @app.get("/short")
    async def short():
        attach(metrics.inference.start(**LABELS))
        return {"ok": True}

    @app.get("/broken")
    async def broken():
        attach(metrics.inference.start(**LABELS))
        raise RuntimeError("broken")

    @app.get("/torn")
    async def torn():
        async def parts():
            yield "x"
            raise RuntimeError("torn")

        attach(metrics.inference.start(**LABELS))
        return StreamingResponse(parts())

    if stack == "base":

        async def through(request, call_next):
            return await call_next(request)

        app.add_middleware(BaseHTTPMiddleware, dispatch=through)
    app.add_middleware(GZipMiddleware, minimum_size=10)
    app.add_middleware(RunMiddleware, end=end, first_body=lambda run: run.first_token())
    return app


@contextlib.contextmanager
def served(app):
    config = uvicorn.Config(app, port=0, log_level="critical")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(20)
        if thread.is_alive():
            raise SystemExit("the server does not end")


def leave(port, path):
    """Reads the beginning of an answer, and goes."""
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        client.recv(4000)


def value(metrics, series):
    for line in metrics.text().splitlines():
        if line.startswith(series + " "):
            return float(line.rsplit(" ", 1)[1])
    return None


def eventually(check, what):
    until = time.monotonic() + 20
    while not check():
        if time.monotonic() > until:
            raise SystemExit(f"{what}: {ENDS}")
        time.sleep(0.02)


def test_stack(stack):
    metrics = create_metrics()
    ENDS.clear()
    active = 'ryot_active_inference_requests{model="llama-7b",request_type="interactive"}'
    finished = 'ryot_finished_requests_total{model="llama-7b",finish_reason="%s"}'
    with served(build(metrics, stack)) as port:
        url = f"http://127.0.0.1:{port}"
        for path in ("/async", "/sync"):
            for _ in range(3):
                leave(port, path)
        eventually(lambda: value(metrics, finished % "abort") == 6.0, "clients that left")
        if httpx.get(f"{url}/short").status_code != 200:
            raise SystemExit("no answer")
        if "x" not in httpx.get(f"{url}/async", timeout=30).text:
            raise SystemExit("no stream")
        if value(metrics, finished % "stop") != 2.0:
            raise SystemExit(f"answers: {ENDS}")
        httpx.get(f"{url}/broken")
        with contextlib.suppress(httpx.RemoteProtocolError):
            httpx.get(f"{url}/torn")
        eventually(lambda: value(metrics, finished % "error") == 2.0, "errors")
        if ENDS[-2][:2] != (500, False) or ENDS[-1][1]:
            raise SystemExit(f"errors: {ENDS[-2:]}")
        if httpx.get(f"{url}/nothing").status_code != 404:
            raise SystemExit("404")
        if value(metrics, active) != 0.0:
            raise SystemExit(f"{value(metrics, active)} requests stay active")
        check_scrapes(httpx.Client(base_url=url), "/metrics")


def check_scrapes(client, path):
    with client:
        for encoding in ("gzip", "identity"):
            answer = client.get(path, headers={"Accept-Encoding": encoding})
            answer.raise_for_status()
            if "ryot_inference_requests_total{" not in answer.text:
                raise SystemExit(f"a scrape with {encoding}: {answer.text[:200]!r}")
            if (answer.headers.get("content-encoding") == "gzip") != (encoding == "gzip"):
                raise SystemExit(f"encoding: {answer.headers}")
            if not answer.headers["content-type"].startswith("text/plain; version=0.0.4"):
                raise SystemExit(f"type: {answer.headers}")
        accept = {"Accept": "application/openmetrics-text; version=1.0.0; q=0.8, text/plain; q=0.5"}
        if not client.get(path, headers=accept).text.endswith("# EOF\n"):
            raise SystemExit("OpenMetrics")
        if client.post(path).status_code != 405:
            raise SystemExit("POST")
        if client.head(path).content != b"":
            raise SystemExit("HEAD")


def test_wsgi():
    class Quiet(wsgiref.simple_server.WSGIRequestHandler):
        def log_message(self, *_):
            pass

    metrics = create_metrics()
    with wsgiref.simple_server.make_server("127.0.0.1", 0, metrics.wsgi, handler_class=Quiet) as server:
        threading.Thread(target=server.serve_forever).start()
        check_scrapes(httpx.Client(base_url=f"http://127.0.0.1:{server.server_port}"), "/")
        server.shutdown()


def test_callbacks():
    metrics = create_metrics()
    depth = 'ryot_queue_depth{model="llama-7b",priority_level="high"}'
    failures = 'ryot_metrics_collect_failures_total{reason="%s"}'
    labels = {"model": "llama-7b", "priority_level": "high"}
    metrics.queue_depth.set(99, **labels)

    async def read(gauge):
        await asyncio.sleep(0)
        gauge.set(3, **labels)

    def lines(exposition):
        return {line.rsplit(" ", 1)[0]: line.rsplit(" ", 1)[1] for line in exposition.body.splitlines()}

    stop = metrics.collect(read, metrics.queue_depth)
    for exposition in (metrics.expose(), asyncio.run(metrics.expose_async())):
        if lines(exposition)[depth] != "3.0":
            raise SystemExit("a value of a callback")
    stop()

    def fail(gauge):
        gauge.set(5, **labels)
        raise RuntimeError

    async def hang(gauge):
        gauge.set(5, **labels)
        while True:
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(0.2)
            return

    for run, reason in ((fail, "error"), (hang, "timeout")):
        stop = metrics.collect(run, metrics.queue_depth, timeout=0.05)
        exposition = asyncio.run(metrics.expose_async())
        if depth in lines(exposition) or lines(exposition)[failures % reason] != "1.0":
            raise SystemExit(f"a callback that ends with {reason}")
        stop()
    if lines(metrics.expose())[depth] != "99.0":
        raise SystemExit("what was set before the callbacks")


if sys.argv[1] == "wsgi":
    test_wsgi()
elif sys.argv[1] == "callbacks":
    test_callbacks()
else:
    test_stack(sys.argv[1])
print(sys.argv[1])
