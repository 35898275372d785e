"""The Ryot service on FastAPI: it streams answers, and its metrics tell how they went.

    PYTHONPATH=generated/python uvicorn --app-dir docs/examples/fastapi app:app

The model is a stand-in that counts to the number of tokens it is asked for.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel
from ryot_metrics import InferenceRun, is_model, metrics
from ryot_metrics.web import Exchange, RunMiddleware, attach
from starlette.routing import Route

app = FastAPI()
app.routes.append(Route("/metrics", metrics.asgi))


class Prompt(BaseModel):
    model: str
    prompt: str
    tokens: int = 50
    pause: float = 0.0


def end(run: InferenceRun, exchange: Exchange[InferenceRun]) -> None:
    """Chooses the outcome of a run whose response has ended."""
    if exchange.is_disconnected:
        run.cancel()
    elif exchange.error is not None or exchange.status != 200:
        run.abandon()
    else:
        run.succeed()


app.add_middleware(RunMiddleware, end=end)


async def generate(prompt: Prompt, run: InferenceRun) -> AsyncIterator[str]:
    for number in range(prompt.tokens):
        await asyncio.sleep(prompt.pause)
        if number == 0:
            run.first_token()
        else:
            run.tokens(1)
        yield f"data: {number}\n\n"


@app.post("/v1/completions")
async def complete(prompt: Prompt) -> Response:
    if not is_model(prompt.model):
        return JSONResponse({"error": "no such model"}, 404)
    # The middleware ends the run: a `with` here would, before the first token.
    run = attach(
        metrics.inference.start(
            model=prompt.model,
            endpoint="/v1/completions",
            request_type="interactive",
            generation_mode="streaming",
            priority_level="normal",
            batch_size=8,
        )
    )
    run.prompt(len(prompt.prompt.split()))
    run.scheduled()
    return StreamingResponse(generate(prompt, run), media_type="text/event-stream")
