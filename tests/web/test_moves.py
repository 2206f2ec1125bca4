"""Whose move it is, what changed since somebody's last visit, and what they are told of whether or not they have mail."""
import contextlib
import json
import os
import re
import sqlite3
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "cmd"))
import tap
from client import Client
from test_answers import ANSWER, SENT, adopt, reviewed, submit
from test_proposals import FOLDER, MEETING, PATH, PROPOSAL, add, step

PROPOSAL_AT, SENT_AT = "/proposals/2016/1", "/" + SENT
TEXT = PROPOSAL + "- **R2** Xidmətlər seçilsin.\n- **R3** Hesabat verilsin.\n"
QUESTION = """---
record: comment
author: Agentlik
at: 2016-03-21T10:00+04:00
about: %s
kind: question
audience: agency
---

Hansı rayonlar?
""" % (FOLDER + "/submissions/01")


@tap.once
def written(council):
    add(council, PATH, TEXT)
    add(council, "meetings/2016/0001-qebul/minutes.md", MEETING)


@contextlib.contextmanager
def council_of():
    with tap.Council() as council:
        written(council)
        yield council


def signed_in(council, login):
    return Client(council.address).sign_in(login, tap.PASSWORD)


def asked(client, path):
    assert client.get(path + ".json") == 200, (path, client.text[:500])
    return json.loads(client.text)


def until(condition):
    for _ in range(1200):
        found = condition()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError("it never came")


def asked_form(member):
    member.get("/changed")
    return member.form("/changed")


def private(council, sql, *values):
    with sqlite3.connect(os.path.join(council.dir, "private.db"), timeout=60) as db:
        return db.execute(sql, values).fetchall()


def test_moves():
    """each object says whom it waits for, since when and until when, from the draft to the last report"""
    with council_of() as council:
        council.serve()
        member = signed_in(council, "member")

        def move(path=PROPOSAL_AT):
            return until(lambda: asked(member, path).get("move", {}) or {"matter": None, "waits_for": None})

        def comes(matter, whom, path=PROPOSAL_AT):
            found = until(lambda: (lambda m: m if m["matter"] == matter else None)(move(path)))
            assert found["waits_for"] == whom, found
            return found

        assert comes("write", "authors")["since_date"], "since when is not said"
        assert comes("circulate", "coordinator", "/meetings/2016/1")["until_date"] == "2016-03-21"
        step(council, "review", "--what=İlk layihə")
        comes("read", "members")
        comes("read", "members", PROPOSAL_AT + "/recommendations/R1")
        step(council, "discuss", "--until=2100-01-01", "--invited=Qonaq", "--call=Rəyinizi yazın.")
        assert comes("comment", "invited")["until_date"] == "2100-01-01"
        step(council, "close-round", "--summary=Şərh olmadı.", of="proposals/2016/1/rounds/1")
        comes("go on", "coordinator")
        step(council, "ready", "--what=Son")
        comes("adopt", "coordinator")
        step(council, "adopt", "--in=meetings/2016/0001-qebul", "--item=D1")
        comes("submit", "coordinator")
        submit(council)
        assert comes("register", "agency")["since_date"] == "2016-03-16"
        comes("register", "agency", SENT_AT)
        reviewed(council)
        late = comes("answer", "agency")
        assert late["since_date"] == "2016-03-18" and late["until_date"] == "2016-04-08" and late["late_days"] > 1000, late
        assert comes("answer", "agency", PROPOSAL_AT + "/recommendations/R2")["until_date"] == "2016-04-08"
        add(council, FOLDER + "/comments/2016-03-21/20160321t1000-ab12.md", QUESTION)
        assert comes("clarify", "coordinator", SENT_AT)["until_date"] is None
        add(council, FOLDER + "/comments/2016-03-22/20160322t1000-ab13.md",
            QUESTION.replace("question", "note").replace("21T", "22T").replace("Agentlik", "Sahib"))
        comes("answer", "agency", SENT_AT)
        member.get(SENT_AT)
        assert "agentlik" in member.text and "8 aprel 2016-cı il tarixinədək" in member.text and "tag late" in member.text
        step(council, "answer", *ANSWER, of=SENT)
        assert comes("report", "agency")["until_date"], "no report is due"
        comes("report", "agency", PROPOSAL_AT + "/recommendations/R1")
        assert move(PROPOSAL_AT + "/recommendations/R3")["waits_for"] is None, "it was refused: nobody moves"
        for name in ("R1", "R2"):
            step(council, "report", "--recommendation=" + name, "--date=%s" % tap.today(), "--status=done", "--percent=100", "--words=Oldu.", of=SENT)
        comes("close", "coordinator")
        coordinator = signed_in(council, "coordinator")
        coordinator.get("/", Accept="application/json")
        assert [row["matter"] for row in json.loads(coordinator.text)["waiting"]] == ["close"], coordinator.text
        step(council, "close")
        assert until(lambda: asked(member, PROPOSAL_AT)["move"] is None), "a closed proposal waits for nobody"


def test_returned():
    """what came back waits for the coordinator, and then for its authors"""
    with council_of() as council:
        step(council, "review", "--what=İlk layihə")
        adopt(council)
        submit(council)
        reviewed(council)
        step(council, "return", "--reason=Xərc göstərilməyib.", of=SENT)
        council.serve()
        coordinator = signed_in(council, "coordinator")
        assert asked(coordinator, SENT_AT)["move"]["matter"] == "revise"
        assert coordinator.get("/") == 200 and re.search(r'href="%s".{0,80}təkmilləşdirməyə götürməlidir' % PROPOSAL_AT, coordinator.text), coordinator.text[:3000]
        step(council, "revise")
        until(lambda: asked(coordinator, PROPOSAL_AT)["move"]["waits_for"] == "authors")
        assert asked(coordinator, SENT_AT)["move"] is None


def test_changed():
    """what others changed since the last visit, and no more once it is marked as seen; nothing is written at each page"""
    with council_of() as council:
        council.serve()
        member, coordinator = signed_in(council, "member"), signed_in(council, "coordinator")
        member.get("/")
        assert asked(member, "/changed")["news"] is None, "a first visit has nothing behind it"
        step(council, "review", "--what=İlk layihə")
        until(lambda: asked(member, PROPOSAL_AT)["page"]["state"] == "review")
        found = asked(member, "/changed")["news"]["records"]
        assert [row["record"] for row in found] == ["proposals/2016/1"] and found[0]["changes"][0]["subject"], found
        noted = private(council, "SELECT v.used, v.since FROM visits v JOIN accounts a ON a.id = v.account WHERE a.login = 'member'")
        for _ in range(5):
            member.get("/meetings")
        assert noted == private(council, "SELECT v.used, v.since FROM visits v JOIN accounts a ON a.id = v.account WHERE a.login = 'member'")
        member.get("/")
        assert "Son ziyarətimdən sonra" in member.text and PROPOSAL_AT in member.text
        assert member.post("/changed", member.form("/changed")) == 303
        assert asked(member, "/changed")["news"] is None
        step(council, "redraft")
        until(lambda: asked(member, PROPOSAL_AT)["page"]["state"] == "draft")
        assert asked(member, "/changed")["news"]["records"][0]["changes_count"] == 1
        # half an hour later it is another visit, and what there was to see in the last one is seen
        private(council, "UPDATE visits SET used = used - 400")
        member.get("/meetings")
        private(council, "UPDATE visits SET used = used - 4000")
        member.get("/meetings")
        assert asked(member, "/changed")["news"] is None
        # one's own changes are no news, and what a reader may not see is none either
        agency = signed_in(council, "agency")
        agency.get("/")
        step(council, "review", "--what=Yenə")
        until(lambda: asked(member, PROPOSAL_AT)["page"]["state"] == "review")
        assert asked(agency, "/changed")["news"] is None, "the agency sees no draft"
        assert asked(member, "/changed")["news"]["records"], "the member does"
        form = PROPOSAL_AT.join(("/edit", "/endorse"))
        member.post("/changed", dict(asked_form(member)))
        member.get(PROPOSAL_AT)
        assert member.post(form, dict(member.form(form), action="endorse")) == 303, member.text[:2000]
        assert asked(member, "/changed")["news"] is None, "one's own"
        assert Client(council.address).get("/changed") == 303


def test_notices():
    """whoever has no mail address is told on a page, once; what is marked as seen is counted no more"""
    with council_of() as council:
        council.serve()
        member = signed_in(council, "member")
        member.get("/")
        assert 'class="unseen"' not in member.text
        until(lambda: private(council, "SELECT 1 FROM mail_facts WHERE key = 'commit'"))
        step(council, "review", "--what=İlk layihə")
        rows = until(lambda: asked(member, "/notifications")["notices"])
        assert [(row["event"], row["address"], row["seen"]) for row in rows] == [("proposal-in-review", PROPOSAL_AT, 0)], rows
        member.get("/")
        assert re.search(r'class="unseen">.*?1</span>.*?1 yeni', member.text), member.text[:2500]
        assert private(council, "SELECT count(*) FROM letters") == [(0,)], "nobody has an address"
        member.get("/notifications")
        fields = {"form_token": member.form("/notifications")["form_token"], "notice": rows[0]["notice"]}
        other = signed_in(council, "coordinator")
        other.get("/notifications")
        assert other.post("/notifications", dict(fields, form_token=other.form("/notifications")["form_token"])) == 303
        assert asked(member, "/notifications")["notices"][0]["seen"] == 0, "somebody else's notice was marked"
        assert member.post("/notifications", fields) == 303 and 'class="unseen"' not in member.text
        assert asked(member, "/notifications")["notices"][0]["seen"] == 1
        # told once: a restart tells nothing again
        assert council.stop() == 0
        council.serve()
        member = signed_in(council, "member")
        step(council, "redraft")
        until(lambda: private(council, "SELECT value FROM mail_facts WHERE key = 'commit'")[0][0] == tap.git("rev-parse", "main", cwd=council.records()).strip())
        assert len(asked(member, "/notifications")["notices"]) == 1


if __name__ == "__main__":
    tap.main(globals())
