"""A soak in small: soak.py SERVER [--requests 200000]. Starts translate-server with a directory of its own and looks at

* memory over many requests of every kind: flat within 10 % after the first tenth;
* idle connections, clients that read slowly and clients that send a byte a second: others are unharmed;
* requests whose clients hang up: nothing is left of them;
* kill -9 under load: documents and corrections that were accepted are there after the next start.

Standard library only; only this machine is asked.
"""

import argparse
import asyncio
import json
import os
import random
import resource
import signal
import subprocess
import tempfile
import time
from urllib.parse import urlencode

parser = argparse.ArgumentParser()
parser.add_argument("server")
parser.add_argument("--requests", type=int, default=200_000)
parser.add_argument("--cancelled", type=int, default=10_000)
parser.add_argument("--idle", type=int, default=2_000)
parser.add_argument("--slow", type=int, default=200)
options = parser.parse_args()
directory = tempfile.mkdtemp()
random.seed(11)
resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
words = ("the file system window door house user could not open close save error please select folder network "
         "connection green small again never always between package version install remove letter page number").split()
failures = 0


def check(name, condition, figures=""):
    global failures
    failures += not condition
    print(("ok      " if condition else "FAILED  ") + name, figures, flush=True)


class Server:
    def __init__(self):
        self.log = open(os.path.join(directory, "log"), "wb+")
        self.process = subprocess.Popen(
            [options.server, "--port", "0", "--state", directory, "--suggestions"], stderr=self.log)
        for _ in range(500):
            self.log.seek(0)
            text = self.log.read().decode()
            if "serving at" in text:
                self.port = int(text.split("serving at ")[1].split(":")[2].split("/")[0])
                return
            time.sleep(0.01)
        raise SystemExit("it does not start: " + text)

    @property
    def memory(self):
        with open(f"/proc/{self.process.pid}/status") as file:
            return int(next(line for line in file if line.startswith("VmRSS:")).split()[1]) / 1024

    @property
    def files(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))


async def exchange(port, method, path, body=b"", kind="application/json", streams=None, accept="*/*"):
    reader, writer = streams or await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\nAccept: {accept}\r\nContent-Length: {len(body)}\r\n\r\n"
                 .encode() + body)
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    if "transfer-encoding: chunked" in head:
        content = b""
        while length := int(await reader.readline(), 16):
            content += await reader.readexactly(length)
            await reader.readexactly(2)
        await reader.readexactly(2)
    else:
        length = next((int(line.split(":")[1]) for line in head.split("\r\n") if line.startswith("content-length")), 0)
        content = await reader.readexactly(length)
    if streams is None or "connection: close" in head:
        writer.close()
    return int(head.split()[1]), content


def sentence(count=8):
    return " ".join(random.choices(words, k=count)).capitalize() + "."


def form(name, text, fields):
    parts = [f'--B\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in fields.items()]
    parts.append(f'--B\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n{text}\r\n--B--\r\n')
    return "".join(parts).encode(), "multipart/form-data; boundary=B"


def any_request():
    def post(path, value):
        return "POST", path, json.dumps(value).encode(), "application/json"

    pair = {"source": "en", "target": "de"}
    kinds = [
        lambda: post("/translate", {"q": sentence(), **pair}),
        lambda: post("/translate", {"q": [sentence(5), sentence(3)], "source": "auto", "target": "de"}),
        lambda: post("/translate", {"q": f"<p>{sentence()} <b>{sentence(2)}</b></p>", "format": "html", **pair}),
        lambda: post("/translate", {"q": sentence(4), "alternatives": 2, **pair}),
        lambda: post("/translate", {"q": "", **pair}),
        lambda: post("/v1/translate", {"text": sentence(), **pair}),
        lambda: post("/v2/translate", {"text": [sentence()], "target_lang": "DE", "tag_handling": "xml"}),
        lambda: (*post("/v1/translate", {"text": sentence(4) + " " + sentence(3), **pair}), "application/x-ndjson"),
        lambda: post("/detect", {"q": sentence()}),
        lambda: post("/translate", {"q": random.choice(words), **pair}),
        lambda: ("POST", "/translate", urlencode({"q": sentence(3), **pair}).encode(), "application/x-www-form-urlencoded"),
        lambda: ("GET", "/v1/corrections?format=tmx", b"", "text/plain"),
        lambda: ("GET", "/v1/models", b"", "text/plain"),
        lambda: ("GET", f"/nothing/{random.random()}", b"", "text/plain"),
        lambda: (random.choice(["PROPFIND", "LOCK", "MOVE"]), "/translate", b"", "text/plain"),
        lambda: post("/v3/glossaries/unknown", {"name": sentence(2)}),
        lambda: post("/suggest", {"q": random.choice(words), "s": "x", **pair}),
        lambda: ("POST", "/translate_file", *form("a.md", f"# {sentence(3)}\n\n{sentence()}\n", pair)),
        lambda: ("GET", "/languages", b"", "text/plain"),
        lambda: ("GET", "/", b"", "text/plain"),
        lambda: ("GET", "/metrics", b"", "text/plain"),
        lambda: ("GET", "/v3/glossaries", b"", "text/plain"),
        lambda: ("POST", "/translate", os.urandom(200), "application/json"),
        lambda: ("POST", "/v2/document", os.urandom(200), "multipart/form-data; boundary=B"),
    ]
    return random.choice(kinds)()


async def soak(server):
    statuses, samples, left = {}, [], options.requests

    async def client():
        nonlocal left
        streams = await asyncio.open_connection("127.0.0.1", server.port)
        while left > 0:
            left -= 1
            if left % (options.requests // 20) == 0:
                samples.append(server.memory)
                # Once in a while the models are read anew.
                if len(samples) % 5 == 0:
                    server.process.send_signal(signal.SIGHUP)
            try:
                method, path, body, kind, *accept = any_request()
                status, _ = await exchange(
                    server.port, method, path, body, kind, streams, accept[0] if accept else "*/*")
            except (ConnectionError, asyncio.IncompleteReadError):
                status, streams = 0, await asyncio.open_connection("127.0.0.1", server.port)
            statuses[status] = statuses.get(status, 0) + 1

    start = time.time()
    await asyncio.gather(*(client() for _ in range(16)))
    begin = samples[2]
    check("memory is flat", max(samples[2:]) <= 1.1 * begin,
          f"{begin:.1f} MB after a tenth, at most {max(samples[2:]):.1f} MB, {samples[-1]:.1f} MB at the end; each twentieth: "
          + " ".join(f"{sample:.0f}" for sample in samples))
    check("no request fails inside", not any(status >= 500 or status == 0 for status in statuses),
          f"{options.requests} requests, {dict(sorted(statuses.items()))}, {options.requests / (time.time() - start):.0f}/s")


async def latency(server, count=40):
    times = []
    for _ in range(count):
        start = time.perf_counter()
        body = json.dumps({"q": sentence(), "source": "en", "target": "de"}).encode()
        status, _ = await exchange(server.port, "POST", "/translate", body)
        assert status == 200
        times.append(time.perf_counter() - start)
    return sorted(times)[int(0.95 * count)] * 1000


async def slow_clients(server):
    alone = await latency(server)
    idle = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(options.idle)]
    slow = []
    for _ in range(options.slow):
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port, limit=1024)
        writer.write(b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n" * 40)
        slow.append((reader, writer))
    bytewise = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(options.slow)]
    request = b"POST /translate HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n"

    async def drip():
        for byte in request:
            for _, writer in bytewise:
                writer.write(bytes([byte]))
            await asyncio.sleep(1)

    dripping = asyncio.create_task(drip())
    await asyncio.sleep(2)
    beside = await latency(server)
    check(f"{options.idle} idle, {options.slow} slow, {options.slow} bytewise clients harm nobody",
          beside < 3 * alone + 20,
          f"p95 {alone:.0f} ms alone, {beside:.0f} ms beside them, {server.memory:.0f} MB, {server.files} files")
    dripping.cancel()
    for _, writer in idle + slow + bytewise:
        writer.transport.abort()


async def metrics(server):
    _, text = await exchange(server.port, "GET", "/metrics")
    return dict(line.rsplit(" ", 1) for line in text.decode().splitlines() if line and line[0] != "#")


async def hang_ups(server):
    await asyncio.sleep(2)
    files = server.files
    for start in range(0, options.cancelled, 100):
        streams = []
        for _ in range(min(100, options.cancelled - start)):
            _, writer = await asyncio.open_connection("127.0.0.1", server.port)
            body = json.dumps({"q": [sentence(12) for _ in range(20)], "source": "en", "target": "de"}).encode()
            writer.write(f"POST /translate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                         f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
            streams.append(writer)
        await asyncio.sleep(0.05)
        for writer in streams:
            writer.transport.abort()
    start = time.time()
    while time.time() - start < 60:
        values = await metrics(server)
        if values["translate_queue_tokens"] == "0" and values["translate_http_requests_in_flight"] == "1":
            break
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.5)
    check(f"{options.cancelled} clients that hang up leave nothing",
          values["translate_queue_tokens"] == "0" and values["translate_http_requests_in_flight"] == "1"
          and server.files <= files + 5,
          f"queue empty after {time.time() - start:.1f} s, {values['translate_cancelled_total']} cancelled, "
          f"{server.memory:.0f} MB, {server.files} files")


async def kill(server):
    accepted = []
    text = "\n\n".join(sentence(10) for _ in range(500))
    body, kind = form("book.txt", text, {"target_lang": "DE", "source_lang": "EN"})
    for _ in range(3):
        status, content = await exchange(server.port, "POST", "/v2/document", body, kind)
        assert status == 200, content
        accepted.append(json.loads(content))
    status, _ = await exchange(server.port, "POST", "/suggest", json.dumps(
        {"q": "Kill me.", "s": "Bring mich um.", "source": "en", "target": "de"}).encode())
    assert status == 200
    await asyncio.sleep(0.3)
    server.process.send_signal(signal.SIGKILL)
    server.process.wait()
    server = Server()
    _, content = await exchange(server.port, "POST", "/translate", b'{"q":"Kill me.","source":"en","target":"de"}')
    corrected = json.loads(content)["translatedText"]
    states = set()
    for _ in range(1200):
        states = set()
        for document in accepted:
            path = f"/v2/document/{document['document_id']}"
            _, content = await exchange(server.port, "POST", path, json.dumps(document).encode())
            states.add(json.loads(content).get("status", "gone"))
        if states == {"done"}:
            break
        await asyncio.sleep(0.1)
    check("kill -9 loses neither documents nor corrections",
          states == {"done"} and corrected == "Bring mich um.", f"{states}")
    return server


async def main():
    server = Server()
    await soak(server)
    await slow_clients(server)
    await hang_ups(server)
    server = await kill(server)
    server.process.send_signal(signal.SIGTERM)
    check("ends in good order", server.process.wait(30) == 0)
    raise SystemExit(failures > 0)


asyncio.run(main())
