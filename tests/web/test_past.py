"""The register on any day: every public page with "?at=2015-09-01", as it stood in the evening of that day."""
import contextlib
import datetime
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import tap
from client import Client, Forms

COUNCIL = """---
record: council
name: {az: %s, en: %s}
languages: [az, en]
time zone: Asia/Baku
---

Haqqında.
"""
ISSUE = "---\nrecord: issue\ntitle: %s\nstate: %s\n%s---\n\n%s\n"
MINUTES = """---
record: minutes
title: %s
date: %s
state: held
minutes: %s
source: {title: Qəzet}
---

## 1. Məsələ

### Səsləndirilən təkliflər

- **O1** %s

### Tapşırıqlar

- [ ] **A1** Siyahı hazırlansın. — [Tester](../../../people/t/tester.md), 2015-08-20
"""


def issue(number):
    return "issues/2015/0001-0099/000%d-x/issue.md" % number


def minutes(number):
    return "meetings/2015/000%d-x/minutes.md" % number


FIRST, SECOND = minutes(1), minutes(2)
# When it was committed, where the council is, and which files hold what from then on.
HISTORY = [
    ("2015-08-03T10:00:00+04:00", {"council.md": COUNCIL % ("Köhnə Şura", "Old Council"),
                                   issue(1): ISSUE % ("Birinci ad", "open", "", "Köhnəsöz."),
                                   issue(2): ISSUE % ("Geri götürülən", "open", "", "Sonragizli."),
                                   issue(3): ISSUE % ("Silinən", "open", "", "Silinənsöz."),
                                   "people/t/tester.md": "---\nrecord: person\nname: Tester\n---\n",
                                   FIRST: MINUTES % ("Birinci toplantı", "2015-08-01", "published", "Pilot rayonlar seçilsin."),
                                   SECOND: MINUTES % ("Qaralama toplantı", "2015-08-02", "draft", "Qaralamasöz.")}),
    ("2015-08-25T12:00:00+04:00", {issue(1): ISSUE % ("İkinci ad", "open", "", "Yenisöz.")}),
    ("2015-09-01T23:59:59+05:00", {SECOND: MINUTES % ("Dərc olunan toplantı", "2015-08-02", "published", "Dərcsöz.")}),
    ("2015-09-03T09:00:00+04:00", {"council.md": COUNCIL % ("Yeni Şura", "New Council"), issue(3): None}),
    # a clock that went wrong: what came after it is not hidden by it
    ("2019-01-01T09:00:00+04:00", {issue(2): ISSUE % ("Geri götürülən", "open", "audience: members\n", "Sonragizli.")}),
    ("2016-01-05T09:00:00+04:00", {issue(1): ISSUE % ("Üçüncü ad", "closed", "", "Ənyenisöz.")}),
]


@contextlib.contextmanager
def committed_at(moment):
    os.environ.update(GIT_COMMITTER_DATE=moment, GIT_AUTHOR_DATE="2014-01-01T00:00:00+04:00")
    try:
        yield
    finally:
        del os.environ["GIT_COMMITTER_DATE"], os.environ["GIT_AUTHOR_DATE"]


def commit(work, moment, files):
    for path, text in files.items():
        name = os.path.join(work, path)
        if text is None:
            os.remove(name)
            continue
        os.makedirs(os.path.dirname(name), exist_ok=True)
        with open(name, "w", encoding="utf-8") as file:
            file.write(text)
    with committed_at(moment):
        tap.git("add", "--all", cwd=work)
        tap.git("commit", "--quiet", "-m", "As of %s" % moment[:10], cwd=work)


@contextlib.contextmanager
def council():
    with tap.Council(demo=False) as it:
        it.work = os.path.join(it.folder, "work")
        tap.git("init", "--quiet", "--initial-branch=main", it.work)
        for moment, files in HISTORY:
            commit(it.work, moment, files)
        push(it)
        it.serve()
        yield it


def push(it):
    tap.git("push", "--quiet", it.records(), "main:main", cwd=it.work)


def reader(it, language="en"):
    client = Client(it.address)
    client.cookies["language"] = language
    return client


def get(client, path):
    """The page, when it is prepared."""
    end = time.monotonic() + 300
    while client.get(path) == 503:
        assert client.headers["Retry-After"], path
        assert time.monotonic() < end, "%s is never there" % path
        time.sleep(0.2)
    return client.status


def main_of(client):
    return re.search(r'<main id="content">(.*)</main>', client.text, re.S)[1]


def test_as_it_stood():
    """a page shows its day, says so and leads back; the day ends where the council is, and is today on it"""
    with council() as it:
        client = reader(it)
        for day, name, word in (("2015-08-03", "Birinci ad", "Köhnəsöz."), ("2015-08-24", "Birinci ad", "Köhnəsöz."),
                                ("2015-08-25", "İkinci ad", "Yenisöz."), ("2016-01-04", "İkinci ad", "Yenisöz."),
                                ("2016-01-05", "Üçüncü ad", "Ənyenisöz.")):
            assert get(client, "/issues/2015/1?at=" + day) == 200, client.text
            assert "<h1>%s" % name in client.text and word in client.text, "%s: %s" % (day, client.text)
        assert "The register as it stood on 5 January 2016" in main_of(client), client.text
        assert '<a href="/issues/2015/1" data-as-of="now">' in client.text
        # committed in the day's last second in Baku, where it was summer (+05:00)
        get(client, "/meetings/2015?at=2015-09-01")
        assert "Dərc olunan" in client.text
        get(client, "/meetings/2015?at=2015-08-31")
        assert "Birinci toplantı" in client.text and "Dərc olunan" not in client.text and "Qaralama" not in client.text
        # the council's own name, and what is overdue
        get(client, "/actions?at=2015-08-20")
        assert "Old Council" in client.text and "Siyahı" in client.text and "overdue by" not in client.text, client.text
        get(client, "/actions?at=2015-08-24")
        assert "Old Council" in client.text and "overdue by 2 working days" in client.text, client.text
        get(client, "/actions?at=2015-09-03")
        assert "New Council" in client.text and "overdue by 10 working days" in client.text, client.text
        assert client.get("/issues/2015/3") == 410
        assert get(client, "/issues/2015/3?at=2015-09-02") == 200 and "Silinənsöz." in client.text
        assert get(client, "/issues/2015/3?at=2015-09-03") == 410 and "as it stood on 3 September 2015" in client.text
        get(reader_az := reader(it, "az"), "/?at=2015-08-25")
        assert "Reyestrin 25 avqust 2015-ci il tarixinə vəziyyəti" in reader_az.text, reader_az.text


tap.main(globals())
