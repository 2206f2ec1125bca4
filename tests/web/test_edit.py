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


if __name__ == "__main__":
    tap.main(globals())
