"""What became of suggestions and actions: dispositions, open actions, reports."""
import datetime
import json
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import tap
from client import Client, Forms

TODAY = tap.today()
OLD, SOON = TODAY - datetime.timedelta(30), TODAY + datetime.timedelta(30)
FIRST, SECOND = "meetings/2017/0001-birinci", "meetings/2018/0001-ikinci"
BODY = """## 1. Məsələ

### Çıxış etdilər

- **S1** [Osman Gündüz](../../../people/o/osman-gunduz.md): Sözüm var.

### Səsləndirilən təkliflər

- **O1** [Osman Gündüz](../../../people/o/osman-gunduz.md): Birinci təklif. (S1)
- **O2** *Sakin*: İkinci təklif.
- **O3** Üçüncü təklif.

### Tapşırıqlar

- [ ] **A1** Hesabat yazılsın. — [Osman Gündüz](../../../people/o/osman-gunduz.md), %s
- [x] **A2** Siyahı hazırlansın. — *Sakin*
- [ ] **A3** Tarixsiz yol işi.
""" % OLD
PROPOSAL = """---
record: proposal
title: Layihə
state: %s
---

- **R1** Edilsin ([O1](../../../../meetings/2017/0001-birinci/minutes.md#o1)).
- **R2** Bu da.
"""


def put(council, path, text):
    name = os.path.join(council.folder, path)
    os.makedirs(os.path.dirname(name), exist_ok=True)
    with open(name, "w", encoding="utf-8") as file:
        file.write(text)
    tap.shura("import", council.dir, name)


def minutes(state="published", date="2017-03-01", body=BODY):
    return "---\nrecord: minutes\ntitle: Toplantı %s\ndate: %s\nstate: held\nminutes: %s\nsource: {title: Xəbər}\n---\n\n%s" % (
        date, date, state, body)


def fill(council, state="published"):
    put(council, FIRST + "/minutes.md", minutes(state))
    put(council, SECOND + "/minutes.md", minutes(
        date="2018-03-01", body="## 1. Başqa\n\n### Səsləndirilən təkliflər\n\n- **O1** Yenə də.\n\n### Tapşırıqlar\n\n"
        "- [ ] **A1** Gələcək iş. — [Osman Gündüz](../../../people/o/osman-gunduz.md), %s\n" % SOON))


def data(client, path):
    assert client.get(path) == 200, (path, client.status, client.text[:1000])
    return json.loads(client.text)


def fates(client, path="/meetings/2017/1.json"):
    """item → (what became of it, where)"""
    return {line["item"]: (line["outcome_name"], [row["became_item"] for row in line["became"]])
            for line in data(client, path)["agenda"][0]["lines"] if line["item"] and line["is_suggestion"]}


def english(client):
    client.cookies["language"] = "en"
    return client


def form_of(client, item):
    assert client.get("/record/meetings/2017/1/dispositions") == 200, client.text
    return next(form["fields"] for form in Forms(client.text).forms if form["fields"].get("of") == item)


def dispose(client, item, **fields):
    return client.post("/record/meetings/2017/1/dispositions", dict(form_of(client, item), **fields))


def shown(council, path):
    return tap.git("show", "main:" + path, cwd=council.records())


def test_dispositions():
    """every suggestion gets a disposition: a commit each by that person, shown wherever the suggestion is"""
    with tap.Council() as council:
        fill(council)
        put(council, "proposals/2017/0001-0099/0001-layihe/proposal.md", PROPOSAL % "submitted")
        client = english(Client(council.serve()).sign_in("coordinator", tap.PASSWORD))
        public = english(Client(council.address))
        # cited by a recommendation: taken up without a form
        assert fates(public)["O1"] == ("taken up", ["R1"]), fates(public)
        assert fates(public)["O2"] == ("not said yet", [])
        assert dispose(client, "O2", outcome="taken up", **{"in": "2017/1 r2"}) == 303, client.text
        assert dispose(client, "O3", outcome="merged", why="The same.", **{"in": "O1"}) == 303, client.text
        text = shown(council, FIRST + "/dispositions/o2.md")
        assert "in: proposals/2017/0001-0099/0001-layihe/proposal.md#r2" in text and "audience: public" in text, text
        log = tap.git("log", "-2", "--format=%an|%s|%(trailers:key=Action,valueonly,separator=;)", "main", cwd=council.records())
        assert log.splitlines() == ["Test coordinator|Toplantı 2017-03-01: O3 başqa təkliflə birləşdirildi|dispose",
                                    "Test coordinator|Toplantı 2017-03-01: O2 nəzərə alındı|dispose"], log
        assert fates(public) == {"O1": ("taken up", ["R1", "O3"]), "O2": ("taken up", ["R2"]), "O3": ("merged", ["O1"])}, fates(public)
        public.get("/meetings/2017/1")
        assert "The same." in public.text and "/proposals/2017/1#r2" in public.text
        public.get("/search?q=ikinci")
        assert "taken up" in public.text and "/proposals/2017/1#r2" in public.text, public.text
        # from the recommendation back
        rows = {row["item"]: [origin["origin_item"] for origin in row["origins"]]
                for row in data(public, "/proposals/2017/1.json")["recommendations"]}
        assert rows == {"R1": ["O1"], "R2": ["O2"]}, rows
        # merged into one of another meeting, by its address; then changed
        assert dispose(client, "O3", outcome="merged", why="Həmin.", **{"in": council.address + "/meetings/2018/1#o1"}) == 303, client.text
        assert "in: %s/minutes.md#o1" % SECOND in shown(council, FIRST + "/dispositions/o3.md")
        assert dispose(client, "O3", outcome="out of scope", why="Not ours.") == 303, client.text
        assert "in:" not in shown(council, FIRST + "/dispositions/o3.md")
        assert fates(public)["O3"] == ("out of scope", [])
        person = data(public, "/people/osman-gunduz.json")
        assert [row["outcome_name"] for row in person["statements"] if row["is_suggestion"] and row["item"] == "O1"][:1] == ["taken up"]
        assert client.get("/meetings/2017/1/dispositions/o3") == 301 and client.headers["Location"] == "/meetings/2017/1#o3"
        tap.shura("check", council.dir)


def test_bad_dispositions():
    """what is missing or leads nowhere is said, and what was typed stays; who comes second sees the first"""
    with tap.Council() as council:
        fill(council)
        client = english(Client(council.serve()).sign_in("coordinator", tap.PASSWORD))
        stale = form_of(client, "O2")
        for fields, words in ((dict(outcome="", why="x & y"), "choose what became of it"), (dict(outcome="noted"), "say why"),
                              (dict(outcome="out of scope", why=" "), "say why"), (dict(outcome="merged", why="x"), "write which suggestion"),
                              (dict(outcome="merged", why="x", **{"in": "o2"}), "not merged with itself"),
                              (dict(outcome="merged", why="x", **{"in": "O99"}), "there is no O99 in meetings/2017/1"),
                              (dict(outcome="taken up", **{"in": "2031/7 R1"}), "there is no R1 in proposals/2031/7"),
                              (dict(outcome="taken up", **{"in": "R1"}), "write which recommendation"),
                              (dict(outcome="eaten", why="x"), "choose what became of it")):
            assert dispose(client, "O2", **fields) == 422, (fields, client.text)
            assert words in client.text[0:].replace("Write", "write"), (words, client.text)
            assert 'value="%s"' % fields.get("why", "").replace("&", "&amp;").strip() in client.text, fields
        assert client.post("/record/meetings/2017/1/dispositions", dict(stale, of="S1", outcome="noted", why="x")) in (404, 422)
        assert dispose(client, "O2", outcome="noted", why="Known.") == 303
        mine = dict(stale, outcome="out of scope", why="Mine.")
        assert client.post("/record/meetings/2017/1/dispositions", mine) == 409, client.status
        assert "somebody else said something of O2 meanwhile" in client.text and "Known." in client.text and "Mine." in client.text
        again = next(form["fields"] for form in Forms(client.text).forms if form["fields"].get("of") == "O2")
        assert client.post("/record/meetings/2017/1/dispositions", dict(again, outcome="out of scope", why="Mine.")) == 303, client.text
        assert "why: Mine." in shown(council, FIRST + "/dispositions/o2.md")
        member = Client(council.address).sign_in("member", tap.PASSWORD)
        assert member.get("/record/meetings/2017/1/dispositions") == 403
        # the same by every other way
        for what in ("outcome: noted", "outcome: merged\nwhy: x", "outcome: merged\nwhy: x\nin: %s/minutes.md#o3" % FIRST,
                     "outcome: taken up\nin: %s/minutes.md#o1" % FIRST):
            name = os.path.join(council.folder, FIRST, "dispositions/o3.md")
            os.makedirs(os.path.dirname(name), exist_ok=True)
            open(name, "w").write("---\nrecord: disposition\n%s\nby: K\nat: 2017-04-01\n---\n" % what)
            assert tap.shura("import", council.dir, name, expect=None).returncode, what


def test_fates_for_each_reader():
    """a draft proposal takes a suggestion up for members alone; a disposition of draft minutes is theirs"""
    with tap.Council() as council:
        fill(council)
        put(council, "proposals/2017/0001-0099/0001-layihe/proposal.md", PROPOSAL % "draft")
        public, member = english(Client(council.serve())), english(Client(council.address).sign_in("member", tap.PASSWORD))
        assert fates(public)["O1"] == ("not said yet", []) and fates(member)["O1"] == ("taken up", ["R1"])
        rows = lambda who, more="": [(row["meeting_address"], row["item"]) for row in data(who, "/suggestions.json?person=Osman" + more)["suggestions"]]
        assert ("/meetings/2017/1", "O1") in rows(public, "&outcome=unsaid") and ("/meetings/2017/1", "O1") not in rows(member, "&outcome=unsaid")
        put(council, FIRST + "/minutes.md", minutes("draft"))
        client = Client(council.address).sign_in("coordinator", tap.PASSWORD)
        assert dispose(client, "O2", outcome="noted", why="Gizli.") == 303, client.text
        assert "audience" not in shown(council, FIRST + "/dispositions/o2.md")
        public.get("/suggestions")
        assert "2017/1" not in public.text and "Gizli" not in public.text
        assert member.get("/suggestions?outcome=noted") == 200 and "Gizli." in member.text


def test_suggestions_page():
    """all suggestions, by outcome, year and person, fifty a page"""
    with tap.Council() as council:
        fill(council)
        many = "".join("- **O%d** Təklif %d.\n" % (n, n) for n in range(1, 121))
        put(council, "meetings/2019/0001-cox/minutes.md", minutes(date="2019-05-05", body="## 1. M\n\n### Səsləndirilən təkliflər\n\n" + many))
        client = Client(council.serve())
        pages = [data(client, "/suggestions.json?year=2019&page_number=%d" % n) for n in (1, 2, 3)]
        assert [len(page["suggestions"]) for page in pages] == [50, 50, 20]
        assert [page["pages"]["next"] for page in pages] == [2, 3, None] and pages[1]["pages"]["previous"] == 1
        assert pages[2]["suggestions"][-1]["item"] == "O120"
        assert [row["item"] for row in data(client, "/suggestions.json?year=2017")["suggestions"]] == ["O1", "O2", "O3"]
        assert data(client, "/suggestions.json?outcome=noted")["suggestions"] == []
        # what waits comes first for the coordinator alone
        put(council, "proposals/2017/0001-0099/0001-layihe/proposal.md", PROPOSAL % "submitted")
        of = lambda who: [(row["item"], row["outcome_name"]) for row in data(who, "/suggestions.json?year=2017")["suggestions"]]
        coordinator = english(Client(council.address).sign_in("coordinator", tap.PASSWORD))
        assert of(coordinator) == [("O2", "not said yet"), ("O3", "not said yet"), ("O1", "taken up")], of(coordinator)
        assert of(english(client))[0] == ("O1", "taken up")
        assert data(client, "/suggestions.json?person=Osman&year=2017")["suggestions"][0]["item"] == "O1"
        counts = {row["outcome_value"]: row["outcome_count"] for row in data(client, "/suggestions.json")["outcomes"]}
        assert counts["unsaid"] + counts["taken up"] >= 124, counts
        for path in ("/suggestions?page_number=0", "/suggestions?page_number=x&outcome=%27&person=%22%28", "/suggestions?row_error=Yalan&outcome_name=Yalan"):
            assert client.get(path) == 200 and ">Yalan<" not in client.text, path


def actions(client, query=""):
    return [(row["meeting_address"][len("/meetings/"):], row["item"]) for row in data(client, "/actions.json" + query)["actions"]]


def test_actions_page():
    """open actions across all meetings, by due date, as filtered and as typed"""
    with tap.Council() as council:
        fill(council)
        client = Client(council.serve())
        ours = lambda query="": [row for row in actions(client, query) if row[0].startswith("201")]
        # undated of an old meeting were due half a year after it: earlier than all
        assert ours() == [("2017/1", "A3"), ("2017/1", "A1"), ("2018/1", "A1")], ours()
        assert ours("?state=overdue") == ours("?q=is:overdue") == [("2017/1", "A3"), ("2017/1", "A1")]
        assert ours("?state=done") == [("2017/1", "A2")] and ours("?q=is:stopped") == []
        assert len(ours("?q=is:all")) == 4 and ours("?q=is:all+%40sakin") == [("2017/1", "A2")]
        assert ours("?q=is:open+is:action+%40osman") == ours("?person=Osman") == [("2017/1", "A1"), ("2018/1", "A1")]
        assert ours("?q=%40g%C3%BCnd%C3%BCz+%23hesabat") == ours("?q=hesab") == [("2017/1", "A1")]
        assert ours("?year=2018") == [("2018/1", "A1")]
        assert ours("?due_from=%s" % TODAY) == [("2018/1", "A1")] and ours("?due_to=%s" % OLD) == [("2017/1", "A3"), ("2017/1", "A1")]
        assert ours("?due_from=2017-09-01&due_to=2017-09-01") == [("2017/1", "A3")]
        counts = data(client, "/actions.json")["counts"]
        assert counts["late_count"] >= 2 and counts["open_count"] >= 3 and counts["done_count"] >= 1, counts
        english(client).get("/actions")
        assert "overdue by" in client.text and "without a date: counted 6 months after the meeting" in client.text
        for path in ("/actions?q=%40%22%28%29+%23*+is:", "/actions?page_number=99", "/actions?due_from=zzz&due_to=%27", "/actions?q=" + "a+" * 40):
            assert client.get(path) == 200, path
        put(council, FIRST + "/minutes.md", minutes("draft"))
        assert [row[0] for row in ours()] == ["2018/1"]
        many = "".join("- [ ] **A%d** İş %d.%s\n" % (n, n, " — *Kimsə*, 2030-01-%02d" % (n % 28 + 1) if n % 2 else "") for n in range(1, 111))
        put(council, "meetings/2019/0001-cox/minutes.md", minutes(date="2019-05-05", body="## 1. M\n\n### Tapşırıqlar\n\n" + many))
        pages = [actions(client, "?year=2019&page_number=%d" % n) for n in (1, 2, 3)]
        assert [len(page) for page in pages] == [50, 50, 10] and len(set(sum(pages, []))) == 110


def report(client, item, **fields):
    path = "/record/meetings/2017/1/actions/" + item
    assert client.get(path) == 200, client.text
    return client.post(path, dict(client.form(path), **fields))


def test_reports():
    """the person responsible and the coordinator report; the report counts before the box"""
    with tap.Council() as council:
        fill(council)
        tap.shura("user", "add", council.dir, "osman", "Osman Gündüz", "--roles=member", "--person=people/o/osman-gunduz",
                  "--password-file=-", text=tap.PASSWORD + "\n")
        osman = english(Client(council.serve()).sign_in("osman", tap.PASSWORD))
        other = english(Client(council.address).sign_in("member", tap.PASSWORD))
        coordinator = english(Client(council.address).sign_in("coordinator", tap.PASSWORD))
        public = english(Client(council.address))
        osman.get("/")
        assert "My actions" in osman.text and "/meetings/2017/1/actions/a1" in osman.text
        other.get("/")
        assert "My actions" not in other.text
        assert report(osman, "a1", state="done", report="Yazdım: [belə](../../../../bodies/v/vxsi.md).") == 303, osman.text
        text = shown(council, FIRST + "/actions/a1.md")
        assert "state: done" in text and "by: people/o/osman-gunduz" in text and "person:" not in text and "due:" not in text, text
        log = tap.git("log", "-1", "--format=%an|%s|%(trailers:key=Action,valueonly,separator=;)", "main", cwd=council.records()).strip()
        assert log == "Osman Gündüz|Toplantı 2017-03-01: A1 icra edildi|report", log
        assert ("2017/1", "A1") in actions(public, "?state=done") and ("2017/1", "A1") not in actions(public)
        public.get("/meetings/2017/1/actions/a1")
        assert "Yazdım" in public.text and "Report on it" not in public.text
        # not everybody
        assert other.get("/meetings/2017/1/actions/a1") == 200 and "Report on it" not in other.text
        assert other.get("/record/meetings/2017/1/actions/a1") == 200 and not any("base" in form["fields"] for form in Forms(other.text).forms)
        coordinator.get("/record/meetings/2017/1/actions/a1")
        form = coordinator.form("/record/meetings/2017/1/actions/a1")
        stolen = dict(form, form_token=next(f["fields"]["form_token"] for f in Forms(other.text).forms if "form_token" in f["fields"]))
        assert other.post("/record/meetings/2017/1/actions/a1", dict(stolen, state="open", report="Mən")) == 403, other.status
        # handed over, put off; both versions are there
        assert report(coordinator, "a1", state="open", person="VXSİ", due="01.12.2030", report="Yenidən.") == 303, coordinator.text
        text = shown(council, FIRST + "/actions/a1.md")
        assert "person: bodies/v/vxsi" in text and "due: 2030-12-01" in text, text
        page = data(public, "/meetings/2017/1/actions/a1.json")
        assert [row["version_state"] for row in page["versions"]] == ["open", "done"] and page["page"]["who"].startswith(("V", "İ"))
        lines = {line["item"]: line for line in data(public, "/meetings/2017/1.json")["agenda"][0]["lines"] if line["item"]}
        assert lines["A1"]["done"] == 0 and lines["A1"]["late_days"] is None
        osman.get("/")
        assert "/meetings/2017/1/actions/a1" not in osman.text
        # back to the item's own
        assert report(coordinator, "a1", state="stopped", person="Osman Gündüz", due=str(OLD), report="Lazım deyil.") == 303
        text = shown(council, FIRST + "/actions/a1.md")
        assert "person:" not in text and "due:" not in text and "state: stopped" in text, text
        assert actions(public, "?q=is:stopped") == [("2017/1", "A1")]
        person = data(public, "/people/osman-gunduz.json")["duties"]
        assert [row["item"] for row in person if row["stopped"]] == ["A1"]
        # the box in the minutes still works where nobody reported, and says nothing where somebody did
        put(council, FIRST + "/minutes.md", minutes(body=BODY.replace("[ ]", "[x]")))
        assert actions(public, "?q=is:stopped") == [("2017/1", "A1")] and ("2017/1", "A3") in actions(public, "?state=done")
        put(council, FIRST + "/minutes.md", minutes("draft"))
        assert coordinator.get("/record/meetings/2017/1/items/A1") == 200 and "counts before the box" in coordinator.text
        assert coordinator.get("/record/meetings/2017/1/items/A2") == 200 and "counts before the box" not in coordinator.text
        tap.shura("check", council.dir)


def test_bad_reports():
    """a report that lacks something is refused in words, and what was typed stays"""
    with tap.Council() as council:
        fill(council)
        client = english(Client(council.serve()).sign_in("coordinator", tap.PASSWORD))
        path = "/record/meetings/2017/1/actions/a3"
        client.get(path)
        stale = client.form(path)
        for fields, words in ((dict(), "choose how the action stands"), (dict(state="stopped", report=" "), "say why it was stopped"),
                              (dict(state="open", person="Heç Kim <b>"), "nobody on record is called"),
                              (dict(state="open", due="sabah", report="Qalsın & bu"), "is no date"), (dict(state="eaten"), "choose how")):
            assert report(client, "a3", **fields) == 422, (fields, client.text)
            assert re.sub("^", "", words) in client.text, (words, client.text)
            assert fields.get("report", "").replace("&", "&amp;") in client.text
        assert report(client, "a3", state="open", report="Bir.") == 303
        assert client.post(path, dict(stale, state="done", report="İki.")) == 409 and "İki." in client.text
        assert client.post(path, dict(client.form(path), state="done")) == 303
        for missing in ("/meetings/2017/1/actions/a9", "/meetings/2017/1/actions/s1", "/meetings/2031/1/actions/a1", path[:-1] + "9"):
            assert client.get(missing) == 404, missing
        name = os.path.join(council.folder, FIRST, "actions/a1.md")
        os.makedirs(os.path.dirname(name), exist_ok=True)
        open(name, "w").write("---\nrecord: action\nstate: stopped\nby: K\nat: 2017-04-01\n---\n")
        assert tap.shura("import", council.dir, name, expect=None).returncode
        # of draft minutes: for members alone
        put(council, FIRST + "/minutes.md", minutes("draft"))
        assert report(client, "a1", state="done", report="Sirr.") == 303
        assert Client(council.address).get("/meetings/2017/1/actions/a1") == 404


tap.main(globals())
