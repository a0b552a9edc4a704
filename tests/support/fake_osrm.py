# SPDX-License-Identifier: MIT
"""A table service as OSRM has one, that answers right, wrong or not at all.

Two banks of a river at RIVER degrees of longitude; the bridge is an hour away.
On one bank a way takes ten seconds and twice the straight line's metres over 10
m/s."""

import http.server
import json
import math
import re
import threading
import time

RIVER = -71.075
NOWHERE = 42.30     # south of it there is no road: null


def crow(a, b):
    """Metres between two (lon, lat)."""
    y = (a[1] - b[1]) * 111195
    x = (a[0] - b[0]) * 111195 * math.cos(math.radians(a[1]))
    return math.hypot(x, y)


def seconds(a, b):
    if a == b:
        return 0
    if min(a[1], b[1]) < NOWHERE:
        return None
    if (a[0] < RIVER) != (b[0] < RIVER):
        return 3600.4
    return round(10 + 2 * crow(a, b) / 10, 1)


def metres(a, b):
    return None if seconds(a, b) is None else round(2 * crow(a, b), 1)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def reply(self, body, status=200, length=None):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(length or len(body)))
        self.end_headers()
        self.wfile.write(body)

    def table(self, points):
        return {"code": "Ok",
                "durations": [[seconds(a, b) for b in points] for a in points],
                "distances": [[metres(a, b) for b in points] for a in points],
                "sources": [{"location": p, "name": ""} for p in points]}

    def do_GET(self):  # pylint: disable=invalid-name
        server = self.server
        match = re.fullmatch(r"/base/table/v1/([A-Za-z0-9_-]+)/([-0-9.,;]+)"
                             r"\?annotations=duration,distance", self.path)
        if not match:
            server.wrong.append(self.path)
            self.reply(b'{"code": "InvalidUrl"}', 400)
            return
        points = [tuple(float(n) for n in p.split(","))
                  for p in match[2].split(";")]
        server.asked.append((match[1], points))
        if len(points) > server.max_table:
            server.wrong.append(f"{len(points)} places")
            self.reply(b'{"code": "TooBig", "message": "Too many"}', 400)
            return
        getattr(self, "do_" + server.mode)(points)

    def do_right(self, points):
        self.reply(json.dumps(self.table(points)).encode())

    def do_no_metres(self, points):
        table = self.table(points)
        del table["distances"]
        self.reply(json.dumps(table).encode())

    def do_slow(self, points):
        time.sleep(1.5)
        self.do_right(points)

    def do_drip(self, points):
        body = json.dumps(self.table(points)).encode()
        self.reply(body[:1], length=len(body))
        for byte in body[1:60]:
            time.sleep(0.05)
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
        self.close_connection = True

    def do_error(self, _):
        self.reply(b"oh", 500)

    def do_too_big(self, _):
        self.reply(b'{"code": "TooBig", "message": "Too many table '
                   b'coordinates"}', 400)

    def do_garbage(self, _):
        self.reply(b"\x00\xff{]")

    def do_no_http(self, _):
        self.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")
        self.close_connection = True

    def do_truncated(self, points):
        body = json.dumps(self.table(points)).encode()
        self.reply(body[:len(body) // 2], length=len(body))
        self.close_connection = True

    def do_huge(self, points):
        del points
        self.send_response(200)
        self.end_headers()
        self.close_connection = True
        try:
            for _ in range(64):
                self.wfile.write(b" " * (1 << 20))
        except OSError:
            self.server.cut += 1

    def do_wrong_size(self, points):
        self.do_right(points[:-1])

    def do_negative(self, points):
        table = self.table(points)
        table["durations"][0][-1] = -5
        self.reply(json.dumps(table).encode())

    def do_text(self, points):
        table = self.table(points)
        table["durations"][0][-1] = "12"
        self.reply(json.dumps(table).encode())

    def do_redirect(self, _):
        self.send_response(302)
        self.send_header("Location", "http://127.0.0.1:1/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_no_segment(self, _):
        self.reply(b'{"code": "NoSegment", "message": "Could not find a '
                   b'matching segment"}', 400)


class FakeOsrm:
    """On a port of its own, in a thread."""

    def __init__(self, mode="right", max_table=100, port=0):
        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            allow_reuse_address = True

            def handle_error(self, request, client_address):
                pass    # whoever asked has gone

        self.server = Server(("127.0.0.1", port), Handler)
        self.server.mode, self.server.max_table = mode, max_table
        self.server.asked, self.server.wrong = [], []
        self.server.cut = 0
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/base"
        self.thread = threading.Thread(target=self.server.serve_forever,
                                       args=(0.05,), daemon=True)
        self.thread.start()

    @property
    def asked(self):
        return self.server.asked

    @property
    def wrong(self):
        return self.server.wrong

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
