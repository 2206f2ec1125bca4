"""What readers get: all that was written, only what is theirs, in every form."""
import gzip
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import tap
from client import Client

FOLDER = "meetings/2017/0001-sinaq"
PATHS = ["/", "/meetings", "/meetings/undated", "/meetings/undated/1", "/issues", "/issues/undated/1", "/proposals", "/people",
         "/people/osman-gunduz", "/bodies", "/bodies/vxsi", "/council", "/seals", "/history", "/history/meetings/undated/1",
         "/meetings/undated/1/suggestions/O1", "/meetings/undated/1/statements/S7", "/search?q=xidmet", "/search?letter=O", "/search?person=Gunduz", "/text/meetings/undated/1", "/sign-in"]


def minutes(state, body, **keys):
    more = "".join("%s: %s\n" % pair for pair in keys.items())
    return "---\nrecord: minutes\ntitle: Sınaq toplantısı\nsource: {title: Qəzet}\n%sstate: held\nminutes: %s\n---\n\n%s" % (more, state, body)


def test_every_page():
    """every page answers in both languages, as JSON, and without a fault of HTML"""
    with tap.Council() as council:
        client = Client(council.serve())
        for language in ("az", "en"):
            client.cookies["language"] = language
            for path in PATHS:
                assert client.get(path) == 200, "%s: %d" % (path, client.status)
                assert '<html lang="%s">' % language in client.text and client.text.rstrip().endswith("</html>"), path
                for tag in ("section", "form", "div", "ul", "ol", "li", "a", "p", "b", "dl", "dd", "table", "details", "main"):
                    opened = client.text.count("<%s>" % tag) + client.text.count("<%s " % tag)
                    assert opened == client.text.count("</%s>" % tag), "%s: <%s> %d opened" % (path, tag, opened)
                assert len(client.text) < 50000, "%s has %d bytes" % (path, len(client.text))
                bare, _, query = path.partition("?")
                if path not in ("/", "/sign-in"):
                    assert client.get(bare + ".json" + ("?" + query if query else "")) == 200, path
                    assert isinstance(json.loads(client.text), dict)


def test_all_text_is_shown():
    """whatever somebody wrote between the items stands on the page, in its place"""
    body = """Ön söz.

## 1. Birinci məsələ

Başlıqdan sonra.

### Çıxış etdilər

Çıxışlardan əvvəl.

- **S1** Bir.

  İkinci abzas.

Aradakı söz.

- **S2** İki.

### Özümüzün başlığı

Öz mətnimiz.

| a | b |
|---|---|
| c | d |

### Qərara alındı

- **D1** Qərar. (lehinə 3)

Sonda.

## 2. İkinci məsələ

Yalnız mətn.
"""
    with tap.Council() as council:
        tap.shura("import", council.dir, council.write(FOLDER + "/minutes.md", minutes("published", body, date="2017-02-03")))
        client = Client(council.serve())
        client.get("/meetings/2017/1")
        at = 0
        for words in ("Ön söz.", "Birinci məsələ</h2>", "Başlıqdan sonra.", "Çıxış etdilər<", "Çıxışlardan əvvəl.", "Bir.",
                      "İkinci abzas.", "Aradakı söz.", "İki.", "Özümüzün başlığı", "Öz mətnimiz.", "<td>c</td>",
                      "Qərara alındı<", "Qərar.", "Sonda.", "İkinci məsələ</h2>", "Yalnız mətn."):
            found = client.text.find(words, at)
            assert found > 0, "%r is missing or out of place" % words
            at = found
        client.get("/search?q=aradaki")
        assert "<mark>Aradakı</mark>" in client.text


def test_audience():
    """a draft is seen by members alone, on no page, in no form, and not its history"""
    secret = "Gizlinsöz"
    with tap.Council() as council:
        tap.shura("import", council.dir, council.write(FOLDER + "/minutes.md", minutes(
            "draft", "## 1. Yeni\n\n### Çıxış etdilər\n\n- **S1** [Osman Gündüz](../../../people/o/osman-gunduz.md): %s.\n" % secret)))
        commit = json.loads(tap.shura("log", council.dir, "meetings/2017/1", "--json"))[0]["commit"]
        address = council.serve()
        member = Client(address).sign_in("member", tap.PASSWORD)
        assert member.get("/meetings/2017/1") == 200 and secret in member.text
        paths = PATHS + ["/meetings/2017", "/meetings/2017/1", "/meetings/2017/1.json", "/meetings/2017/1.md",
                         "/meetings/2017/1.md?at=" + commit, "/history/meetings/2017/1", "/text/meetings/2017/1",
                         "/text/meetings/2017/1?at=" + commit, "/search?q=gizlinsoz", "/search.json?q=gizlinsoz",
                         "/compare/meetings/2017/1?from=%s&to=%s" % (commit, commit), "/record/meetings/2017/1",
                         "/history.json", "/meetings.json", "/people/osman-gunduz.json"]
        for reader in (Client(address), Client(address).sign_in("agency", tap.PASSWORD),
                       Client(address).sign_in("stakeholder", tap.PASSWORD), Client(address).sign_in("administrator", tap.PASSWORD)):
            for path in paths:
                reader.get(path)
                assert secret not in reader.text and "Sınaq toplantısı" not in reader.text, "%s shows it" % path
        # published and taken back: the published version was public, the drafts never
        coordinator = Client(address).sign_in("coordinator", tap.PASSWORD)
        coordinator.get("/meetings/2017/1")
        publish = "/record/meetings/2017/1/step/publish"
        coordinator.get(publish)
        form = coordinator.form(publish)
        assert coordinator.post(publish, form, follow=False) == 303, coordinator.text
        reader = Client(address)
        assert reader.get("/meetings/2017/1") == 200 and secret in reader.text
        reader.get("/history/meetings/2017/1")
        assert reader.text.count("<tr>") == 2, "the draft's version is listed: " + reader.text
        assert reader.get("/text/meetings/2017/1?at=" + commit) == 404
        assert coordinator.post(publish, form) == 409


def test_made_in_a_draft():
    """people and issues made for a draft are for members until it is published"""
    with tap.Council() as council:
        address = council.serve()
        coordinator = Client(address).sign_in("coordinator", tap.PASSWORD)
        coordinator.get("/new/meeting")
        assert coordinator.post("/new/meeting", dict(coordinator.form("/new/meeting"), heading="Yeni toplantı", kind="session",
                                                     source_title="Qəzet"), follow=False) == 303, coordinator.text
        record = "/record/meetings/undated/2"
        coordinator.get(record)
        token = coordinator.form(record + "/agenda")["form_token"]
        for path, fields in (("/participants", dict(action="add", name="Gizlin Şahid", make="person")),
                             ("/agenda", dict(action="add", heading="Gizlinməsələ")),
                             ("/items", dict(action="save", issue="1", letter="S", text="Söz.", speakers="Gizlin Qurum", make_speakers="body"))):
            assert coordinator.post(record + path, dict(fields, form_token=token), follow=False) == 303, coordinator.text
        reader = Client(address)
        places = ("/people", "/bodies", "/issues", "/search?q=gizlin", "/history", "/complete.json?q=gizlin", "/")
        for path in places:
            reader.get(path)
            assert "Gizlin" not in reader.text, path
        assert coordinator.post(record + "/step/publish", dict(form_token=token), follow=False) == 303
        for path, name in (("/people", "Gizlin Şahid"), ("/bodies", "Gizlin Qurum"), ("/issues", "Gizlinməsələ")):
            reader.get(path)
            assert name in reader.text, path
        assert "in order" in tap.shura("check", council.dir)


def test_preview():
    """a preview shows what the text will be and gives all fields back; a name as written stays as written"""
    with tap.Council() as council:
        client = Client(council.serve()).sign_in("coordinator", tap.PASSWORD)
        record = "/record/meetings/undated/1"
        client.get(record)
        form = dict(client.form(record + "/items"), issue="1", letter="D", text="Yeni **qərar**.", votes_for="4", speakers="")
        assert client.post(record + "/items", dict(form, action="preview"), follow=False) == 200
        assert "<strong>qərar</strong>" in client.text
        again = client.form(record + "/items")
        assert again["text"] == "Yeni **qərar**." and again["votes_for"] == "4" and again["letter"] == "D", again
        assert client.post(record + "/items", dict(again, action="save"), follow=False) == 303, client.text
        client.get("/edit-text/meetings/undated/1")
        form = client.form("/edit-text/meetings/undated/1")
        assert client.post("/edit-text/meetings/undated/1", dict(form, action="preview"), follow=False) == 200
        assert client.form("/edit-text/meetings/undated/1")["text"] == form["text"]
        client.get(record)
        form = dict(client.form(record + "/items"), issue="1", letter="S", text="Bir söz.", speakers="Bir *kənd* sakini", make_speakers="name")
        assert client.post(record + "/items", dict(form, action="save"), follow=False) == 303, client.text
        client.get("/meetings/undated/1")
        assert ">Bir *kənd* sakini</b>: " in client.text, client.text
        client.get(record + "/items/S8")
        assert client.form(record + "/items/S8")["speakers"] == "Bir *kənd* sakini"
        client.get(record + "/facts")
        form = dict(client.form(record + "/facts"), date="14.03.2016", kind="session", state="held")
        assert client.post(record + "/facts", form, follow=False) == 303, client.text
        assert "date: 2016-03-14\n" in tap.shura("show", council.dir, "meetings/undated/1")


def test_forms_of_an_answer():
    """conditional requests, compression, the file itself, other addresses"""
    with tap.Council() as council:
        client = Client(council.serve())
        client.get("/meetings/undated/1")
        tag = client.headers["ETag"]
        assert client.ask("GET", "/meetings/undated/1", None, {"If-None-Match": tag}) == 304 and not client.text
        client.cookies["language"] = "en"
        assert client.ask("GET", "/meetings/undated/1", None, {"If-None-Match": tag}) == 200
        tap.shura("import", council.dir, council.write("people/y/yeni.md", "---\nrecord: person\nname: Yeni\n---\n"))
        client.cookies.clear()
        assert client.ask("GET", "/meetings/undated/1", None, {"If-None-Match": tag}) == 200, "the tag did not change with the commit"
        plain = client.text
        import http.client
        connection = http.client.HTTPConnection(client.host)
        connection.request("GET", "/meetings/undated/1", None, {"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        assert answer.headers["Content-Encoding"] == "gzip" and gzip.decompress(answer.read()).decode() == plain
        client.get("/meetings/undated/1.md")
        assert client.text == tap.shura("show", council.dir, "meetings/undated/1")
        assert client.headers["Content-Type"].startswith("text/markdown")
        assert client.get("/meetings/undated/0001-old-name") == 301 and client.headers["Location"].endswith("/meetings/undated/1")
        assert client.get("/meetings/undated/99") == 404 and "/search" in client.text
        assert client.get("/no/such/page") == 404


def test_deleted():
    """a deleted record's address says when and by whom; its history can be read"""
    with tap.Council() as council:
        tap.shura("import", council.dir, council.write("people/y/yeni.md", "---\nrecord: person\nname: Yeni\n---\n"))
        work = os.path.join(council.folder, "clone")
        tap.git("clone", "--quiet", council.records(), work)
        tap.git("rm", "--quiet", "people/y/yeni.md", cwd=work)
        tap.git("commit", "--quiet", "-m", "Nobody of this name", cwd=work)
        tap.git("push", "--quiet", "origin", "HEAD:main", cwd=work)
        client = Client(council.serve())
        for _ in range(3):
            assert client.get("/people/yeni") == 410
        assert "Tester" in client.text and "Nobody of this name" in client.text
        assert client.get("/history/people/yeni") == 200 and "Nobody of this name" in client.text


def test_json_is_the_page():
    """the JSON has what the page has: who spoke, votes not stated as null"""
    with tap.Council() as council:
        client = Client(council.serve())
        client.get("/meetings/undated/1.json")
        data = json.loads(client.text)
        lines = [line for issue in data["agenda"] for line in issue["lines"] if line["item"]]
        assert [line["item"] for line in lines][:3] == ["S1", "S2", "S3"]
        assert lines[0]["speakers"][0]["speaker"] == "Osman Gündüz"
        assert [line["votes_for"] for line in lines if line["item"] == "D1"] == [None]
        assert data["page"]["date"] is None and len(data["present"]) == 10


tap.main(globals())
