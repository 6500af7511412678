"""A hundred thousand keys: what they cost to make, to list, to hold and to read back."""

import json
import os
import socket
import statistics
import tempfile
import time

from common import call, load, memory_mib
from served import Served

KEYS = 100_000
SAMPLE = 1_000  # Made one after the other at the beginning and at the end.
FILLED_BY = 8  # Connections in between.
PAGE = 1_000


class Connection:
    """One connection that sends the same request again and again; urllib would cost more than the server."""

    def __init__(self, url, target, body):
        host, port = url.removeprefix("http://").split(":")
        self.socket = socket.create_connection((host, int(port)))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        text = json.dumps(body).encode()
        self.request = (f"POST / HTTP/1.1\r\nHost: {host}\r\nX-Amz-Target: {target}\r\n"
                        f"Content-Type: application/x-amz-json-1.1\r\nContent-Length: {len(text)}\r\n\r\n").encode() + text

    def send(self):
        self.socket.sendall(self.request)
        answer = self.socket.recv(65536)
        head, _, body = answer.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), answer
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        while len(body) < length:
            body += self.socket.recv(65536)

    def rate(self, count):
        """Medians of tenths, so that a pause of the machine does not count."""
        spans = []
        for _ in range(10):
            begin = time.perf_counter()
            for _ in range(count // 10):
                self.send()
            spans.append(time.perf_counter() - begin)
        return count / 10 / statistics.median(spans)


def fill(keytrail, count):
    while count > 0:
        count -= load(keytrail.url, "TrentService.CreateKey", {}, FILLED_BY, 1)["requests"]


def pages(keytrail):
    """Milliseconds of each page of ListKeys, and how many keys there are."""
    spans, count, body = [], 0, {"Limit": PAGE}
    while True:
        begin = time.perf_counter()
        text = call(keytrail, "TrentService.ListKeys", body)[1]
        spans.append((time.perf_counter() - begin) * 1e3)
        found = json.loads(text)
        count += len(found["Keys"])
        if not found["Truncated"]:
            return spans, count
        body = {"Limit": PAGE, "Marker": found["NextMarker"]}


def measure_growth(keys):
    with Served(manual_clock=False) as keytrail:
        creator = Connection(keytrail.url, "TrentService.CreateKey", {})
        creator.rate(100)  # Whatever is slow only once.
        before = memory_mib(keytrail.process)
        first = creator.rate(SAMPLE)
        fill(keytrail, keys - 2 * SAMPLE)
        last = creator.rate(SAMPLE)
        after = memory_mib(keytrail.process)
        pages(keytrail)  # Once in vain, while what was made is still being written.
        spans, count = pages(keytrail)
    tenth = len(spans) // 10
    return {"keys": count, "first_rate": first, "last_rate": last, "slowdown": first / last,
            "first_pages_ms": statistics.median(spans[:tenth]), "last_pages_ms": statistics.median(spans[-tenth - 1:-1]),
            "bytes_per_key": (after - before) * 2**20 / (count - 100)}


def measure_restart(keys):
    with tempfile.TemporaryDirectory() as folder:
        with Served("--db", os.path.join(folder, "keys.db"), manual_clock=False) as keytrail:
            fill(keytrail, keys)
            keytrail.stop()
            begin = time.perf_counter()
            keytrail.start()
            call(keytrail, "TrentService.ListKeys", {})
            return (time.perf_counter() - begin) * 1e3


def measure(options):
    keys = KEYS // 10 if options.quick else KEYS
    return {**measure_growth(keys), "restart_ms": measure_restart(keys)}


def lines(found):
    yield f"CreateKey              first thousand {found['first_rate']:.0f}/s, last {found['last_rate']:.0f}/s"
    yield f"slowdown               {found['slowdown']:.2f} over {found['keys']} keys"
    yield f"pages of {PAGE}          first {found['first_pages_ms']:.2f} ms, last {found['last_pages_ms']:.2f} ms"
    yield f"memory per key         {found['bytes_per_key']:.0f} bytes"
    yield f"restart to answer      {found['restart_ms']:.0f} ms"
