"""What only shows of the service as a process: operation.py SERVER. Settings from three places, keys and their limits,
connections of an address, models that come and go, models read anew under load, a graceful end. Standard library only."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

server = os.path.abspath(sys.argv[1])
directory = tempfile.mkdtemp()
failures = 0


def check(name, condition, figures=""):
    global failures
    failures += not condition
    print(("ok      " if condition else "FAILED  ") + name, figures, flush=True)


def run(*arguments, **environment):
    return subprocess.run([server, *arguments], capture_output=True, text=True, env={**os.environ, **environment})


class Server:
    def __init__(self, *arguments, **environment):
        self.log = tempfile.NamedTemporaryFile(dir=directory)
        self.process = subprocess.Popen([server, *arguments], stderr=self.log, env={**os.environ, **environment})
        for _ in range(500):
            text = open(self.log.name).read()
            if "serving at" in text:
                self.port = int(text.split("serving at ")[1].split(":")[2].split("/")[0])
                return
            time.sleep(0.01)
        sys.exit("it does not start: " + text)

    def ask(self, path, value=None, key=None):
        headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {key}"} if key else {})}
        data = None if value is None else json.dumps(value).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"null")

    def translate(self, text, key=None, **more):
        return self.ask("/translate", {"q": text, "source": "en", "target": "de", **more}, key)

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


def write(name, text):
    path = os.path.join(directory, name)
    with open(path, "w") as file:
        file.write(text)
    return path


def settings():
    path = write("settings.yaml", "# A comment\nport: 0\nsuggestions: yes\nchar-limit: 10\napi-key: [one, two]\nrequire-key: false\n")
    service = Server("--config", path)
    check("settings come from a file", service.translate("Much too long.")[0] == 400
          and service.ask("/frontend/settings")[1]["suggestions"] and service.translate("a", key="two")[0] == 200)
    service.end()
    service = Server(TRANSLATE_SERVE_CONFIG=path, TRANSLATE_SERVE_CHAR_LIMIT="100")
    check("the environment counts before the file", service.translate("Much too long.")[0] == 200)
    service.end()
    service = Server("--char-limit", "5", TRANSLATE_SERVE_CONFIG=path, TRANSLATE_SERVE_CHAR_LIMIT="100")
    check("the command line counts before both", service.translate("Too long")[0] == 400)
    service.end()
    for text, reason in [("prot: 1\n", ":1: unknown setting 'prot'"), ("port: 1\nport: 2\n", ":2: 'port' is there twice"),
                         ("port: {a: b}\n", "neither a value nor a list"), ("- a\n", "not settings"), ("a: [\n", ":2: ")]:
        result = run("--config", write("wrong.yaml", text))
        check(f"says what is wrong with {text!r}", result.returncode == 1 and reason in result.stderr, result.stderr.strip())
    result = run("--config", "/nowhere")
    check("says that a file is missing", result.returncode == 1 and "/nowhere: cannot be read" in result.stderr)


def keys():
    state = os.path.join(directory, "state")
    key = run("--state", state, "--add-key", "me", "--key-requests", "2", "--key-characters", "20").stdout.strip()
    listed = run("--state", state, "--list-keys").stdout
    check("keys are listed with their limits, not in clear", "2 requests a minute" in listed and key not in listed, listed.strip())
    service = Server("--port", "0", "--state", state, "--require-key")
    check("a key is needed", service.translate("a")[0] == 400 and service.translate("a", key="tr_x")[0] == 403)
    statuses = [service.translate("a", key=key)[0] for _ in range(3)]
    check("a key has its requests a minute", statuses == [200, 200, 429], statuses)
    other = run("--state", state, "--add-key", "other").stdout.strip()
    check("a key made while the service runs is known at once", service.translate("a" * 30, key=other)[0] == 200)
    run("--state", state, "--remove-key", "other")
    check("a key that was removed is not", service.translate("a", key=other)[0] == 403)
    service.end()


def addresses():
    """From 127.0.0.2, which is not the address from which this machine usually asks."""
    own = ("127.0.0.2", 0)
    service = Server("--port", "0", "--connections-per-address", "5")
    sockets = [socket.create_connection(("127.0.0.1", service.port), source_address=own) for _ in range(9)]
    served = 0
    for one in sockets:
        try:
            one.settimeout(5)
            one.sendall(b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")
            served += one.recv(100).startswith(b"HTTP/1.1 200")
        except OSError:
            pass
    check("an address has only its share of connections", served == 5, f"{served} of 9 served")
    check("others go on", service.ask("/health")[0] == 200)
    for one in sockets:
        one.close()
    time.sleep(0.3)
    with socket.create_connection(("127.0.0.1", service.port), source_address=own) as one:
        one.sendall(b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")
        check("and may come again", one.recv(100).startswith(b"HTTP/1.1 200"))
    service.end()


def models():
    shipped = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../Models/en-de")
    place = os.path.join(directory, "models")
    for name in ["first", "second", "third"]:
        shutil.copytree(shipped, os.path.join(place, name))
    size = sum(os.path.getsize(os.path.join(shipped, file)) for file in os.listdir(shipped)) >> 20
    service = Server("--port", "0", "--models", place, "--memory-limit", str(2 * size + size // 2))

    def memory():
        with open(f"/proc/{service.process.pid}/status") as file:
            return int(next(line for line in file if line.startswith("VmRSS:")).split()[1]) >> 10

    def loaded():
        return [one["name"] for one in service.ask("/v1/models")[1]["models"] if one["loaded"]]

    answers = {name: service.translate("Where is the file?", model=name)[1]["translatedText"] for name in ["first", "second"]}
    check("two models fit", loaded() == ["first", "second"] and len(set(answers.values())) == 1, f"{memory()} MB")
    service.translate("Where is the house?", model="third")
    check("for a third the longest unused goes", loaded() == ["second", "third"], f"{memory()} MB")
    for _ in range(20):
        for name in ["first", "second", "third"]:
            service.translate("Where is the house?", model=name)
    check("models come and go without the memory growing", len(loaded()) == 2, f"{memory()} MB after 60 more loads")
    shutil.rmtree(os.path.join(place, "first"))
    service.process.send_signal(signal.SIGHUP)
    time.sleep(0.3)
    check("SIGHUP takes up what is there now", [one["name"] for one in service.ask("/v1/models")[1]["models"]] == ["second", "third"])
    service.end()


def reload_under_load():
    service = Server("--port", "0")
    statuses, stop = [], threading.Event()

    def client(number):
        count = 0
        while not stop.is_set():
            count += 1
            statuses.append(service.translate(f"The file {number * 10000 + count} could not be opened.")[0])

    threads = [threading.Thread(target=client, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(20):
        time.sleep(0.1)
        service.process.send_signal(signal.SIGHUP)
    stop.set()
    for thread in threads:
        thread.join()
    check("20 SIGHUPs under load lose no request", set(statuses) == {200}, f"{len(statuses)} requests")
    late = []
    text = " ".join(f"The file {number} could not be opened because it does not exist." for number in range(100))
    thread = threading.Thread(target=lambda: late.append(service.translate(text)[0]))
    thread.start()
    time.sleep(0.2)
    check("SIGTERM lets what has begun end", service.end() == 0 and (thread.join() or late == [200]), late)


try:
    settings()
    keys()
    addresses()
    models()
    reload_under_load()
finally:
    shutil.rmtree(directory, ignore_errors=True)
sys.exit(failures > 0)
