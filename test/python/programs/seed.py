"""One request of fifty tokens through FastAPI under uvicorn, on a clock that it sets.

Prints the port; ends with its standard input.
"""

import sys
import threading
import time

import uvicorn
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from ryot_metrics import create_metrics
from ryot_metrics.web import RunMiddleware, attach


class Clock:
    now = 0.0


metrics = create_metrics(now=lambda: Clock.now)
app = FastAPI()
app.add_route("/metrics", metrics.asgi)
app.add_middleware(RunMiddleware, end=lambda run, _: run.succeed())


@app.post("/v1/completions")
async def complete():
    run = attach(
        metrics.inference.start(
            model="bitnet-7b",
            endpoint="/v1/completions",
            request_type="interactive",
            generation_mode="streaming",
            priority_level="normal",
            batch_size=8,
        )
    )

    async def parts():
        Clock.now = 0.005
        run.first_token()
        yield "one"
        Clock.now = 0.015
        run.tokens(49)
        yield "and 49 more"
        Clock.now = 0.025

    return StreamingResponse(parts())


server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical"))
thread = threading.Thread(target=server.run)
thread.start()
while not server.started:
    time.sleep(0.01)
print(server.servers[0].sockets[0].getsockname()[1], flush=True)
sys.stdin.readline()
server.should_exit = True
