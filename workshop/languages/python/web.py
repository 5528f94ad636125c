"""HTTP for the exercises: serve(App) calls App.get_me for GET /me, and sends what it returns, a status and an answer, as JSON."""
import json
import os
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Request(BaseHTTPRequestHandler):
    """A request with its body (a dict) and cookies, on a thread of its own."""

    protocol_version = "HTTP/1.1"

    def answer(self):
        length = int(self.headers.get("Content-Length") or 0)
        self.body = json.loads(self.rfile.read(length) or b"{}")
        self.cookies = {name: it.value for name, it in SimpleCookie(self.headers.get("Cookie")).items()}
        self.set_cookies = []
        route = getattr(self.server.app, self.command.lower() + self.path.replace("/", "_"), lambda _: (404, {}))
        status, answer = route(self)
        text = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.send_header("X-Served-By", os.environ["REPLICA_ID"])
        for cookie in self.set_cookies:
            self.send_header("Set-Cookie", cookie)
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = answer

    def set_cookie(self, name, value):
        self.set_cookies.append(f"{name}={value}; Path=/; HttpOnly; SameSite=Lax")

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def serve(app):
    server = Server(("127.0.0.1", int(os.environ["PORT"])), Request)
    server.app = app
    server.serve_forever()
