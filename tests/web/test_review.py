"""The agency's review: what was sent beside what was sent before, who looks after it, and notes that nobody else ever sees."""
import contextlib
import glob
import json
import os
import re
import sqlite3
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.dirname(HERE), HERE, os.path.join(os.path.dirname(HERE), "cmd")]
import tap
from client import Client
from test_answers import ANSWER, SENT, adopt, reviewed, submit
from test_proposals import FOLDER, MEETING, PATH, PROPOSAL, add, push, step, swap, text

SUBMISSION = "/" + SENT
REVIEW = "/review" + SUBMISSION
AGAIN = "/proposals/2016/1/submissions/2"
DEMO_MEETING = "../../../../meetings/undated/0001-yerli-icra-hakimiyyetlerinde-e-xidmetler/minutes.md"
TEXT = PROPOSAL + ("- **R2** Xidmətlər seçilsin. ([O2](%s#o2))\n- **R3** Hesabat verilsin.\n\n## Nəticə\n\nİşin nəticəsi.\n" % DEMO_MEETING)
COMMENT = """---
record: comment
author: people/s/sahib-memmedov
at: %s
kind: %s
audience: discussion
round: 1
anchor: {part: R2}
disposition: {outcome: %s, by: people/o/osman-gunduz, at: %s%s}
---

%s
"""
SECRET = "Gizli qeyd 7351"
UNIT = "Gizli şöbə 7351"


def discuss(council):
    """A round with two comments on R2, and what became of them."""
    step(council, "discuss", "--until=2100-01-01", "--invited=Qonaq", "--call=Rəyinizi yazın.")
    for n, (kind, outcome, more) in enumerate((("support", "noted", ""), ("objection", "partly", ", why: Yarısı.")), 1):
        at = "%sT00:0%d+04:00" % (tap.today(), n)
        add(council, "%s/comments/%s/%st00010%d-ab1%d.md" % (FOLDER, tap.today(), str(tap.today()).replace("-", ""), n, n),
            COMMENT % (at, kind, outcome, at, more, "Şərh %d." % n))
    step(council, "close-round", "--summary=İki şərh oldu.", of="proposals/2016/1/rounds/1")
    step(council, "ready", "--what=Son")
    step(council, "adopt", "--in=meetings/2016/0001-qebul", "--item=D1")


@tap.once
def at_the_agency(council):
    """The agency has a proposal under review, and two reviewers."""
    tap.shura("user", "add", council.dir, "agency2", "İkinci rəyçi", "--roles=agency", "--password-file=-", text=tap.PASSWORD + "\n")
    add(council, PATH, TEXT)
    add(council, "meetings/2016/0001-qebul/minutes.md", MEETING)
    step(council, "review", "--what=İlk layihə")
    discuss(council)
    submit(council)
    reviewed(council)


@tap.once
def revised(council):
    """It came back for two reasons, was revised, and waits to be submitted again."""
    at_the_agency(council)
    step(council, "return", "--reason=Xərc göstərilməyib.", "--reason-R2=Hansı xidmətlər?", of=SENT)
    step(council, "revise")
    push(council, {PATH: swap("Xidmətlər seçilsin", "Beş xidmət seçilsin")})
    step(council, "review", "--what=Rəydən sonra")
    adopt(council)


def reader(council, login):
    return Client(council.address).sign_in(login, tap.PASSWORD)


def words_of(page):
    """What is read on PAGE, without marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))


def part(client, item):
    """The part of the review that is about ITEM."""
    found = re.search(r'<section class="passage reviewed" id="%s">.*?</section>' % item, client.text, re.S)
    assert found, client.text[:3000]
    return found[0]


def note(client, words, item="R2", **more):
    client.get(REVIEW)
    fields = dict(client.form(REVIEW + "/notes"), item=item, text=words, **more)
    return client.post(REVIEW + "/notes", fields), fields


def assign(client, item="R2", expect=303, **facts):
    fields = dict(client.form(REVIEW + "/assign"), item=item, **dict({"unit": "", "person": "", "until": ""}, **facts))
    assert client.post(REVIEW + "/assign", fields) == expect, (client.status, client.text[:2000])


def test_page():
    """the page shows the sealed text, where each recommendation comes from, and what was said of it in the rounds"""
    with tap.Council() as council:
        at_the_agency(council)
        council.serve()
        agency = reader(council, "agency")
        assert agency.get(REVIEW) == 200
        page = words_of(agency.text)
        assert "9/11-21" in page and "8 aprel 2016" in page and "Göndərilən mətn" in page and "İşin nəticəsi." in page, page
        for action in ("extend", "return"):
            assert 'href="/edit%s/step/%s"' % (SUBMISSION, action) in agency.text
        assert 'href="%s/answer"' % REVIEW in agency.text and "/step/register" not in agency.text
        second = part(agency, "r2")
        assert "/meetings/undated/1/suggestions/O2" in second and "/meetings/undated/1/statements/S7" in second, second
        assert "dəstək 1" in words_of(second) and "irad 1" in words_of(second) and "qismən nəzərə alındı 1" in words_of(second), words_of(second)
        assert "/proposals/2016/1/rounds/1" in second
        assert "O2" not in part(agency, "r1") and "dəstək" not in part(agency, "r1")
        assert agency.get("/review/proposals/2016/1/submissions/7") == 404
        # what stands in the proposal today is none of the agency's business
        step(council, "return", "--reason=Xərc?", of=SENT)
        step(council, "revise")
        push(council, {PATH: swap("Xidmətlər seçilsin", "Yeddi xidmət seçilsin")})
        agency.get(REVIEW)
        assert "Xidmətlər seçilsin" in agency.text and "Yeddi" not in agency.text


def test_notes():
    """notes of two reviewers stand one after the other; their authors delete them; the same form notes once"""
    with tap.Council() as council:
        at_the_agency(council)
        council.serve()
        first, second = reader(council, "agency"), reader(council, "agency2")
        status, fields = note(first, "Xərci kim ödəyir? <b>&amp;")
        assert status == 303 and first.post(REVIEW + "/notes", fields) == 303
        assert first.text.count("Xərci kim ödəyir? &lt;b&gt;&amp;amp;") == 1, first.text
        assert note(second, "Hüquq şöbəsi\nbaxsın.", item="")[0] == 303
        assert "Hüquq şöbəsi\nbaxsın." in part(second, "whole") and "Xərci kim" in part(second, "r2")
        assert 'value="delete"' in part(second, "whole") and 'value="delete"' not in part(second, "r2")
        number = re.search(r'name="note" value="(\d+)"', part(second, "whole"))[1]
        assert first.post(REVIEW + "/notes", dict(fields, action="delete", note=number)) == 403
        assert "qeydi yalnız onu yazan silir" in first.text.lower() and "Hüquq şöbəsi" in first.text
        assert second.post(REVIEW + "/notes", dict(second.form(REVIEW + "/notes"), item="", action="delete", note=number)) == 303
        assert "Hüquq şöbəsi" not in second.text
        for text_, words, expect in (("  ", "qeydi yazın", 422), ("ə" * 5001, "10000 bayt", 413)):
            assert note(first, text_, item="R3")[0] == expect
            assert words in words_of(part(first, "r3")) and words not in words_of(part(first, "r2"))
        assert "ə" * 5001 in part(first, "r3")
        assert note(first, "Yox", item="R9")[0] == 422 and "R9" in first.text and "Yox" not in part(first, "r3")


def test_assignments():
    """a recommendation is in somebody's hands until a day; whoever saves over another one is told first"""
    with tap.Council() as council:
        at_the_agency(council)
        council.serve()
        first, second = reader(council, "agency"), reader(council, "agency2")
        first.get(REVIEW)
        second.get(REVIEW)
        assign(first, person="agency2", until="2100-03-20")
        assert "İkinci rəyçi" in words_of(part(first, "r2")) and "20.03.2100" in part(first, "r2")
        assign(second, expect=409, unit="Maliyyə")
        assert "bu arada başqası onu tapşırıb" in part(second, "r2") and 'value="Maliyyə"' in part(second, "r2")
        assert "Baxır: İkinci rəyçi" in words_of(part(second, "r2"))
        form = re.search(r'name="item" value="R2"><input type="hidden" name="seen" value="(\d+)"', part(second, "r2"))
        assign(second, unit="Maliyyə", seen=form[1])
        assert "Baxır: Maliyyə" in words_of(part(second, "r2"))
        assert re.search(r'class="why">[^<]*Test agency: İkinci rəyçi', part(second, "r2")), part(second, "r2")
        for facts, words in (({"person": "coordinator"}, "coordinator"), ({"until": "2016-03-20", "unit": "X"}, "artıq keçib"),
                             ({"until": "2100-03-20"}, "hansı bölmənin"), ({"until": "20 mart", "unit": "X"}, "20 mart"),
                             ({"unit": "ə" * 101}, "200 bayt")):
            second.get(REVIEW)
            fields = dict(second.form(REVIEW + "/assign"), item="R3", unit="", person="", until="")
            assert second.post(REVIEW + "/assign", dict(fields, **facts)) in (413, 422), facts
            assert words in words_of(part(second, "r3")).split("Son tarix")[0], (words, words_of(part(second, "r3")))
        # what is in somebody's hands stands on their first page until it is answered
        first.get(REVIEW)
        assign(first, item="", person="agency2", until="2100-03-20")
        second.get("/")
        assert "Mənə tapşırılanlar" in second.text and 'href="%s"' % REVIEW in second.text and "20.03.2100" in second.text
        second.get("/inbox")
        assert "Mənə tapşırılanlar" in second.text
        for path in ("/", "/inbox"):
            first.get(path)
            assert "Mənə tapşırılanlar" not in first.text
        step(council, "answer", *ANSWER, of=SENT)
        second.get("/")
        assert "Mənə tapşırılanlar" not in second.text


def everything(folder):
    """The bytes of all files in FOLDER but for private.db."""
    for name in glob.glob(folder + "/**", recursive=True):
        if os.path.isfile(name) and "private.db" not in os.path.basename(name):
            with open(name, "rb") as file:
                yield name, file.read()


def private_rows(council):
    """Each row of private.db in words, with its table."""
    with contextlib.closing(sqlite3.connect(os.path.join(council.dir, "private.db"))) as db:
        for table, in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in db.execute("SELECT * FROM " + table):
                yield table, str(row)


def test_nobody_else():
    """no page, data, log, letter or object of the repository holds a note or an assignment"""
    with tap.Council() as council:
        at_the_agency(council)
        log = os.path.join(council.folder, "log")
        with open(log, "w") as file:
            council.process = subprocess.Popen([tap.SHURA, "serve", council.dir, "--listen=127.0.0.1:0"],
                                               stdout=subprocess.PIPE, stderr=file, encoding="utf-8")
            council.address = council.process.stdout.readline().strip()
        agency = reader(council, "agency")
        assert note(agency, SECRET)[0] == 303
        agency.get(REVIEW)
        assign(agency, unit=UNIT, person="agency")
        assert SECRET in agency.text and UNIT in agency.text
        agency.get(REVIEW + ".json")
        assert SECRET in agency.text and "no-store" in agency.headers["Cache-Control"]
        step(council, "return", "--reason=Xərc?", of=SENT)
        paths = ["/", "/proposals/2016/1", SUBMISSION, "/history/proposals/2016/1", "/history" + SUBMISSION, "/history",
                 "/text" + SUBMISSION, "/proposals/2016/1/recommendations/R2", "/search?q=Gizli", "/inbox", "/told", "/accounts", "/outbox"]
        for login in ("agency", "coordinator", "administrator", "member", "stakeholder", None):
            other = reader(council, login) if login else Client(council.address)
            for path in paths:
                for form in ("", ".json"):
                    other.get((path if path != "/" or not form else "/index") + form if "?" not in path else path.replace("?", form + "?"))
                    assert SECRET not in other.text, (login, path, form)
                    assert login == "agency" or UNIT not in other.text, (login, path, form)
            for path in (REVIEW, REVIEW + ".json") if login != "agency" else ():
                assert other.get(path) in ((403,) if login else (401, 303)), (login, other.status)
                assert SECRET not in other.text and UNIT not in other.text
            if login not in ("agency", None):
                other.get("/account")
                token = other.form("/sign-out")["form_token"]
                for path in ("/notes", "/assign"):
                    assert other.post(REVIEW + path, {"form_token": token, "item": "R2", "text": "Qonaq", "unit": "Qonaq"}) == 403, login
        agency.get(REVIEW)
        assert "Qonaq" not in agency.text
        assert council.stop() == 0
        objects = tap.git("cat-file", "--batch-check=%(objectname) %(objecttype)", "--batch-all-objects", cwd=council.records())
        names = [line.split()[0] for line in objects.splitlines()]
        assert len(names) > 50
        whole = subprocess.run(["git", "cat-file", "--batch"], cwd=council.records(), input="\n".join(names).encode(),
                               stdout=subprocess.PIPE, check=True).stdout
        assert "Hesabat verilsin".encode() in whole and SECRET.encode() not in whole and UNIT.encode() not in whole
        for name, data in everything(council.folder):
            assert SECRET.encode() not in data and UNIT.encode() not in data, name
        where = {table for table, row in private_rows(council) if SECRET in row or UNIT in row}
        assert where == {"review_notes", "assignments"}, where  # and in no letter


def test_returned():
    """why it came back is read on the proposal's page, and the next submission says what became of each reason"""
    with tap.Council() as council:
        at_the_agency(council)
        council.serve()
        step(council, "return", "--reason=Xərc göstərilməyib.", "--reason-R2=Hansı xidmətlər?", of=SENT)
        stranger, coordinator = Client(council.address), reader(council, "coordinator")
        stranger.get("/proposals/2016/1")
        assert "Xərc göstərilməyib." in stranger.text and "Hansı xidmətlər?" in stranger.text
        assert "/step/revise" not in stranger.text
        stranger.get("/became.json")
        stages = {row["stage"]: row["recommendations"] for row in json.loads(stranger.text)["stages"]}
        assert (stages["returned"], stages["waiting"]) == (3, 0), stages
        coordinator.get("/proposals/2016/1")
        assert coordinator.text.count('href="/edit/proposals/2016/1/step/revise"') == 1
        step(council, "revise")
        council.add(PATH, tap.shura("show", council.dir, "proposals/2016/1").rstrip("\n") + "\n- **R4** Sonradan əlavə olundu.\n")
        for number, sent in (("R1", ["1"]), ("R4", [])):
            stranger.get("/proposals/2016/1/recommendations/%s.json" % number)
            found = json.loads(stranger.text)["recommendations"][0]["submissions"]
            assert [str(row["submission_number"]) for row in found] == sent, found
        stranger.get("/proposals/2016/1")
        assert "Xərc göstərilməyib." in stranger.text
        step(council, "withdraw", "--reason=Vaxtı keçib.")
        stranger.get("/proposals/2016/1")
        assert "Xərc göstərilməyib." not in stranger.text


def test_again():
    """the coordinator says beside what changed what became of each reason, and is told where words are missing; the agency reads it"""
    with tap.Council() as council:
        revised(council)
        council.serve()
        coordinator, agency = reader(council, "coordinator"), reader(council, "agency2")
        page = "/edit/proposals/2016/1/step/submit"
        coordinator.get(page)
        shown = re.findall(r'<fieldset class="came-back".*?</fieldset>', coordinator.text, re.S)
        assert len(shown) == 2 and "Xərc göstərilməyib." in shown[0] and "/compare/proposals/2016/1?from=1&amp;to=2" in shown[0], shown
        assert "R2" in shown[1] and "<ins>" in shown[1] and "Beş" in shown[1], shown
        fields = dict(coordinator.form(page), letter="Hörmətli Agentlik!", date="2016-05-02")
        assert coordinator.post(page, fields) == 422
        shown = re.findall(r'<fieldset class="came-back".*?</fieldset>', coordinator.text, re.S)
        assert 'class="fault"' in shown[0] and 'class="fault"' not in shown[1] and 'href="#f-revised-1"' in coordinator.text
        fields.update({"revised-1": "taken up", "revised-2": "partly"})
        assert coordinator.post(page, fields) == 422
        shown = re.findall(r'<fieldset class="came-back".*?</fieldset>', coordinator.text, re.S)
        assert 'value="taken up" required checked' in shown[0] and 'class="fault"' in shown[1] and "Hörmətli Agentlik!" in coordinator.text
        fields["revised-why-2"] = "Dördü yox."
        assert coordinator.post(page, fields) == 303, coordinator.text[:3000]
        assert "{reason: 2, outcome: partly, why: Dördü yox.}" in text(council, AGAIN[1:])
        coordinator.get("/proposals/2016/1")
        assert "Xərc göstərilməyib." not in coordinator.text
        agency.get("/review" + AGAIN)
        changed = re.search(r'<section id="changed">.*?</section>', agency.text, re.S)[0]
        assert "Hansı xidmətlər?" in changed and "Dördü yox." in changed and "<ins>Beş" in changed and "difference" in changed, changed
        assert "Dördü yox." in part(agency, "r2") and "<ins>" in part(agency, "r2") and "<ins>" not in part(agency, "r3")
        agency.get("/review" + AGAIN + "?style=sides")
        assert '<table class="difference">' in agency.text
        agency.get(REVIEW)
        assert 'id="changed"' not in agency.text


if __name__ == "__main__":
    tap.main(globals())
