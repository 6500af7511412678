"""An HTTP endpoint of a test's own, on loopback: keeps what it gets and answers what it is told to."""

import http.server
import queue
import ssl
import threading


class LoopbackServer:
    """An HTTP server of requests that `handler` answers, for the time of a `with`."""

    def __init__(self, handler, host="127.0.0.1"):
        self.server = http.server.ThreadingHTTPServer((host, 0), handler)
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class Endpoint(LoopbackServer):
    """with Endpoint() as hook: … hook.url, hook.next(); `certificate` is a PEM file with its key: https."""

    def __init__(self, host="127.0.0.1", certificate=None, answer=None):
        self.status = 200
        self.location = None
        self.requests = queue.Queue()
        self.answer = answer or (lambda request: (self.status, b""))
        endpoint = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                request = (self.path, dict(self.headers), body.decode())
                status, text = endpoint.answer(request)
                self.send_response(status)
                if endpoint.location:
                    self.send_header("Location", endpoint.location)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)
                endpoint.requests.put(request)

            def log_message(self, *_):
                pass

        super().__init__(Handler, host)
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = f"{'https' if certificate else 'http'}://127.0.0.1:{self.port}/hook"

    def next(self, timeout=20):
        """(path, headers, body) of the next request that was answered."""
        return self.requests.get(timeout=timeout)
