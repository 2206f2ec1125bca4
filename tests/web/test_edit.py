"""Writing a proposal: saves that are merged, conflicts, sections, versions, comparison, who wrote what."""
import json
import os
import re
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap
from client import Client
from live import add_user, put, reader, without_frame

ADDRESS = "/proposals/2015/7"
PAGE = "/edit" + ADDRESS
FOLDER = "proposals/2015/0001-0099/0007-layihe"
OSMAN, SAHIB = "people/o/osman-gunduz", "people/s/sahib-memmedov"
TEXT = """---
record: proposal
number: 7
title: Layihə
addressee: null
authors: [people/o/osman-gunduz]
state: %s
summary: Qısa məzmun.
---

## Vəziyyət

Birinci abzas burada durur.

## Əsaslandırma

İkinci abzas burada durur.

## Tövsiyələr

- **R1** Birinci tövsiyə.
"""


class Council(tap.Council):
    def __init__(self, state="draft"):
        super().__init__()
        put(self, FOLDER + "/proposal.md", TEXT % state)
        add_user(self, "muellif", "Osman Gündüz", "member", OSMAN)
        self.serve()

    def text(self):
        return tap.shura("show", self.dir, ADDRESS[1:])

    def log(self, form="%s"):
        return tap.git("log", "--format=" + form, "main", "--", FOLDER, cwd=self.records()).splitlines()


def editor(client, page=PAGE):
    assert client.get(page) == 200, client.text
    return client.form(page)


def save(client, form, page=PAGE, expect=303, **fields):
    status = client.post(page, dict(form, **{"action": "save", **fields}))
    assert status == expect, "%d\n%s" % (status, client.text)
    return client.text


def test_save():
    """an author saves title, addressee, summary and text in one commit with its line; a coordinator may, too"""
    with Council() as council:
        client = reader(council, "muellif")
        form = editor(client)
        assert form["heading"] == "Layihə" and form["addressee"] == "" and form["text"].startswith("## Vəziyyət")
        page = save(client, form, heading="Yeni ad", addressee="RYTN", text=form["text"].replace("Birinci abzas", "Təzə abzas"),
                    note="ad dəyişdi")
        assert "Yadda saxlanıldı" in page and "Təzə abzas" in page, page
        text = council.text()
        assert "title: Yeni ad\n" in text and "addressee: bodies/" in text and "Təzə abzas burada durur." in text
        assert council.log("%an|%s|%(trailers:key=Action,valueonly,separator=)")[0] == "Osman Gündüz|Yeni ad: ad dəyişdi|edit-proposal"
        client = reader(council)
        form = editor(client)
        assert form["addressee"]
        save(client, form, summary="Başqa məzmun.")
        assert "summary: Başqa məzmun." in council.text()
        count = len(council.log())
        assert "heç nə dəyişməmişdi" in save(client, editor(client)).lower() or len(council.log()) == count
        assert len(council.log()) == count


def test_recommendations_get_numbers():
    """a recommendation without a number gets the next one; that of a deleted one never comes again"""
    with Council() as council:
        client = reader(council, "muellif")
        form = editor(client)
        save(client, form, text=form["text"] + "- İkinci tövsiyə.\n")
        assert "- **R2** İkinci tövsiyə." in council.text()
        form = editor(client)
        save(client, form, text=form["text"].replace("- **R2** İkinci tövsiyə.", "- Üçüncü tövsiyə."))
        assert "- **R3** Üçüncü tövsiyə." in council.text()


def test_who_may():
    """who is no author is told to suggest a change; a text that stands as it is says so"""
    with Council() as council:
        client = reader(council, "member")
        assert client.get(PAGE) == 403 and "düzəliş" in client.text and 'name="text"' not in client.text
        other = reader(council, "muellif")
        form = editor(other)
        stolen = dict(form, form_token=client.form("/sign-out")["form_token"], text="Oğurlanmış mətn")
        assert client.post(PAGE, dict(stolen, action="save")) == 403 and "Oğurlanmış mətn" in client.text
        assert "Oğurlanmış" not in council.text()
        assert Client(council.address).get(PAGE) in (200, 303, 401)
    with Council("ready") as council:
        client = reader(council, "muellif")
        assert client.get(PAGE) == 409 and "qaralama" in client.text.lower(), client.text


def test_frozen_meanwhile():
    """the text became final while the form was open: it is not saved, and stays with its writer"""
    with Council("ready") as council:
        client = reader(council, "muellif")
        client.get(PAGE)
        form = {"form_token": client.form("/sign-out")["form_token"], "base": council.log("%H")[0], "text": "Gecikmiş söz\n"}
        page = save(client, form, expect=422)
        assert "Gecikmiş söz" in page and "Gecikmiş" not in council.text() and len(council.log()) == 1


def test_merge():
    """two saves of different words are both kept, fact by fact and word by word, and the second is told"""
    with Council() as council:
        one, two = reader(council, "muellif"), reader(council)
        first, second = editor(one), editor(two)
        save(one, first, heading="Başqa ad", text=first["text"].replace("Birinci abzas", "Birinci, təzə abzas"))
        page = save(two, second, summary="Təzə məzmun.", text=second["text"].replace("burada durur.\n\n## Tövsiyələr", "orada durur.\n\n## Tövsiyələr"))
        assert "meanwhile" in page or "arada" in page or "birlikdə" in page, page
        text = council.text()
        for words in ("title: Başqa ad", "summary: Təzə məzmun.", "Birinci, təzə abzas burada durur.", "İkinci abzas orada durur."):
            assert words in text, text


def test_conflict():
    """a true conflict is one screen with base, theirs and mine; what is chosen is saved on the new text"""
    with Council() as council:
        one, two = reader(council, "muellif"), reader(council)
        first, second = editor(one), editor(two)
        save(one, first, text=first["text"].replace("Birinci abzas", "Onların abzası").replace("İkinci", "Ötən"))
        page = save(two, second, text=second["text"].replace("Birinci abzas", "Mənim abzasım").replace("Birinci tövsiyə", "Aydın tövsiyə"),
                    expect=409)
        assert page.count('class="clash"') == 1 and "<ins>" in page
        form = two.form(PAGE)
        for words in ("Onların abzası burada durur.\n\nMənim abzasım burada durur.", "Ötən abzas", "Aydın tövsiyə"):
            assert words in form["text"], form["text"]
        assert two.post(PAGE, dict(form, pick_1="mine", action="choose")) == 200
        chosen = two.form(PAGE)
        assert "Onların" not in chosen["text"] and "Mənim abzasım burada durur." in chosen["text"]
        assert two.post(PAGE, dict(chosen, pick_1="theirs", action="choose")) == 200
        chosen = two.form(PAGE)
        assert "Onların abzası" in chosen["text"] and "Mənim" not in chosen["text"] and "Aydın" in chosen["text"]
        save(two, chosen)
        text = council.text()
        assert "Onların abzası burada" in text and "Ötən abzas" in text and "Aydın tövsiyə" in text and "Mənim" not in text


def test_fact_conflict():
    """two titles: the second is told the first, and may save again"""
    with Council() as council:
        one, two = reader(council, "muellif"), reader(council)
        first, second = editor(one), editor(two)
        save(one, first, heading="Birinci ad", text=first["text"].replace("Birinci abzas", "Dəyişmiş abzas"))
        page = save(two, second, heading="İkinci ad", expect=409)
        assert "Birinci ad" in page
        again = two.form(PAGE)
        assert again["heading"] == "İkinci ad" and "Dəyişmiş abzas" in again["text"]
        save(two, again)
        assert "title: İkinci ad" in council.text() and "Dəyişmiş abzas" in council.text()


def test_no_base():
    """a form that does not say on what it was typed overwrites nothing"""
    with Council() as council:
        client = reader(council, "muellif")
        form = editor(client)
        for base in ("", "0" * 40, "main", "x" * 5000):
            page = save(client, form, base=base, text="Yalnız bu\n", expect=409)
            assert "Yalnız bu" in page
        assert "Birinci abzas" in council.text()


def test_section():
    """a section alone is written; the rest stays, and others' changes of the rest are merged"""
    with Council() as council:
        one, two = reader(council, "muellif"), reader(council)
        assert one.get(PAGE + "?section=2") == 303
        page = PAGE + "/sections/2"
        first, second = editor(one, page), editor(two)
        assert first["text"].startswith("## Əsaslandırma") and "Vəziyyət" not in first["text"] and "heading" not in first
        save(two, second, text="## Əvvəl\n\nYeni fəsil.\n\n" + second["text"].replace("Birinci abzas", "Təzə abzas"))
        save(one, first, page, text=first["text"].replace("İkinci", "Dəqiq"))
        text = council.text()
        assert "Təzə abzas" in text and "Dəqiq abzas burada durur.\n\n## Tövsiyələr" in text and "## Əvvəl" in text
        assert one.get(PAGE + "/sections/9") == 404 and one.get(PAGE + "/sections/x") == 404


def test_section_conflict():
    """a conflict in a section is resolved in the whole text"""
    with Council() as council:
        one, two = reader(council, "muellif"), reader(council)
        page = PAGE + "/sections/1"
        first, second = editor(one, page), editor(two, page)
        save(one, first, page, text=first["text"].replace("Birinci", "Onların"))
        shown = save(two, second, page, text=second["text"].replace("Birinci", "Mənim"), expect=409)
        form = two.form(PAGE)
        assert 'class="clash"' in shown and "## Tövsiyələr" in form["text"] and "Mənim abzas" in form["text"]
        save(two, form, text=form["text"].replace("Onların abzas burada durur.\n\n", ""))
        assert "Mənim abzas" in council.text() and "Onların" not in council.text()


def test_preview():
    """the preview without a script, with links that lead where they will"""
    with Council() as council:
        client = reader(council, "muellif")
        form = editor(client)
        link = "[Osman](../../../../people/o/osman-gunduz.md)"
        assert client.post(PAGE, dict(form, text="Mətn **qalın** " + link, action="preview")) == 200
        assert "<strong>qalın</strong>" in client.text and 'href="/people/osman-gunduz"' in client.text
        assert "qalın" not in council.text()
        assert client.post("/preview?record=" + ADDRESS, {"text": link, "form_token": form["form_token"]}) == 200
        assert 'href="/people/osman-gunduz"' in client.text


def test_complete():
    """names come with their files, and items of meetings by id and by words"""
    with Council() as council:
        client = reader(council, "muellif")
        assert client.get("/complete.json?q=osman") == 200
        found = json.loads(client.text)["names"]
        assert {"people/o/osman-gunduz.md"} <= {one["path"] for one in found}, found
        assert client.get("/complete.json?q=o1&items=1") == 200
        items = json.loads(client.text)["items"]
        assert items and all(one["item"] == "O1" and one["path"].endswith("/minutes.md") for one in items), items
        assert client.get("/complete.json?q=pilot&items=1") == 200
        assert all("minutes.md" in one["path"] for one in json.loads(client.text)["items"])
        assert client.get("/complete.json?q=o1") == 200 and json.loads(client.text)["items"] == []


def test_too_long():
    """a text over what a record, or a form, may hold is answered in words, and comes back"""
    with Council() as council:
        client = reader(council, "muellif")
        form = editor(client)
        status = client.post(PAGE, dict(form, text="söz " * 300000, action="save"))
        assert status == 413 and "söz söz söz" in client.text, (status, client.text[:3000])
        status = client.post(PAGE, dict(form, text="abcd " * (1 << 20), action="save"))
        assert status == 413 and "KB" in without_frame(client.text), (status, client.text[:2000])
        for text in ("a\0b", "\ud800"):
            body = "form_token=%s&base=%s&action=save&text=a%%00b%%FFqaldı" % (form["form_token"], form["base"])
            client.ask("POST", PAGE, body.encode(), {"Content-Type": "application/x-www-form-urlencoded"})
            assert client.status in (400, 422) and "qaldı" in client.text, (text, client.status, client.text)
        assert "Birinci abzas" in council.text()


def test_lost_session():
    """the session ended while the form was open: signing in takes the text along"""
    with Council() as council:
        client = reader(council, "muellif")
        form = editor(client)
        twin = Client(council.address)
        twin.cookies = dict(client.cookies)
        twin.get("/")
        assert twin.post("/sign-out", twin.form("/sign-out")) == 303
        client.post(PAGE, dict(form, text="Uzun söz\n", action="save"))
        assert "Uzun söz" in client.text, "%d %s" % (client.status, without_frame(client.text))
        client.post("/sign-in", dict(client.form("/sign-in"), login="muellif", password=tap.PASSWORD), follow=False)
        assert "Uzun söz" in client.text, client.text
        client.post(PAGE, client.form(PAGE))
        assert "Uzun söz" in council.text(), client.text


def versions(council):
    """Two named versions and a save after them; the pages of an author and of a stranger."""
    client = reader(council, "muellif")
    form = editor(client)
    save(client, form, action="save-version", what="Birinci qaralama")
    form = editor(client)
    save(client, form, text=form["text"].replace("Birinci abzas", "Təzə abzas"), note="bir söz")
    form = editor(client)
    save(client, form, text=form["text"].replace("İkinci abzas", "Dəqiq abzas"), heading="Yeni ad", action="save-version", what="Dəqiqləşdi")
    other = reader(council)
    form = editor(other)
    save(other, form, text=form["text"].replace("Təzə abzas burada", "Təzə abzas indi burada"), note="indi")
    return client


def test_versions():
    """named versions stand with their lines, revisions between them; each is read; naming twice is refused"""
    with Council() as council:
        client = versions(council)
        assert client.get(ADDRESS + "/versions") == 200, client.text
        page = without_frame(client.text)
        assert "Birinci qaralama" in page and "Dəqiqləşdi" in page and "bir söz" in page and "indi" in page
        assert client.get(ADDRESS + "/versions.json") == 200
        groups = json.loads(client.text)["groups"]
        assert [(one["group_version"], one["revisions_count"]) for one in groups] == [(0, 1), (2, 2), (1, 2)], groups
        assert client.get(ADDRESS + "/versions/1") == 200 and "Birinci abzas" in client.text and "Layihə" in client.text
        assert client.get(ADDRESS + "/versions/2") == 200 and "Təzə abzas burada" in client.text and "Yeni ad" in client.text
        assert "data-line" not in client.text
        numbered = [re.findall(r'data-line="\d+"></span>[^<]*', client.text) for at in ("/versions/2?lines=1", "?lines=1")
                    if client.get(ADDRESS + at) == 200]
        assert numbered[0] and numbered[0][0].startswith('data-line="1"') and numbered[1], client.text
        commit = groups[1]["version_commit"]
        assert client.get(ADDRESS + "?at=" + commit) == 200 and "Dəqiq abzas" in client.text
        for wrong in ("3", "0", "-1", "x", "0" * 40, "1" * 30):
            assert client.get(ADDRESS + "/versions/" + wrong) == 404, wrong
        client.get(ADDRESS + "/versions")
        form = client.form(PAGE + "/versions")
        assert client.post(PAGE + "/versions", dict(form, action="name", what=" ")) == 422
        assert client.post(PAGE + "/versions", dict(client.form(PAGE + "/versions"), action="name", what="Üçüncü")) == 303
        assert "Üçüncü" in client.text and "what: \"Üçüncü\"" in council.text() or "what: Üçüncü" in council.text()
        assert client.post(PAGE + "/versions", dict(form, action="name", what="Dördüncü", once="")) == 422
        assert Client(council.address).get(ADDRESS + "/versions") == 404  # a draft is the members'


def test_restore():
    """an older text stands again as a new revision; not on what nobody has seen, not by a stranger, and its numbers stay"""
    with Council() as council:
        client = versions(council)
        form = editor(client)
        save(client, form, text=form["text"] + "- Yeni tövsiyə.\n")
        client.get(ADDRESS + "/versions/1")
        form = client.form(PAGE + "/versions")
        other = reader(council)
        late = editor(other)
        save(other, late, summary="Arada dəyişdi.")
        assert client.post(PAGE + "/versions", dict(form, action="restore")) == 409 and "Təzə abzas" in council.text()
        client.get(ADDRESS + "/versions/1")
        form = client.form(PAGE + "/versions")
        assert client.post(PAGE + "/versions", dict(form, action="restore")) == 303, client.text
        text = council.text()
        assert "title: Layihə\n" in text and "Birinci abzas burada durur." in text and "summary: Qısa məzmun." in text
        assert "last: {R: 2}" in text and text.count("version: ") == 2
        member = reader(council, "member")
        member.get(ADDRESS + "/versions/2")
        assert PAGE + "/versions" not in member.text
        stolen = dict(form, form_token=member.form("/sign-out")["form_token"], action="restore", once="")
        assert member.post(PAGE + "/versions", stolen) == 403


def test_compare():
    """any two are compared in words as people see them, with facts as facts; in whole, side by side, with marks"""
    with Council() as council:
        client = versions(council)
        page = "/compare%s?from=1&to=2" % ADDRESS
        assert client.get(page) == 200, client.text
        text = without_frame(client.text)
        assert "<del>Birinci</del><ins>Təzə</ins>" in text and "<del>Layihə</del>" in text and "<ins>Yeni ad</ins>" in text
        assert "**R1**" not in text and "state:" not in text
        assert client.get(page + "&all=1") == 200 and "Birinci tövsiyə" in client.text
        assert client.get(page + "&style=sides&all=1") == 200 and "<table" in client.text
        assert client.get(page + "&source=1&all=1") == 200 and "**R1**" in client.text
        head = council.log("%H")[0]
        assert client.get("/compare%s?from=2&to=%s" % (ADDRESS, head)) == 200 and "<ins>indi </ins>" in client.text.replace(" indi</ins>", "indi </ins>")
        assert client.get("/compare%s?from=1&to=7" % ADDRESS) == 404
        form = editor(client)
        save(client, form, text=form["text"].replace("Dəqiq", "**Dəqiq**"))
        assert client.get("/compare%s?from=%s&to=%s" % (ADDRESS, head, council.log("%H")[0])) == 200
        assert "Yalnız işarələr" in client.text


def test_writers():
    """each passage says who wrote its words, when, in which version; the words of several are told apart"""
    with Council() as council:
        client = versions(council)
        assert client.get(ADDRESS + "/writers") == 200, client.text
        page = without_frame(client.text)
        assert "Test coordinator" in page and "Osman Gündüz" in page and 'class="wrote' in page
        assert client.get(ADDRESS + "/writers.json") == 200
        passages = json.loads(client.text)["passages"]
        first = [one for one in passages if any(w["written_as"].endswith("indi") for w in one["writers"])]
        assert len(first) == 1 and len(first[0]["writers"]) == 3 and sum(w["percent"] for w in first[0]["writers"]) in (99, 100, 101)
        item = [one for one in passages if one["item"] == "R1"]
        assert len(item) == 1 and len(item[0]["writers"]) == 1


WRITERS, SAVES = 4, 15


def test_nothing_is_lost():
    """four writers save at once, again and again: every word of theirs stands in the end"""
    with Council() as council:
        lines = "".join("\nSətir %d.\n" % n for n in range(WRITERS))
        first = reader(council)
        form = editor(first)
        save(first, form, text=form["text"] + "\n## Yazanlar\n" + lines)
        before, lost, merged = len(council.log()), [], [0]

        def write(n):
            client = reader(council)
            for i in range(tap.rounds(SAVES)):
                form = editor(client)
                mark = "y%dx%d" % (n, i)
                text = form["text"].replace("Sətir %d." % n, "Sətir %d. %s" % (n, mark))
                if client.post(PAGE, dict(form, text=text, action="save"), follow=False) != 303:
                    lost.append((n, i, client.status))
                elif "merged" in client.headers["Location"]:
                    merged[0] += 1
        threads = [threading.Thread(target=write, args=(n,)) for n in range(WRITERS)]
        [one.start() for one in threads]
        [one.join() for one in threads]
        text = council.text()
        missing = [(n, i) for n in range(WRITERS) for i in range(tap.rounds(SAVES)) if "y%dx%d" % (n, i) not in re.findall(r"y\d+x\d+", text)]
        assert not lost and not missing, (lost, missing[:10])
        assert len(council.log()) - before == WRITERS * tap.rounds(SAVES)
        print("# %d saves, %d merged" % (WRITERS * tap.rounds(SAVES), merged[0]))


if __name__ == "__main__":
    tap.main(globals())
