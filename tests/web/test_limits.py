"""How much one client may ask for."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from strategy.web import limits
from strategy.web.limits import Bucket, Limits


class AClock:
    def __init__(self):
        self.time = 100.0

    def __call__(self):
        return self.time


async def swallow(request):
    body = await request.body()
    return PlainTextResponse(str(len(body)))


async def count(websocket):
    await websocket.accept()
    async for message in websocket.iter_bytes():
        await websocket.send_bytes(message)


@pytest.fixture
def clock():
    return AClock()


def client(clock, *, asking="10.0.0.1", a_minute=60, application=None):
    return TestClient(application or build(clock, a_minute), client=(asking, 1))


def build(clock, a_minute=60):
    routes = [
        Route("/", swallow, methods=["GET", "POST"]),
        Route("/sign-in", swallow),
        Route("/_stcore/upload_file/a/b", swallow, methods=["PUT"]),
        WebSocketRoute("/_stcore/stream", count),
    ]
    limit = Middleware(Limits, requests_per_minute=a_minute, clock=clock)
    return Starlette(routes=routes, middleware=[limit])


def test_a_bucket_runs_dry_and_fills_up(clock):
    bucket = Bucket(2, 0.5, clock)
    assert [bucket.take(), bucket.take(), bucket.take()] == [0, 0, 2]
    clock.time += 2
    assert [bucket.take(), bucket.take()] == [0, 2]
    clock.time += 1000
    assert [bucket.take(), bucket.take(), bucket.take()] == [0, 0, 2]


def test_who_asks_too_much_waits_and_the_others_do_not(clock):
    application = build(clock)
    with client(clock, application=application) as eager:
        assert {eager.get("/").status_code for _ in range(60)} == {200}
        refused = eager.get("/", headers={"accept-language": "en"})
        assert refused.status_code == 429
        assert refused.headers["retry-after"] == "2"
        assert "A little too fast" in refused.text
        with client(clock, asking="10.0.0.2", application=application) as other:
            assert other.get("/").status_code == 200
        clock.time += 1
        assert eager.get("/").status_code == 200


def test_the_way_in_costs_more(clock):
    with client(clock) as eager:
        assert [eager.get("/sign-in").status_code for _ in range(4)] == [200, 200, 200, 429]


def test_a_connection_too_many_is_refused(clock):
    with client(clock, a_minute=1) as eager:
        eager.get("/")
        with pytest.raises(WebSocketDisconnect), eager.websocket_connect("/_stcore/stream"):
            pass


def test_only_so_many_clients_are_remembered(clock, monkeypatch):
    monkeypatch.setattr(limits, "_CLIENTS_KEPT", 2)
    application = build(clock, a_minute=1)
    for asking in ("a", "b", "c"):
        with client(clock, asking=asking, application=application) as somebody:
            assert somebody.get("/").status_code == 200
    with client(clock, asking="a", application=application) as forgotten:
        assert forgotten.get("/").status_code == 200
    with client(clock, asking="a", application=application) as remembered:
        assert remembered.get("/").status_code == 429


def test_what_is_too_large_is_refused_before_it_is_read(clock):
    with client(clock) as somebody:
        assert somebody.post("/", content=b"x" * 64 * 1024).text == "65536"
        assert somebody.post("/", content=b"x" * (64 * 1024 + 1)).status_code == 413
        assert somebody.post("/", headers={"content-length": "much"}).status_code == 413
        upload = "/_stcore/upload_file/a/b"
        assert somebody.put(upload, content=b"x" * 1024 * 1024).text == "1048576"
        assert somebody.put(upload, content=b"x" * (21 * 1024 * 1024 + 1)).status_code == 413


def test_what_is_larger_than_announced_is_broken_off(clock):
    def endless():
        for _ in range(100):
            yield b"x" * 1024

    with client(clock) as somebody, pytest.raises(ClientDisconnect):
        somebody.post("/", content=endless())


def test_messages_wait_for_their_turn():
    with TestClient(build(limits.time.monotonic, a_minute=1000)) as somebody:
        began = limits.time.monotonic()
        with somebody.websocket_connect("/_stcore/stream") as connection:
            for _ in range(70):
                connection.send_bytes(b"x")
            for _ in range(70):
                assert connection.receive_bytes() == b"x"
        # Sixty at once, the other ten at twenty a second.
        assert limits.time.monotonic() - began > 0.4
