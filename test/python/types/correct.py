"""Uses that both type checkers must accept."""

from collections.abc import Callable
from typing import Final

from shop_metrics import ENDPOINT_VALUES, InferenceRun, Model, create_metrics, is_model, metrics
from shop_metrics.web import AsgiApp, Exchange, RunMiddleware, attach

MODEL: Final[Model] = "llama-7b"

metrics.requests_total.inc(model=MODEL, status="success", endpoint=ENDPOINT_VALUES[0])
metrics.requests_total.inc(2, "trace", model="llama-7b", status="error", endpoint="/v1/completions")
metrics.tokens_total.inc(3, model="llama-7b", tenant="any-text")
metrics.latency_seconds.observe(0.2, model="llama-7b", batch_size=12)
handle = metrics.latency_seconds.labels(model="llama-7b", batch_size=1.5)
handle.observe(1)
with metrics.latency_seconds.time(model="llama-7b", batch_size=1):
    pass
metrics.gpu_memory_percentage.set(12.5, device_id=3)
metrics.queue_depth.dec()


def count(model: str) -> None:
    if is_model(model):
        metrics.good_total.inc(model=model)


def end(run: InferenceRun, exchange: Exchange[InferenceRun]) -> None:
    if exchange.is_disconnected:
        run.timeout()


def wrap(app: AsgiApp) -> AsgiApp:
    return RunMiddleware(app, end=end, first_body=InferenceRun.first_token)


async def answer() -> None:
    start = metrics.inference.start
    with start("trace", model=MODEL, endpoint="/v1/completions", region="eu", batch_size=8) as run:
        run.first_token()
        run.tokens(49, tenant="t")
        run.succeed()
    async with start(model=MODEL, endpoint="/v1/completions", region="us", batch_size=8) as run:
        attach(run).fail(error_type="oom")


own = create_metrics(now=lambda: 0.0)
stop: Callable[[], None] = own.collect(lambda gauge: gauge.set(3), own.queue_depth, timeout=0.2)
stop()
body: str = own.expose("text/plain").body
