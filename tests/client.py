"""A reader without a browser: cookies, forms, redirects."""
import http.client
import html.parser
import time
import urllib.parse


class Forms(html.parser.HTMLParser):
    """Collects the forms of a page: action, method, fields with their values."""

    def __init__(self, text):
        super().__init__()
        self.forms, self.area = [], None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            self.forms.append({"action": attributes.get("action", ""), "method": attributes.get("method", "get"), "fields": {}})
        elif self.forms and tag in ("input", "button", "select") and attributes.get("name"):
            if tag == "input" and attributes.get("type") not in ("checkbox", "radio"):
                self.forms[-1]["fields"][attributes["name"]] = attributes.get("value") or ""
        elif self.forms and tag == "textarea" and attributes.get("name"):
            self.area = attributes["name"]
            self.forms[-1]["fields"][self.area] = ""

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.area = None

    def handle_data(self, data):
        if self.area:
            self.forms[-1]["fields"][self.area] += data


IDLE = 5  # seconds, after which a connection is not used again: the server closes those that wait long


class Client:
    def __init__(self, address, timeout=60):
        self.host = address[len("http://"):]
        self.timeout = timeout
        self.cookies = {}
        self.connection, self.used = None, 0
        self.status = self.text = self.headers = None

    def fresh(self):
        """A connection of its own, for what is no text."""
        return http.client.HTTPConnection(self.host, timeout=self.timeout)

    def ask(self, method, path, body=None, headers={}):
        given = dict(headers)
        if self.cookies:
            given["Cookie"] = "; ".join("%s=%s" % pair for pair in self.cookies.items())
        if self.connection and time.monotonic() - self.used > IDLE:
            self.connection.close()
            self.connection = None
        if not self.connection:
            self.connection = http.client.HTTPConnection(self.host, timeout=self.timeout)
        try:
            self.connection.request(method, path, body, given)
            answer = self.connection.getresponse()
            data = answer.read()
        except Exception:
            self.connection.close()
            self.connection = None
            raise
        self.used = time.monotonic()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            if value:
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
        self.status, self.headers, self.text = answer.status, answer.headers, data.decode("utf-8", "replace")
        return self.status

    def get(self, path, **headers):
        return self.ask("GET", path, None, headers)

    def post(self, path, fields, follow=True):
        body = urllib.parse.urlencode(fields)
        self.ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})
        status = self.status
        if follow and status in (301, 302, 303):
            self.get(self.headers["Location"].split("#")[0])
        return status

    def form(self, action):
        """The fields of the page's form to ACTION."""
        for form in Forms(self.text).forms:
            if form["action"] == action:
                return dict(form["fields"])
        raise AssertionError("no form to %s on this page:\n%s" % (action, self.text[:3000]))

    def sign_in(self, login, password):
        self.get("/sign-in")
        status = self.post("/sign-in", dict(self.form("/sign-in"), login=login, password=password))
        assert status == 303, "sign-in: %d\n%s" % (status, self.text[:2000])
        return self
