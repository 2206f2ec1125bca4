"""Rules, working days and what is late by them."""
import datetime
import json
import os
import sys
import zoneinfo

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import tap
from client import Client

FOLDER = "meetings/2017/0001-sinaq"
ACTIONS = """## 1. Məsələ

### Tapşırıqlar

- [ ] **A1** Tarixi keçmiş. — [Osman Gündüz](../../../people/o/osman-gunduz.md), %s
- [x] **A2** Görülmüş. — [Osman Gündüz](../../../people/o/osman-gunduz.md), %s
- [ ] **A3** Tarixsiz.
- [ ] **A4** Vaxtı var. — [Osman Gündüz](../../../people/o/osman-gunduz.md), %s
"""


def today():
    return datetime.datetime.now(zoneinfo.ZoneInfo("Asia/Baku")).date()


def workdays(after, until):
    """Working days after one day up to another, weekends alone left out."""
    return sum((after + datetime.timedelta(n)).weekday() < 5 for n in range(1, (until - after).days + 1))


def add_workdays(day, n):
    while n:
        day += datetime.timedelta(1)
        n -= day.weekday() < 5
    return day


def write(council, path, text):
    name = os.path.join(council.folder, path)
    os.makedirs(os.path.dirname(name), exist_ok=True)
    with open(name, "w", encoding="utf-8") as file:
        file.write(text)
    return name


def minutes(state, date, body="", more=""):
    return "---\nrecord: minutes\ntitle: Sınaq toplantısı\n%sstate: held\nminutes: %s\n%s---\n\n%s" % (
        "date: %s\n" % date if date else "", state, more, body)


def meeting(council, *given, **more):
    tap.shura("import", council.dir, write(council, FOLDER + "/minutes.md", minutes(*given, **more)))


def deadlines(client):
    assert client.get("/meetings/2017/1.json") == 200, client.text
    return [(row["due_value"], row["late_days"]) for row in json.loads(client.text)["deadlines"]]


def test_late_minutes():
    """minutes say by when they are to go round and to be signed, and how late they are"""
    held = today() - datetime.timedelta(60)
    round_by, sign_by = add_workdays(held, 5), add_workdays(held, 15)
    with tap.Council() as council:
        meeting(council, "draft", held)
        member = Client(council.serve()).sign_in("coordinator", tap.PASSWORD)
        assert deadlines(member) == [(str(round_by), workdays(round_by, today())), (str(sign_by), workdays(sign_by, today()))]
        for path in ("/meetings/2017/1", "/record/meetings/2017/1", "/"):
            member.get(path)
            assert "%d iş günü gecikir" % workdays(round_by, today()) in member.text, path
        member.cookies["language"] = "en"
        member.get("/meetings/2017/1")
        assert "Minutes to be circulated by" in member.text and "(5 working days after the meeting)" in member.text
        assert "overdue by %d working days" % workdays(sign_by, today()) in member.text


def test_no_deadline():
    """without a day there is no deadline; what is in time is not late; a press report was never due"""
    with tap.Council() as council:
        meeting(council, "draft", None)
        member = Client(council.serve()).sign_in("member", tap.PASSWORD)
        assert deadlines(member) == []
        for date in ("2017", "2017-03"):
            meeting(council, "draft", date)
            assert deadlines(member) == []
        meeting(council, "draft", today())
        assert deadlines(member) == [(str(add_workdays(today(), 5)), None), (str(add_workdays(today(), 15)), None)]
        assert member.get("/meetings/2017/1") == 200 and "gecikir" not in member.text
        meeting(council, "draft", "2017-03-01", more="source: {kind: press, title: Xəbər}\n")
        assert deadlines(member) == []


def test_late_actions():
    """an action is late when its day has passed; one without a day half a year after the meeting"""
    due, later = today() - datetime.timedelta(30), today() + datetime.timedelta(30)
    held = today() - datetime.timedelta(400)
    with tap.Council() as council:
        meeting(council, "published", held, ACTIONS % (due, due, later))
        address = council.serve()
        public = Client(address)
        public.get("/meetings/2017/1.json")
        lines = {line["item"]: line for line in json.loads(public.text)["agenda"][0]["lines"] if line["item"]}
        assert lines["A1"]["late_days"] == workdays(due, today()), lines["A1"]
        assert lines["A2"]["late_days"] is None and lines["A4"]["late_days"] is None, lines
        assert lines["A3"]["late_days"] > 100, lines["A3"]
        public.cookies["language"] = "en"
        public.get("/meetings/2017/1")
        assert public.text.count("overdue by") == 2 and "without a date: counted 6 months after the meeting" in public.text
        for path in ("/people/osman-gunduz", "/meetings/2017/1?late=Yalan", "/issues/undated/1?late=Yalan"):
            public.get(path)
            assert ">Yalan<" not in public.text and ("overdue by" in public.text or "issues" in path), path
        public.get("/")
        assert "overdue by" not in public.text
        coordinator = Client(address).sign_in("coordinator", tap.PASSWORD)
        coordinator.get("/")
        assert coordinator.text.count("iş günü gecikir") == 2, coordinator.text


tap.main(globals())
