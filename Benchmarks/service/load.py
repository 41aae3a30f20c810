"""Load on a running translation service, open loop: requests come at times drawn beforehand (Poisson), whether or not
the ones before have been answered, so that waiting is not hidden. Standard library only.

  load.py URL --text FILE [--rates 20,40,80] [--seconds 10] [--document FILE] [--closed CLIENTS]

Every request is a sentence that has not been sent before. The table says for each rate: what was answered within the
deadline a second (goodput), latencies of all, what was turned away, and how long GET /languages took meanwhile.
--closed measures saturation instead: so many clients, each with its next sentence as soon as it has an answer.
--document sends a document first and measures sentences beside it. Only addresses of this machine are accepted.
"""

import argparse
import asyncio
import json
import random
import time
from urllib.parse import urlsplit

parser = argparse.ArgumentParser()
parser.add_argument("url")
parser.add_argument("--text", required=True)
parser.add_argument("--rates", default="20")
parser.add_argument("--seconds", type=float, default=10)
parser.add_argument("--deadline", type=float, default=0.5)
parser.add_argument("--document")
parser.add_argument("--closed", type=int)
parser.add_argument("--requests", type=int, default=500)
parser.add_argument("--path", default="/translate")
parser.add_argument("--seed", type=int, default=int(time.time()), help="another one, other sentences: equal ones are cached")
options = parser.parse_args()

parts = urlsplit(options.url)
assert parts.hostname in ("127.0.0.1", "localhost", "::1"), "only this machine"
lines = [line.strip() for line in open(options.text, encoding="utf-8") if 20 <= len(line) <= 300]
random.seed(options.seed)
random.shuffle(lines)
position = 0


def sentence():
    """One that the service has not seen: when the text is at its end a number makes the difference."""
    global position
    line = lines[position % len(lines)]
    turn = position // len(lines)
    position += 1
    return line if not turn else f"{line} {turn}"


class Connection:
    """HTTP/1.1 with keep-alive: enough for JSON in and out."""

    def __init__(self):
        self.streams = None

    async def ask(self, method, path, body=b"", kind="application/json"):
        for _ in range(2):
            try:
                if self.streams is None:
                    self.streams = await asyncio.open_connection(parts.hostname, parts.port)
                reader, writer = self.streams
                writer.write(f"{method} {parts.path}{path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\n"
                             f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
                head = await reader.readuntil(b"\r\n\r\n")
                break
            except (ConnectionError, asyncio.IncompleteReadError):
                self.streams = None
        headers = head.decode().lower().split("\r\n")
        length = next(int(line.split(":")[1]) for line in headers if line.startswith("content-length"))
        content = await reader.readexactly(length)
        if "connection: close" in headers:
            self.streams = None
        return int(headers[0].split()[1]), content


idle = []


async def request(method, path, body=b""):
    connection = idle.pop() if idle else Connection()
    start = time.perf_counter()
    status, content = await connection.ask(method, path, body)
    idle.append(connection)
    return status, time.perf_counter() - start, content


def payload():
    return json.dumps({"q": sentence(), "source": "en", "target": "de"}).encode()


def quantile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(share * len(values)))] if values else 0


async def probe(times, stop):
    while not stop.is_set():
        _, seconds, _ = await request("GET", "/languages")
        times.append(seconds)
        await asyncio.sleep(0.05)


async def open_loop(rate):
    results, cheap, stop, tasks = [], [], asyncio.Event(), []
    prober = asyncio.create_task(probe(cheap, stop))

    async def one():
        results.append((await request("POST", options.path, payload()))[:2])

    start = time.perf_counter()
    due = 0.0
    while (due := due + random.expovariate(rate)) < options.seconds:
        await asyncio.sleep(max(0, start + due - time.perf_counter()))
        tasks.append(asyncio.create_task(one()))
    await asyncio.gather(*tasks)
    seconds = time.perf_counter() - start
    stop.set()
    await prober
    report(f"{rate:g}/s", results, cheap, seconds)


async def closed_loop(clients):
    results, cheap, stop = [], [], asyncio.Event()
    prober = asyncio.create_task(probe(cheap, stop))
    left = options.requests

    async def client():
        nonlocal left
        while left > 0:
            left -= 1
            results.append((await request("POST", options.path, payload()))[:2])

    start = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    seconds = time.perf_counter() - start
    stop.set()
    await prober
    report(f"{clients} clients", results, cheap, seconds)


def report(name, results, cheap, seconds):
    times = [time for status, time in results if status == 200]
    good = sum(time <= options.deadline for time in times) / seconds
    print(f"{name:>12}  answered {len(times) / seconds:7.1f}/s  goodput {good:7.1f}/s  "
          f"p50 {1000 * quantile(times, .5):6.0f} ms  p95 {1000 * quantile(times, .95):6.0f} ms  "
          f"p99 {1000 * quantile(times, .99):6.0f} ms  turned away {sum(status == 503 for status, _ in results):4}  "
          f"other {sum(status not in (200, 503) for status, _ in results)}  "
          f"GET /languages p99 {1000 * quantile(cheap, .99):4.0f} ms", flush=True)


async def main():
    if options.document:
        content = open(options.document, "rb").read()
        body = (b'--B\r\nContent-Disposition: form-data; name="target_lang"\r\n\r\nDE\r\n'
                b'--B\r\nContent-Disposition: form-data; name="source_lang"\r\n\r\nEN\r\n'
                b'--B\r\nContent-Disposition: form-data; name="file"; filename="book.txt"\r\n\r\n' + content + b"\r\n--B--\r\n")
        status, answer = await Connection().ask("POST", "/v2/document", body, "multipart/form-data; boundary=B")
        assert status == 200, answer
        print(f"document of {len(content)} bytes accepted", flush=True)
    if options.closed:
        await closed_loop(options.closed)
    else:
        for rate in options.rates.split(","):
            await open_loop(float(rate))


asyncio.run(main())
