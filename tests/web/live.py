"""What the tests of live pages and of attachments begin with: a council with a proposal."""
import os
import re
import time

import tap
from client import Client

PROPOSAL = "/proposals/2015/1"
FOLDER = "proposals/2015/0001-0099/0001-layihe"
TEXT = """---
record: proposal
title: Layihə
state: %s
authors: [people/o/osman-gunduz]
summary: Qısa məzmun.
---

Birinci sətir.

İkinci sətir.

- **R1** Tövsiyə.
"""


def put(council, path, text):
    name = os.path.join(council.folder, path)
    os.makedirs(os.path.dirname(name), exist_ok=True)
    with open(name, "w", encoding="utf-8") as file:
        file.write(text)
    tap.shura("import", council.dir, name)


def put_past(council, path, text):
    """The same past every check, as somebody with the disk in hand does it: what may lead there is for the tests of the steps."""
    work = os.path.join(council.folder, "past")
    if not os.path.exists(work):
        tap.git("clone", "--quiet", council.records(), work)
    tap.git("pull", "--quiet", cwd=work)
    with open(os.path.join(work, path), "w", encoding="utf-8") as file:
        file.write(text)
    subject = "Past %d" % council.commits()
    tap.git("commit", "--quiet", "--all", "-m", subject, cwd=work)
    tap.git("fetch", "--quiet", "--no-tags", work, "HEAD:refs/heads/main", cwd=council.records())
    client = reader(council)
    for _ in range(200):
        client.get("/history")
        if subject in client.text:
            return
        time.sleep(0.05)
    raise AssertionError("the server has not noticed it")


def add_user(council, login, name, role, person=None):
    tap.shura("user", "add", council.dir, login, name, "--roles=" + role, "--password-file=-",
              *(["--person=" + person] if person else []), text=tap.PASSWORD + "\n")


def reader(council, login="coordinator"):
    return Client(council.address).sign_in(login, tap.PASSWORD)


class Council(tap.Council):
    """A council with one proposal in STATE; its server runs."""

    def __init__(self, state="draft", options=()):
        super().__init__()
        self.options = options
        put(self, FOLDER + "/proposal.md", TEXT % state)
        self.serve(*options)

    def text(self):
        return tap.shura("show", self.dir, PROPOSAL[1:])

    def push(self, edit, message="Kənardan"):
        """EDIT(folder of the working tree), committed by another program and pushed."""
        work = os.path.join(self.folder, "work")
        if not os.path.exists(work):
            tap.git("clone", "--quiet", self.records(), work)
        tap.git("pull", "--quiet", "--rebase", cwd=work)
        edit(work)
        tap.git("add", "--all", cwd=work)
        tap.git("commit", "--quiet", "-m", message, cwd=work)
        return tap.git("push", "origin", "HEAD:main", cwd=work, expect=None)

    def commits(self):
        return int(tap.git("rev-list", "--count", "main", cwd=self.records()))


def without_frame(text):
    """A page's own part."""
    return re.sub(r"(?s)<(header|footer).*?</\1>", "", text)
