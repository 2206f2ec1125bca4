"""Documents of the office: what is printed, as PDF, in what order, and for whom."""
import concurrent.futures
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import tap
from client import Client

FULL = """---
record: minutes
number: "3"
title: Növbəti iclas
date: 2015-07-28
starts: "15:00"
place: Bakı şəhəri
chair: people/o/osman-gunduz
secretary: people/v/vasif-movsumov
state: held
minutes: %s
quorum: {members: 5, present: 3, met: true}
participants:
  - {person: people/o/osman-gunduz, capacity: chair, attendance: present}
  - {person: people/s/sahib-memmedov, capacity: member, attendance: excused}
  - {person: people/v/vasif-movsumov, capacity: secretary, position: baş mütəxəssis, on behalf of: bodies/r/rytn, attendance: late}
agenda:
  - {title: Xidmətlərin ölçülməsi, rapporteur: people/o/osman-gunduz, minutes allotted: 45}
  - {title: Büdcə, minutes allotted: 20}
---

## 1. Xidmətlərin ölçülməsi

### Eşidildi

- **S1** [Osman Gündüz](../../../people/o/osman-gunduz.md): Hesabat. ![a](file:///etc/passwd) <img src="file:///etc/passwd"> ![b](http://127.0.0.1:1/b.png) <object data="file:///etc/hosts"></object>

### Qərara alındı

- **D1** Ölçülsün. (lehinə 1, bitərəf 1)

### Tapşırıqlar

- [x] **A1** Ölçmək. — [Osman Gündüz](../../../people/o/osman-gunduz.md), 2015-09-01

## 2. Büdcə

### Çıxış etdilər

- **S2** Ğ, ı, İ, ş, Ə: büdcədən danışıldı.
"""


def needs(*programs):
    for program in programs:
        if not shutil.which(program):
            raise tap.Skip("%s is not installed" % program)


def words(client, path, language="az"):
    """The text of the PDF at PATH, white space made one, and how many pages it has."""
    needs("weasyprint", "pdftotext")
    client.cookies["language"] = language
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf(client, path))
        file.flush()
        text = subprocess.run(["pdftotext", file.name, "-"], stdout=subprocess.PIPE, encoding="utf-8", check=True).stdout
        fonts = subprocess.run(["pdffonts", file.name], stdout=subprocess.PIPE, encoding="utf-8", check=True).stdout.splitlines()[2:]
        assert fonts and all("DejaVu" in line for line in fonts), "letters come from other fonts: %s" % fonts
        facts = subprocess.run(["pdfinfo", file.name], stdout=subprocess.PIPE, encoding="utf-8", check=True).stdout
    return " ".join(text.split()), int(re.search(r"Pages: +(\d+)", facts)[1]), facts


def pdf(client, path):
    line = client.fresh()
    line.request("GET", path, None, {"Cookie": "; ".join("%s=%s" % pair for pair in client.cookies.items())})
    answer = line.getresponse()
    data = answer.read()
    line.close()
    assert answer.status == 200, "%s: %d\n%s" % (path, answer.status, data.decode("utf-8", "replace")[:2000])
    assert answer.headers["Content-Type"] == "application/pdf", path
    assert re.match(r'inline; filename="[a-z0-9-]+\.pdf"', answer.headers["Content-Disposition"]), path
    assert data.startswith(b"%PDF-"), path
    return data


def in_order(text, *parts):
    at = 0
    for part in parts:
        found = text.find(part, at)
        assert found >= 0, "no %r after %r in:\n%s" % (part, text[max(0, at - 40):at], text)
        at = found + len(part)


def with_full(council, state="published", text=FULL):
    name = os.path.join(council.folder, "in", "meetings/2015/0003-novbeti/minutes.md")
    os.makedirs(os.path.dirname(name))
    with open(name, "w", encoding="utf-8") as file:
        file.write(tap.sealed(text % state) if state == "published" else text % state)
    tap.shura("import", council.dir, os.path.join(council.folder, "in"))


class Fake:
    """A folder for PATH, with git and a weasyprint of our own, or none."""

    def __init__(self, council, script=None):
        self.folder = os.path.join(council.folder, "bin")
        os.mkdir(self.folder)
        for name in ("git", "sleep", "cat", "sh"):
            os.symlink(shutil.which(name), os.path.join(self.folder, name))
        if script:
            name = os.path.join(self.folder, "weasyprint")
            with open(name, "w", encoding="utf-8") as file:
                file.write("#!/bin/sh\n" + script.replace("HERE", self.folder))
            os.chmod(name, 0o755)

    def path(self, name):
        return os.path.join(self.folder, name)

    def serve(self, council, *options):
        before = os.environ["PATH"]
        os.environ["PATH"] = self.folder
        try:
            return council.serve(*options)
        finally:
            os.environ["PATH"] = before


def wait_for(what):
    end = time.monotonic() + 60
    while not what():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.05)


def is_alive(pid):
    """One that has ended and waits for its parent to hear of it is not."""
    try:
        with open("/proc/%d/stat" % pid, encoding="utf-8") as file:
            return file.read().rsplit(")", 1)[1].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_demo():
    """the demo's protocol as an office writes it, unknown facts staying unknown, in both languages"""
    with tap.Council() as council:
        client = Client(council.serve())
        text, pages, facts = words(client, "/meetings/undated/1.pdf")
        in_order(text, "Elektron Xidmətlərin Təşviqi üzrə İctimai Şura", "PROTOKOL", "Yerli icra hakimiyyətlərində elektron xidmətlər",
                 "Yer: mənbədə göstərilməyib", "Tarix: mənbədə göstərilməyib", "İclasa sədrlik edirdi", "mənbədə göstərilməyib",
                 "İştirak edirdilər", "Osman Gündüz – koordinator", "Əliməmməd Nuriyev – üzv", "GÜNDƏLİK", "ÇIXIŞ ETDİLƏR", "S1",
                 "SƏSLƏNDİRİLƏN TƏKLİFLƏR", "O5", "QƏRARA ALINDI", "D1", "Səsvermə: mənbədə göstərilməyib", "TAPŞIRIQLAR",
                 "A1", "açıq")
        assert "İctimai Şura" in text and "səhifə 1 / %d" % pages in text and "səhifə %d / %d" % (pages, pages) in text
        assert 1 < pages < 5 and "LAYİHƏ" not in text
        assert "Yerli icra" in facts, facts
        for screen in ("Daxil ol", "Axtarış", "Çap et", "Markdown", "Tarixçə"):
            assert screen not in text, screen
        text, again, _ = words(client, "/meetings/undated/1.pdf", "en")
        in_order(text, "Public Council for the Promotion of E-Services", "MINUTES", "Date: not stated in the source", "Those present",
                 "AGENDA", "SPOKE", "S1", "SUGGESTIONS VOICED", "RESOLVED", "ACTIONS")
        assert "page 1 / %d" % again in text, text


def test_full_protocol():
    """a protocol with everything stated: date in words, who was absent apart, votes and actions in words"""
    with tap.Council() as council:
        with_full(council)
        client = Client(council.serve())
        text, _, _ = words(client, "/meetings/2015/3.pdf")
        in_order(text, "PROTOKOL № 3", "Bakı şəhəri", "28 iyul 2015-ci il", "İclasa sədrlik edirdi", "Osman Gündüz", "Katib", "Vasif Mövsümov",
                 "İştirak edirdilər", "Vasif Mövsümov, baş mütəxəssis – katib", "İştirak etmirdilər", "Sahib Məmmədov", "Yetərsay",
                 "3 nəfər iştirak edib, üzvlərin sayı: 5; yetərsay var", "GÜNDƏLİK",
                 "EŞİDİLDİ", "S1", "QƏRARA ALINDI", "D1", "lehinə 1, əleyhinə: mənbədə göstərilməyib, bitərəf 1", "TAPŞIRIQLAR",
                 "A1", "Osman Gündüz", "1 sentyabr 2015-ci il", "icra olunub", "ÇIXIŞ ETDİLƏR", "Ğ, ı, İ, ş, Ə", "Sədr", "Osman Gündüz",
                 "Katib", "Vasif Mövsümov")
        assert "root:" not in text
        text, _, _ = words(client, "/meetings/2015/3/extract/2.pdf")
        in_order(text, "PROTOKOLDAN ÇIXARIŞ № 3", "28 iyul 2015-ci il", "2. Büdcə", "S2", "Çıxarış düzgündür:", "Katib", "Vasif Mövsümov")
        assert "ölçülməsi" not in text and "S1" not in text and "D1" not in text, text
        text, _, _ = words(client, "/meetings/2015/3/extract/1.pdf", "en")
        in_order(text, "EXTRACT FROM THE MINUTES № 3", "28 July 2015", "S1", "D1", "A1", "The extract is correct:")
        assert "S2" not in text
        text, pages, _ = words(client, "/meetings/2015/3/agenda.pdf")
        in_order(text, "GÜNDƏLİK", "Məruzəçi", "Xidmətlərin ölçülməsi", "Osman Gündüz", "45 dəq", "15:00–15:45", "Büdcə", "20 dəq",
                 "15:45–16:05", "Cəmi: 65 dəq")
        assert pages == 1
        text, _, _ = words(client, "/meetings/2015/3/attendance.pdf")
        in_order(text, "İŞTİRAKÇILARIN SİYAHISI", "1 Osman Gündüz", "2 Sahib Məmmədov", "3 Vasif Mövsümov", "Katib")
        assert "İmza" in text and "Qeyd" in text, text
        for path in ("/people/osman-gunduz.pdf", "/meetings.pdf", "/meetings/2015/3/extract/3.pdf", "/meetings/2015/3/extract/02",
                     "/meetings/2015/3/extract/0", "/meetings/2015/9.pdf", "/meetings/2015/9/agenda"):
            assert client.get(path) == 404, "%s: %d" % (path, client.status)
        for path in ("/meetings/2015/3/extract/1", "/meetings/2015/3/agenda", "/meetings/2015/3/attendance"):
            assert client.get(path) == 200 and path + ".pdf" in client.text, path
            assert client.get(path + ".json") == 200, path
        assert client.get("/meetings/2015/3") == 200
        for link in ("/meetings/2015/3.pdf", "/meetings/2015/3/agenda", "/meetings/2015/3/attendance", "/meetings/2015/3/extract/2"):
            assert 'href="%s"' % link in client.text, link


def test_agenda_with_gaps():
    """an agenda with a duration unknown has no times, and says how many are missing"""
    with tap.Council() as council:
        with_full(council, text=FULL.replace("Büdcə, minutes allotted: 20", "Büdcə"))
        client = Client(council.serve())
        client.cookies["language"] = "en"
        assert client.get("/meetings/2015/3/agenda") == 200
        assert "15:45" not in client.text and "In all: 45 min; 1 issue without a duration" in client.text, client.text


def test_members_only():
    """a draft is no stranger's in any form, not even after a member had it; it is marked as a draft"""
    with tap.Council() as council:
        with_full(council, "draft")
        address = council.serve()
        stranger, member = Client(address), Client(address).sign_in("member", tap.PASSWORD)
        papers = ["/meetings/2015/3", "/meetings/2015/3/extract/1", "/meetings/2015/3/agenda", "/meetings/2015/3/attendance"]
        for path in papers:
            assert stranger.get(path + ".pdf") == 404 and stranger.get(path) == 404, path
        text, pages, _ = words(member, "/meetings/2015/3.pdf")
        in_order(text, "PROTOKOL № 3")
        assert text.count("LAYİHƏ") == pages, text
        for path in papers:
            pdf(member, path + ".pdf")
            assert stranger.get(path + ".pdf") == 404 and "%PDF" not in stranger.text, path


def test_what_the_child_gets():
    """the program gets the document alone: no form, no image, nothing that it could fetch"""
    with tap.Council() as council:
        with_full(council)
        fake = Fake(council, "cat >HERE/in; echo \"$@\" >HERE/words; env >HERE/env\n")
        client = Client(fake.serve(council)).sign_in("coordinator", tap.PASSWORD)
        assert client.get("/meetings/2015/3.pdf") == 500, client.status
        assert "%PDF" not in client.text and "WeasyPrint" in client.text
        with open(fake.path("in"), encoding="utf-8") as file:
            given = file.read()
        assert "Osman Gündüz" in given and "@page" in given and given.startswith("<!DOCTYPE html>\n<html lang=")
        body = given[given.index("<body>"):]
        found = re.search(r"<(img|link|script|form|input|object|svg|iframe|meta|base)\b|src=|file:|form_token|style=", body)
        assert not found, found
        assert "url(" not in given and "@import" not in given


def test_missing():
    """without the program the page says what to install, and offers the PDF only to those who can have it installed"""
    with tap.Council() as council:
        fake = Fake(council)
        address = fake.serve(council)
        client, coordinator = Client(address), Client(address).sign_in("coordinator", tap.PASSWORD)
        client.cookies["language"] = coordinator.cookies["language"] = "en"
        assert client.get("/meetings/undated/1.pdf") == 503
        assert "apt-get install weasyprint fonts-dejavu-core" in client.text and client.headers["Content-Type"].startswith("text/html")
        assert client.get("/meetings/undated/1") == 200 and ".pdf" not in client.text
        assert coordinator.get("/meetings/undated/1") == 200 and "/meetings/undated/1.pdf" in coordinator.text
        client.cookies["language"] = "az"
        assert client.get("/meetings/undated/1.pdf") == 503 and "quraşdırılmayıb" in client.text


def test_a_child_that_hangs():
    """a program that hangs is ended with all that it started, and the page answers"""
    with tap.Council() as council:
        fake = Fake(council, "sleep 1000 & echo $! >>HERE/pids; echo $$ >>HERE/pids; sleep 1000\n")
        client = Client(fake.serve(council, "--pdf-seconds=1"))
        client.cookies["language"] = "en"
        assert client.get("/meetings/undated/1.pdf") == 503 and "not ready after 1 second" in client.text, client.text
        with open(fake.path("pids"), encoding="utf-8") as file:
            pids = [int(line) for line in file]
        assert len(pids) == 2
        for pid in pids:
            wait_for(lambda: not is_alive(pid))
        assert client.get("/meetings/undated/1") == 200


def test_a_reader_who_leaves():
    """who closes the connection leaves no program at work behind"""
    with tap.Council() as council:
        fake = Fake(council, "echo $$ >>HERE/pids; sleep 1000\n")
        line = Client(fake.serve(council, "--pdf-seconds=600")).fresh()
        line.request("GET", "/meetings/undated/1.pdf")
        wait_for(lambda: os.path.exists(fake.path("pids")) and os.path.getsize(fake.path("pids")))
        with open(fake.path("pids"), encoding="utf-8") as file:
            pid = int(file.read())
        assert is_alive(pid)
        line.close()
        wait_for(lambda: not is_alive(pid))


def test_breaks():
    """no heading ends a page, no short item is broken, and a very long one does not leave a page empty"""
    items = "".join("- **S%d** %s\n" % (n, "Bu çıxış iki sətirdən bir az artıq yer tutur ki, səhifənin sonunda necə davrandığı görünsün. " * 2)
                    for n in range(3, 60))
    long = "- **S60** %s\n" % ("Uzun çıxışın ortası. " * 400)
    with tap.Council() as council:
        with_full(council, text=FULL + items + long)
        client = Client(council.serve())
        needs("weasyprint", "pdftotext")
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(pdf(client, "/meetings/2015/3.pdf"))
            file.flush()
            text = subprocess.run(["pdftotext", "-layout", file.name, "-"], stdout=subprocess.PIPE, encoding="utf-8", check=True).stdout
        pages = [[line.strip() for line in page.splitlines() if line.strip()] for page in text.split("\f") if page.strip()]
        assert len(pages) > 5
        for number, page in enumerate(pages, 1):
            assert re.search("səhifə %d / %d$" % (number, len(pages)), page[-1]), page[-1]
            assert len(page) > 30 or number == len(pages), "page %d is nearly empty:\n%s" % (number, "\n".join(page))
            assert not page[-2].isupper() and not re.match(r"\d+\. ", page[-2]), "a heading ends page %d: %s" % (number, page[-2])
            assert number == 1 or re.match(r"[SDA]\d+ |Uzun|çıxış|ortası|[A-ZİƏÇĞÖŞÜ ]+$", page[0]), page[0]


def test_a_flood():
    """twenty at once hold up no save; who comes too late hears so; stopping the server ends what runs"""
    with tap.Council() as council:
        fake = Fake(council, "echo $$ >>HERE/pids; while [ ! -e HERE/go ]; do sleep 0.05; done; cat >/dev/null\n")
        address = fake.serve(council, "--pdf-seconds=600")
        coordinator = Client(address).sign_in("coordinator", tap.PASSWORD)

        def ask(n):
            client = Client(address, timeout=600)
            client.cookies["language"] = "en"
            return client.get("/meetings/undated/1.pdf"), client.text

        with concurrent.futures.ThreadPoolExecutor(20) as pool:
            asked = [pool.submit(ask, n) for n in range(20)]
            wait_for(lambda: sum(one.done() for one in asked) == 16)
            step = "/record/meetings/undated/1/step/withdraw"
            coordinator.get(step)
            assert coordinator.post(step, coordinator.form(step)) == 303
            assert coordinator.get("/meetings/undated/1.json") == 200 and '"state":"draft"' in coordinator.text.replace(" ", "")
            late = [one.result() for one in asked if one.done()]
            assert len(late) == 16 and all(status == 503 and "too many PDFs" in text for status, text in late)
            with open(fake.path("pids"), encoding="utf-8") as file:
                pids = [int(line) for line in file]
            assert len(pids) == 1, pids  # a turn is left for who is signed in
            assert council.stop() == 0
            for pid in pids:
                wait_for(lambda: not is_alive(pid))


def test_kept():
    """the same document is made once, whoever asks for it; a change makes it anew"""
    needs("weasyprint")
    with tap.Council() as council:
        fake = Fake(council, "echo x >>HERE/runs; PATH=%s; export PATH; exec %s \"$@\"\n" % (os.environ["PATH"], shutil.which("weasyprint")))
        address = fake.serve(council)
        client, member = Client(address), Client(address).sign_in("member", tap.PASSWORD)

        def runs():
            with open(fake.path("runs"), encoding="utf-8") as file:
                return len(file.readlines())

        first = pdf(client, "/meetings/undated/1.pdf")
        assert pdf(client, "/meetings/undated/1.pdf") == first == pdf(member, "/meetings/undated/1.pdf") and runs() == 1
        client.get("/meetings/undated/1.pdf")
        tag = client.headers["ETag"]
        assert client.get("/meetings/undated/1.pdf", **{"If-None-Match": tag}) == 304
        assert client.get("/meetings/undated/1") == 200 and client.headers["ETag"] != tag
        client.cookies["language"] = "en"
        assert pdf(client, "/meetings/undated/1.pdf") != first and runs() == 2


tap.main(globals())
