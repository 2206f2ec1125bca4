"""Rules, working days and what is late by them."""
import datetime
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import tap
from client import Client, Forms

FOLDER = "meetings/2017/0001-sinaq"
ACTIONS = """## 1. Məsələ

### Tapşırıqlar

- [ ] **A1** Tarixi keçmiş. — [Osman Gündüz](../../../people/o/osman-gunduz.md), %s
- [x] **A2** Görülmüş. — [Osman Gündüz](../../../people/o/osman-gunduz.md), %s
- [ ] **A3** Tarixsiz.
- [ ] **A4** Vaxtı var. — [Osman Gündüz](../../../people/o/osman-gunduz.md), %s
"""


def workdays(after, until):
    """Working days after one day up to another, weekends alone left out."""
    return sum((after + datetime.timedelta(n)).weekday() < 5 for n in range(1, (until - after).days + 1))


def add_workdays(day, n):
    while n:
        day += datetime.timedelta(1)
        n -= day.weekday() < 5
    return day


def minutes(state, date, body="", more=""):
    if state == "published" and "source" not in more:
        more += "source: {title: Qəzet}\n"
    return "---\nrecord: minutes\ntitle: Sınaq toplantısı\n%sstate: held\nminutes: %s\n%s---\n\n%s" % (
        "date: %s\n" % date if date else "", state, more, body)


def meeting(council, *given, **more):
    tap.shura("import", council.dir, council.write(FOLDER + "/minutes.md", minutes(*given, **more)))


def deadlines(client):
    assert client.get("/meetings/2017/1.json") == 200, client.text
    return [(row["due_value"], row["late_days"]) for row in json.loads(client.text)["deadlines"]]


def test_late_minutes():
    """minutes say by when they are to go round and to be signed, and how late they are"""
    held = tap.today() - datetime.timedelta(60)
    round_by, sign_by = add_workdays(held, 5), add_workdays(held, 15)
    with tap.Council() as council:
        meeting(council, "draft", held)
        member = Client(council.serve()).sign_in("coordinator", tap.PASSWORD)
        assert deadlines(member) == [(str(round_by), workdays(round_by, tap.today())), (str(sign_by), workdays(sign_by, tap.today()))]
        for path in ("/meetings/2017/1", "/record/meetings/2017/1", "/"):
            member.get(path)
            assert "%d iş günü gecikir" % workdays(round_by, tap.today()) in member.text, path
        member.cookies["language"] = "en"
        member.get("/meetings/2017/1")
        assert "Minutes to be circulated by" in member.text and "(5 working days after the meeting)" in member.text
        assert "overdue by %d working days" % workdays(sign_by, tap.today()) in member.text


def test_no_deadline():
    """without a day there is no deadline; what is in time is not late; a press report was never due"""
    with tap.Council() as council:
        meeting(council, "draft", None)
        member = Client(council.serve()).sign_in("member", tap.PASSWORD)
        assert deadlines(member) == []
        for date in ("2017", "2017-03"):
            meeting(council, "draft", date)
            assert deadlines(member) == []
        meeting(council, "draft", tap.today())
        assert deadlines(member) == [(str(add_workdays(tap.today(), 5)), None), (str(add_workdays(tap.today(), 15)), None)]
        assert member.get("/meetings/2017/1") == 200 and "gecikir" not in member.text
        meeting(council, "draft", "2017-03-01", more="source: {kind: press, title: Xəbər}\n")
        assert deadlines(member) == []


def test_late_actions():
    """an action is late when its day has passed; one without a day half a year after the meeting"""
    due, later = tap.today() - datetime.timedelta(30), tap.today() + datetime.timedelta(30)
    held = tap.today() - datetime.timedelta(400)
    with tap.Council() as council:
        meeting(council, "published", held, ACTIONS % (due, due, later))
        address = council.serve()
        public = Client(address)
        public.get("/meetings/2017/1.json")
        lines = {line["item"]: line for line in json.loads(public.text)["agenda"][0]["lines"] if line["item"]}
        assert lines["A1"]["late_days"] == workdays(due, tap.today()), lines["A1"]
        assert lines["A2"]["late_days"] is None and lines["A4"]["late_days"] is None, lines
        assert lines["A3"]["late_days"] > 100, lines["A3"]
        public.cookies["language"] = "en"
        public.get("/meetings/2017/1")
        assert public.text.count("overdue by") == 2 and "without a date: counted 6 months after the meeting" in public.text
        for path in ("/people/osman-gunduz", "/meetings/2017/1?late=Yalan", "/issues/undated/1?late=Yalan"):
            public.get(path)
            assert ">Yalan<" not in public.text and ("overdue by" in public.text or "issues" in path), path
        assert str(tap.today()) in public.headers["ETag"], "a copy of yesterday would do"
        public.get("/")
        assert "overdue by" not in public.text
        coordinator = Client(address).sign_in("coordinator", tap.PASSWORD)
        coordinator.get("/")
        assert coordinator.text.count("iş günü gecikir") == 2, coordinator.text


def rules_of(client):
    """Key → its rows on the page, what holds first."""
    assert client.get("/rules.json") == 200, client.text
    return {rule["key"]: rule["rows"] for rule in json.loads(client.text)["rules"]}


def change(client, key, follow=True, **fields):
    """Send the form of a rule as it is shown, with FIELDS typed into it."""
    assert client.get("/rules/edit/" + key) == 200, client.text
    address = "/rules/edit/" + key
    form = client.form(address)
    return client.post(address, dict(form, unit="working days", basis="law", **fields), follow)


def council_md(council):
    return tap.git("show", "main:council.md", cwd=council.records())


def test_rules_page():
    """everybody reads which rules hold and on what they rest; the law is named only with a citation"""
    with tap.Council() as council:
        public = Client(council.serve())
        public.cookies["language"] = "en"
        public.get("/council")
        assert 'href="/rules"' in public.text
        public.get("/rules")
        assert "more than half of the members" in public.text and "15 working days" in public.text
        assert "The law requires" not in public.text and "/rules/edit" not in public.text
        assert "6 months" in public.text, "a default is shown, too"
        assert public.get("/rules/edit") == 303
        coordinator = Client(council.address).sign_in("coordinator", tap.PASSWORD)
        coordinator.cookies["language"] = "en"
        assert change(coordinator, "answer", number="20", citation="") == 303
        public.get("/rules")
        assert "The law requires" not in public.text and "20 working days" in public.text
        assert change(coordinator, "notice", number="10", citation="Act 7, article 2 <b>") == 303
        public.get("/rules")
        assert "The law requires this: Act 7, article 2 &lt;b&gt;" in public.text


def test_change_a_rule():
    """a rule is changed by a new row from a day on; what has held stays, and past meetings keep their rule"""
    with tap.Council() as council:
        client = Client(council.serve()).sign_in("coordinator", tap.PASSWORD)
        before = council_md(council)
        assert change(client, "minutes.signed", number="7", **{"from": "01.06.2020"}) == 303, client.text
        after = council_md(council)
        added = [line for line in after.splitlines() if line not in before.splitlines()]
        assert added == ["  - {key: minutes.signed, value: 7, unit: working days, basis: law, from: 2020-06-01}"], added
        assert all(line in after.splitlines() for line in before.splitlines()), after
        log = tap.git("log", "-1", "--format=%an|%s", "main", cwd=council.records()).strip()
        assert log.startswith("Test coordinator|Qaydalar: ") and "7 iş günü" in log and "01.06.2020" in log, log
        rows = rules_of(client)["minutes.signed"]
        assert [(row["value"], row["from_value"], row["holds"]) for row in rows] == [("7", "2020-06-01", 1), ("15", None, 0)]
        for held, due in (("2019-06-03", "2019-06-24"), ("2021-06-01", "2021-06-10")):
            meeting(council, "draft", held)
            assert deadlines(client)[1][0] == due, deadlines(client)
        # what has begun stays as it was; what begins later may still be mended
        assert change(client, "minutes.signed", number="8", **{"from": "2020-06-01"}) == 422
        assert "daha sonrakı gün seçin" in client.text and 'value="8"' in client.text
        coming = str(tap.today() + datetime.timedelta(40))
        assert change(client, "minutes.signed", number="8", **{"from": coming}) == 303
        assert change(client, "minutes.signed", number="9", **{"from": coming}) == 303
        rows = rules_of(client)["minutes.signed"]
        assert [(row["value"], row["holds"], row["is_later"]) for row in rows] == [("7", 1, 0), ("9", 0, 1), ("15", 0, None)], rows
        tap.shura("check", council.dir)


def test_bad_rules():
    """what is no rule is refused in words, and what was typed stays"""
    with tap.Council() as council:
        client = Client(council.serve()).sign_in("coordinator", tap.PASSWORD)
        client.cookies["language"] = "en"
        before = council_md(council)
        for fields, words in ((dict(number="soon"), "is no whole number from 1 to 9999"), (dict(number="0"), "is no whole number"),
                              (dict(number="5", **{"from": ""}), "write the day from which the rule holds"),
                              (dict(number="5", **{"from": "yesterday"}), "is no date"),
                              (dict(number="5", citation="kept &"), None)):
            status = change(client, "answer", **fields)
            assert status == (422 if words else 303), (fields, client.text)
            assert not words or words in client.text, (words, client.text)
            assert not words or council_md(council) == before
        for path in ("/rules/edit/tea", "/rules/edit/notice/x"):
            assert client.get(path) == 404, path
        member = Client(council.address).sign_in("member", tap.PASSWORD)
        for path in ("/rules/edit", "/rules/edit/answer"):
            assert member.get(path) == 403, path
        client.get("/rules/edit/quorum")
        form = client.form("/rules/edit/quorum")
        shown = dict(form, words="two thirds", unit="of the members", basis="statute", number="")
        assert client.post("/rules/edit/quorum", dict(shown, number="7")) == 422
        assert "not both" in client.text
        assert client.post("/rules/edit/quorum", shown) == 303, client.text
        assert rules_of(client)["quorum"][0]["figure"] == "two thirds of the members"
        # the form was shown before: somebody else's rule is looked at first
        assert client.post("/rules/edit/quorum", dict(shown, words="all")) == 409, client.text
        assert "somebody else changed this rule meanwhile" in client.text
        again = dict(client.form("/rules/edit/quorum"), words="all", unit="of the members", basis="statute", number="")
        assert client.post("/rules/edit/quorum", again) == 303, client.text
        assert rules_of(client)["quorum"][0]["figure"] == "all of the members"


def test_malformed_rules():
    """check and import name a malformed rule by its line"""
    with tap.Council() as council:
        text = council_md(council).replace("value: 28, unit: calendar days", "value: 28, unit: moons")
        line = next(n for n, words in enumerate(text.splitlines(), 1) if "moons" in words)
        done = tap.shura("import", council.dir, council.write("council.md", text), expect=None)
        assert done.returncode and 'line %d: rules 7: unit: "moons" is not known here' % line in done.stderr, done.stderr


def edit(client, action, fields, year=None):
    path = "/rules/edit" + ("?year=%d" % year if year else "")
    assert client.get(path) == 200
    forms = {}
    for form in Forms(client.text).forms:
        if form["action"] == "/rules/edit":
            forms["holidays" if "days" in form["fields"] else "weekend"] = form["fields"]
    return client.post("/rules/edit", list(dict(forms[action], action=action, **fields).items()) if not isinstance(fields.get("weekend"), list)
                       else [pair for pair in dict(forms[action], action=action).items() if pair[0] != "weekend"]
                       + [("weekend", day) for day in fields["weekend"]])


def test_weekend_and_holidays():
    """the coordinator keeps weekend and holidays, a year at a time, and deadlines follow"""
    with tap.Council() as council:
        client = Client(council.serve()).sign_in("coordinator", tap.PASSWORD)
        meeting(council, "draft", "2026-03-16")
        assert deadlines(client)[0][0] == "2026-03-23"
        assert edit(client, "holidays", dict(days="20.03.2026 – 24.03.2026\n\n2026-03-08, 8.3.2026"), 2026) == 303, client.text
        assert "holidays: [2026-03-08, 2026-03-20, 2026-03-21, 2026-03-22, 2026-03-23, 2026-03-24]" in council_md(council)
        assert deadlines(client)[0][0] == "2026-03-26"
        assert edit(client, "holidays", dict(days="01.01.2027"), 2027) == 303, client.text
        client.get("/rules/edit?year=2026")
        assert "08.03.2026\n20.03.2026" in client.text and "01.01.2027" not in client.text
        client.get("/rules")
        assert "1 yanvar 2027-ci il" in client.text
        # a form that was shown before takes out only what its person took out
        client.get("/rules/edit?year=2026")
        stale = [form["fields"] for form in Forms(client.text).forms if "days" in form["fields"]][0]
        assert edit(client, "holidays", dict(days="08.03.2026\n09.05.2026"), 2026) == 303
        days = stale["days"].replace("08.03.2026", "28.05.2026")
        assert client.post("/rules/edit", dict(stale, days=days, action="holidays")) == 303, client.text
        assert "holidays: [2026-05-09, 2026-05-28, 2027-01-01]" in council_md(council), council_md(council)
        assert edit(client, "holidays", dict(days=""), 2026) == 303
        assert edit(client, "holidays", dict(days=""), 2027) == 303
        assert "holidays" not in council_md(council)
        assert edit(client, "weekend", dict(weekend=["friday", "saturday"])) == 303, client.text
        assert "weekend: [friday, saturday]" in council_md(council)
        meeting(council, "draft", "2026-03-16")
        assert deadlines(client)[0][0] == "2026-03-23"
        assert tap.git("log", "-1", "--format=%an", "main", "--", "council.md", cwd=council.records()).strip() == "Test coordinator"
        tap.shura("check", council.dir)


def test_bad_days():
    """days that are none, or of another year, are refused, and what was typed stays"""
    with tap.Council() as council:
        client = Client(council.serve()).sign_in("coordinator", tap.PASSWORD)
        client.cookies["language"] = "en"
        before = council_md(council)
        for days, words in (("31.02.2026", "the calendar has no day"), ("03.2026", "is no day"), ("01.01.2025", "is not in the year 2026"),
                            ("24.03.2026 – 20.03.2026", "is no row of days"), ("01.01.2026 – 31.12.2026", "is no row of days"),
                            ("Novruz", "is no date"), ("31.12.2026 - 02.01.2027", "is not in the year 2026")):
            assert edit(client, "holidays", dict(days=days), 2026) == 422, (days, client.text)
            assert words in client.text and days in client.text, (words, client.text)
        week = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
        assert edit(client, "weekend", dict(weekend=week)) == 422
        assert "leave at least one day" in client.text and client.text.count(" checked") == 7
        assert council_md(council) == before


tap.main(globals())
