"""HTTP by hand on a connection that is kept open: little work here, so that the server's is measured."""
import re
import socket
import urllib.parse


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")


class Line:
    """One connection, with the cookies of its reader. ADDRESS is "http://127.0.0.1:8080"."""

    def __init__(self, address, cookies=None):
        self.address = address
        self.host, port = address.removeprefix("http://").split(":")
        self.port = int(port)
        self.cookies = dict(cookies or {})
        self.socket, self.rest = None, b""

    def open(self):
        self.socket = socket.create_connection((self.host, self.port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""

    def close(self):
        if self.socket:
            self.socket.close()
            self.socket = None

    def head(self, method, path, extra=""):
        cookies = "; ".join("%s=%s" % pair for pair in self.cookies.items())
        return "%s %s HTTP/1.1\r\nHost: %s:%d\r\nAccept: text/html\r\nAccept-Language: az\r\n%s%s\r\n" % (
            method, path, self.host, self.port, "Cookie: %s\r\n" % cookies if cookies else "", extra)

    def request(self, method, path, fields=None):
        if fields is None:
            return self.head(method, path).encode()
        body = urllib.parse.urlencode(fields)
        return (self.head(method, path, "Content-Type: application/x-www-form-urlencoded\r\nOrigin: %s\r\n"
                          "Content-Length: %d\r\n" % (self.address, len(body))) + body).encode()

    def get(self, path):
        return self.send(self.request("GET", path))

    def post(self, path, fields):
        return self.send(self.request("POST", path, fields))

    def send(self, request):
        """Send a REQUEST made before, and read its answer."""
        if not self.socket:
            self.open()
        self.socket.sendall(request)
        while (end := self.rest.find(b"\r\n\r\n")) < 0:
            self.more()
        head, self.rest = self.rest[:end].decode("latin-1"), self.rest[end + 4:]
        first, *lines = head.split("\r\n")
        headers = {}
        for line in lines:
            name, value = line.split(":", 1)
            headers[name.lower()] = value.strip()
            if name.lower() == "set-cookie":
                self.keep(value.strip())
        status, length = int(first.split()[1]), int(headers.get("content-length", 0))
        while len(self.rest) < length and status not in (204, 304):
            self.more()
        body, self.rest = self.rest[:length], self.rest[length:]
        if headers.get("connection", "").lower() == "close":
            self.close()
        return Answer(status, headers, body)

    def more(self):
        part = self.socket.recv(1 << 16)
        if not part:
            raise ConnectionError("the server closed the connection")
        self.rest += part

    def keep(self, cookie):
        name, value = cookie.split(";")[0].split("=", 1)
        self.cookies.pop(name, None)
        if value:
            self.cookies[name] = value

    def sign_in(self, login, password):
        answer = self.post("/sign-in", {"form_token": token(self.get("/sign-in")), "login": login,
                                        "password": password})
        if answer.status != 303:
            raise SystemExit("%s cannot sign in:\n%s" % (login, answer.text))
        return self


def token(answer):
    """What the forms on this page have to send."""
    found = re.search(r'name="form_token" value="([^"]*)"', answer.text)
    if not found:
        raise SystemExit("no form on this page (%d):\n%s" % (answer.status, answer.text[:2000]))
    return found.group(1)
