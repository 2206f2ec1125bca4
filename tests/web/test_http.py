"""The server over HTTP: what it refuses, how it answers, and that no form is lost."""
import concurrent.futures
import gzip
import html
import http.client
import json
import os
import re
import socket
import sqlite3
import sys
import time
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import tap

SAFE = {
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
                               "form-action 'self'; connect-src 'self'; frame-ancestors 'none'; "
                               "base-uri 'none'; font-src 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "vary": "Cookie, Accept-Encoding, Accept, Accept-Language",
}


class Answer:
    def __init__(self, raw, url):
        self.status = raw.status
        self.headers = {name.lower(): value for name, value in raw.getheaders()}
        self.cookies = [value for name, value in raw.getheaders() if name.lower() == "set-cookie"]
        self.body = raw.read()
        self.url = url

    @property
    def text(self):
        return self.body.decode("utf-8")

    def form(self, action=None):
        """The fields of the first form of the page that goes to ACTION."""
        for head, inner in re.findall(r"<form([^>]*)>(.*?)</form>", self.text, re.S):
            where = html.unescape(re.search(r'action="([^"]*)"', head).group(1))
            if where == action or (action is None and 'class="form"' in head):
                fields = []
                for tag in re.findall(r"<input[^>]*>", inner):
                    name = re.search(r'name="([^"]*)"', tag)
                    value = re.search(r'value="([^"]*)"', tag)
                    if name and ("checkbox" not in tag or "checked" in tag):
                        fields.append((html.unescape(name.group(1)), html.unescape(value.group(1)) if value else ""))
                return where, fields
        raise AssertionError("no form to %s in:\n%s" % (action, self.text))

    def expect(self, status, *parts):
        assert self.status == status, "%s: %d, expected %d\n%s" % (self.url, self.status, status, self.body[:2000])
        for part in parts:
            assert part in self.text, "%s: no %r in:\n%s" % (self.url, part, self.text)
        return self


class Browser:
    """Keeps cookies and follows nothing by itself."""

    def __init__(self, address, **headers):
        self.address = address
        self.host = address[len("http://"):]
        self.cookies = {}
        self.headers = {"Accept-Language": "en", "Accept": "text/html", **headers}

    def ask(self, method, path, body=None, headers=None):
        sent = dict(self.headers, **(headers or {}))
        if self.cookies:
            sent["Cookie"] = "; ".join("%s=%s" % pair for pair in self.cookies.items())
        line = http.client.HTTPConnection(self.host, timeout=60)
        line.request(method, path, body, {name: value for name, value in sent.items() if value is not None})
        answer = Answer(line.getresponse(), method + " " + path)
        line.close()
        for cookie in answer.cookies:
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies.pop(name, None)
            if value:
                self.cookies[name] = value
        return answer

    def get(self, path, **headers):
        return self.ask("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def post(self, path, fields, origin="own", **headers):
        sent = {"Content-Type": "application/x-www-form-urlencoded"}
        if origin:
            sent["Origin"] = self.address if origin == "own" else origin
        sent.update({name.replace("_", "-"): value for name, value in headers.items()})
        return self.ask("POST", path, urllib.parse.urlencode(fields), sent)

    def sign_in(self, login, password=tap.PASSWORD):
        _, fields = self.get("/sign-in").form("/sign-in")
        fields = dict(fields, login=login, password=password)
        answer = self.post("/sign-in", fields)
        assert answer.status == 303, answer.text
        return self

    def token(self, path):
        return dict(self.get(path).form(path)[1])["form_token"]


council = tap.Council(demo=False)
address = council.serve()
host, port = address[len("http://"):].split(":")
slow_head = socket.create_connection((host, int(port)))
slow_head.send(b"GET / HTTP/1.1\r\nHost: x\r\nX: ")
silent = socket.create_connection((host, int(port)))


def raw(text, more=b""):
    """Send bytes as they are; everything that comes back until the server closes or is silent for a moment."""
    line = socket.create_connection((host, int(port)))
    line.settimeout(1.5)
    line.sendall(text if isinstance(text, bytes) else text.encode("latin-1"))
    got, closed = b"", False
    try:
        while True:
            part = line.recv(65536)
            if not part:
                closed = True
                break
            got += part
    except socket.timeout:
        pass
    except ConnectionResetError:
        closed = True
    line.close()
    return got, closed


def refused(text, *statuses):
    got, closed = raw(text)
    status = int(got.split(b" ")[1]) if got else 0
    assert status in statuses, "%r: %r" % (text, got[:300])
    assert closed, "%r: the connection stays open" % text
    assert b"HTTP/1.1 2" not in got and b"HTTP/1.1 3" not in got, "%r: what it hides is answered: %r" % (text, got)
    return got


def test_smuggling():
    """what two programs could read in two ways is refused, and the connection ends"""
    head = "Host: x\r\n"
    hidden = "GET /sign-in HTTP/1.1\r\nHost: x\r\n\r\n"
    for line in ("Content-Length: %d\r\nContent-Length: 0\r\n", "Content-Length: 0\r\nContent-Length: %d\r\n",
                 "Content-Length: %d\r\nContent-Length: %d\r\n", "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n",
                 "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", "Content-Length : 0\r\n",
                 "Content-Length: +0\r\n", "Content-Length: 0,0\r\n", "Content-Length: \r\n", "Content-Length\t: 0\r\n",
                 "X: a\r\n folded\r\n", "X: a\r\n\tContent-Length: 5\r\n", "Content-\x01Length: 0\r\n", "X\x00Y: 1\r\n",
                 "X: a\x00b\r\n", "X: a\rb\r\n", "X: a\x07b\r\n", "X: a\nY: b\r\n", "X Y: 1\r\n", "no colon\r\n", ": x\r\n"):
        lengths = (len(hidden),) * line.count("%d")
        refused("POST /sign-in HTTP/1.1\r\n" + head + line % lengths + "\r\n" + hidden, 400)
    refused("POST /sign-in HTTP/1.1\r\n" + head + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden, 411)
    refused("POST /sign-in HTTP/1.1\r\n" + head + "Transfer-Encoding: xchunked\r\n\r\n" + hidden, 411)
    refused("GET /sign-in HTTP/1.1\r\n" + head + "Content-Length: %d\r\n\r\n" % len(hidden) + hidden, 400)
    refused("GET /sign-in HTTP/1.1\r\n\r\n" + hidden, 400)
    refused("GET /sign-in HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n" + hidden, 400)
    refused("GET /sign-in HTTP/1.1\r\nHost: a b\r\n\r\n" + hidden, 400)
    refused("GET /sign-in HTTP/1.1\nHost: x\n\n" + hidden, 400)


def test_addresses():
    """addresses that are not written properly are refused"""
    for path in ("//", "/a//b", "/../x", "/a/..", "/./a", "/%2e%2e/x", "/a\\b", "/a%5cb", "/a%2fb", "/a%00b", "/%",
                 "/%4", "/%zz", "/a\x00b", "/a#b", "/%0a", "/%ff", "/%C0%AF", "/\xc9\x99", "/sign-in?a=%z", "http://x/"):
        refused("GET %s HTTP/1.1\r\nHost: x\r\n\r\n" % path, 400)
    for line in ("GET  /sign-in HTTP/1.1", "GET /sign-in  HTTP/1.1", "GET /sign in HTTP/1.1", "GET /sign-in",
                 "GET /sign-in HTTP/1.2", "GET /sign-in HTTP/2.0", "GET\t/sign-in HTTP/1.1", " GET /sign-in HTTP/1.1"):
        got, closed = raw("%s\r\nHost: x\r\n\r\n" % line)
        assert b" 200 " not in got.split(b"\r\n")[0], "%r: %r" % (line, got[:100])
        assert closed, line


def test_limits():
    """long addresses and many headers are refused in words"""
    refused("GET /%s HTTP/1.1\r\nHost: x\r\n\r\n" % ("a" * 9000), 414)
    refused("GET / HTTP/1.1\r\nHost: x\r\n%s\r\n" % ("X: y\r\n" * 70), 431)
    refused("GET / HTTP/1.1\r\nHost: x\r\nX: %s\r\n\r\n" % ("a" * 100000), 431)
    refused("BREW / HTTP/1.1\r\nHost: x\r\n\r\n", 501)


def test_many_fields():
    """an address or a form with thousands of fields is answered in words"""
    browser = Browser(address)
    for count in (101, 900, 4000):
        browser.get("/search?" + "&".join("a" * count)).expect(400, "more than 100 things", "<html")
    browser.get("/search?" + "&".join(["q=a"] * 100)).expect(200)
    boss = Browser(address).sign_in("administrator")
    token = boss.token("/accounts")
    boss.post("/accounts", [("form_token", token), ("new_name", "Kept")] + [("a", "b")] * 5000).expect(413, "more than 4000 fields")
    browser.get("/search?q=" + "+".join(["a"] * 17)).expect(200, "Only the first 16 words")
    assert "Only the first" not in browser.get("/search?q=" + "+".join(["a"] * 16)).text
    moved = browser.get("/meetings/a%3Fb%20%22/0001-local").expect(301)
    assert moved.headers["location"] == "/meetings/a%3Fb%20%22/1", moved.headers["location"]


def test_safety():
    """every answer has the headers of safety"""
    browser = Browser(address)
    style = re.search(r'href="(/static/[^"]*css)"', browser.get("/sign-in").text).group(1)
    tag = browser.get(style).headers["etag"]
    for answer in (browser.get("/sign-in"), browser.get("/no/such/page"), browser.get("/accounts"), browser.get(style),
                   browser.get(style, If_None_Match=tag), browser.ask("OPTIONS", "/sign-in"),
                   browser.get("/a//b"), browser.post("/sign-in", {}), browser.get("/no.json")):
        for name, value in SAFE.items():
            assert answer.headers.get(name) == value, "%s: %s: %r" % (answer.url, name, answer.headers.get(name))
    got = refused("GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n", 400).lower()
    for name, value in SAFE.items():
        assert ("%s: %s\r\n" % (name, value)).encode().lower() in got, name


def test_methods():
    """HEAD answers without a body; other methods are named in Allow"""
    browser = Browser(address)
    got, _ = raw("HEAD /sign-in HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    head, body = got.split(b"\r\n\r\n", 1)
    assert head.startswith(b"HTTP/1.1 200 ") and body == b"", got
    assert int(re.search(rb"Content-Length: (\d+)", head).group(1)) > 500, head
    for method in ("OPTIONS", "PUT", "DELETE", "PATCH", "TRACE"):
        answer = browser.ask(method, "/sign-in").expect(405)
        assert answer.headers["allow"] == "GET, HEAD, POST", answer.headers
    assert browser.ask("POST", "/accounts/").status in (404, 405)
    assert browser.ask("GET", "/sign-out").expect(405).headers["allow"] == "POST"
    browser.ask("OPTIONS", "/no/such/page").expect(404)
    assert browser.get("/sign-in/?x=y").expect(301).headers["location"] == "/sign-in?x=y"


def test_static():
    """a static file may be kept for a year, and comes compressed"""
    browser = Browser(address)
    path = re.search(r'href="(/static/[^"]*css)"', browser.get("/sign-in").text).group(1)
    plain = browser.get(path).expect(200)
    assert plain.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert plain.headers["content-type"].startswith("text/css")
    packed = browser.get(path, Accept_Encoding="gzip").expect(200)
    assert packed.headers["content-encoding"] == "gzip" and len(packed.body) < len(plain.body)
    assert gzip.decompress(packed.body) == plain.body
    for tag in (plain.headers["etag"], packed.headers["etag"], '"x", ' + plain.headers["etag"]):
        again = browser.get(path, If_None_Match=tag).expect(304)
        assert again.body == b"" and "content-encoding" not in again.headers
    browser.get(path, If_None_Match='"other"').expect(200)
    other = browser.get("/static/0000000000000000/shura.css").expect(200)
    assert "immutable" not in other.headers["cache-control"]
    browser.get("/static/0000000000000000/no-such.css").expect(404)


def test_public_pages():
    """a public page has a tag of commit, language and build, and is not sent twice"""
    browser = Browser(address)
    first = browser.get("/").expect(200)
    assert first.headers["cache-control"] == "no-cache" and not first.cookies, first.headers
    browser.get("/", If_None_Match=first.headers["etag"]).expect(304)
    packed = browser.get("/", Accept_Encoding="gzip").expect(200)
    assert gzip.decompress(packed.body) == first.body
    browser.get("/", If_None_Match=packed.headers["etag"]).expect(304)
    browser.get("/", If_None_Match=first.headers["etag"], Accept_Language="az").expect(200)
    told = browser.get("/?done=signed-out").expect(200, "You are signed out.")
    assert "etag" not in told.headers
    assert 'class="flash"' not in browser.get("/?done=anything").expect(200).text
    assert "<script>x" not in browser.get("/?about_html=<script>x").text
    browser.sign_in("member")
    own = browser.get("/", If_None_Match=first.headers["etag"]).expect(200)
    assert own.headers["cache-control"] == "private, no-store" and "etag" not in own.headers


def test_formats():
    """errors are told in the format that is asked for"""
    browser = Browser(address)
    for answer in (browser.get("/no.json"), browser.get("/no", Accept="application/json")):
        assert answer.expect(404).headers["content-type"] == "application/json"
        assert json.loads(answer.text) == {"error": {"code": "not-found", "message": "there is no such page"}}
    assert json.loads(browser.get("/accounts.json").expect(401).text)["error"]["code"] == "denied"
    assert browser.get("/no.md").expect(404).headers["content-type"].startswith("text/plain")
    browser.get("/no").expect(404, 'action="/search"', '<html lang="en">')
    browser.get("/no", Accept_Language="fr, az;q=0.8, en;q=0.5").expect(404, '<html lang="az">')


def test_sign_in():
    """signing in needs the page's own token, and a wrong password is told"""
    browser = Browser(address)
    page = browser.get("/sign-in?back=/people?x=1").expect(200)
    assert page.headers["cache-control"] == "private, no-store"
    visit = [cookie for cookie in page.cookies if cookie.startswith("visit=")]
    assert visit and "HttpOnly" in visit[0] and "SameSite=Lax" in visit[0] and "Path=/" in visit[0]
    fields = dict(page.form("/sign-in")[1], login="member", password="wrong password")
    browser.post("/sign-in", fields).expect(403, "the login or the password is wrong", 'value="member"')
    fields["password"] = tap.PASSWORD
    stranger = Browser(address)
    stranger.post("/sign-in", fields, origin=None).expect(403)
    assert "session" not in stranger.cookies
    Browser(address).post("/sign-in", dict(fields, form_token="x" * 43), origin=None).expect(403)
    for origin in ("http://elsewhere.example", "null"):
        browser.post("/sign-in", fields, origin=origin).expect(403, "another site")
    browser.post("/sign-in", fields, origin=None, Sec_Fetch_Site="cross-site").expect(403, "another site")
    browser.post("/sign-in", fields, origin=None, Sec_Fetch_Site="same-site").expect(403, "another site")
    assert "session" not in browser.cookies
    answer = browser.post("/sign-in", fields).expect(303)
    assert answer.headers["location"] == "/people?x=1&done=signed-in", answer.headers["location"]
    session = [cookie for cookie in answer.cookies if cookie.startswith("session=")][0]
    assert "HttpOnly" in session and "SameSite=Lax" in session and "Secure" not in session
    assert "visit" not in browser.cookies
    browser.get("/sign-in").expect(303)
    token = dict(browser.get("/no").form("/sign-out")[1])["form_token"]
    kept = dict(browser.cookies)
    browser.post("/sign-out", {"form_token": token}).expect(303)
    assert "session" not in browser.cookies
    browser.cookies = kept
    assert "/sign-out" not in browser.get("/no").text, "the session goes on"


def test_back():
    """nobody is led away after signing in"""
    for back in ("//elsewhere.example", "https://elsewhere.example/", "/\\elsewhere.example", "javascript:x"):
        browser = Browser(address)
        fields = dict(browser.get("/sign-in?" + urllib.parse.urlencode({"back": back})).form("/sign-in")[1],
                      login="member", password=tap.PASSWORD, back=back)
        answer = browser.post("/sign-in", fields).expect(303)
        assert answer.headers["location"] == "/?done=signed-in", answer.headers["location"]


def test_language():
    """the language is kept in a cookie"""
    browser = Browser(address)
    answer = browser.post("/language", {"language": "az", "back": "/sign-in"}).expect(303)
    assert answer.headers["location"] == "/sign-in"
    browser.get("/sign-in").expect(200, '<html lang="az">')
    browser.post("/language", {"language": "en", "back": "/"}, origin="http://elsewhere.example").expect(403)
    browser.post("/language", {"language": "tlh"}).expect(422)
    browser.get("/sign-in").expect(200, '<html lang="az">')


def test_invitation():
    """an invitation lets in once, after a password that will do"""
    boss = Browser(address).sign_in("administrator")
    where, fields = boss.get("/accounts").expect(200, "Test member").form()
    fields = [pair for pair in fields if not pair[0].startswith("new_")]
    new = [("new_name", 'Ə"<b>lı'), ("new_login", "new.one"), ("role", "member"), ("action", "invite")]
    boss.post(where, fields + new).expect(422)  # a name has no angle brackets
    boss.post(where, fields + new[1:]).expect(422, 'value="new.one"', "write the person", "checked")
    new[0] = ("new_name", "Yeni Üzv")
    answer = boss.post(where, fields + new).expect(200, "Yeni Üzv")
    link = re.search(r"http://[^<\s]*(/invitation/[\w-]{43})", answer.text).group(1)
    assert 'checked' not in answer.text.split('id="main-form"')[1], "the roles of the last one are ticked for the next"
    assert re.search(r'"Login">new.one</td>.*?invited, not yet accepted', answer.text, re.S)
    boss.post(where, [pair for pair in fields + new if pair[0] != "role"]).expect(422, 'id="role-fault">choose at least one role')
    assert link not in boss.get("/accounts").text, "a link is shown only once"
    boss.post(where, fields + new).expect(409)
    guest = Browser(address)
    where, fields = guest.get(link).expect(200, "new.one").form()
    fields = dict(fields)
    guest.post(where, dict(fields, password="short", password_again="short")).expect(422, "too short")
    guest.post(where, dict(fields, password="a long secret", password_again="another one")).expect(422, "not the same")
    guest.post(where, dict(fields, password="a long secret", password_again="a long secret")).expect(303)
    assert "session" in guest.cookies
    Browser(address).get(link).expect(404)
    assert "not yet accepted" not in boss.get("/accounts").text
    Browser(address).sign_in("new.one", "a long secret")
    token = boss.token("/accounts")
    boss.post("/accounts", {"form_token": token, "account": "new.one", "action": "disable"}).expect(303)
    assert "/sign-out" not in guest.get("/no").text, "a disabled account's session goes on"
    boss.post("/accounts", {"form_token": token, "account": "administrator", "action": "disable"}).expect(422)
    boss.post("/accounts", {"form_token": token, "account": "new.one", "action": "link"}).expect(403)
    boss.post("/accounts", {"form_token": token, "account": "new.one", "action": "enable"}).expect(303)
    boss.post("/accounts", {"form_token": token, "account": "new.one", "action": "link"}).expect(200, "/invitation/")
    change = {"form_token": token, "account": "new.one", "action": "roles"}
    boss.post("/accounts", change).expect(422, "choose at least one role")
    boss.post("/accounts", dict(change, role="coordinator")).expect(303)
    assert re.search(r'"Login">new.one</td>.*?"Roles">coordinator</td>', boss.get("/accounts").text, re.S)
    boss.post("/accounts", dict(change, account="administrator", role="member")).expect(422, "your own work")
    boss.post("/accounts", {"form_token": token, "account": "no-such", "action": "link"}).expect(404)


def test_own_account():
    """everybody sees where they are signed in, signs out there, and changes the password"""
    with tap.Council(demo=False) as other:
        where = other.serve()
        here = Browser(where, **{"User-Agent": "Mozilla/5.0 (Android 14; Mobile) Gecko Firefox/130.0"}).sign_in("agency")
        there = Browser(where).sign_in("agency")
        Browser(where).get("/account").expect(303)
        page = here.get("/account").expect(200, "Test agency", "Firefox, Android", "127.0.0.1", 'href="/account"')
        assert page.text.count("<td data-label=\"Last used\">") == 2 and page.text.count('class="tag"') == 1, page.text
        assert page.headers["cache-control"] == "private, no-store"
        token = dict(page.form("/account")[1])["form_token"]
        there.get("/account").expect(200)
        here.post("/account", {"form_token": token, "action": "others"}).expect(303)
        there.get("/account").expect(303)
        there.sign_in("agency")
        change = {"form_token": token, "action": "password", "password_old": "no", "password": "a new long secret",
                  "password_again": "a new long secret"}
        assert "a new long secret" not in here.post("/account", change).expect(403, "not the password you have now").text
        change["password_old"] = tap.PASSWORD
        here.post("/account", dict(change, password_again="other")).expect(422, "not the same")
        here.post("/account", dict(change, password="short", password_again="short")).expect(422, "too short")
        there.get("/account").expect(200)
        answer = here.post("/account", change).expect(303)
        here.get(answer.headers["location"]).expect(200, "Your password is changed")
        there.get("/account").expect(303)
        there.sign_in("agency", "a new long secret")


def test_strangers_lock_nobody_out():
    """whoever fails often is kept off, and a browser that signed in before is not"""
    with tap.Council(demo=False) as other:
        where = other.serve("--trusted-proxy=127.0.0.1")
        known = Browser(where).sign_in("member")
        assert "device" in known.cookies
        known.post("/sign-out", dict(known.get("/").form("/sign-out")[1]))
        for number in range(11):
            stranger = Browser(where, **{"X-Forwarded-For": "198.51.100.%d" % number})
            fields = dict(stranger.get("/sign-in").form("/sign-in")[1], login="member", password="wrong password")
            assert stranger.post("/sign-in", fields).status == (403 if number < 10 else 503), number
        known.sign_in("member")


def test_language_of_a_form():
    """a form shown again is switched to the other language with what was typed, and does nothing by that"""
    with tap.Council() as other:
        where = other.serve()
        writer = Browser(where).sign_in("coordinator")
        action, fields = writer.get("/new/meeting").form()
        typed = dict(fields, heading="Yazdığım mövzu", date="no date")
        page = writer.post(action, typed).expect(422, "Yazdığım mövzu", 'form="main-form" name="switch_language" value="az"')
        fields = dict(page.form(action)[1], date="2015")
        page = writer.post(action, dict(fields, switch_language="az")).expect(422, "Yazdığım mövzu", 'value="2015"', '<html lang="az">')
        assert writer.cookies["language"] == "az" and "switch_language" in page.text
        assert "Yazdığım" not in writer.get("/meetings").text, "the meeting was made"
        writer.post(action, dict(page.form(action)[1])).expect(303)
        assert "switch_language" not in writer.get("/new/meeting").text
        boss = Browser(where).sign_in("administrator")
        action, fields = boss.get("/accounts").form()
        fields = dict(fields, new_name="Yeni", new_login="yeni.uzv", role="member", switch_language="az")
        boss.post(action, fields).expect(422, 'value="Yeni"', '<html lang="az">')
        assert "yeni.uzv" not in boss.get("/accounts").text
        guest = Browser(where)
        fields = dict(guest.get("/sign-in").form("/sign-in")[1], login="member", password=tap.PASSWORD, switch_language="az")
        guest.post("/sign-in", fields).expect(422, 'value="member"', '<html lang="az">')
        assert "session" not in guest.cookies


def test_long_compare():
    """strangers compare what is of usual length; long versions are for who is signed in"""
    with tap.Council() as other:
        folder = os.path.join(other.folder, "clone")
        tap.git("clone", "-q", other.records(), folder)
        name = os.path.join(folder, "people", "o", "osman-gunduz.md")
        with open(name, encoding="utf-8") as file:
            text = file.read()
        versions = []
        for more in ("Birinci söz.\n", "bir iki üç\n" * 50000, "dörd beş altı\n" * 50000):
            with open(name, "w", encoding="utf-8") as file:
                file.write(text + "\n" + more)
            tap.git("commit", "-qam", "A version", cwd=folder)
            tap.git("push", "-q", cwd=folder)
            versions.append(tap.git("rev-parse", "HEAD", cwd=folder).strip())
        where = other.serve()
        page = "/compare/people/osman-gunduz?from=%s&to=%s"
        Browser(where).get(page % tuple(versions[1:])).expect(413, "too long to be compared")
        Browser(where).get(page % tuple(versions[:2])).expect(200, "<ins>")
        Browser(where).sign_in("member").get(page % tuple(versions[1:])).expect(200, "<del>")


def test_roles():
    """accounts are for administrators alone"""
    for role in ("stakeholder", "member", "coordinator", "agency"):
        Browser(address).sign_in(role).get("/accounts").expect(403)
    answer = Browser(address).get("/accounts?x=%C9%99").expect(303)
    assert answer.headers["location"] == "/sign-in?back=%2Faccounts%3Fx%3D%25C9%2599", answer.headers["location"]


TYPED = 'Ə "quotes" <b>&amp;</b>\r\n\r\nsecond line + 100%\r\n'
SHOWN = "Ə &quot;quotes&quot; &lt;b&gt;&amp;amp;&lt;/b&gt;\n\nsecond line + 100%\n"


def carried(page):
    """Through sign-in, to the page that has the form again."""
    where, fields = page.form("/sign-in")
    return where, [pair for pair in fields if pair[0] not in ("login", "password")] + [("login", "administrator")]


def test_lost_session():
    """a form whose session has ended is there after signing in again"""
    browser = Browser(address).sign_in("administrator")
    token = browser.token("/accounts")
    twin = Browser(address)
    twin.cookies = dict(browser.cookies)
    twin.post("/sign-out", {"form_token": token}).expect(303)
    fields = [("form_token", token), ("new_name", "Əli"), ("new_login", "carried.one"), ("role", "member"),
              ("role", "agency"), ("note", TYPED), ("action", "invite")]
    page = browser.post("/accounts", fields, origin=None).expect(401, "Your session has ended")
    where, sent = carried(page)
    page = browser.post(where, sent + [("password", "wrong password")]).expect(403)
    where, sent = carried(page)
    answer = browser.post(where, sent + [("password", tap.PASSWORD)])
    answer.expect(200, "You are signed in again", SHOWN)
    assert tap.PASSWORD not in answer.text
    where, again = answer.form("/accounts")
    expected = [(name, value.replace("\r\n", "\n")) for name, value in fields[1:]]
    assert again[1:] == expected, again
    browser.post(where, again).expect(200, "/invitation/", "carried.one")


def test_lost_session_of_a_stranger():
    """without proof that the form is ours, it is neither taken nor carried"""
    fields = {"form_token": "x" * 43, "new_login": "evil", "action": "invite"}
    Browser(address).post("/accounts", fields, origin=None).expect(401, "sign in first")
    Browser(address).post("/accounts", fields, origin="http://elsewhere.example").expect(403)
    page = Browser(address).post("/accounts", fields).expect(401)  # our own page, cookies lost
    assert dict(page.form("/sign-in")[1])["carry.new_login"] == "evil"


def test_old_page():
    """a form of an older session asks to be sent once more"""
    browser = Browser(address).sign_in("administrator")
    old = browser.token("/accounts")
    browser.post("/sign-out", {"form_token": old})
    browser.sign_in("administrator")
    fields = {"form_token": old, "new_name": "Vəli", "new_login": "old.page", "role": "member", "action": "invite"}
    browser.post("/accounts", fields, origin=None).expect(403, "no longer valid")
    page = browser.post("/accounts", fields).expect(403, "Send it once more")
    where, again = page.form("/accounts")
    browser.post(where, again).expect(200, "/invitation/")


def test_large_form():
    """20 MB are refused in words, with what was typed, and the next request is served"""
    browser = Browser(address).sign_in("administrator")
    fields = {"form_token": browser.token("/accounts"), "new_name": "What I typed first", "text": "a b " * (5 << 20)}
    answer = browser.post("/accounts", fields).expect(413, "at most 64 KB", "What I typed first")
    assert "Send it now" not in answer.text and len(answer.body) < 400000
    refused("POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n", 413)
    browser.get("/accounts").expect(200)


def test_bad_text():
    """characters that no text has are taken out, said, and the rest is given back"""
    browser = Browser(address).sign_in("administrator")
    token = browser.token("/accounts")
    for bad in ("%00", "%07", "%ff", "%C9"):
        answer = browser.ask("POST", "/accounts", "form_token=%s&new_name=Kept+words%s+here&action=invite" % (token, bad),
                             {"Content-Type": "application/x-www-form-urlencoded", "Origin": address})
        where, fields = answer.expect(422).form("/accounts")
        assert dict(fields)["new_name"] == "Kept words here", fields
    browser.ask("POST", "/accounts", "{}", {"Content-Type": "application/json", "Origin": address}).expect(403)


def test_multipart():
    """multipart forms are read as well"""
    browser = Browser(address)
    _, fields = browser.get("/sign-in").form("/sign-in")
    parts = "".join('--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % pair
                    for pair in dict(fields, login="member", password=tap.PASSWORD).items())
    browser.ask("POST", "/sign-in", parts + "--b--\r\n", {"Content-Type": "multipart/form-data; boundary=b"}).expect(303)


def test_keep_alive():
    """one connection serves many requests, pipelined ones too"""
    one = "GET /no-%d HTTP/1.1\r\nHost: x\r\n\r\n"
    line = socket.create_connection((host, int(port)))
    line.settimeout(60)
    got = b""
    for numbers in (range(5), range(5, 7)):
        line.sendall("".join(one % number for number in numbers).encode())
        while got.count(b"</html>") < numbers.stop:
            part = line.recv(65536)
            assert part, "closed after %r" % got[-200:]
            got += part
    assert got.count(b"HTTP/1.1 404 ") == 7, got[:200]
    line.close()


def test_reads_go_on():
    """while many sign in at once, pages are answered"""
    def sign_in(number):
        browser = Browser(address)
        fields = dict(browser.get("/sign-in").form("/sign-in")[1], login="nobody-%d" % number, password="wrong password")
        return browser.post("/sign-in", fields).status

    with concurrent.futures.ThreadPoolExecutor(40) as pool:
        statuses = [pool.submit(sign_in, number) for number in range(40)]
        meanwhile = 0
        while not all(status.done() for status in statuses):
            Browser(address).get("/no").expect(404)
            meanwhile += not all(status.done() for status in statuses)
    assert {status.result() for status in statuses} <= {403, 503}, statuses
    assert meanwhile >= 5, "only %d pages were answered before the last sign-in" % meanwhile


def test_person_of_an_account():
    """the person of an account is named as people are"""
    with tap.Council() as other:
        boss = Browser(other.serve()).sign_in("administrator")
        where, fields = boss.get("/accounts").form()
        fields = [pair for pair in fields if not pair[0].startswith("new_")] + [("role", "member"), ("action", "invite")]
        boss.post(where, fields + [("new_name", "O"), ("new_login", "o1"), ("new_person", "osman gunduz")]).expect(200)
        boss.post(where, fields + [("new_name", "O"), ("new_login", "o2"), ("new_person", "Nobody")]).expect(
            404, "nobody on record is called", 'value="Nobody"')
        tap.shura("user", "add", other.dir, "o3", "O", "--person=OSMAN GÜNDÜZ")
        tap.shura("user", "add", other.dir, "o4", "O", "--person=people/o/osman-gunduz")
        tap.shura("user", "add", other.dir, "o5", "O", "--person=Nobody", expect=4)
        rows = sqlite3.connect(other.dir + "/private.db").execute("SELECT login, person FROM accounts WHERE login LIKE 'o%'").fetchall()
        assert sorted(rows) == [(login, "people/o/osman-gunduz") for login in ("o1", "o3", "o4")], rows


def hold(where, count, own="127.0.0.1"):
    """COUNT connections from the address OWN, and the first line that each was answered."""
    lines, answers = [], []
    for _ in range(count):
        line = socket.create_connection(where[len("http://"):].split(":"), timeout=60, source_address=(own, 0))
        line.sendall(b"GET /no HTTP/1.1\r\nHost: x\r\n\r\n")
        answers.append(line.recv(1 << 16)[:12])
        lines.append(line)
    return lines, answers


def test_share():
    """one address has 128 connections at most, unless it is a proxy's"""
    with tap.Council(demo=False) as other:
        where = other.serve()
        lines, answers = hold(where, 128, "127.0.0.3")
        assert answers == [b"HTTP/1.1 404"] * 128, answers
        try:
            assert hold(where, 1, "127.0.0.3")[1] == [b""], "the 129th is served"
        except ConnectionResetError:
            pass
        assert hold(where, 1, "127.0.0.4")[1] == [b"HTTP/1.1 404"]
        Browser(where).get("/no").expect(404)
    with tap.Council(demo=False) as other:
        where = other.serve("--origin=https://council.example", "--trusted-proxy=127.0.0.3")
        lines, answers = hold(where, 140, "127.0.0.3")
        assert answers == [b"HTTP/1.1 404"] * 140, answers
    tap.shura("serve", council.dir, "--trusted-proxy=nobody", expect=3)


def test_large_bodies_of_strangers():
    """large bodies of strangers fill their own room only, and are refused in words"""
    with tap.Council() as other:
        where = other.serve()
        writer = Browser(where).sign_in("coordinator")
        page = writer.get("/edit-text/meetings/undated/1").expect(200)
        head = "POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\nExpect: 100-continue\r\n%s\r\n"
        lines = []
        for cookie in ("", "Cookie: session=%s\r\n" % ("x" * 43)) * 4:
            line = socket.create_connection(where[len("http://"):].split(":"), timeout=60)
            line.sendall((head % (4 << 20, cookie)).encode())
            assert line.recv(100).startswith(b"HTTP/1.1 100"), "there was no room"
            lines.append(line)
        line = socket.create_connection(where[len("http://"):].split(":"), timeout=60)
        line.sendall((head % (4 << 20, "")).encode())
        got = b""
        while True:
            part = line.recv(1 << 16)
            if not part:
                break
            got += part
        assert got.startswith(b"HTTP/1.1 503") and b"Retry-After" in got and b"</html>" in got, got
        fields = dict(page.form("/edit-text/meetings/undated/1")[1], action="preview", text="a b " * (1 << 18))
        writer.post("/edit-text/meetings/undated/1", fields).expect(422, "a b a b")
        Browser(where).sign_in("member")
        for line in lines:
            line.close()


def test_stop():
    """a request under way is answered when the server is told to stop"""
    with tap.Council(demo=False) as other:
        where = other.serve()
        browser = Browser(where)
        fields = dict(browser.get("/sign-in").form("/sign-in")[1], login="member", password=tap.PASSWORD)
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            waiting = [pool.submit(browser.post, "/sign-in", fields) for _ in range(4)]
            time.sleep(0.15)
            assert other.stop() == 0
            assert [each.result().status for each in waiting] == [303] * 4
        try:
            socket.create_connection(where[len("http://"):].split(":"), timeout=2).close()
            raise AssertionError("it still listens")
        except OSError:
            pass


def test_slow():
    """whoever sends his headers drop by drop, or nothing, is cut off"""
    slow_head.setblocking(False)
    cut = False
    while not cut:
        try:
            slow_head.send(b"a")
            cut = slow_head.recv(1) == b""
        except BlockingIOError:
            time.sleep(0.2)
        except OSError:
            cut = True
    silent.settimeout(None)
    assert silent.recv(1) == b"", "a silent connection is answered"


def test_end():
    """the server ends without a complaint"""
    assert council.stop() == 0
    council.__exit__(None, None, None)


tap.main(globals())
