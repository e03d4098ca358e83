"""Clients and servers. All of it stays inside the process or on its loopback interface."""

from .package import Package

# A loopback server for the cells that need one: `with serving() as address`.
SERVER = """
import contextlib
import http.server
import json
import threading

class Echo(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.answer({"path": self.path, "agent": self.headers["User-Agent"]})
    def do_POST(self):
        self.answer({"sent": json.loads(self.rfile.read(int(self.headers["Content-Length"])))})
    def answer(self, content):
        body = json.dumps(content).encode()
        self.send_response(404 if self.path == "/missing" else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Set-Cookie", "seen=yes")
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *arguments):
        pass

@contextlib.contextmanager
def serving():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
"""

REQUESTS = Package(
    name="requests",
    distribution="requests",
    use=SERVER
    + """
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

with serving() as address, requests.Session() as session:
    session.trust_env = False
    session.mount("http://", HTTPAdapter(max_retries=Retry(total=1, backoff_factor=0)))
    assert session.get_adapter(address).max_retries.total == 1
    session.headers["User-Agent"] = "survivor"
    answer = session.get(address + "/a", params={"q": "ø"})
    assert answer.json() == {"path": "/a?q=%C3%B8", "agent": "survivor"}
    assert session.cookies["seen"] == "yes" and answer.encoding
    assert session.post(address, json={"n": 1}).json() == {"sent": {"n": 1}}
    try:
        session.get(address + "/missing").raise_for_status()
    except requests.HTTPError as error:
        assert error.response.status_code == 404
    else:
        raise AssertionError("404 raised nothing")
with requests.Session() as session:
    session.trust_env = False
    try:
        session.get(address)
    except requests.ConnectionError:
        pass
    else:
        raise AssertionError("the server is gone, yet it answered")
""",
    make="""
import requests

old = requests.Session()
old.trust_env = False
old_request = requests.Request("POST", "http://127.0.0.1/", json={"n": 2})
""",
    pair=SERVER
    + """
import requests
from requests.adapters import BaseAdapter, HTTPAdapter

assert isinstance(old, requests.Session)
assert isinstance(old.get_adapter("http://"), BaseAdapter)
with serving() as address:
    old.mount("http://", HTTPAdapter())
    assert old.get(address + "/b").json()["path"] == "/b"
    with requests.Session() as fresh:
        fresh.trust_env = False
        fresh.cookies.update(old.cookies)
        old_request.url = address
        assert fresh.send(fresh.prepare_request(old_request)).json() == {"sent": {"n": 2}}
try:
    old.get("nothing")
except requests.exceptions.MissingSchema:
    pass
else:
    raise AssertionError("fetched an address that is none")
old.close()
""",
)

HTTPX = Package(
    name="httpx",
    distribution="httpx",
    use="""
import httpx

def answer(request):
    if request.url.path == "/down":
        raise httpx.ConnectError("down", request=request)
    return httpx.Response(200, json={"path": request.url.path, "body": request.content.decode()})

with httpx.Client(transport=httpx.MockTransport(answer), base_url="http://shop") as client:
    assert client.get("/pens").json() == {"path": "/pens", "body": ""}
    assert client.post("/pens", json={"n": 1}).json()["body"] == '{"n":1}'
    try:
        client.get("/down")
    except httpx.TransportError as error:
        assert error.request.url.host == "shop"
    else:
        raise AssertionError("no error")

async def application(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"x-kind", b"asgi")]})
    await send({"type": "http.response.body", "body": scope["path"].encode()})

transport = httpx.ASGITransport(app=application)
async with httpx.AsyncClient(transport=transport, base_url="http://shop") as client:
    response = await client.get("/ink")
    assert response.text == "/ink" and response.headers["X-Kind"] == "asgi"
""",
    make="""
import httpx

def old_answer(request):
    return httpx.Response(200, text=str(request.url))

old = httpx.Client(transport=httpx.MockTransport(old_answer))
old_address = httpx.URL("http://shop/pens?n=1")
old_timeout = httpx.Timeout(3.0)
""",
    pair="""
import httpx

assert isinstance(old, httpx.Client) and isinstance(old_address, httpx.URL)
assert old.get(httpx.URL("http://shop/ink")).text == "http://shop/ink"
assert old.send(httpx.Request("GET", old_address)).text == str(old_address)
assert isinstance(old.get("http://shop/"), httpx.Response)
with httpx.Client(transport=old._transport, timeout=old_timeout) as client:
    assert client.timeout == httpx.Timeout(3.0)
    assert client.get(old_address).text == "http://shop/pens?n=1"
try:
    httpx.Response(500, request=httpx.Request("GET", old_address)).raise_for_status()
except httpx.HTTPStatusError:
    pass
else:
    raise AssertionError("500 raised nothing")
""",
)

AIOHTTP = Package(
    name="aiohttp",
    distribution="aiohttp",
    compiled=True,
    use="""
import aiohttp
from aiohttp import web
from yarl import URL

async def echo(request):
    return web.json_response({"name": request.match_info["name"], "sent": await request.json()})

async def chat(request):
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    async for message in socket:
        await socket.send_str(message.data.upper())
    return socket

application = web.Application()
application.router.add_post("/echo/{name}", echo)
application.router.add_get("/chat", chat)
runner = web.AppRunner(application)
await runner.setup()
site = web.TCPSite(runner, "127.0.0.1", 0)
await site.start()
address = URL.build(scheme="http", host="127.0.0.1", port=runner.addresses[0][1])
try:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as session:
        async with session.post(address / "echo" / "pen", json={"n": 1}) as response:
            assert await response.json() == {"name": "pen", "sent": {"n": 1}}
        async with session.ws_connect(address / "chat") as socket:
            await socket.send_str("hello")
            assert (await socket.receive()).data == "HELLO"
        try:
            async with session.get(address / "none", raise_for_status=True):
                raise AssertionError("404 raised nothing")
        except aiohttp.ClientResponseError as error:
            assert error.status == 404
finally:
    await runner.cleanup()
""",
    make="""
import aiohttp
from aiohttp import web

async def old_handler(request):
    raise web.HTTPGone

old = web.Application()
old.router.add_get("/{any:.*}", old_handler)
old_timeout = aiohttp.ClientTimeout(total=20)
old_form = aiohttp.FormData({"n": "1"})
""",
    pair="""
import aiohttp
from aiohttp import web

assert isinstance(old, web.Application) and isinstance(old_timeout, aiohttp.ClientTimeout)
async def read(request):
    return web.Response(text=(await request.post())["n"])
old.router.add_post("/form", read)
runner = web.AppRunner(old)
await runner.setup()
site = web.TCPSite(runner, "127.0.0.1", 0)
await site.start()
address = "http://127.0.0.1:%d" % runner.addresses[0][1]
try:
    async with aiohttp.ClientSession(timeout=old_timeout) as session:
        async with session.get(address + "/x") as response:
            assert response.status == 410
        async with session.post(address + "/form", data=old_form) as response:
            assert await response.text() == "1"
finally:
    await runner.cleanup()
""",
)

FASTAPI = Package(
    name="fastapi",
    distribution="fastapi",
    needs=("httpx",),
    use="""
from typing import Annotated
import httpx
from fastapi import APIRouter, Depends, FastAPI, HTTPException, Query
from pydantic import BaseModel

class Item(BaseModel):
    name: str
    price: float

def page(size: Annotated[int, Query(le=10)] = 5):
    return size

router = APIRouter(prefix="/items")

@router.post("/", response_model=Item)
async def create(item: Item):
    return item

@router.get("/")
def show(size: Annotated[int, Depends(page)]):
    if size == 0:
        raise HTTPException(418, detail="empty")
    return [size]

application = FastAPI()
application.include_router(router)
transport = httpx.ASGITransport(app=application)
async with httpx.AsyncClient(transport=transport, base_url="http://shop") as client:
    made = await client.post("/items/", json={"name": "pen", "price": "1.5"})
    assert made.json() == {"name": "pen", "price": 1.5}
    assert (await client.post("/items/", json={"name": "pen"})).status_code == 422
    assert (await client.get("/items/")).json() == [5]
    assert (await client.get("/items/?size=11")).status_code == 422
    refused = await client.get("/items/?size=0")
    assert refused.status_code == 418 and refused.json() == {"detail": "empty"}
    assert "/items/" in (await client.get("/openapi.json")).json()["paths"]
""",
    make="""
from fastapi import FastAPI

old = FastAPI()

@old.get("/old")
def old_route():
    return "old"
""",
    pair="""
import httpx
from fastapi import APIRouter, FastAPI, HTTPException

assert isinstance(old, FastAPI)
added = APIRouter()

@added.get("/refuse")
def refuse():
    raise HTTPException(418)

old.include_router(added)
outer = FastAPI()
outer.mount("/inner", old)
transport = httpx.ASGITransport(app=outer)
async with httpx.AsyncClient(transport=transport, base_url="http://shop") as client:
    assert (await client.get("/inner/old")).json() == "old"
    assert (await client.get("/inner/refuse")).status_code == 418
""",
)

ZMQ = Package(
    name="zmq",
    distribution="pyzmq",
    compiled=True,
    use="""
import zmq
import zmq.asyncio

with zmq.Context() as context:
    with context.socket(zmq.PUSH) as push, context.socket(zmq.PULL) as pull:
        port = push.bind_to_random_port("tcp://127.0.0.1")
        pull.connect(f"tcp://127.0.0.1:{port}")
        push.send_json({"n": 1})
        assert pull.poll(10_000) == zmq.POLLIN
        assert pull.recv_json() == {"n": 1}
        try:
            pull.recv(zmq.NOBLOCK)
        except zmq.Again:
            pass
        else:
            raise AssertionError("received what was not sent")

with zmq.asyncio.Context() as context:
    with context.socket(zmq.REQ) as ask, context.socket(zmq.REP) as answer:
        answer.bind("inproc://question")
        ask.connect("inproc://question")
        await ask.send(b"how many?")
        await answer.send(await answer.recv() + b" 3")
        assert await ask.recv() == b"how many? 3"
""",
    make="""
import zmq

old = zmq.Context()
old_pull = old.socket(zmq.PULL)
old_pull.bind("inproc://old")
""",
    pair="""
import zmq

assert isinstance(old, zmq.Context) and isinstance(old_pull, zmq.Socket)
with old.socket(zmq.PUSH) as push:
    push.connect("inproc://old")
    push.send(b"x")
    poller = zmq.Poller()
    poller.register(old_pull, zmq.POLLIN)
    assert dict(poller.poll(10_000)) == {old_pull: zmq.POLLIN}
    assert old_pull.recv() == b"x"
try:
    old_pull.recv(zmq.NOBLOCK)
except zmq.Again:
    pass
else:
    raise AssertionError("received what was not sent")
old_pull.close()
old.term()
""",
)

PACKAGES = (REQUESTS, HTTPX, AIOHTTP, FASTAPI, ZMQ)
