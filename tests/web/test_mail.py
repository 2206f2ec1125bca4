"""What people are told by mail: whom, in which words, once each, through a real mail server that is not always well."""
import contextlib
import email
import email.header
import email.policy
import json
import logging
import os
import re
import socket
import sqlite3
import ssl
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import tap
from client import Client

try:
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import AuthResult
except ImportError:
    Controller = None

logging.disable(logging.CRITICAL)  # a handshake that fails on purpose is not worth a word

TITLE = "Yerli icra hakimiyyətlərində elektron xidmətlər"
MINUTES = "meetings/undated/0001-yerli-icra-hakimiyyetlerinde-e-xidmetler/minutes.md"
SECRET = "gizli söz"


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class Post:
    """A mail server: what it took, and what it says to whom."""

    def __init__(self, port=None, **options):
        if not Controller:
            raise tap.Skip("python3-aiosmtpd is not installed")
        self.port, self.options = port or free_port(), options
        self.letters, self.asked, self.rcpt, self.data, self.hold = [], [], {}, None, None
        self.first = None  # what befalls the recipient who was asked for first, always
        self.reached = threading.Event()

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.asked.append(address)
        if self.first and address == self.asked[0]:
            if self.first == "drop":
                server.transport.abort()
            return self.first
        if self.rcpt.get(address):
            return self.rcpt[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.reached.set()
        if self.hold:
            while not self.hold.is_set():
                await __import__("asyncio").sleep(0.01)
            return "451 not today"
        if self.data:
            return self.data
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        letter.raw, letter.to, letter.login = envelope.content, envelope.rcpt_tos, session.auth_data
        self.letters.append(letter)
        return "250 OK"

    def __enter__(self):
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, **self.options)
        self.controller.start()
        return self

    def __exit__(self, *why):
        if self.hold:
            self.hold.set()
        self.controller.stop()

    def to(self, address):
        return [letter for letter in self.letters if letter.to == [address]]


def name_in(raw):
    """Who a letter is from, as RFC 2047 joins encoded words."""
    header = re.search(rb"^From: (.*?) <", raw.replace(b"\r\n", b"\n"), re.S | re.M)[1].decode("ascii")
    return str(email.header.make_header(email.header.decode_header(header.replace("\n", "")))).strip()


def wait_for(condition, what="it"):
    for _ in range(1200):
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("%s did not happen" % what)


def outbox(council):
    """What the command "outbox" says, asked of the database: tests look often."""
    with contextlib.closing(sqlite3.connect(os.path.join(council.dir, "private.db"), timeout=30)) as db:
        db.row_factory = sqlite3.Row
        found = dict.fromkeys(("queued", "sending", "sent", "failed"), 0)
        found.update(db.execute("SELECT state, count(*) FROM letters GROUP BY state"))
        found["daily"] = db.execute("SELECT count(*) FROM notices WHERE letter IS NULL AND by_mail").fetchone()[0]
        found["letters"] = [dict(row) for row in db.execute(
            "SELECT a.login, l.tries, l.state, l.why, l.next FROM letters l JOIN accounts a ON a.id = l.account WHERE l.state <> 'sent' ORDER BY l.state, l.id")]
    return found


@contextlib.contextmanager
def council_with(**addresses):
    """The demo's council; roles have e-mail addresses."""
    with tap.Council() as council:
        for login, address in addresses.items():
            tap.shura("user", "mail", council.dir, login, "--mail=" + address)
        yield council


def serve(council, port, *options):
    address = council.serve("--mail=smtp://127.0.0.1:%d" % port, "--mail-from=sura@example.org", *options)
    wait_for(lambda: fact(council, "commit"), "the first look")
    return address


def fact(council, key):
    with contextlib.closing(sqlite3.connect(os.path.join(council.dir, "private.db"), timeout=30)) as db:
        row = db.execute("SELECT value FROM mail_facts WHERE key = ?", (key,)).fetchone()
    return row and row[0]


def change(council, sql, *values):
    with contextlib.closing(sqlite3.connect(os.path.join(council.dir, "private.db"), timeout=30)) as db, db:
        db.execute(sql, values)


def cloned(council):
    work = os.path.join(council.folder, "work")
    if not os.path.exists(work):
        tap.git("clone", "--quiet", council.records(), work)
    tap.git("pull", "--quiet", "--rebase", cwd=work)
    return work


def pushed(work):
    tap.git("commit", "--quiet", "-am", "Dəyişiklik", cwd=work)
    tap.git("push", "--quiet", "origin", "HEAD:main", cwd=work)


def rename(council, old, new):
    work = cloned(council)
    tap.git("mv", old, new, cwd=work)
    pushed(work)


def push(council, *edits, path=MINUTES):
    """Commits EDITS, (from, to) in a file, and pushes them."""
    work = cloned(council)
    name = os.path.join(work, path)
    with open(name, encoding="utf-8") as file:
        text = file.read()
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    with open(name, "w", encoding="utf-8") as file:
        file.write(text)
    pushed(work)


def publish(council):
    """Takes the minutes back, and publishes them: people are told."""
    push(council, ("minutes: published", "minutes: draft"))
    push(council, ("minutes: draft", "minutes: published"))


def followed(council):
    head = tap.git("rev-parse", "main", cwd=council.records()).strip()
    wait_for(lambda: fact(council, "commit") == head, "following")


def test_a_letter():
    """published minutes are told once to each whom it concerns, with the right headers and in their languages"""
    with council_with(member="uzv@example.org", agency="agentlik@example.org",
                      stakeholder="teref@example.org") as council, Post() as post:
        change(council, "UPDATE accounts SET language = 'en' WHERE login = 'agency'")
        address = serve(council, post.port)
        publish(council)
        wait_for(lambda: len(post.letters) == 2 and outbox(council)["sent"] == 2)
        followed(council)
        assert post.to("teref@example.org") == []
        az, en = post.to("uzv@example.org")[0], post.to("agentlik@example.org")[0]
        assert az["Subject"] == "Protokol dərc edildi: " + TITLE, az["Subject"]
        assert en["Subject"] == "Minutes published: " + TITLE, en["Subject"]
        text = az.get_content()
        assert address + "/meetings/undated/1\n" in text.replace("\r\n", "\n"), text
        assert address + "/account/mail" in text and address + "/told" in text
        assert "Kimə bildirilir" in text and "Who is told" in en.get_content()
        assert az["From"].addresses[0].addr_spec == "sura@example.org"
        assert name_in(az.raw) == "Elektron Xidmətlərin Təşviqi üzrə İctimai Şura", az.raw
        assert az["To"].addresses[0].display_name == "Test member"
        assert az["Auto-Submitted"] == "auto-generated"
        assert az["List-Unsubscribe"] == "<%s/account/mail>" % address
        assert re.fullmatch(r"<[\w-]+@example.org>", az["Message-ID"].strip()), az["Message-ID"]
        assert az["Message-ID"] != en["Message-ID"]
        assert az["Date"].datetime.utcoffset().total_seconds() == 4 * 3600
        for letter in post.letters:
            assert not letter.defects and all(len(line) <= 78 for line in letter.raw.split(b"\r\n")), letter.raw
            assert letter.raw.isascii()


def test_restart_tells_nobody_twice():
    """what is not told yet is told after a restart, what is told is not; what was before the first start is no news"""
    with council_with(member="uzv@example.org") as council, Post() as post:
        publish(council)
        serve(council, post.port)
        council.kill()
        publish(council)
        serve(council, post.port)
        wait_for(lambda: outbox(council)["sent"] == 1)
        assert council.stop() == 0
        serve(council, post.port)
        push(council, ("title: Yerli", "title: Bütün yerli"))
        followed(council)
        assert len(post.letters) == 1 and outbox(council)["queued"] == 0
        said = json.loads(tap.shura("outbox", council.dir, "--json"))
        assert {key: said[key] for key in ("queued", "sending", "sent", "failed", "daily")} == {
            key: value for key, value in outbox(council).items() if key != "letters"}, said


def test_server_away():
    """a mail server that is away is waited for: the letter goes out once when it is back"""
    port = free_port()
    with council_with(member="uzv@example.org", administrator="i@example.org") as council:
        serve(council, port)
        publish(council)
        wait_for(lambda: [row for row in outbox(council)["letters"] if row["tries"] and row["why"]])
        row = outbox(council)["letters"][0]
        assert row["state"] == "queued" and row["next"] > time.time(), row
        council.kill()
        address = serve(council, port)
        with Post(port) as post:
            client = Client(address).sign_in("administrator", tap.PASSWORD)
            client.get("/outbox")
            assert client.status == 200 and TITLE not in client.text, "the administrator has no say in the council's matters"
            assert client.post("/outbox", dict(client.form("/outbox"), letter="0")) == 303
            wait_for(lambda: outbox(council)["sent"] == 1)
            assert len(post.letters) == 1


def test_killed_while_sending():
    """a server that is killed while it sends starts anew with the same letter"""
    with council_with(member="uzv@example.org") as council:
        with Post() as post:
            post.hold = threading.Event()
            serve(council, post.port)
            publish(council)
            assert post.reached.wait(60)
            council.kill()
            assert outbox(council)["sending"] == 1
        with Post(post.port) as again:
            serve(council, again.port)
            wait_for(lambda: outbox(council)["sent"] == 1)
            assert len(again.letters) == 1
    with council_with(member="uzv@example.org") as council, Post() as post:
        post.hold = threading.Event()
        serve(council, post.port)
        publish(council)
        assert post.reached.wait(60)
        post.hold.set()
        wait_for(lambda: outbox(council)["queued"] == 1)
        post.hold = None
        change(council, "UPDATE letters SET next = 0")
        wait_for(lambda: outbox(council)["sent"] == 1)
        assert len(post.letters) == 1


def test_refusals():
    """4xx is tried again later, 5xx is failed with its reason and can be tried again; others are not held up"""
    with council_with(member="uzv@example.org", coordinator="k@example.org", agency="a@example.org",
                      administrator="i@example.org") as council, Post() as post:
        post.rcpt = {"uzv@example.org": "450 4.2.0 greylisted, come back", "k@example.org": "550 5.1.1 nobody here"}
        address = serve(council, post.port)
        publish(council)
        wait_for(lambda: (lambda o: o["sent"] == 1 and o["failed"] == 1 and not o["sending"] and
                          any(row["tries"] and row["state"] == "queued" for row in o["letters"]))(outbox(council)))
        rows = {row["login"]: row for row in json.loads(tap.shura("outbox", council.dir, "--json"))["letters"]}
        assert rows["member"]["state"] == "queued" and "greylisted" in rows["member"]["why"], rows
        assert rows["coordinator"]["state"] == "failed" and "550 5.1.1 nobody here" in rows["coordinator"]["why"], rows
        assert [letter.to for letter in post.letters] == [["a@example.org"]]
        client = Client(address).sign_in("administrator", tap.PASSWORD)
        client.get("/outbox")
        assert "nobody here" in client.text and "Yenidən göndər" in client.text
        post.rcpt = {}
        change(council, "UPDATE letters SET next = 0 WHERE state = 'queued'")
        wait_for(lambda: outbox(council)["sent"] == 2)
        client.post("/outbox", dict(client.form("/outbox"), letter=str(rows["coordinator"]["id"])))
        wait_for(lambda: outbox(council)["sent"] == 3)
        assert sorted(letter.to[0] for letter in post.letters) == ["a@example.org", "k@example.org", "uzv@example.org"]
        post.data = "554 5.6.0 I do not like it"
        publish(council)
        wait_for(lambda: outbox(council)["failed"] == 3)
        assert "do not like it" in outbox(council)["letters"][0]["why"]


def test_one_bad_recipient():
    """a recipient at whose name the server hangs up, or says that it is busy, keeps nobody else's letters back"""
    for how in ("drop", "421 4.7.0 too many letters to this one"):
        with council_with(member="uzv@example.org", coordinator="k@example.org", agency="a@example.org") as council, \
                Post() as post:
            post.first = how
            serve(council, post.port)
            publish(council)
            wait_for(lambda: outbox(council)["sent"] == 2)
            wait_for(lambda: [row for row in outbox(council)["letters"] if row["state"] == "queued" and row["why"]])
            change(council, "UPDATE letters SET next = 0 WHERE state = 'queued'")
            publish(council)
            wait_for(lambda: outbox(council)["sent"] == 4)
            wait_for(lambda: outbox(council)["queued"] == 2)
            assert post.asked[0] not in [letter.to[0] for letter in post.letters]
            post.first = None
            change(council, "UPDATE letters SET next = 0 WHERE state = 'queued'")
            wait_for(lambda: outbox(council)["sent"] == 6)


def test_who_may_read():
    """nobody is told of minutes, nor of an action in them, that the account may not read"""
    with council_with(member="uzv@example.org", agency="a@example.org") as council, Post() as post:
        tap.shura("user", "add", council.dir, "osman", "Osman", "--roles=stakeholder", "--person=people/o/osman-gunduz",
                  "--mail=osman@example.org")
        serve(council, post.port)
        push(council, ("minutes: published", "minutes: draft"))
        with open(os.path.join(council.folder, "work", MINUTES), encoding="utf-8") as file:
            last = file.read().splitlines()[-1]
        yesterday = str(tap.today(-1))
        push(council, ("minutes: draft", "minutes: published\naudience: members"),
             (last, last + "\n\n### Tapşırıqlar\n\n- [ ] **A9** Siyahını göndərmək. — "
                    "[Osman Gündüz](../../../people/o/osman-gunduz.md), %s" % yesterday))

        def told():
            followed(council)
            wait_for(lambda: outbox(council)["queued"] + outbox(council)["sending"] == 0)
            letters = sorted((letter.to[0], letter["Subject"].split(":")[0]) for letter in post.letters)
            post.letters.clear()
            return letters

        assert told() == [("uzv@example.org", "Protokol dərc edildi")]
        change(council, "UPDATE mail_facts SET value = ? WHERE key = 'day'",
               str(tap.today(-3)))
        wait_for(lambda: fact(council, "day") > yesterday)
        assert told() == []
        push(council, ("minutes: published\naudience: members", "minutes: draft"))
        push(council, ("minutes: draft", "minutes: published"))
        assert told() == [("a@example.org", "Protokol dərc edildi"), ("osman@example.org", "Protokol dərc edildi"),
                          ("osman@example.org", "Sizə tapşırıq"), ("uzv@example.org", "Protokol dərc edildi")]


def test_choices():
    """daily is one letter a day, never is none; the page keeps what a person chose"""
    with council_with(coordinator="k@example.org", agency="a@example.org") as council, Post() as post:
        address = serve(council, post.port)
        member = Client(address).sign_in("member", tap.PASSWORD)
        member.get("/account/mail")
        form = dict(member.form("/account/mail"), how_meetings="never", how_topics="at once", how_minutes="daily",
                    how_actions="at once", language="en")
        assert member.post("/account/mail", dict(form, mail="uzv@example.org\r\nBcc: x@example.org")) in (400, 422)
        assert "elektron poçt ünvanı deyil" in member.text
        for wrong in ("uzv", "@example.org", "a b@example.org", "uzv@", "uzv@-x.org", "a@b@c.org", "üzv@example.org", "<a@b.org>"):
            assert member.post("/account/mail", dict(form, mail=wrong)) in (400, 422), wrong
        assert member.post("/account/mail", dict(form, mail="uzv@example.org")) == 303
        assert 'value="uzv@example.org"' in member.text and member.text.count("checked") == 6
        assert re.search(r'name="how_minutes" value="daily" checked', member.text), member.text
        agency = Client(address).sign_in("agency", tap.PASSWORD)
        agency.get("/account/mail")
        form = dict(agency.form("/account/mail"), how_minutes="never", language="")
        assert agency.post("/account/mail", form) == 303
        publish(council)
        publish(council)
        wait_for(lambda: outbox(council)["sent"] == 2 and outbox(council)["daily"] == 2)
        assert {letter.to[0] for letter in post.letters} == {"k@example.org"}
        with contextlib.closing(sqlite3.connect(os.path.join(council.dir, "private.db"))) as db:
            due = db.execute("SELECT due FROM notices WHERE letter IS NULL AND by_mail").fetchone()[0]
        assert (due + 4 * 3600) % 86400 == 7 * 3600 and 0 < due - time.time() <= 86400
        change(council, "UPDATE notices SET due = 0 WHERE letter IS NULL AND by_mail")
        wait_for(lambda: outbox(council)["sent"] == 3)
        daily = post.to("uzv@example.org")
        assert len(daily) == 1 and daily[0].get_content().count("Minutes published: " + TITLE) == 2
        assert "the day's news" in daily[0]["Subject"]


def test_meeting_is_called():
    """a meeting that is called goes to members and participants, with an entry for their calendars"""
    text = """---
record: minutes
title: "Ağdaş, Şəki: İclas =?UTF-8?Q?=0D=0ABcc:_x@example.org?= <x@example.org>"
date: 2031-03-04
starts: "15:00"
place: Bakı, otaq 5
state: planned
minutes: draft
participants:
  - {person: people/o/osman-gunduz, capacity: coordinator}
agenda:
  - {title: Büdcə}
  - {title: Gizli məsələ, kind: internal}
---
"""
    path = "meetings/2031/0001-iclas/minutes.md"
    name = os.path.join("in", path)
    with council_with(member="uzv@example.org", agency="a@example.org") as council, Post() as post:
        tap.shura("user", "add", council.dir, "osman", "Osman", "--roles=stakeholder", "--person=people/o/osman-gunduz",
                  "--mail=osman@example.org")
        os.makedirs(os.path.dirname(os.path.join(council.folder, name)))
        with open(os.path.join(council.folder, name), "w", encoding="utf-8") as file:
            file.write(text)
        tap.shura("import", council.dir, os.path.join(council.folder, name))
        serve(council, post.port)
        tap.shura("step", council.dir, path, "call")
        wait_for(lambda: outbox(council)["sent"] == 2)
        assert {letter.to[0] for letter in post.letters} == {"uzv@example.org", "osman@example.org"}
        letter = post.letters[0]
        assert letter["Subject"] == "Toplantı çağırılır: Ağdaş, Şəki: İclas =?UTF-8?Q?=0D=0ABcc:_x@example.org?= <x@example.org>"
        assert not letter["Bcc"] and letter["Message-ID"] and letter["MIME-Version"]
        plain, entry = letter.iter_parts()
        assert "4 mart 2031-ci il" in plain.get_content() and "2. Büdcə" in plain.get_content()
        assert "Gizli" not in plain.get_content()
        assert entry.get_content_type() == "text/calendar" and entry.get_param("method") == "REQUEST"
        calendar = entry.get_content().replace("\r\n ", "").replace("\n ", "")
        assert "Gizli" not in calendar
        for line in ("METHOD:REQUEST", "DTSTART;TZID=Asia/Baku:20310304T150000", "ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=FALSE:mailto:" + letter.to[0], "TZID:Asia/Baku", "ORGANIZER:mailto:sura@example.org",
                     "LOCATION:Bakı\\, otaq 5"):
            assert line in calendar, calendar
        assert not re.search(r"^Bcc", calendar, re.M)
        tap.shura("step", council.dir, path, "cancel", "--reason=Su basıb")
        wait_for(lambda: outbox(council)["sent"] == 4)
        cancelled = list(post.letters[-1].iter_parts())[1]
        assert "METHOD:CANCEL" in cancelled.get_content()
        assert "Səbəb: Su basıb" in list(post.letters[-1].iter_parts())[0].get_content()
        uids = {re.search(r"UID:(\S+)", part.get_content())[1] for part in (entry, cancelled)}
        assert len(uids) == 1


def take_in(council, path, text, *options):
    name = os.path.join(council.folder, "in", path)
    os.makedirs(os.path.dirname(name), exist_ok=True)
    with open(name, "w", encoding="utf-8") as file:
        file.write(text)
    tap.shura("import", council.dir, name, *options)


def test_topics_and_corrections():
    """coordinators hear of what others propose, who proposed hears the answer, and nobody hears of what he did himself"""
    topic = "issues/2031/0001-0099/0001-yol/issue.md"
    minutes = "meetings/2031/0001-iclas/minutes.md"
    correction = "meetings/2031/0001-iclas/corrections/abc.md"
    with council_with(coordinator="k@example.org", member="uzv@example.org") as council, Post() as post:
        tap.shura("user", "add", council.dir, "osman", "Osman", "--roles=member,coordinator",
                  "--person=people/o/osman-gunduz", "--mail=osman@example.org")
        take_in(council, minutes, """---
record: minutes
title: İclas
date: 2031-03-04
state: held
minutes: draft
agenda:
  - {title: Büdcə}
---

## 1. Büdcə

- **S1** Söz.
""")
        serve(council, post.port)

        def told(subject):
            followed(council)
            wait_for(lambda: outbox(council)["queued"] + outbox(council)["sending"] == 0)
            return sorted(letter.to[0] for letter in post.letters if letter["Subject"] == subject)

        take_in(council, topic, "---\nrecord: issue\ntitle: Yol\nstate: proposed\nproposed by: people/o/osman-gunduz\n---\n",
                "--login=osman")
        assert told("Mövzu təklif edildi: Yol") == ["k@example.org"]
        tap.shura("step", council.dir, topic, "decline-topic", "--reason=Gecdir", "--login=coordinator")
        assert told("Mövzu rədd edildi: Yol") == ["osman@example.org"]
        assert "Səbəb: Gecdir" in post.letters[-1].get_content()
        tap.shura("step", council.dir, minutes, "circulate", "--until=2031-04-01", "--login=coordinator")
        assert told("Protokol düzəlişlər üçün: İclas") == ["osman@example.org", "uzv@example.org"]
        assert "1 aprel 2031-ci il" in post.letters[-1].get_content()
        take_in(council, correction, "---\nrecord: correction\nauthor: people/o/osman-gunduz\nat: 2031-03-05\n"
                "state: open\n---\n\nSöz yox.\n", "--login=osman")
        assert told("Düzəliş təklif edildi: İclas") == ["k@example.org"]
        tap.shura("step", council.dir, correction, "refuse-correction", "--answer=Söz idi", "--login=coordinator")
        assert told("Düzəliş rədd edildi: İclas") == ["osman@example.org"]
        assert "Cavab: Söz idi" in post.letters[-1].get_content()


def test_nothing_new():
    """a folder that is renamed, or a notice whose facts stay as they are, tells nobody once more"""
    topic = "issues/2031/0001-0099/0001-yol"
    meeting = "meetings/2031/0001-iclas"
    with council_with(coordinator="k@example.org") as council, Post() as post:
        take_in(council, meeting + "/minutes.md", "---\nrecord: minutes\ntitle: İclas\ndate: 2031-03-04\n"
                "starts: \"15:00\"\nplace: Bakı\nstate: planned\nminutes: draft\nagenda:\n  - {title: Büdcə}\n---\n")
        serve(council, post.port)

        def told():
            followed(council)
            wait_for(lambda: outbox(council)["queued"] + outbox(council)["sending"] == 0)
            subjects = sorted(letter["Subject"].split(":")[0] for letter in post.letters)
            post.letters.clear()
            return subjects

        take_in(council, topic + "/issue.md",
                "---\nrecord: issue\ntitle: Yol\nstate: proposed\nproposed by: people/o/osman-gunduz\n---\n")
        take_in(council, meeting + "/corrections/abc.md", "---\nrecord: correction\nauthor: people/o/osman-gunduz\n"
                "at: 2031-03-05\nstate: open\n---\n\nSöz yox.\n")
        assert told() == ["Düzəliş təklif edildi", "Mövzu təklif edildi"]
        rename(council, topic, topic + "lar")
        rename(council, meeting, meeting + "-2")
        assert told() == []
        meeting += "-2"
        tap.shura("step", council.dir, meeting + "/minutes.md", "call")
        assert told() == ["Toplantı çağırılır"]
        push(council, ("place: Bakı", "place: Gəncə"), path=meeting + "/minutes.md")
        tap.shura("step", council.dir, meeting + "/minutes.md", "change-call")
        assert told() == ["Toplantı dəyişdi"]
        push(council, ("title: İclas", "title: Iclas"), path=meeting + "/notice.md")
        rename(council, meeting, meeting + "-3")
        assert told() == []
        push(council, ("place: Gəncə", "place: Şəki"), path=meeting + "-3/notice.md")
        assert told() == ["Toplantı dəyişdi"]


def test_actions():
    """whoever is given an action is told, and when it is overdue, the coordinator, too"""
    with council_with(coordinator="k@example.org") as council, Post() as post:
        tap.shura("user", "add", council.dir, "osman", "Osman", "--roles=stakeholder", "--person=people/o/osman-gunduz",
                  "--mail=osman@example.org")
        serve(council, post.port)
        push(council, ("minutes: published", "minutes: draft"))
        with open(os.path.join(council.folder, "work", MINUTES), encoding="utf-8") as file:
            last = file.read().splitlines()[-1]
        tomorrow = str(tap.today(1))
        push(council, ("minutes: draft", "minutes: published"),
             (last, last + "\n\n### Tapşırıqlar\n\n- [ ] **A9** Siyahını göndərmək. — "
                    "[Osman Gündüz](../../../people/o/osman-gunduz.md), %s" % tomorrow))
        followed(council)
        wait_for(lambda: outbox(council)["queued"] + outbox(council)["sending"] == 0)
        subjects = [letter["Subject"] for letter in post.to("osman@example.org")]
        assert subjects.count("Sizə tapşırıq: Siyahını göndərmək.") == 1, subjects
        publish(council)
        followed(council)
        wait_for(lambda: outbox(council)["queued"] + outbox(council)["sending"] == 0)
        subjects = [letter["Subject"] for letter in post.to("osman@example.org")]
        assert subjects.count("Sizə tapşırıq: Siyahını göndərmək.") == 1, subjects
        yesterday = str(tap.today(-1))
        push(council, (tomorrow, yesterday))
        followed(council)
        change(council, "UPDATE mail_facts SET value = ? WHERE key = 'day'",
               str(tap.today(-3)))
        overdue = "Tapşırıq gecikir: Siyahını göndərmək."
        wait_for(lambda: [l for l in post.to("k@example.org") if l["Subject"] == overdue])
        wait_for(lambda: [l for l in post.to("osman@example.org") if l["Subject"] == overdue])
        change(council, "UPDATE mail_facts SET value = ? WHERE key = 'day'",
               str(tap.today(-3)))
        today = wait_for(lambda: fact(council, "day") > yesterday and fact(council, "day"))
        assert today and len([l for l in post.to("k@example.org") if l["Subject"] == overdue]) == 1


def test_told_page():
    """the public page lists every event, in both languages"""
    with tap.Council() as council:
        client = Client(council.serve())
        assert client.get("/told") == 200
        assert "toplantı çağırılanda" in client.text and "bütün üzvlər, toplantının iştirakçıları" in client.text
        assert client.get("/told", **{"Accept-Language": "en"}) == 200
        assert "a meeting is called" in client.text
        client.get("/told.json")
        events = [event for group in json.loads(client.text)["groups"] for event in group["events"]]
        assert len({event["event"] for event in events}) == len(events) >= 13
        for path in ("/account/mail", "/outbox"):
            assert client.get(path) in (303, 401, 403), path
        assert Client(council.address).sign_in("member", tap.PASSWORD).get("/outbox") == 403


def test_without_a_server():
    """without a mail server letters wait, and the administrator is told so"""
    with council_with(member="uzv@example.org") as council:
        address = council.serve()
        wait_for(lambda: fact(council, "commit"))
        publish(council)
        wait_for(lambda: outbox(council)["queued"] == 1)
        client = Client(address).sign_in("administrator", tap.PASSWORD)
        assert client.get("/outbox") == 200 and "Poçt serveri təyin edilməyib" in client.text
        assert "Hamısını indi göndər" not in client.text, "there is nothing to send them with"
        council.stop()
        change(council, "UPDATE letters SET since = since - 8 * 86400")
        council.serve()
        wait_for(lambda: outbox(council)["failed"] == 1)


def test_options():
    """what cannot be right is refused when the server starts"""
    with tap.Council() as council:
        def refused(*options):
            done = subprocess.run([tap.SHURA, "serve", council.dir, "--listen=127.0.0.1:0", *options],
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", timeout=60)
            assert done.returncode, options
            return done.stderr

        assert "no mail server" in refused("--mail=http://example.org", "--mail-from=a@example.org")
        assert "no mail server" in refused("--mail=smtp://u:p@example.org", "--mail-from=a@example.org")
        assert "--mail-from" in refused("--mail=smtp://example.org")
        assert "no e-mail address" in refused("--mail=smtp://example.org", "--mail-from=x")
        secret = os.path.join(council.folder, "secret")
        with open(secret, "w", encoding="utf-8") as file:
            file.write("sura\n")
        assert "first line" in refused("--mail=smtp://example.org", "--mail-from=a@example.org", "--mail-secret=" + secret)
        with open(secret, "a", encoding="utf-8") as file:
            file.write("x\n")
        assert "without TLS" in refused("--mail=smtp://example.org", "--mail-from=a@example.org", "--mail-plain",
                                        "--mail-secret=" + secret)


def test_tls_and_password():
    """with a password the letter goes by TLS only, to a server whose certificate holds"""
    with council_with(member="uzv@example.org") as council:
        key, certificate, secret = (os.path.join(council.folder, name) for name in ("key.pem", "cert.pem", "secret"))
        made = subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=localhost",
                               "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", certificate],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if made.returncode:
            raise tap.Skip("openssl is not installed")
        with open(secret, "w", encoding="utf-8") as file:
            file.write("sura\n%s\n" % SECRET)
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(certificate, key)

        def check(server, session, envelope, mechanism, data):
            session.auth_data = (data.login.decode(), data.password.decode())
            return AuthResult(success=session.auth_data == ("sura", SECRET), auth_data=session.auth_data)

        with Post(tls_context=tls, require_starttls=True, authenticator=check, auth_required=True) as post:
            serve(council, post.port, "--mail-secret=" + secret)
            publish(council)
            wait_for(lambda: [row for row in outbox(council)["letters"] if row["why"]])
            assert not post.letters, "sent to a certificate that nobody vouches for"
            council.stop()
            serve(council, post.port, "--mail-secret=" + secret, "--mail-ca=" + certificate)
            change(council, "UPDATE letters SET next = 0")
            wait_for(lambda: outbox(council)["sent"] == 1)
            assert post.letters[0].login == ("sura", SECRET)


def test_invitation():
    """whoever is invited may give an address with the password"""
    with tap.Council() as council:
        link = tap.shura("user", "add", council.dir, "leyla", "Leyla").split()[-1]
        client = Client(council.serve())
        client.get(link)
        form = dict(client.form(link), password="söz bir iki üç", password_again="söz bir iki üç")
        assert client.post(link, dict(form, mail="leyla@")) in (400, 422)
        assert client.post(link, dict(form, mail="leyla@example.org")) == 303
        client.get("/account/mail")
        assert 'value="leyla@example.org"' in client.text
        administrator = Client(council.address).sign_in("administrator", tap.PASSWORD)
        administrator.get("/accounts")
        assert "leyla@example.org" in administrator.text


if __name__ == "__main__":
    tap.main(globals())
