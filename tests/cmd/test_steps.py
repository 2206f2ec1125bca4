"""The steps of a meeting and its minutes: on the command line, and by push, the same guards."""
import json
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import tap

FOLDER = "meetings/2016/0001-iclas"
PATH = FOLDER + "/minutes.md"
HEAD = """---
record: minutes
title: İclas
kind: session
date: 2016-03-14
starts: "10:00"
place: Bakı
chair: people/o/osman-gunduz
secretary: people/v/vasif-movsumov
state: %s
minutes: %s
participants:
  - {person: people/o/osman-gunduz, capacity: chair}
  - {person: people/v/vasif-movsumov, capacity: secretary, coming: false}
  - {person: people/s/sahib-memmedov, capacity: member}
agenda:
  - {title: Birinci məsələ}
---
"""
BODY = """
## 1. Birinci məsələ

### Çıxış etdilər

- **S1** [Osman Gündüz](../../../people/o/osman-gunduz.md): Söz.

### Səsləndirilən təkliflər

- **O1** Təklif. (S1)

### Qərara alındı

- **D1** Qərar. (lehinə 2, əleyhinə 0, bitərəf 0)
"""


def add(council, text, path=PATH):
    council.add(path, text)


def step(council, *words, expect=0):
    return tap.shura("step", council.dir, "meetings/2016/1", *words, expect=expect)


def minutes(council):
    return tap.shura("show", council.dir, "meetings/2016/1")


def clone(council):
    work = os.path.join(council.folder, "clone")
    if not os.path.exists(work):
        tap.git("clone", "--quiet", council.records(), work)
    tap.git("fetch", "--quiet", cwd=work)
    tap.git("reset", "--quiet", "--hard", "origin/main", cwd=work)
    return work


def push(council, old, new, path=PATH, expect=0):
    """Change the file by hand and push; what git said."""
    work = clone(council)
    name = os.path.join(work, path)
    with open(name, encoding="utf-8") as file:
        text = file.read()
    assert old in text, text
    with open(name, "w", encoding="utf-8") as file:
        file.write(text.replace(old, new, 1))
    tap.git("commit", "--quiet", "-am", "By hand", cwd=work)
    return tap.git("push", "origin", "HEAD:main", cwd=work, expect=expect)


def sealed(text):
    """The seal as the format describes it, by stock tools."""
    command = "sed -E '1,/^---$/{/^(minutes|seal|signed by chair|signed by secretary|audience):/d}' | sha256sum"
    return subprocess.run(["bash", "-c", command], input=text.encode(), capture_output=True, check=True).stdout.decode().split()[0]


def test_meeting():
    """a meeting is planned, called, in session, held; each step asks for what it needs"""
    with tap.Council() as council:
        add(council, HEAD % ("planned", "draft"))
        assert "call" in step(council) and "circulate" in step(council)
        step(council, "open", expect=6)
        push(council, "state: planned", "state: held", expect=1)
        push(council, "state: planned", "state: called", expect=1)
        step(council, "call")
        notice = tap.shura("show", council.dir, "meetings/2016/1/notice")
        assert "date: 2016-03-14" in notice and "Birinci məsələ" in notice and "state: called" in notice, notice
        step(council, "circulate", "--until=2016-03-20", expect=3)
        step(council, "open")
        text = minutes(council)
        assert "sahib-memmedov, capacity: member, attendance: present" in text, text
        assert re.search("vasif-movsumov, capacity: secretary, .*attendance: excused", text), text
        step(council, "close")
        assert "quorum: {members: \"3\", present: \"2\", met: true}" in minutes(council) or \
            "quorum: {members: 3, present: 2, met: true}" in minutes(council), minutes(council)
        step(council, "cancel", "--reason=gec", expect=6)
        assert "in order" in tap.shura("check", council.dir)


def test_cancelled():
    """a cancelled meeting says why, and so does its notice"""
    with tap.Council() as council:
        add(council, HEAD % ("planned", "draft"))
        step(council, "call")
        step(council, "cancel", expect=3)
        step(council, "cancel", "--reason=Yer yoxdur")
        assert "reason: Yer yoxdur" in minutes(council)
        assert "state: cancelled" in tap.shura("show", council.dir, "meetings/2016/1/notice")


def test_sealed():
    """approved minutes are sealed: nothing changes them by any way, and stock tools prove the seal"""
    with tap.Council() as council:
        add(council, HEAD % ("held", "draft") + BODY)
        step(council, "publish", expect=3)
        step(council, "approve", expect=6)
        step(council, "circulate", expect=3)
        step(council, "circulate", "--until=2000-01-01", expect=3)
        step(council, "circulate", "--until=2100-01-01")
        step(council, "approve", "--at=2016-04-01", expect=3)
        step(council, "approve", "--in=meetings/2016/0001-iclas", "--item=D1", "--why=sonra", expect=3)
        step(council, "approve", "--at=2016-04-01", "--why=Növbəti iclasda baxılacaq")
        text = minutes(council)
        assert "seal: " + sealed(text) in text, text
        for old, new in (("Söz.", "Başqa söz."), ("place: Bakı", "place: Gəncə"), ("Birinci məsələ}", "Başqa}"),
                         ("minutes: approved", "minutes: draft"), ("seal: ", "seal: 0"), ("lehinə 2", "lehinə 1"),
                         ("\nseal: " + sealed(text), "")):
            push(council, old, new, expect=1)
        work = clone(council)
        tap.git("rm", "--quiet", PATH, cwd=work)
        tap.git("commit", "--quiet", "-m", "Gone", cwd=work)
        tap.git("push", "origin", "HEAD:main", cwd=work, expect=1)
        step(council, "sign", expect=5)
        step(council, "sign", "--whose=chair")
        assert "minutes: approved" in minutes(council)
        step(council, "publish", expect=6)
        step(council, "sign", "--by=people/v/vasif-movsumov")
        assert "minutes: signed" in minutes(council) and "way: here" in minutes(council)
        step(council, "publish")
        step(council, "withdraw", expect=3)
        assert "seal: " + sealed(minutes(council)) in minutes(council)
        add(council, "---\nrecord: addendum\nnumber: 1\nconcerns: S1\nby: people/o/osman-gunduz\nat: 2016-05-02\n---\n\nDüzəliş.\n",
            FOLDER + "/addenda/01.md")
        push(council, "Düzəliş.", "Başqa.", FOLDER + "/addenda/01.md", expect=1)
        assert "in order" in tap.shura("check", council.dir)


def test_correction():
    """a correction that the command takes up comes into the minutes, as one that the page takes up"""
    with tap.Council() as council:
        add(council, HEAD % ("held", "draft") + BODY)
        step(council, "circulate", "--until=2100-01-01")
        text = "---\nrecord: correction\nauthor: people/s/sahib-memmedov\nat: 2026-08-01T09:15+04:00\n%sstate: open\n---\n\n%s\n"
        for name, anchor, body in (("a", "anchor: {part: S1, quote: Söz.}\n", "Tam söz."), ("b", "anchor: {part: facts}\n", "Yer səhvdir."),
                                   ("c", "anchor: {part: S1, quote: Söz.}\n", "Başqa söz.")):
            add(council, text % (anchor, body), FOLDER + "/corrections/20260801t0915-aaa%s.md" % name)

        def answer(name, *words, expect=0):
            return tap.shura("step", council.dir, "meetings/2016/1/corrections/20260801t0915-aaa" + name, *words, expect=expect)
        answer("a", "accept-correction")
        assert "Tam söz." in minutes(council), minutes(council)
        answer("b", "accept-correction", expect=3)
        answer("c", "accept-correction", expect=6)
        step(council, "approve", "--at=2016-04-01", "--why=sonra", expect=3)
        answer("b", "accept-correction", "--by-hand")
        answer("c", "refuse-correction", expect=3)
        answer("c", "refuse-correction", "--answer=Belə deyilməyib.")
        step(council, "approve", "--at=2016-04-01", "--why=sonra")
        assert "in order" in tap.shura("check", council.dir)


def test_merged():
    """a merge that keeps an older text of sealed minutes is refused, and so are steps that a push skips"""
    with tap.Council() as council:
        add(council, HEAD % ("held", "draft") + BODY)
        work = clone(council)
        step(council, "circulate", "--until=2100-01-01")
        step(council, "approve", "--at=2016-04-01", "--why=sonra")
        with open(os.path.join(work, "people/o/osman-gunduz.md"), "a", encoding="utf-8") as file:
            file.write("\nBir sətir.\n")
        tap.git("commit", "--quiet", "-am", "A line", cwd=work)
        tap.git("fetch", "--quiet", cwd=work)
        tap.git("merge", "--quiet", "--strategy=ours", "-m", "Ours alone", "origin/main", cwd=work)
        said = tap.git("push", "origin", "HEAD:main", cwd=work, expect=1)
        assert "sealed" in said, said
        tap.git("reset", "--quiet", "--hard", "HEAD^", cwd=work)
        tap.git("merge", "--quiet", "-m", "Both", "origin/main", cwd=work)
        tap.git("push", "--quiet", "origin", "HEAD:main", cwd=work)
        assert "minutes: approved" in minutes(council) and "in order" in tap.shura("check", council.dir)


def test_lines_under_the_seal():
    """no value runs over a line that the seal leaves out: neither before the seal nor after it"""
    with tap.Council() as council:
        add(council, HEAD % ("held", "draft") + BODY)
        step(council, "circulate", "--until=2100-01-01")
        push(council, "place: Bakı", 'place: "Bakı\nminutes: of the city\nend"')
        step(council, "approve", "--at=2016-04-01", "--why=sonra", expect=3)
        push(council, 'place: "Bakı\nminutes: of the city\nend"', "place: Bakı")
        step(council, "approve", "--at=2016-04-01", "--why=sonra")
        text = minutes(council)
        for swallow in ("signed by chair: {by: people/o/osman-gunduz, at: 2026-01-01, way: on paper, x: '\n", "audience: '\n"):
            work = clone(council)
            with open(os.path.join(work, PATH), "w", encoding="utf-8") as file:
                file.write(text.replace("participants:\n", swallow + "participants:\n").replace(
                    "agenda:\n", "audience: '}\nagenda:\n" if "signed" in swallow else "minutes: '\nagenda:\n"))
            tap.git("commit", "--quiet", "-am", "Swallow", cwd=work)
            tap.git("push", "origin", "HEAD:main", cwd=work, expect=1)


def test_by_hand():
    """signatures by hand are on paper and stay; a merge and a new file move by the same steps; nobody looks like who signed in"""
    with tap.Council() as council:
        add(council, HEAD % ("held", "draft") + BODY)
        work = clone(council)
        tap.git("commit", "--quiet", "--allow-empty", "-m", "Nothing", cwd=work)
        name = os.path.join(work, PATH)
        with open(name, encoding="utf-8") as file:
            text = file.read()
        for state, expect in (("published", 1), ("approved", 1), ("signed", 1)):
            with open(name, "w", encoding="utf-8") as file:
                file.write(text.replace("minutes: draft", "minutes: " + state))
            tap.git("add", "-A", cwd=work)
            tree = tap.git("write-tree", cwd=work).strip()
            merge = tap.git("commit-tree", tree, "-p", "HEAD", "-p", "HEAD~1", "-m", "A merge", cwd=work).strip()
            tap.git("push", "origin", merge + ":main", cwd=work, expect=expect)
        tap.git("reset", "--quiet", "--hard", "origin/main", cwd=work)
        tap.git("rm", "--quiet", PATH, cwd=work)
        tap.git("commit", "--quiet", "-m", "Gone", cwd=work)
        os.makedirs(os.path.dirname(name))
        with open(name, "w", encoding="utf-8") as file:
            file.write(text.replace("minutes: draft", "minutes: published"))
        tap.git("add", "-A", cwd=work)
        tap.git("commit", "--quiet", "-m", "Back", cwd=work)
        tap.git("push", "origin", "HEAD:main", cwd=work, expect=1)
        step(council, "circulate", "--until=2100-01-01")
        step(council, "approve", "--at=2016-04-01", "--why=sonra")
        seal = "seal: " + sealed(minutes(council)) + "\n"
        signature = "signed by chair: {by: people/%s, at: 2016-04-02, way: %s}\n"
        push(council, seal, seal + signature % ("o/osman-gunduz", "here"), expect=1)
        push(council, seal, seal + signature % ("s/sahib-memmedov", "on paper"), expect=1)
        push(council, seal, seal + signature % ("o/osman-gunduz", "on paper"))
        push(council, "way: on paper", "way: here", expect=1)
        push(council, signature % ("o/osman-gunduz", "on paper"), "", expect=1)
        logged = json.loads(tap.shura("log", council.dir, "--json"))
        assert logged[0]["author"] == "Tester" and logged[0]["login"] == "", logged[0]
        assert "in order" in tap.shura("check", council.dir)


def test_renamed():
    """a sealed meeting's folder may get another name, not another text"""
    with tap.Council() as council:
        add(council, HEAD % ("held", "draft") + BODY)
        step(council, "circulate", "--until=2100-01-01")
        step(council, "approve", "--at=2016-04-01", "--why=sonra")
        for change, expect in (("Başqa söz.", 1), (None, 0)):
            work = clone(council)
            tap.git("mv", FOLDER, "meetings/2016/0001-basqa", cwd=work)
            if change:
                name = os.path.join(work, "meetings/2016/0001-basqa/minutes.md")
                with open(name, encoding="utf-8") as file:
                    text = file.read()
                with open(name, "w", encoding="utf-8") as file:
                    file.write(text.replace("Söz.", change))
            tap.git("commit", "--quiet", "-am", "Another name", cwd=work)
            tap.git("push", "origin", "HEAD:main", cwd=work, expect=expect)


def test_refused():
    """what cannot be is refused: an end before the start, more votes than people who vote were there"""
    with tap.Council() as council:
        add(council, HEAD % ("held", "draft") + BODY)
        push(council, 'starts: "10:00"', 'starts: "10:00"\nends: "09:00"', expect=1)
        push(council, "capacity: chair}", "capacity: chair, attendance: present}")
        push(council, "secretary, coming: false}", "secretary, attendance: excused}")
        said = push(council, "capacity: member}", "capacity: member, attendance: absent}", expect=1)
        assert "D1 has 2 votes, but 1 who vote were present" in said, said
        push(council, "capacity: member}", "capacity: member, attendance: late}")


tap.main(globals())
