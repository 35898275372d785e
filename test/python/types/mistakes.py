"""Uses that both type checkers must refuse: every line that ends in `# wrong`, and no other."""

from shop_metrics import Model, is_model, metrics
from shop_metrics.web import RunMiddleware

name = str(input())
metrics.requests_total.inc(model="gpt-5", status="success", endpoint="/v1/completions")  # wrong
metrics.requests_total.inc(model=name, status="success", endpoint="/v1/completions")  # wrong
metrics.requests_total.inc(model="llama-7b", status="success")  # wrong
metrics.requests_total.inc("llama-7b", "success", "/v1/completions")  # wrong
metrics.good_total.inc(model="llama-7b", shard="a")  # wrong
metrics.good_total.set(1, model="llama-7b")  # wrong
metrics.restarts_total.inc("1")  # wrong
metrics.latency_seconds.observe(1.0, model="llama-7b", batch_size="5-8")  # wrong
metrics.gpu_memory_percentage.set(1.0, device_id=8)  # wrong
metrics.active_requests.inc(model="llama-7b", region="asia")  # wrong
metrics.batch_size.time(model="llama-7b")  # wrong
metrics.queue_depth.labels()  # wrong
metrics.no_such_metric.inc()  # wrong
run = metrics.inference.start(model="llama-7b", endpoint="/v1/completions", region="eu")  # wrong
whole = metrics.inference.start(model="llama-7b", endpoint="/v1/completions", region="eu", batch_size=1)
whole.explode()  # wrong
whole.fail()  # wrong
whole.fail(error_type="tired")  # wrong
whole.tokens("49", tenant="t")  # wrong
whole.is_open = False  # wrong
model: Model = "gpt-5"  # wrong
if not is_model(name):
    metrics.good_total.inc(model=name)  # wrong
metrics.collect(lambda gauge: gauge.inc("x"), metrics.queue_depth)  # wrong
metrics.collect(lambda gauge: None, metrics.restarts_total)  # wrong
RunMiddleware(metrics.asgi)  # wrong
