"""What became of it, for the public: the course of each suggestion, the council in figures, the time line, the report of a year."""
import atexit
import csv
import functools
import io
import json
import os
import re
import shutil
import sys

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path[:0] = [TESTS, os.path.join(TESTS, "cmd")]
import tap
from client import Client
from test_answers import ANSWER, SENT, adopt, reviewed, submit
from test_proposals import MEETING, PATH, PROPOSAL, add, step

TODAY = tap.today()
VOICED = "meetings/2015/0001-sesler"
MINUTES = """---
record: minutes
title: Səslər
date: 2015-07-28
state: held
minutes: published
source: {title: Xəbər}
participants:
  - {person: people/o/osman-gunduz, capacity: coordinator, attendance: present}
  - {person: people/s/sahib-memmedov, capacity: member, attendance: excused}
---

## 1. Məsələ

### Səsləndirilən təkliflər

- **O1** [Osman Gündüz](../../../people/o/osman-gunduz.md): Birinci təklif.
- **O2** [VXSİ](../../../bodies/v/vxsi.md): İkinci təklif.
- **O3** =1+1 üçüncü təklif.
- **O4** Dördüncü təklif.

### Tapşırıqlar

- [x] **A1** Siyahı hazırlansın. — [Osman Gündüz](../../../people/o/osman-gunduz.md), 2015-09-01
- [ ] **A2** Hesabat yazılsın. — *Sakin*, 2015-09-02
"""
CITE = " ([%s](../../../../meetings/2015/0001-sesler/minutes.md#%s))"
TEXT = (PROPOSAL.rstrip("\n") + CITE % ("O1", "o1") + "\n- **R2** Xidmətlər seçilsin." + CITE % ("O1", "o1") + CITE % ("O2", "o2")
        + "\n- **R3** Hesabat verilsin.\n")
DRAFT = PROPOSAL.replace("Pilot rayonlar\n", "Sonrakı layihə\n", 1).rstrip("\n") + CITE % ("O4", "o4") + "\n"
NOTED = "---\nrecord: disposition\noutcome: noted\nwhy: Məlumat üçün.\nby: Katib\nat: 2015-08-01\naudience: public\n---\n"


@functools.lru_cache(maxsize=None)
def served():
    """A council whose proposal was answered and is being carried out; all tests read it."""
    council = tap.Council()
    atexit.register(shutil.rmtree, council.folder, ignore_errors=True)
    atexit.register(council.stop)
    add(council, VOICED + "/minutes.md", MINUTES)
    add(council, VOICED + "/dispositions/o3.md", NOTED)
    add(council, PATH, TEXT)
    add(council, "proposals/2016/0001-0099/0002-sonra/proposal.md", DRAFT)
    add(council, "meetings/2016/0001-qebul/minutes.md", tap.sealed(MEETING))
    step(council, "review", "--what=İlk layihə")
    adopt(council)
    submit(council)
    reviewed(council)
    step(council, "answer", *ANSWER, of=SENT)
    step(council, "report", "--recommendation=R1", "--status=in progress", "--percent=40", "--words=İki rayon.", of=SENT)
    council.serve()
    return council


def read(path, english=True, login=None):
    client = Client(served().address)
    if english:
        client.cookies["language"] = "en"
    if login:
        client.sign_in(login, tap.PASSWORD)
    client.get(path)
    return client


def data(path, **more):
    client = read(path, **more)
    assert client.status == 200, client.text
    return json.loads(client.text)


def figures(path, **more):
    return {row["stage"]: (row["suggestions"], row["recommendations"]) for row in data(path, **more)["stages"]}


def test_figures():
    """the council in figures: each suggestion counts once, by what has come farthest; each number leads to its list"""
    found = figures("/became.json?year=2015")
    assert found["voiced"] == (4, None), found
    assert found["taken up"][0] == 2 and found["noted"][0] == 1 and found["unsaid"][0] == 1, found
    assert found["accepted"][0] == 1 and found["in progress"][0] == 1 and found["partly"][0] == 1 and found["rejected"][0] == 0, found
    found = figures("/became.json?year=2016")
    assert found["taken up"][1] == 3 and found["partly"][1] == 1 and found["rejected"][1] == 1 and found["not started"][1] == 1, found
    page = read("/became").text
    assert re.search(r'<svg class="picture flow" role="img" [^>]*aria-label="[^"]+"><title>.*</title><desc>.*</desc>', page), page
    assert "style=" not in page and page.count('class="node') >= 6, page
    for address, number in re.findall(r'<td><a href="(/became/list[^"]*)">(\d+)</a>', page):
        rows = data(address.replace("&amp;", "&").replace("/list?", "/list.json?"))["items"]
        assert len(rows) == int(number), (address, number, rows)


def test_readers():
    """what is a draft of the members is nothing to the public"""
    assert figures("/became.json?year=2015")["unsaid"] == (1, None)
    members = figures("/became.json?year=2015", login="member")
    assert members["unsaid"] == (0, None) and members["taken up"][0] == 3 and members["written"][0] == 1, members
    assert "Sonrak" not in read("/became/list?of=recommendations").text
    assert "Sonrak" in read("/became/list?of=recommendations", login="member").text


def test_filters():
    """filters by year, person, institution and stage; a stage or a name that nobody has finds nothing"""
    def items(query):
        return ["%s %s" % (row["of_record"].split("/")[0], row["item"]) for row in data("/became/list.json?" + query)["items"]]
    assert items("person=gunduz&year=2015") == ["meetings O1"]
    assert items("body=VXS%C4%B0&year=2015") == ["meetings O1", "meetings O2"]  # O1 went to it, O2 it voiced
    assert items("person=gunduz&of=recommendations") == ["proposals R1", "proposals R2"]
    assert items("stage=rejected&of=recommendations") == ["proposals R3"]
    assert items("stage=carried&year=2015") == items("person=hecnekes") == items("year=1999") == []
    assert figures("/became.json?person=gunduz&year=2015")["voiced"][0] == 1
    assert read("/became/list?page_number=2&year=2015").status == 200
    assert "No suggestion fits" in read("/became?year=1999").text


def test_tables():
    """the same as tables, and no cell is a formula"""
    client = read("/became/list.csv?year=2015")
    assert client.headers["Content-Type"].startswith("text/csv") and ".csv" in client.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(client.text.lstrip("\ufeff"))))
    assert rows[0][:3] == ["Address", "Words", "Who voiced it"] and len(rows) == 5, rows
    assert rows[3][1].startswith("'=1+1") and rows[1][5] == "accepted, in progress" and rows[1][6] == "proposals/2016/1#r1", rows
    rows = list(csv.reader(io.StringIO(read("/became.csv?year=2015").text.lstrip("\ufeff"))))
    assert ["voiced", "4", ""] in rows, rows
    assert read("/meetings.csv").status == 404


def test_course():
    """a suggestion shows how far each recommendation is that took it up, with day, person and place, and what it waits for"""
    page = read("/meetings/2015/1/suggestions/O1").text
    strips = re.findall(r'<ol class="course".*?</ol>', page, re.S)
    assert len(strips) == 2 and all(strip.count('aria-current="step"') == 1 for strip in strips), page
    for place in ("/meetings/2015/1#o1", "/proposals/2016/1/versions/1#r1", "/proposals/2016/1/submissions/1",
                  "/proposals/2016/1/answers/1#r1", "/proposals/2016/1/progress/%s-1" % TODAY):
        assert 'href="%s"' % place in strips[0], (place, strips[0])
    assert "Osman Gündüz" in strips[0] and "28 Jul 2015" in strips[0] and "40%" in strips[0], strips[0]
    assert "the next report of the agency" in page and "the first report of the agency" in page, page
    assert "Yarısı." in strips[1] and 'class="open"' in strips[1], strips[1]
    refused = read("/proposals/2016/1/recommendations/R3").text
    assert "Artıqdır." in refused and "does not follow" in refused and "names no suggestion" in refused, refused
    assert "It waits for" not in refused, refused
    assert read("/meetings/2015/1/suggestions/O4").text.count('class="course"') == 0
    assert read("/meetings/2015/1/suggestions/O4", login="member").text.count('class="course"') == 1


def test_timeline():
    """a proposal's page has its time line, and the same as a list"""
    page = read("/proposals/2016/1").text
    assert '<svg class="picture timeline" role="img"' in page and 'class="mark adopted"' in page, page
    listed = page[page.index('class="as-list"'):]
    for words in ("voiced: O1", "version 1: İlk layihə", "adopted: Qəbul, D1", "sent to the agency", "registered", "answered: R1 accepted",
                  "report, R1: in progress, 40%"):
        assert words in listed, (words, listed)
    days = re.findall(r"<li>(\d+ \w+ \d+)", listed)
    assert days[0] == "28 Jul 2015" and len(days) >= 8, days


def test_report():
    """the report says what changed between two days"""
    found = data("/became/report.json?from=2016-01-01&to=%s" % TODAY)
    rows = {row["figure"]: (row["before_the_first_day"], row["on_the_last_day"]) for row in found["figures"]}
    assert rows["Suggestions voiced"] == (4, 4) and rows["Proposals adopted"] == (0, 1) and rows["Proposals submitted"] == (0, 1), rows
    assert rows["Recommendations answered"] == (0, 3) and rows["of these rejected"] == (0, 1), rows
    assert rows["Recommendations in progress"] == (0, 1) and rows["Recommendations carried out"] == (0, 0), rows
    assert [row["meeting_title"] for row in found["meetings"]] == ["Qəbul"] and found["meetings"][0]["present_count"] == 3, found
    assert found["answered"][0]["is_late"] == 1 and found["answers_in_all"]["late_count"] == 1, found
    assert found["moved"][0]["from_name"] == "not started" and found["moved"][0]["to_name"] == "in progress", found
    before = data("/became/report.json?from=2015-01-01&to=31.12.2015")
    assert len(before["suggestions"]) == 4 and before["actions_in_all"] == {"actions_count": 2, "done_count": 1, "late_count": 1}, before
    assert before["answered"] == [] and before["answers_in_all"] is None, before
    assert "on average after" in read("/became/report?from=2016-01-01&to=%s" % TODAY).text
    rows = list(csv.reader(io.StringIO(read("/became/report.csv?from=2016-01-01&to=%s" % TODAY).text.lstrip("\ufeff"))))
    assert rows[0] == ["Figure", "Before the first day", "On the last day", "Difference"] and ["Meetings held", "1", "2", "1"] in rows, rows


def test_report_days():
    """days that are none are refused in words, exchanged ones are put in order; without any it is last year's, or this one's where that is empty"""
    for query, words in (("from=2016-13-01", "is no day"), ("to=2016", "is no day"), ("from=%3Cb%3E", "is no day")):
        client = read("/became/report?" + query)
        assert client.status == 422 and words in client.text and "<b>\"" not in client.text, client.text
    found = data("/became/report.json")["page"]
    assert (found["first"], found["last"]) == ("%d-01-01" % TODAY.year, str(TODAY)), found
    found = data("/became/report.json?from=2016-05-01&to=2016-04-01")["page"]
    assert (found["first"], found["last"]) == ("2016-04-01", "2016-05-01"), found
    found = data("/became/report.json?to=2016-06-30")["page"]
    assert (found["first"], found["last"]) == ("2016-01-01", "2016-06-30"), found


def test_report_paper():
    """the report is a PDF under the same address"""
    if not shutil.which("weasyprint"):
        raise tap.Skip("WeasyPrint is not installed")
    client = Client(served().address, timeout=120)
    client.get("/became/report.pdf?from=2016-01-01&to=%s" % TODAY)
    assert client.status == 200 and client.headers["Content-Type"] == "application/pdf", client.text[:500]


if __name__ == "__main__":
    tap.main(globals())
