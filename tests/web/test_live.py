"""While somebody writes: texts that the server keeps, who else is writing, and streams of events."""
import json
import os
import re
import socket
import sys
import time
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap
from client import Client
from live import FOLDER, PROPOSAL, TEXT, Council, add_user, put, put_past, reader, without_frame

PAGE = "/edit-text" + PROPOSAL
OFFER = "Yadda saxlamadığınız mətn"


def keep(client, form, address=PAGE, **fields):
    body = dict(form_token=form["form_token"], base=form.get("base", ""), **fields)
    parts = "".join('--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % pair for pair in body.items()) + "--x--\r\n"
    return client.ask("POST", "/keep" + address, parts.encode(),
                      {"Content-Type": "multipart/form-data; boundary=x", "Accept": "application/json"})


def editor(client, page=PAGE):
    assert client.get(page) == 200, client.text
    return client.form(page)


def test_kept_over_a_crash():
    """what was typed survives a killed server and a lost session; it is taken up without a script"""
    with Council() as council:
        client = reader(council)
        form = editor(client)
        assert OFFER not in client.text
        typed = form["text"] + "\nYarımçıq söz\n"
        assert keep(client, form, text=typed, note="nə üçün") == 200, client.text
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d[+]04:00", json.loads(client.text)["kept_at"]), client.text
        council.kill()
        council.serve()
        client = reader(council)
        shown = editor(client)
        assert OFFER in client.text and "Yarımçıq" not in shown["text"]
        client.post("/keep" + PAGE, dict(client.form("/keep" + PAGE), action="take"))
        assert client.status == 200 and OFFER not in client.text, client.text
        taken = client.form(PAGE)
        assert taken["text"].strip("\n") == typed.strip("\n") and taken["note"] == "nə üçün" and taken["base"] == form["base"]
        assert client.post(PAGE, dict(taken, action="save"), follow=False) == 303, client.text
        assert "Yarımçıq söz" in council.text()
        editor(client)
        assert OFFER not in client.text


def test_kept_text_is_merged():
    """a text that is taken up stands on the revision that it was typed on"""
    with Council() as council:
        client = reader(council)
        form = editor(client)
        lines = form["text"].rstrip("\n").split("\n")
        assert keep(client, form, text="\n".join(lines + ["", "Sonda."]), note="") == 200
        other = "\n".join(line + " Əvvəldə." if line.startswith("summary:") else line for line in lines)
        assert "Əvvəldə" in other
        assert client.post(PAGE, dict(form, text=other, action="save"), follow=False) == 303, client.text
        client.get(PAGE)
        assert OFFER not in client.text  # this very form was saved
        assert keep(client, form, text="\n".join(lines + ["", "Sonda."]), note="") == 200
        client.get(PAGE + "?kept=" + PAGE)
        taken = client.form(PAGE)
        assert taken["base"] == form["base"] and "Sonda." in taken["text"] and "Əvvəldə" not in taken["text"]
        assert client.post(PAGE, dict(taken, action="save"), follow=False) == 303, client.text
        text = council.text()
        assert "Sonda." in text and "Əvvəldə." in text


def test_thrown_away():
    """a kept text is thrown away by a button, and gone when all of it was deleted"""
    with Council() as council:
        client = reader(council)
        form = editor(client)
        assert keep(client, form, text="Bir", note="") == 200
        editor(client)
        assert client.post("/keep" + PAGE, dict(client.form("/keep" + PAGE), action="discard")) == 303
        assert "Atıldı." in client.text and OFFER not in client.text
        assert keep(client, form, text="Bir", note="") == 200
        assert keep(client, form, text=" ", note="") == 200
        editor(client)
        assert OFFER not in client.text


def test_kept_for_one_account():
    """nobody else reads a kept text; strangers, other sites and what is too long are refused"""
    with Council() as council:
        client, other = reader(council), reader(council, "member")
        form = editor(client)
        assert keep(client, form, text="Gizli söz", note="") == 200
        client.get("/account")
        add_user(council, "second", "İkinci", "coordinator")
        second = reader(council, "second")
        for path in (PAGE, PAGE + "?kept=" + PAGE):
            second.get(path)
            assert "Gizli" not in second.text and OFFER not in second.text
        assert keep(other, form, text="x") == 403, other.text  # another's token
        stranger = Client(council.address)
        assert keep(stranger, form, text="x") == 401 and json.loads(stranger.text)["error"]["code"] == "denied"
        assert keep(client, form, text="a" * (2 << 20)) == 413, client.status
        assert "2 MB" in json.loads(client.text)["error"]["message"], client.text
        assert client.ask("POST", "/keep" + PAGE, "form_token=%s&text=x" % form["form_token"],
                          {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "cross-site"}) == 403
        editor(client)
        assert OFFER in client.text


def test_fields_of_the_page_alone():
    """a kept text fills in the form's own fields and nothing else of the page"""
    with Council() as council:
        client = reader(council)
        form = editor(client)
        evil = {"title": "Başqa ad", "difference_html": "<b>salam</b>", "is_administrator": "1", "path": "/x"}
        assert keep(client, form, text="Söz", note="", **evil) == 200
        client.get(PAGE + "?kept=" + PAGE)
        assert client.form(PAGE)["text"] == "Söz"
        assert "Başqa ad" not in client.text and "<b>salam" not in client.text and 'href="/accounts"' not in client.text


def test_who_else_edits():
    """an open form counts without a script, a sign of life for a minute; leaving and saving end it"""
    with Council() as council:
        add_user(council, "second", "İkinci Redaktor", "coordinator")
        first, second = reader(council), reader(council, "second")
        form = editor(second)
        assert "Test coordinator" not in without_frame(second.text)
        editor(first)
        assert "Bunu həm də redaktə edir: İkinci Redaktor" in first.text
        assert second.post("/alive", {"form_token": form["form_token"], "record": PROPOSAL, "action": "leave"}, follow=False) == 204
        editor(first)
        assert "İkinci Redaktor" not in first.text
        assert second.post("/alive", {"form_token": form["form_token"], "record": PROPOSAL, "action": "stay"}, follow=False) == 204
        assert second.post("/alive", {"form_token": form["form_token"], "record": "/people/nobody", "action": "stay"}, follow=False) == 204
        editor(first)
        assert "İkinci Redaktor" in first.text
        form = editor(second)
        assert second.post(PAGE, dict(form, text=form["text"] + "\nƏlavə.\n", action="save"), follow=False) == 303
        editor(first)
        assert "İkinci Redaktor" not in first.text


class Stream:
    """A reader of events with a socket of its own."""

    def __init__(self, client, record=PROPOSAL, last=None, query=""):
        host, port = client.host.split(":")
        self.socket = socket.create_connection((host, int(port)), timeout=20)
        cookies = "; ".join("%s=%s" % pair for pair in client.cookies.items())
        self.socket.sendall(("GET /events%s%s HTTP/1.1\r\nHost: %s\r\nAccept: text/event-stream\r\nCookie: %s\r\n%s\r\n" % (
            record, query, client.host, cookies, "Last-Event-ID: %s\r\n" % last if last else "")).encode())
        self.file = self.socket.makefile("rb")
        self.status = int(self.file.readline().split()[1])
        self.headers = {}
        while (line := self.file.readline().strip()):
            name, value = line.decode().split(": ", 1)
            self.headers[name] = value
        self.rest, self.id = b"", None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.file.close()
        self.socket.close()

    def block(self):
        """The lines up to the next empty one; None at the end of the stream."""
        while b"\n\n" not in self.rest:
            size = self.file.readline()
            length = int(size, 16) if size.strip() else 0
            if not length:
                return None
            self.rest += self.file.read(length)
            assert self.file.read(2) == b"\r\n"
        block, self.rest = self.rest.split(b"\n\n", 1)
        return block.decode().split("\n")

    def event(self, beats=False):
        """(its name, its data); signs of life are passed over. None at the end."""
        while (lines := self.block()) is not None:
            fields = dict(line.split(": ", 1) for line in lines if not line.startswith(":"))
            self.id = fields.get("id", self.id)
            if "data" in fields:
                return fields["event"], json.loads(fields["data"])
            if beats and lines[0].startswith(":"):
                return "beat", None
        return None

    def started(self):
        """The first block says where the stream begins."""
        assert self.block()[0].startswith("retry: ")
        return self


def save(client, extra):
    form = editor(client)
    assert client.post(PAGE, dict(form, text=form["text"] + extra, action="save"), follow=False) == 303, client.text


def head(council):
    return tap.git("rev-parse", "main", cwd=council.records()).strip()


def comment(name, council):
    put(council, FOLDER + "/comments/2016-01-01/%s.md" % name,
        "---\nrecord: comment\nauthor: people/o/osman-gunduz\nat: 2016-01-01\nkind: note\n---\n\nSöz.\n")


def test_a_save_is_told():
    """a reader hears at once of a save on a page, of a push, and of what belongs to the record; not of others"""
    with Council() as council:
        client, other = reader(council), reader(council, "member")
        before = head(council)
        with Stream(other) as stream:
            assert stream.status == 200 and stream.headers["Content-Type"] == "text/event-stream"
            assert "no-store" in stream.headers["Cache-Control"] and stream.headers["X-Accel-Buffering"] == "no"
            begun = time.time()
            save(client, "\nƏlavə.\n")
            name, data = stream.event()
            while name == "editing":
                name, data = stream.event()
            assert name == "revision" and data["by"] == "Test coordinator" and data["record"] == PROPOSAL, data
            assert data["commit"] == head(council)[:12] or head(council).startswith(data["commit"]), data
            assert data["was"] and before.startswith(data["was"]) and data["at"].endswith("+04:00"), data
            assert stream.id == head(council) and time.time() - begun < 10

            def edit(work):
                with open(os.path.join(work, FOLDER, "proposal.md"), "a", encoding="utf-8") as file:
                    file.write("\nKənardan.\n")
                with open(os.path.join(work, "people/o/osman-gunduz.md"), "a", encoding="utf-8") as file:
                    file.write("\nBaşqası.\n")
            council.push(edit)
            name, data = stream.event()
            while name == "editing":
                name, data = stream.event()
            assert name == "revision" and data["by"] == "Tester" and data["record"] == PROPOSAL, data
            was = data
            comment("20160101-abc", council)
            name, data = stream.event()
            assert data["record"] == PROPOSAL + "/comments/20160101-abc", data
            assert client.get("/compare%s?from=%s&to=%s" % (PROPOSAL, was["was"], was["commit"])) == 200
            assert "Kənardan." in client.text


def test_nothing_is_missed():
    """who comes back with the last event's id hears what happened meanwhile, and nothing twice"""
    with Council() as council:
        client = reader(council)
        with Stream(client) as stream:
            save(client, "\nBir.\n")
            while stream.event()[0] != "revision":
                pass
            last = stream.id
        save(client, "\nİki.\n")
        with Stream(client, last=last) as stream:
            assert stream.event()[1]["commit"] and stream.id == head(council)
        with Stream(client, query="?since=" + last) as stream:
            assert head(council).startswith(stream.event()[1]["commit"])
        for query in ("", "?since=" + head(council), "?since=nonsense", "?since=" + "0" * 40, "?since=HEAD"):
            with Stream(client, query=query) as stream:
                stream.started()
                assert stream.id is None and not stream.rest
        with Stream(client, query="?since=nonsense") as stream:
            stream.started()
            save(client, "\nDaha.\n")
            assert head(council).startswith(stream.event()[1]["commit"])


def test_editors_are_told():
    """members hear who begins to edit and who stops; oneself is not named"""
    with Council() as council:
        add_user(council, "second", "İkinci Redaktor", "coordinator")
        client, second = reader(council), reader(council, "second")
        with Stream(client) as stream:
            form = editor(second)
            assert stream.event() == ("editing", {"names": ["İkinci Redaktor"]})
            editor(client)
            second.post("/alive", {"form_token": form["form_token"], "record": PROPOSAL, "action": "leave"}, follow=False)
            assert stream.event() == ("editing", {"names": []})


def test_audience_of_events():
    """strangers get no stream; who may not read the record gets none, and hears of nothing they may not read"""
    with Council() as council:
        client, agency, stakeholder = reader(council), reader(council, "agency"), reader(council, "stakeholder")
        with Stream(Client(council.address)) as stream:
            assert stream.status == 303
        for one in (agency, stakeholder):
            with Stream(one) as stream:
                assert stream.status == 404
        with Stream(client, "/proposals/2015/99") as stream:
            assert stream.status == 404
        put_past(council, FOLDER + "/proposal.md", TEXT % "submitted")
        with Stream(stakeholder) as outside, Stream(client) as inside:
            assert outside.status == 200
            comment("20160101-abc", council)  # the members' alone
            assert inside.event()[1]["record"].endswith("abc")
            editor(client)
            put_past(council, FOLDER + "/proposal.md", TEXT % "submitted" + "\nAçıq.\n")
            assert outside.event()[1]["record"] == PROPOSAL


def test_signs_of_life():
    """a stream without events gives signs of life; it ends by itself, and with its session"""
    with Council(options=["--beat-seconds=1"]) as council:
        client, other = reader(council), reader(council, "member")
        with Stream(client) as stream, Stream(other) as lost:
            begun = time.time()
            assert stream.event(beats=True) == ("beat", None) and stream.event(beats=True) == ("beat", None)
            assert time.time() - begun < 10
            other.get("/")
            other.post("/sign-out", other.form("/sign-out"))
            assert lost.event() is None and time.time() - begun < 30
            assert stream.event(beats=True) == ("beat", None)
            assert stream.event() is None and 35 < time.time() - begun < 60


def test_streams_are_bounded():
    """an account has four streams; one whose reader was killed gives its place free"""
    with Council() as council:
        client, other = reader(council), reader(council, "member")
        streams = [Stream(client) for _ in range(4)]
        assert all(stream.status == 200 for stream in streams)
        with Stream(client) as stream:
            assert stream.status == 503 and int(stream.headers["Retry-After"]) > 0
        with Stream(other) as stream:
            assert stream.status == 200
        streams.pop().close()
        for _ in range(100):
            with Stream(client) as stream:
                if stream.status == 200:
                    break
            time.sleep(0.1)
        else:
            raise AssertionError("the place of a killed reader is never free")
        for stream in streams:
            stream.close()


def cpu(council):
    """Seconds that the server has worked."""
    with open("/proc/%d/stat" % council.process.pid, encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_streams_hold_nobody_up():
    """with more streams than threads, pages are answered and saves are made; the server stops at once"""
    with Council(options=["--threads=2"]) as council:
        clients = []
        for n in range(12):
            add_user(council, "reader%d" % n, "Oxucu %d" % n, "member")
            clients.append(reader(council, "reader%d" % n))
        streams = [Stream(client).started() for client in clients for _ in range(4)]
        client = reader(council)
        time.sleep(1)
        busy = cpu(council)
        time.sleep(3)
        assert cpu(council) - busy < 1, "%.1f seconds of work while nothing happens" % (cpu(council) - busy)
        begun = time.time()
        save(client, "\nSöz.\n")
        assert client.get("/") == 200 and time.time() - begun < 10
        for stream in streams:
            while (event := stream.event())[0] != "revision":
                pass
            assert event[1]["by"] == "Test coordinator"
        begun = time.time()
        assert council.stop() == 0
        assert time.time() - begun < 5, time.time() - begun
        for stream in streams:
            while stream.event():
                pass
            stream.close()


tap.main(globals())
