"""The agency's desk: registration, extension and return on the pages, a submission's course, the inbox with its filters."""
import contextlib
import json
import os
import re
import sys
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.dirname(HERE), HERE, os.path.join(os.path.dirname(HERE), "cmd")]
import tap
from client import Client
from test_answers import ANSWER, FOLDER, SENT, TEXT, adopt, reviewed, sent, submit
from test_proposals import PATH, push, step, swap, text

EDIT = "/edit/" + SENT


def day(days):
    return str(tap.today(days))


class Reader(Client):
    """Each request on a connection of its own: between two of them commands may take longer than the server keeps one open."""

    def ask(self, *words, **more):
        if self.connection:
            self.connection.close()
            self.connection = None
        return super().ask(*words, **more)


@contextlib.contextmanager
def served(council):
    address = council.serve()
    yield Reader(address).sign_in("agency", tap.PASSWORD), address
    assert council.stop() == 0


def take(client, action, expect=303, **facts):
    """Through the page of the step; what it says afterwards."""
    address = "%s/step/%s" % (EDIT, action)
    assert client.get(address) == 200, (action, client.status, client.text[:2000])
    status = client.post(address, dict(client.form(address), **facts))
    assert status == expect, (action, status, re.findall(r'class="trouble".*?</div>', client.text, re.S), client.text[:500])
    return client.text


def refused(client, action, words, field, expect=422, **facts):
    """The form again, with WORDS beside FIELD and all that was typed."""
    page = take(client, action, expect=expect, **facts)
    assert words in page and 'id="%s-fault"' % field in page, (words, field, re.findall(r'class="(?:trouble|fault)".*', page))
    form = client.form("%s/step/%s" % (EDIT, action))
    assert all(form[name].lstrip("\n") == value for name, value in facts.items()), (facts, form)


def test_steps():
    """registration, review, extension and return by forms that keep what was typed, say what is wrong, and do nothing twice"""
    with sent() as council, served(council) as (client, address):
        client.get("/" + SENT)
        assert client.text.count("/step/register") == 1 and "/step/extend" not in client.text
        client.get(EDIT + "/step/register")
        assert "15 iş günü" in client.text and "istirahət və bayram günləri" in client.text
        refused(client, "register", "hansı nömrə", "number", number="", date="2016-03-18")
        refused(client, "register", "2016-03-16", "date", number="9/11-21", date="2016-03-15")
        refused(client, "register", day(2), "date", number="9/11-21", date=day(2))
        refused(client, "register", "gün", "date", number="9/11-21", date="sabah")
        client.get(EDIT + "/step/register")
        form = dict(client.form(EDIT + "/step/register"), number="9/11-21", date="2016-03-18")
        for _ in range(2):
            assert client.post(EDIT + "/step/register", form) == 303
            assert "Qeydə alındı" in client.text
        assert tap.git("log", "main", cwd=council.records()).count("Action: register\n") == 1
        now = text(council, SENT)
        assert "incoming number: 9/11-21" in now and "due: 2016-04-08" in now
        client.get("/" + SENT)
        assert "8 aprel 2016" in client.text and "gecikir" in client.text and "15 iş günü" in client.text
        assert "/step/register" not in client.text and "/step/take-up" in client.text
        assert client.get(EDIT + "/step/register") == 409

        take(client, "take-up")
        refused(client, "extend", "08.04.2016", "until", until="2016-04-07", reason="Rəy gözlənilir")
        refused(client, "extend", "2016-04-20", "until", until="2016-04-20", reason="Rəy gözlənilir")
        refused(client, "extend", "nə üçün uzandığını", "reason", until=day(10), reason="")
        take(client, "extend", until=day(10), reason="Nazirliyin rəyi <gözlənilir>")
        client.get("/" + SENT)
        assert "Nazirliyin rəyi &lt;gözlənilir&gt;" in client.text and "Baxılır" in client.text

        client.get(EDIT + "/step/return")
        assert "Xidmətlər seçilsin" in client.text and 'name="reason-R3"' in client.text
        refused(client, "return", "nəyin", "reason")
        take(client, "return", **{"reason": "Xərc göstərilməyib.", "reason-R2": "Hansı xidmətlər?"})
        assert "state: returned" in text(council, SENT)
        client.get("/" + SENT)
        assert "Xərc göstərilməyib." in client.text and "Hansı xidmətlər?" in client.text and "/step/" not in client.text

        step(council, "revise")
        push(council, {PATH: swap("Xidmətlər seçilsin", "Beş xidmət seçilsin")})
        step(council, "review", "--what=Rəydən sonra")
        adopt(council)
        submit(council, "--revised-1=not taken up", "--revised-why-1=Xərc yoxdur.", "--revised-2=taken up")
        client.get("/" + SENT)
        assert "Xidmətlər seçilsin" in client.text and "Beş xidmət" not in client.text, "what was sent is read under its seal"
        assert "nəzərə alınmadı" in client.text and "/submissions/2#course" in client.text
        client.get("/proposals/2016/1/submissions/2")
        assert "Beş xidmət seçilsin" in client.text and "Xərc yoxdur." in client.text and "Hansı xidmətlər?" in client.text


RECORD = """---
record: proposal
title: %s
addressee: bodies/v/vxsi
authors: [Üzv 1]
state: submitted
adopted: {in: meetings/2016/0001-qebul, item: D1, version: 1}
versions:
  - {version: 1, at: 2015-11-01T10:00+04:00, by: Üzv 1, what: İlk, sha256: %s}
---

## Tövsiyələr

- **R1** Pilot rayonlar seçilsin.
- **R2** Xidmətlər seçilsin.
- **R3** Hesabat verilsin.
"""
SUBMISSION = """---
record: submission
number: 1
version: "1"
commit: %s
sha256: %s
outgoing number: %s
outgoing date: %s
%ssignatory: Koordinator
state: %s
---

Məktub.
"""
ANSWERED = """---
record: answer
submission: %s/submissions/01
version: "1"
sha256: %s
published at: %s
prepared by: Rəyçi
outcomes:
%s---

Cavab.
"""
PROGRESS = """---
record: progress
date: %s
reporter: Rəyçi
recommendation: %s
status: %s
%spublished at: %s
---
"""
IN_HAND = "incoming number: %s\nincoming date: 2016-03-18\ndue: %s\n"


def desk_files():
    """name → text: submissions in every state, written by hand and old, as no step would let them."""
    files = {}

    def put(n, title, state, sent_on="2016-03-01", more="", outcomes=None, at=None):
        folder = "proposals/2016/0001-0099/%04d-x" % n
        files[folder + "/proposal.md"] = RECORD % (title, "a" * 64)
        files[folder + "/submissions/01.md"] = SUBMISSION % ("a" * 40, "b" * 64, "%d-ş/16" % n, sent_on, more, state)
        if outcomes:
            files[folder + "/answers/01.md"] = ANSWERED % (folder, "b" * 64, at, "".join(
                "  - {recommendation: R%d, outcome: %s, reasons: Səbəb.}\n" % pair for pair in enumerate(outcomes, 1)))
        return folder

    put(1, "Birinci", "sent")
    put(2, "İkinci", "sent", "2015-12-01")
    put(3, "Üçüncü", "registered", more=IN_HAND % ("9/1", day(10)))
    put(4, "Dördüncü", "under review", more=IN_HAND % ("9/2", day(-10)))
    put(5, "Beşinci", "registered", more=IN_HAND % ("XX-77", day(2)))
    done = put(6, "Altıncı", "answered", more=IN_HAND % ("9/3", "2016-04-08"), outcomes=("accepted", "partly", "rejected"), at="2016-04-01")
    files[done + "/progress/2016-05-01-1.md"] = PROGRESS % ("2016-05-01", "R2", "in progress", "next report: %s\n" % day(30), "2016-05-01")
    done = put(7, "Yeddinci", "answered", more=IN_HAND % ("9/4", "2016-04-08"), outcomes=("accepted", "rejected", "rejected"), at="2016-06-01")
    files[done + "/progress/2016-07-01-1.md"] = PROGRESS % ("2016-07-01", "R1", "done", "", "2016-07-01")
    put(8, "Səkkizinci", "returned", more=IN_HAND % ("9/5", "2016-04-08") + "returned: {at: 2016-03-30, by: Rəyçi, reasons: [{reason: Az.}]}\n")
    put(9, "Doqquzuncu", "withdrawn")
    for n in range(10, 70):
        put(n, "Sıra %d" % n, "sent", "2016-04-01")
    return files


@contextlib.contextmanager
def desk():
    """A council whose repository got these files behind the program's back."""
    with tap.Council() as council:
        work = os.path.join(council.folder, "work")
        tap.git("clone", "--quiet", council.records(), work)
        for name, body in desk_files().items():
            os.makedirs(os.path.dirname(os.path.join(work, name)), exist_ok=True)
            with open(os.path.join(work, name), "w", encoding="utf-8") as file:
                file.write(body)
        tap.git("add", "-A", cwd=work)
        tap.git("commit", "--quiet", "-m", "Köhnə təqdimatlar", cwd=work)
        tap.git("fetch", "--quiet", work, "HEAD:main", cwd=council.records())
        yield council


def titles(client, query="", group="to_register"):
    assert client.get("/inbox.json" + query) == 200, client.text
    return [row["proposal_title"] for row in json.loads(client.text)[group]["rows"]]


def check_groups(client):
    assert titles(client)[:2] == ["İkinci", "Birinci"]
    page = json.loads(client.text)
    assert page["to_register"]["group_count"] == 62 and len(page["to_register"]["rows"]) == 20
    answer = page["to_answer"]
    assert [row["proposal_title"] for row in answer["rows"]] == ["Dördüncü", "Beşinci", "Üçüncü"], answer
    assert answer["late_count"] == 1 and "gecikir" in answer["rows"][0]["late"] and answer["rows"][1]["late"] is None, answer
    course = page["in_implementation"]
    assert [(row["proposal_title"], row["item"]) for row in course["courses"]] == [("Altıncı", "R1"), ("Altıncı", "R2")], course
    assert course["courses"][0]["status"] == "not started" and course["courses"][1]["due_day"] == day(30), course
    assert course["late_count"] == 1, course
    assert [row["proposal_title"] for row in page["answered"]["rows"]] == ["Yeddinci", "Altıncı", "Səkkizinci"], page["answered"]


def check_filters(client):
    assert titles(client, "?year=2015") == ["İkinci"]
    assert titles(client, "?year=2015", "to_answer") == []
    assert titles(client, "?words=dorduncu", "to_answer") == ["Dördüncü"]
    assert titles(client, "?words=xx-77", "to_answer") == ["Beşinci"] and titles(client, "?words=xx-77") == []
    assert titles(client, "?late=1", "to_answer") == ["Dördüncü"] and titles(client, "?late=1") == []
    assert [row["item"] for row in json.loads(client.text)["in_implementation"]["courses"]] == ["R1"]
    assert titles(client, "?state=answer", "to_answer") == ["Dördüncü", "Beşinci", "Üçüncü"]
    assert json.loads(client.text)["to_register"] is None and json.loads(client.text)["answered"] is None
    assert len(titles(client, "?state=register")) == 50 and json.loads(client.text)["to_register"]["pages"]["next"] == 2
    assert len(titles(client, "?state=register&page_number=2")) == 12
    assert titles(client, "?words=%22%28*&year=%27") == []
    assert len(titles(client, "?state=nonsense&page_number=-3")) == 20


def test_inbox():
    """the inbox by due date, overdue first, with counts, filters and pages; for the agency and the coordinator alone"""
    with desk() as council, served(council) as (client, address):
        check_groups(client)
        check_filters(client)
        client.get("/inbox")
        assert "/edit/proposals/2016/2/submissions/1/step/register" in client.text and "Hamısı (62)" in client.text
        assert 'href="/inbox" aria-current="true"' in client.text
        client.get("/inbox?state=register&words=bel%C9%99si%20yoxdur")
        assert "step/register" not in client.text and "Qeydiyyat gözləyən yoxdur" in client.text
        client.get("/")
        assert client.text.count("step/register") == 5 and "/inbox?state=answer" in client.text and "gecikir" in client.text
        for login, status in (("coordinator", 200), ("member", 403), ("stakeholder", 403)):
            assert Reader(address).sign_in(login, tap.PASSWORD).get("/inbox") == status, login
        assert Reader(address).get("/inbox") == 303 and Reader(address).get("/inbox.json") in (401, 403)
        reader = Reader(address).sign_in("coordinator", tap.PASSWORD)
        reader.get("/inbox")
        assert "Dördüncü" in reader.text and "/step/" not in reader.text


def test_who_may():
    """the steps are the agency's: others are refused, the public reads the course, and a session that ended loses nothing"""
    with sent() as council, served(council) as (client, address):
        register = EDIT + "/step/register"
        for login, status in (("coordinator", 403), ("member", 403), ("stakeholder", 403)):
            other = Reader(address).sign_in(login, tap.PASSWORD)
            assert other.get(register) == status, login
            other.get("/" + SENT)
            assert "/step/" not in other.text
            other.get("/account")
            fields = dict(other.form("/account"), number="9/11-21", date="2016-03-18")
            assert other.post(register, fields) == 403, login
        assert Reader(address).get(register) == 303
        for action in ("answer", "report", "withdraw-submission", "nonsense"):
            assert client.get("%s/step/%s" % (EDIT, action)) in (404, 409), action
        public = Reader(address)
        assert public.get("/" + SENT) == 200 and "Agentlik qeydə almalıdır" in public.text and "/step/" not in public.text

        client.get(register)
        form = dict(client.form(register), number="9/11-21", date="2016-03-18")
        tap.shura("user", "password", council.dir, "agency", "--password-file=-", text=tap.PASSWORD + "\n")
        client.ask("POST", register, urllib.parse.urlencode(form), {"Content-Type": "application/x-www-form-urlencoded", "Origin": address})
        assert "9/11-21" in client.text and client.form("/sign-in"), client.text[:2000]
        fields = dict(client.form("/sign-in"), login="agency", password=tap.PASSWORD)
        client.ask("POST", "/sign-in", urllib.parse.urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded", "Origin": address})
        if "incoming number" not in text(council, SENT):  # it is shown once more, to be sent
            client.post(register, client.form(register))
        assert "incoming number: 9/11-21" in text(council, SENT), client.text[:2000]
        public.get("/" + SENT)
        assert "Agentlik cavab verməlidir" in public.text and "9/11-21" in public.text


def test_answered():
    """a submission that was answered says when, how late, and what each answer is"""
    with sent() as council:
        reviewed(council)
        step(council, "answer", *ANSWER, of=SENT)
        with served(council) as (client, address):
            client.get("/" + SENT)
            assert "/proposals/2016/1/answers/1" in client.text and "gecikir" in client.text and "rədd edilib" in client.text
            assert "/step/" not in client.text
            assert titles(client, "", "answered") == ["Pilot rayonlar"]
            assert len(json.loads(client.text)["in_implementation"]["courses"]) == 2
            assert client.get("/%s.pdf" % SENT) in (200, 503)


if __name__ == "__main__":
    tap.main(globals())
