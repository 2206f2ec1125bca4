"""The register on any day: every public page with "?at=2015-09-01", as it stood in the evening of that day."""
import atexit
import contextlib
import datetime
import functools
import html
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import tap
from client import Client, Forms

COUNCIL = """---
record: council
name: {az: %s, en: %s}
languages: [az, en]
time zone: Asia/Baku
---

Haqqında.
"""
ISSUE = "---\nrecord: issue\ntitle: %s\nstate: %s\n%s---\n\n%s\n"
MINUTES = """---
record: minutes
title: %s
date: %s
state: held
minutes: %s
source: {title: Qəzet}
---

## 1. Məsələ

### Səsləndirilən təkliflər

- **O1** %s

### Tapşırıqlar

- [ ] **A1** Siyahı hazırlansın. — [Tester](../../../people/t/tester.md), 2015-08-20
"""


def issue(number):
    return "issues/2015/0001-0099/000%d-x/issue.md" % number


def minutes(number):
    return "meetings/2015/000%d-x/minutes.md" % number


FIRST, SECOND = minutes(1), minutes(2)
SECRETS = ("Qaralamasöz", "Sonragizli")
# When it was committed, where the council is, and which files hold what from then on.
HISTORY = [
    ("2015-08-03T10:00:00+04:00", {"council.md": COUNCIL % ("Köhnə Şura", "Old Council"),
                                   issue(1): ISSUE % ("Birinci ad", "open", "", "Köhnəsöz."),
                                   issue(2): ISSUE % ("Geri götürülən", "open", "", "Sonragizli."),
                                   issue(3): ISSUE % ("Silinən", "open", "", "Silinənsöz."),
                                   "people/t/tester.md": "---\nrecord: person\nname: Tester\n---\n",
                                   FIRST: MINUTES % ("Birinci toplantı", "2015-08-01", "published", "Pilot rayonlar seçilsin."),
                                   SECOND: MINUTES % ("Qaralama toplantı", "2015-08-02", "draft", "Qaralamasöz.")}),
    ("2015-08-25T12:00:00+04:00", {issue(1): ISSUE % ("İkinci ad", "open", "", "Yenisöz.")}),
    ("2015-09-01T23:59:59+05:00", {SECOND: MINUTES % ("Dərc olunan toplantı", "2015-08-02", "published", "Dərcsöz.")}),
    ("2015-09-03T09:00:00+04:00", {"council.md": COUNCIL % ("Yeni Şura", "New Council"), issue(3): None}),
    # a clock that went wrong: what came after it is not hidden by it
    ("2019-01-01T09:00:00+04:00", {issue(2): ISSUE % ("Geri götürülən", "open", "audience: members\n", "Sonragizli.")}),
    ("2016-01-05T09:00:00+04:00", {issue(1): ISSUE % ("Üçüncü ad", "closed", "", "Ənyenisöz.")}),
]


@contextlib.contextmanager
def committed_at(moment):
    os.environ.update(GIT_COMMITTER_DATE=moment, GIT_AUTHOR_DATE="2014-01-01T00:00:00+04:00")
    try:
        yield
    finally:
        del os.environ["GIT_COMMITTER_DATE"], os.environ["GIT_AUTHOR_DATE"]


def commit(work, moment, files):
    for path, text in files.items():
        name = os.path.join(work, path)
        if text is None:
            os.remove(name)
            continue
        os.makedirs(os.path.dirname(name), exist_ok=True)
        with open(name, "w", encoding="utf-8") as file:
            file.write(text)
    with committed_at(moment):
        tap.git("add", "--all", cwd=work)
        tap.git("commit", "--quiet", "-m", "As of %s" % moment[:10], cwd=work)


@contextlib.contextmanager
def council_of_its_own():
    with tap.Council(demo=False) as it:
        it.work = os.path.join(it.folder, "work")
        tap.git("init", "--quiet", "--initial-branch=main", it.work)
        for moment, files in HISTORY:
            commit(it.work, moment, files)
        push(it)
        it.serve()
        yield it


SHARED = contextlib.ExitStack()
atexit.register(SHARED.close)


@functools.lru_cache(maxsize=None)
def council():
    """One for all tests that change nothing in it."""
    return SHARED.enter_context(council_of_its_own())


def push(it):
    tap.git("push", "--quiet", it.records(), "main:main", cwd=it.work)


@contextlib.contextmanager
def serving(it, *options):
    """Another server of the same council."""
    process = subprocess.Popen([tap.SHURA, "serve", it.dir, "--listen=127.0.0.1:0", "--quiet", *options], stdout=subprocess.PIPE, encoding="utf-8")
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        assert process.wait(timeout=60) == 0


def reader(it, language="en"):
    client = Client(it.address)
    client.cookies["language"] = language
    return client


def get(client, path):
    """The page, when it is prepared."""
    end = time.monotonic() + 300
    while client.get(path) == 503:
        assert client.headers["Retry-After"], path
        assert time.monotonic() < end, "%s is never there" % path
        time.sleep(0.2)
    return client.status


def main_of(client):
    return re.search(r'<main id="content">(.*)</main>', client.text, re.S)[1]


def test_as_it_stood():
    """a page shows its day, says so and leads back; the day ends where the council is, and is today on it"""
    it = council()
    client = reader(it)
    for day, name, word in (("2015-08-03", "Birinci ad", "Köhnəsöz."), ("2015-08-24", "Birinci ad", "Köhnəsöz."),
                            ("2015-08-25", "İkinci ad", "Yenisöz."), ("2016-01-04", "İkinci ad", "Yenisöz."),
                            ("2016-01-05", "Üçüncü ad", "Ənyenisöz.")):
        assert get(client, "/issues/2015/1?at=" + day) == 200, client.text
        assert "<h1>%s" % name in client.text and word in client.text, "%s: %s" % (day, client.text)
    assert "The register as it stood on 5 January 2016" in main_of(client), client.text
    assert '<a href="/issues/2015/1" data-as-of="now">' in client.text
    # committed in the day's last second in Baku, where it was summer (+05:00)
    get(client, "/meetings/2015?at=2015-09-01")
    assert "Dərc olunan" in client.text
    get(client, "/meetings/2015?at=2015-08-31")
    assert "Birinci toplantı" in client.text and "Dərc olunan" not in client.text and "Qaralama" not in client.text
    # the council's own name, and what is overdue
    get(client, "/actions?at=2015-08-20")
    assert "Old Council" in client.text and "Siyahı" in client.text and "overdue by" not in client.text, client.text
    get(client, "/actions?at=2015-08-24")
    assert "Old Council" in client.text and "overdue by 2 working days" in client.text, client.text
    get(client, "/actions?at=2015-09-03")
    assert "New Council" in client.text and "overdue by 10 working days" in client.text, client.text
    assert client.get("/issues/2015/3") == 410
    assert get(client, "/issues/2015/3?at=2015-09-02") == 200 and "Silinənsöz." in client.text
    assert get(client, "/issues/2015/3?at=2015-09-03") == 410 and "as it stood on 3 September 2015" in client.text
    get(reader_az := reader(it, "az"), "/?at=2015-08-25")
    assert "Reyestrin 25 avqust 2015-ci il tarixinə vəziyyəti" in reader_az.text, reader_az.text


def test_refused():
    """what is no day, to come, or before the first record is refused in words, and so is a form"""
    it = council()
    client = reader(it)
    today = tap.today()
    for day in ("2015-13-01", "2015-02-30", "2015-09", "20150901", "01.09.2015", "yesterday", "2015-09-01T10:00", "%00"):
        for path in ("/issues/2015/1", "/meetings", "/issues/2015/1.json"):
            assert client.get(path + "?at=" + day) in (400, 422), "%s?at=%s: %d" % (path, day, client.status)
            assert "Birinci" not in client.text and "Üçüncü" not in client.text, day
    assert client.get("/meetings?at=yesterday") == 422 and "is no day; give one as in 2015-09-01" in client.text
    assert client.get("/meetings?at=%s" % (today + datetime.timedelta(days=2))) == 422 and "still to come" in client.text
    assert client.get("/meetings?at=2015-08-02") == 404 and "begins on 3 August 2015" in client.text, client.text
    assert client.get("/issues/2015/1.md?at=2015-08-02") == 404 and "begins on" in client.text
    # today is what holds now; nothing is asked for where the field was left empty
    now = tap.today()
    if now == today:
        assert client.get("/issues?state=open&at=%s" % today) in (303, 422), client.text
        assert client.status == 422 or client.headers["Location"] == "/issues?state=open"
    assert client.get("/issues/2015/1?at=") == 200 and "Üçüncü ad" in client.text and "as it stood" not in client.text
    assert client.get("/issues/2015/1?as_of=1%20May%201900") == 200 and "as it stood" not in client.text
    # pages without a past, and those of members
    for path in ("/sign-in", "/complete?q=a", "/calendar.ics"):
        joint = "&" if "?" in path else "?"
        assert client.get(path + joint + "at=2015-09-01") == 422 and "no earlier days" in client.text, path
    assert client.get("/no/such/page?at=2015-09-01") == 404
    member = reader(it).sign_in("coordinator", tap.PASSWORD)
    for path in ("/record/meetings/2015/2", "/edit-text/issues/2015/1", "/topics", "/account"):
        assert member.get(path + "?at=2015-09-01") == 422 and "no earlier days" in member.text, path
    # a form with a day changes nothing
    member.get("/edit-text/issues/2015/1")
    form = member.form("/edit-text/issues/2015/1")
    before = tap.git("rev-parse", "main", cwd=it.records())
    form["text"] = form["text"].replace("Ənyenisöz", "Dəyişdirilmiş")
    assert member.post("/edit-text/issues/2015/1?at=2015-09-01", dict(form, action="save"), follow=False) == 422
    assert "not changed" in member.text, member.text
    assert tap.git("rev-parse", "main", cwd=it.records()) == before


def test_audience():
    """a draft of then is not shown though it is public now, nor what has been withdrawn since; signed in or not"""
    with council_of_its_own() as it:
        days = ("2015-08-03", "2015-09-01", "2015-09-04", "2019-06-01")
        paths = ("/", "/meetings", "/meetings/2015", "/meetings/2015/2", "/meetings/2015/2.json", "/meetings/2015/2.md", "/meetings/2015/2/suggestions/O1",
                 "/issues", "/issues.json", "/issues/2015/2", "/issues/2015/2.md", "/issues/2015/2.json", "/text/issues/2015/2", "/text/meetings/2015/2",
                 "/history", "/history/issues/2015/2", "/history/meetings/2015/2", "/search?q=qaralamasoz", "/search?q=sonragizli", "/search?q=geri",
                 "/suggestions", "/suggestions.json", "/people/tester", "/actions")
        clients = (reader(it), reader(it).sign_in("coordinator", tap.PASSWORD))
        assert clients[1].get("/issues/2015/2") == 200 and "Sonragizli" in clients[1].text
        versions = [row["commit"] for row in json.loads(tap.shura("log", it.dir, "meetings/2015/2", "--json"))]
        versions += [row["commit"] for row in json.loads(tap.shura("log", it.dir, "issues/2015/2", "--json"))]
        assert len(versions) == 4
        for day in days:
            for path in paths:
                for client in clients:
                    get(client, path + ("&" if "?" in path else "?") + "at=" + day)
                    where = "%s as of %s" % (path, day)
                    assert client.status in (200, 404), "%s: %d" % (where, client.status)
                    for word in ("Qaralama toplantı", "Geri götürülən", "Test coordinator", "/account", "/edit") + (() if "?q=" in path else SECRETS):
                        assert word not in client.text, "%s shows %s" % (where, word)
                    assert "?q=" not in path or "<mark>" not in client.text, where
        for version in versions:
            for path in ("/text/meetings/2015/2", "/text/issues/2015/2"):
                get(clients[1], path + "?at=%s&at=2015-09-04" % version)
                assert not any(word in clients[1].text for word in SECRETS), path
        # it becomes hidden today: from then on it is not shown as of then, whatever was prepared before
        client = clients[0]
        assert get(client, "/issues/2015/1?at=2015-08-26") == 200 and "Yenisöz" in client.text
        tag = client.headers["ETag"]
        commit(it.work, "2020-01-01T00:00:00Z", {issue(1): ISSUE % ("Gizli ad", "closed", "audience: members\n", "Gizli.")})
        push(it)
        wait_until(lambda: client.get("/issues/2015/1") == 404)
        assert get(client, "/issues/2015/1?at=2015-08-26") == 404, client.text
        assert client.ask("GET", "/issues?at=2015-08-26", None, {"If-None-Match": tag}) == 200 and "İkinci ad" not in client.text
        assert all(name.endswith(".db") for name in os.listdir(os.path.join(it.dir, "past")))


def wait_until(holds):
    end = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < end, "it never came to be"
        time.sleep(0.1)


def links(text):
    return [html.unescape(address) for address in re.findall(r'<a [^>]*href="([^"]*)"(?! data-as-of)', text)]


def test_walking():
    """every link and every form of the past leads on in the same day; nothing can be changed there"""
    day = "at=2015-09-04"
    it = council()
    client = reader(it)
    seen, waiting = set(), ["/?" + day]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        get(client, path)
        assert client.status < 500, path
        if client.status in (301, 303):
            assert day in client.headers["Location"], "%s leads to %s" % (path, client.headers["Location"])
            waiting.append(client.headers["Location"].split("#")[0])
            continue
        if not client.headers["Content-Type"].startswith("text/html"):
            continue
        assert "as it stood on 4 September 2015" in main_of(client), path
        for form in Forms(client.text).forms:
            assert form["action"] == "/language" if form["method"] == "post" else "at" in form["fields"], "%s: %s" % (path, form)
        for address in links(client.text):
            if address.startswith("#"):
                continue
            assert day in address, "%s leads to %s" % (path, address)
            assert address.count("at=2015") == 1, address
            address = address.split("#")[0]
            waiting.append(urllib.parse.quote(address if address[0] == "/" else path.split("?")[0] + address, safe="/?&=%+"))
    kinds = {re.sub(r"\?.*", "", path) for path in seen}
    for path in ("/", "/meetings", "/meetings/2015/1", "/meetings/2015/1/suggestions/O1", "/issues/2015/1", "/issues/2015/1.md", "/issues/2015/1.json",
                 "/history", "/history/issues/2015/1", "/text/issues/2015/1", "/people/tester", "/council", "/actions", "/suggestions", "/search"):
        assert path in kinds, "nothing leads to %s: %s" % (path, sorted(kinds))
    # the same page on another day keeps what was asked for
    get(client, "/search?q=rayonlar&letter=O&" + day)
    assert "Pilot" in client.text
    fields = [form["fields"] for form in Forms(client.text).forms if form["action"] == "/search" and "letter" in form["fields"]]
    assert any(form.get("q") == "rayonlar" and form.get("at") == "2015-09-04" for form in fields), fields
    assert client.get("/search?q=rayonlar") == 200
    assert any("at" in form["fields"] for form in Forms(client.text).forms if form["action"] == "/search"), "no way back from today"


def test_other_forms():
    """JSON says its day, the file is that of the day, and the tag of the past is not that of today"""
    it = council()
    client = reader(it)
    get(client, "/issues/2015/1.json?at=2015-08-26")
    data = json.loads(client.text)
    assert data["as_of"] == "2015-08-26" and data["page"]["title"] == "İkinci ad", data
    assert "as_of" not in json.loads((client.get("/issues/2015/1.json"), client.text)[1])
    assert get(client, "/issues/2015/1.md?at=2015-08-26") == 200
    assert client.text == ISSUE % ("İkinci ad", "open", "", "Yenisöz.")
    assert "1-2015-08-26.md" in client.headers["Content-Disposition"]
    # one of several versions, and a commit beside a day
    versions = [row["version"] for row in json.loads((get(client, "/history/issues/2015/1.json?at=2015-08-26"), client.text)[1])["versions"]]
    assert len(versions) == 2, versions
    assert get(client, "/text/issues/2015/1?at=%s&at=2015-08-26" % versions[-1]) == 200 and "Köhnəsöz" in client.text
    assert "as it stood on 26 August 2015" in client.text
    assert client.get("/text/issues/2015/1?at=" + versions[-1]) == 200 and "Köhnəsöz" in client.text and "as it stood" not in client.text
    # the last version of all is not there yet
    client.get("/history/issues/2015/1.json")
    last = json.loads(client.text)["versions"][0]["version"]
    assert get(client, "/text/issues/2015/1?at=%s&at=2015-08-26" % last) == 404
    tags = set()
    for path in ("/issues", "/issues?at=2015-08-26", "/issues?at=2015-08-27", "/issues.json?at=2015-08-26"):
        get(client, path)
        tags.add(client.headers["ETag"])
        assert client.ask("GET", path, None, {"If-None-Match": client.headers["ETag"]}) == 304
    assert len(tags) == 4, tags
    get(client, "/issues?at=2015-08-26")
    first = client.text
    get(client, "/issues?at=2015-08-26")
    assert client.text == first and "İkinci ad" in first


def test_prepared_once():
    """days between two changes share one state, however many ask at once; a server that starts anew has it still"""
    with council_of_its_own() as it:
        folder = os.path.join(it.dir, "past")
        answers = []

        def ask(day):
            client = reader(it)
            get(client, "/issues/2015/1?at=" + day)
            answers.append((day, client.status, "İkinci ad" in client.text))

        threads = [threading.Thread(target=ask, args=(day,)) for day in ("2015-08-25", "2015-08-26", "2015-08-31") * 3]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(answers) == 9 and all(answer[1:] == (200, True) for answer in answers), answers
        assert len(os.listdir(folder)) == 1, os.listdir(folder)
        # a server that starts anew throws away what it cannot use
        assert it.stop() == 0
        for name in ("half.db.new", "strange.db"):
            with open(os.path.join(folder, name), "w") as file:
                file.write("Nothing.")
        kept = {name for name in os.listdir(folder) if len(name) > 40}
        it.serve()
        assert set(os.listdir(folder)) == kept
        answers.clear()
        ask("2015-08-26")
        assert answers[0][1:] == (200, True)


def test_not_yet():
    """a page whose day is not prepared yet says so and asks again by itself; others go on; too many are told to come later"""
    it = council()
    shutil.rmtree(os.path.join(it.dir, "past"), ignore_errors=True)
    with serving(it, "--past-seconds=0") as address:
        client = Client(address)
        client.cookies["language"] = "en"
        assert client.get("/issues/2015/1?at=2015-08-25") == 503, client.text
        assert "The register as it stood on 25 August 2015 is being prepared" in client.text
        assert '<meta http-equiv="refresh" content="3">' in client.text and client.headers["Retry-After"] == "3"
        assert "no-store" in client.headers["Cache-Control"] and "ETag" not in client.headers
        assert client.get("/issues/2015/1?asks_again=1") == 200 and "refresh" not in client.text
        assert get(client, "/issues/2015/1?at=2015-08-25") == 200 and "Yenisöz" in client.text and "refresh" not in client.text
        assert client.get("/issues/2015/1.json?at=2015-08-03") == 503 and json.loads(client.text)["error"]["code"], client.text
        assert client.headers["Retry-After"] == "3"
        assert get(client, "/issues/2015/1.json?at=2015-08-03") == 200 and json.loads(client.text)["page"]["title"] == "Birinci ad"


def test_end():
    """the server ends in order"""
    it = council()
    assert it.stop() == 0


tap.main(globals())
