"""Scrapes and requests over ASGI and WSGI: the same code for every spec.

Nothing here imports a framework: FastAPI and Starlette are ASGI, Flask and Django WSGI.
"""

from __future__ import annotations

import gzip
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from contextvars import ContextVar
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

from ._exposition import Exposition, accepts_gzip

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
AsgiApp: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]


class Exposing(Protocol):
    """A set of metrics."""

    def expose(self, accept: str = "") -> Exposition: ...
    async def expose_async(self, accept: str = "") -> Exposition: ...


Headers: TypeAlias = list[tuple[str, str]]
Answer: TypeAlias = tuple[int, str, Headers, bytes]


def _answer(method: str, encodings: str, exposition: Exposition) -> Answer:
    body = exposition.body.encode()
    # Names in lower case: a middleware that compresses looks for them so.
    headers = [("content-type", exposition.content_type)]
    headers.append(("vary", "Accept, Accept-Encoding"))
    if accepts_gzip(encodings):
        body = gzip.compress(body, compresslevel=1)
        headers.append(("content-encoding", "gzip"))
    headers.append(("content-length", str(len(body))))
    return 200, "OK", headers, b"" if method == "HEAD" else body


def _refusal(status: int, reason: str, text: str) -> Answer:
    headers = [("content-type", "text/plain; charset=utf-8"), ("allow", "GET, HEAD")]
    body = text.encode()
    headers.append(("content-length", str(len(body))))
    return status, reason, headers, body


_WRONG_METHOD = _refusal(
    405, "Method Not Allowed", "Metrics are read with GET or HEAD.\n"
)
_FAILURE = _refusal(
    500, "Internal Server Error", "The metrics could not be rendered.\n"
)


class AsgiRoute:
    """ASGI application that answers scrapes, whatever the path."""

    def __init__(self, metrics: Exposing) -> None:
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        status, _, headers, body = await self._answer(scope)
        encoded = [(key.encode(), value.encode()) for key, value in headers]
        await send(
            {"type": "http.response.start", "status": status, "headers": encoded}
        )
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: Scope) -> Answer:
        method = str(scope["method"])
        if method not in ("GET", "HEAD"):
            return _WRONG_METHOD
        try:
            accept, encodings = (
                b",".join(v for k, v in scope["headers"] if k.lower() == name)
                for name in (b"accept", b"accept-encoding")
            )
            exposition = await self._metrics.expose_async(accept.decode("latin-1"))
            return _answer(method, encodings.decode("latin-1"), exposition)
        except Exception:
            return _FAILURE


class WsgiRoute:
    """WSGI application that answers scrapes, whatever the path."""

    def __init__(self, metrics: Exposing) -> None:
        self._metrics = metrics

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        status, reason, headers, body = self._answer(environ)
        start_response(f"{status} {reason}", headers)
        return [body]

    def _answer(self, environ: dict[str, Any]) -> Answer:
        method = str(environ.get("REQUEST_METHOD", "GET"))
        if method not in ("GET", "HEAD"):
            return _WRONG_METHOD
        try:
            exposition = self._metrics.expose(str(environ.get("HTTP_ACCEPT", "")))
            encodings = str(environ.get("HTTP_ACCEPT_ENCODING", ""))
            return _answer(method, encodings, exposition)
        except Exception:
            return _FAILURE


class Run(Protocol):
    """A run of an operation."""

    @property
    def is_open(self) -> bool: ...


R = TypeVar("R", bound=Run)


class Exchange(Generic[R]):
    """One request and its response."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.run: R | None = None
        """The run that ends with the response; a handler may set it."""
        self.status: int | None = None
        """Status of the response; 500 if the application raised before it began."""
        self.error: BaseException | None = None
        """What the application raised."""
        self.has_body = False
        self.is_complete = False
        """The last part of the body was sent."""
        self.is_disconnected = False
        """The client left before the last part of the body was sent."""


_current: ContextVar[Exchange[Any] | None] = ContextVar("exchange", default=None)


class RunMiddleware(Generic[R]):
    """ASGI middleware that ends the run of a request with its response.

    A `with` around `return StreamingResponse(...)` would end before the first token,
    and one in a synchronous generator never, if the client leaves.
    """

    def __init__(
        self,
        app: AsgiApp,
        *,
        end: Callable[[R, Exchange[R]], object],
        start: Callable[[Scope], R | None] | None = None,
        first_body: Callable[[R], object] | None = None,
    ) -> None:
        """Calls each with the run of the request, if it has one that is open.

        `start` may begin it with the request; a handler begins it with `attach`.
        `first_body` is called when the first part of the body is sent. `end` is called
        when the response has ended, however it did, and chooses the outcome.
        """
        self._app = app
        self._start = start
        self._first_body = first_body
        self._end = end

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        exchange = Exchange[R](scope)
        if self._start is not None:
            exchange.run = self._start(scope)

        async def watched_receive() -> Message:
            message = await receive()
            if message["type"] == "http.disconnect" and not exchange.is_complete:
                exchange.is_disconnected = True
            return message

        async def watched_send(message: Message) -> None:
            self._note(exchange, message)
            await send(message)

        token = _current.set(exchange)
        try:
            await self._app(scope, watched_receive, watched_send)
        except BaseException as error:
            exchange.error = error
            raise
        finally:
            _current.reset(token)
            self._finish(exchange)

    def _note(self, exchange: Exchange[R], message: Message) -> None:
        if message["type"] == "http.response.start":
            exchange.status = int(message["status"])
        elif message["type"] == "http.response.body":
            if message.get("body") and not exchange.has_body:
                exchange.has_body = True
                run = exchange.run
                if self._first_body is not None and run is not None and run.is_open:
                    self._first_body(run)
            if not message.get("more_body", False) and not exchange.is_disconnected:
                exchange.is_complete = True

    def _finish(self, exchange: Exchange[R]) -> None:
        # What comes after an error would pass for the end of the response.
        if exchange.status is None and exchange.error is not None:
            exchange.status = 500
        elif not exchange.is_complete and exchange.error is None:
            exchange.is_disconnected = True
        run = exchange.run
        if run is not None and run.is_open:
            self._end(run, exchange)
            if run.is_open:
                leave = getattr(run, "__exit__", None)
                if leave is not None:
                    leave(None, None, None)


def attach(run: R) -> R:
    """Lets the middleware end a run that the handler of a request has started.

    Outside of the middleware, it does nothing.
    """
    exchange = _current.get()
    if exchange is not None:
        exchange.run = run
    return run
