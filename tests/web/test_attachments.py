"""Files beside a proposal: what is taken, who may, how they are served."""
import io
import json
import os
import re
import sqlite3
import struct
import sys
import threading
import time
import zipfile
import zlib

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap
from client import Client
from live import FOLDER, PROPOSAL, TEXT, Council, add_user, put, put_past, reader

FORM = "/edit" + PROPOSAL + "/attachments"
AUTHOR = "people/o/osman-gunduz"


def png(width=2):
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    rows = b"".join(b"\0" + b"\x20\x60\x60" * width for _ in range(width))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, width, 8, 2, 0, 0, 0)) \
        + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def zipped(*names, mimetype=None):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        if mimetype:
            file.writestr(zipfile.ZipInfo("mimetype"), mimetype)
        for name in names:
            file.writestr(name, "x")
    return out.getvalue()


ODF = "application/vnd.oasis.opendocument."
GOOD = {
    "plan.pdf": b"%PDF-1.7\n%\xe2\xe3", "xəritə.png": png(), "Foto 1.JPG": b"\xff\xd8\xff\xe0\0\x10JFIF", "şəkil.webp": b"RIFF\x04\0\0\0WEBPVP8 ",
    "mətn.odt": zipped("content.xml", mimetype=ODF + "text"), "cədvəl.ods": zipped("content.xml", mimetype=ODF + "spreadsheet"),
    "məktub.docx": zipped("[Content_Types].xml", "word/document.xml"), "hesab.xlsx": zipped("[Content_Types].xml", "xl/workbook.xml"),
    "siyahı.csv": "ad;say\nKənd;3\n".encode(), "qeyd.txt": "Söz".encode(), "oxu.md": b"# Ad\n",
}


def send(client, called, data, token=None, **fields):
    """Send the form as a browser does; the status."""
    if not token:
        assert client.get(FORM) == 200, client.text[:2000]
        fields = dict(client.form(FORM), **fields)
        fields.pop("file", None)
        fields.pop("replace", None) if fields.get("replace") != "1" else None
    body = b"".join(b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (key.encode(), str(value).encode())
                    for key, value in fields.items())
    body += b'--x\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\nContent-Type: application/octet-stream\r\n\r\n%s\r\n--x--\r\n' % (
        called.encode(), data)
    return client.ask("POST", FORM, body, {"Content-Type": "multipart/form-data; boundary=x"})


def raw(client, path, method="GET", **headers):
    """The answer with its bytes."""
    line = client.fresh()
    if client.cookies:
        headers["Cookie"] = "; ".join("%s=%s" % pair for pair in client.cookies.items())
    line.request(method, path, headers=headers)
    answer = line.getresponse()
    answer.data = answer.read()
    line.close()
    return answer


def files(client):
    assert client.get(PROPOSAL + ".json") == 200, client.text
    return [row["file_name"] for row in json.loads(client.text)["attachments"]]


def test_what_is_taken():
    """each kind that is taken is kept under a clean name, listed with type and size, and served as it came"""
    with Council() as council:
        client = reader(council)
        for name, data in GOOD.items():
            before = council.commits()
            assert send(client, name, data) == 303, (name, client.text[:3000])
            assert council.commits() == before + 1, name
        names = files(client)
        assert names == sorted(names) and len(names) == len(GOOD), names
        assert {"plan.pdf", "xerite.png", "foto-1.jpg", "sekil.webp", "metn.odt", "siyahi.csv"} <= set(names), names
        assert "Foto 1.JPG" in tap.git("log", "--format=%s", "main", cwd=council.records())
        client.get(PROPOSAL)
        assert "xerite.png" in client.text and "şəkil" in client.text and "1 KB" in client.text and 'type="file"' in client.text
        for name, data in GOOD.items():
            short = name.replace("ə", "e").replace("ı", "i").replace("ş", "s").replace(" ", "-").lower()
            answer = raw(client, PROPOSAL + "/attachments/" + short)
            assert answer.status == 200 and answer.data == data, (short, answer.status)
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Content-Security-Policy"].startswith("sandbox"), answer.headers
            assert "script-src" not in answer.headers["Content-Security-Policy"]
            shown = short.rsplit(".", 1)[1] in ("pdf", "png", "jpg", "webp")
            assert answer.headers["Content-Disposition"].startswith("inline" if shown else "attachment"), answer.headers
            assert answer.headers["Content-Length"] == str(len(data))
        assert "in order" in tap.shura("check", council.dir)


def test_what_is_refused():
    """what is another thing than it says, too large, empty or of another kind is refused in words, and nothing is kept"""
    page = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
    bad = [("səhifə.html", page, "növ fayllar"), ("page.svg", b"<svg onload=alert(1)>", "növ fayllar"), ("şəkil.png", page, "içində başqa şey"),
           ("plan.pdf", page, "içində başqa şey"), ("a.jpg", png(), "içində başqa şey"), ("a.png", b"\x89PNG", "içində başqa şey"),
           ("a.docx", zipped("xl/workbook.xml"), "içində başqa şey"), ("a.docx", zipped("evil.exe"), "içində başqa şey"),
           ("a.docx", zipped("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "içində başqa şey"),
           ("a.odt", zipped("content.xml", mimetype=ODF + "spreadsheet"), "içində başqa şey"),
           ("a.txt", b"\xff\xfe\0a", "UTF-8"), ("a.csv", b"a\0b", "UTF-8"), ("a.txt", b"", "boşdur"), ("a", b"x", "növ fayllar"),
           (".png", png(), "növ fayllar"), ("a.png.exe", png(), "növ fayllar"), ("proposal.md/..", b"x", "növ fayllar"),
           ("a.png", png() + b"\0" * (5 << 20), "ən çoxu 5 MB"), ("a.pdf", b"%PDF-" + b"a" * (7 << 20), "6144 KB")]
    with Council() as council:
        client = reader(council)
        before = council.commits()
        for name, data, words in bad:
            status = send(client, name, data)
            assert status in (413, 422, 400), (name, status)
            assert words in client.text, (name, words, re.findall(r'(?s)class="(?:trouble|fault)".*?</', client.text))
        client.get(FORM)
        fields = client.form(FORM)
        assert client.post(FORM, fields) in (400, 422) and "fayl seçin" in client.text
        assert council.commits() == before and files(client) == []


def test_names_lead_nowhere():
    """a name with folders, dots or other letters becomes a plain one in the proposal's folder"""
    tricks = {"../../../council.md": "council.md", "..\\..\\people\\x.md": "x.md", "/etc/passwd.txt": "passwd.txt",
              "a%2f..%2fb.txt": "a-2f-2fb.txt", "...txt": "file.txt", "ÇÖĞÜIŞ Ə!.txt": "cogus-e.txt",
              "x" * 300 + ".txt": None, "\u202etxt.png.md": None}
    with Council() as council:
        client = reader(council)
        for name, wanted in tricks.items():
            before = set(files(client))
            assert send(client, name, b"abc") == 303, (name, client.text[:2500])
            new = set(files(client)) - before
            assert len(new) == 1 and re.fullmatch(r"[a-z0-9][a-z0-9.-]{0,79}", list(new)[0]), (name, new)
            assert wanted is None or name.startswith("Ç") or new == {wanted}, (name, new)
        assert send(client, "a.txt", b"abc", name="../başqa ad") == 303 and "basqa-ad.txt" in files(client)
        tree = tap.git("ls-tree", "-r", "--name-only", "main", "proposals", cwd=council.records()).split()
        assert all(name.startswith(FOLDER + "/") for name in tree), tree
        for path in ("/attachments/..%2fproposal.md", "/attachments/%2e%2e", "/attachments/../proposal.md", "/attachments/none.png",
                     "/attachments/a.txt%00", "/attachments/A.TXT"):
            assert raw(client, PROPOSAL + path).status in (400, 404), path


def test_who_may():
    """authors and the coordinator attach and delete; others may not, and read what they may read of the proposal"""
    with Council() as council:
        add_user(council, "author", "Osman Gündüz", "member", AUTHOR)
        author, member, agency, public = (reader(council, "author"), reader(council, "member"), reader(council, "agency"),
                                          Client(council.address))
        assert send(author, "plan.pdf", GOOD["plan.pdf"]) == 303, author.text
        author.get(PROPOSAL)
        assert author.form(FORM)
        member.get(PROPOSAL)
        assert "plan.pdf" in member.text and 'type="file"' not in member.text
        assert member.get(FORM) == 403
        member.get("/account")
        token = re.search(r'name="form_token" value="([^"]+)"', member.text)[1]
        assert send(member, "b.pdf", GOOD["plan.pdf"], token=token, form_token=token) == 403
        assert member.post(FORM + "/plan.pdf", {"form_token": token, "action": "delete"}) == 403
        address = PROPOSAL + "/attachments/plan.pdf"
        assert raw(member, address).status == 200
        for outside in (agency, public):
            assert raw(outside, address).status == 404 and raw(outside, address, "HEAD").status == 404
        put_past(council, FOLDER + "/proposal.md", TEXT % "submitted")
        answer = raw(public, address)
        assert answer.status == 200 and answer.headers["Cache-Control"] == "no-cache", answer.headers
        tag = answer.headers["ETag"]
        blob = tap.git("rev-parse", "main:%s/attachments/plan.pdf" % FOLDER, cwd=council.records()).strip()
        assert tag == '"%s"' % blob
        same = raw(public, address, **{"If-None-Match": tag})
        assert same.status == 304 and same.data == b""
        heads = raw(public, address, "HEAD")
        assert heads.status == 200 and heads.data == b"" and heads.headers["Content-Length"] == str(len(GOOD["plan.pdf"]))


def test_same_name():
    """a name that is taken is asked about: the file takes its place, or gets another name"""
    with Council() as council:
        client = reader(council)
        assert send(client, "plan.txt", b"bir") == 303
        assert send(client, "plan.txt", b"iki") == 409 and "artıq var" in client.text and 'name="replace"' in client.text
        assert raw(client, PROPOSAL + "/attachments/plan.txt").data == b"bir"
        assert send(client, "plan.txt", b"iki", name="plan iki") == 303
        assert send(client, "plan.txt", b"uch", replace="1") == 303
        assert raw(client, PROPOSAL + "/attachments/plan.txt").data == b"uch"
        assert raw(client, PROPOSAL + "/attachments/plan-iki.txt").data == b"iki"


def test_two_at_once():
    """of two who attach a file of one name at once, one is asked; a form sent twice makes one commit"""
    with Council() as council:
        readers = [reader(council) for _ in range(6)]
        forms = []
        for client in readers:
            client.get(FORM)
            forms.append(dict(client.form(FORM)))
        before, done = council.commits(), []

        def go(n):
            fields = {key: value for key, value in forms[n].items() if key in ("form_token", "once")}
            done.append(send(readers[n], "eyni.txt", b"%d" % n, token=True, **fields))
        threads = [threading.Thread(target=go, args=(n,)) for n in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(done) == [303] + [409] * 5 and council.commits() == before + 1, done
        client = readers[0]
        client.get(FORM)
        fields = {key: value for key, value in client.form(FORM).items() if key in ("form_token", "once")}
        for _ in range(2):
            assert send(client, "tek.txt", b"x", token=True, **fields) == 303, client.text[:2000]
        assert council.commits() == before + 2


def test_deleting():
    """a file is deleted by one commit; not while the text shows it, and not beside a proposal that is decided on"""
    with Council() as council:
        client = reader(council)
        assert send(client, "xerite.png", png()) == 303 and send(client, "plan.txt", b"bir") == 303
        put(council, FOLDER + "/proposal.md", TEXT % "draft" + "\n![Xəritə](attachments/xerite.png)\n")
        client.get(PROPOSAL)
        assert '<img src="%s/attachments/xerite.png" alt="Xəritə"' % PROPOSAL in client.text, client.text

        def delete(name):
            client.get(FORM)
            return client.post(FORM + "/" + name, client.form(FORM + "/" + name), follow=False)
        assert delete("xerite.png") == 409 and "mətn xerite.png" in client.text, client.text[:3000]
        before = council.commits()
        assert delete("plan.txt") == 303 and council.commits() == before + 1
        assert files(client) == ["xerite.png"] and raw(client, PROPOSAL + "/attachments/plan.txt").status == 404
        put_past(council, FOLDER + "/proposal.md", TEXT % "adopted")
        client.get(FORM)
        assert FORM + "/xerite.png" not in client.text
        token = client.form(FORM)
        assert client.post(FORM + "/xerite.png", {"form_token": token["form_token"], "action": "delete"}) == 409
        assert "qaralamaya qaytarın" in client.text

        def remove(work):
            os.remove(os.path.join(work, FOLDER, "attachments/xerite.png"))

        def change(work):
            with open(os.path.join(work, FOLDER, "attachments/xerite.png"), "wb") as file:
                file.write(png(3))
        for edit in (remove, change):
            assert "keeps its attachments" in council.push(edit), edit
            tap.git("reset", "--quiet", "--hard", "origin/main", cwd=os.path.join(council.folder, "work"))


def test_by_git():
    """a file that came by a push is listed and served; the index rebuilt is the same"""
    with Council() as council:
        public = reader(council)

        def add(work):
            os.makedirs(os.path.join(work, FOLDER, "attachments"))
            for name, data in (("a.png", b"<html><script>alert(1)</script>"), ("b.html", b"<script>alert(1)</script>"), ("c.pdf", b"%PDF-1")):
                with open(os.path.join(work, FOLDER, "attachments", name), "wb") as file:
                    file.write(data)

        def move(work):
            tap.git("mv", FOLDER, FOLDER.replace("layihe", "yeni-ad"), cwd=work)
            os.remove(os.path.join(work, FOLDER.replace("layihe", "yeni-ad"), "attachments/c.pdf"))
        council.push(add)
        for _ in range(100):
            if len(files(public)) == 3:
                break
            time.sleep(0.1)
        assert files(public) == ["a.png", "b.html", "c.pdf"]
        answer = raw(public, PROPOSAL + "/attachments/a.png")
        assert answer.headers["Content-Type"] == "image/png" and answer.headers["X-Content-Type-Options"] == "nosniff"
        answer = raw(public, PROPOSAL + "/attachments/b.html")
        assert answer.headers["Content-Type"] == "application/octet-stream" and answer.headers["Content-Disposition"].startswith("attachment")
        council.push(move)
        for _ in range(100):
            if len(files(public)) == 2:
                break
            time.sleep(0.1)
        assert files(public) == ["a.png", "b.html"]
        with sqlite3.connect("file:%s/index.db?mode=ro" % council.dir, uri=True) as db:
            step_by_step = db.execute("SELECT * FROM attachments ORDER BY path").fetchall()
        assert [row[2] for row in step_by_step] == ["a.png", "b.html"] and "yeni-ad" in step_by_step[0][0], step_by_step
        council.stop()
        tap.shura("reindex", council.dir)
        with sqlite3.connect("file:%s/index.db?mode=ro" % council.dir, uri=True) as db:
            assert db.execute("SELECT * FROM attachments ORDER BY path").fetchall() == step_by_step


tap.main(globals())
