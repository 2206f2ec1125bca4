"""A proposal's way through the council: on the command line and by push, the same guards."""
import hashlib
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import tap

FOLDER = "proposals/2016/0001-0099/0001-pilot"
PATH = FOLDER + "/proposal.md"
PROPOSAL = """---
record: proposal
title: Pilot rayonlar
addressee: bodies/v/vxsi
authors: [Üzv 1]
state: draft
---

## Tövsiyələr

- **R1** Pilot rayonlar seçilsin.
"""
MEETING = """---
record: minutes
title: Qəbul
date: 2016-03-14
chair: people/o/osman-gunduz
secretary: people/v/vasif-movsumov
state: held
minutes: draft
participants:
  - {person: people/o/osman-gunduz, capacity: chair, attendance: present}
  - {person: people/v/vasif-movsumov, capacity: secretary, attendance: present}
  - {person: people/s/sahib-memmedov, capacity: member, attendance: present}
---

## 1. Təklif

### Qərara alındı

- **D1** Qəbul edilsin. (lehinə 2, əleyhinə 1, bitərəf 0)
- **D2** Səssiz.
- **D3** Keçmədi. (lehinə 1, əleyhinə 2, bitərəf 0)
"""


def add(council, path, text, expect=0):
    return council.add(path, text, expect)


def step(council, *words, of="proposals/2016/1", expect=0):
    done = tap.shura("step", council.dir, of, *words, expect=None)
    assert done.returncode == expect, (words, done.returncode, done.stdout, done.stderr)
    return done.stdout + done.stderr


def text(council, of="proposals/2016/1"):
    return tap.shura("show", council.dir, of)


def clone(council):
    work = os.path.join(council.folder, "clone")
    if not os.path.exists(work):
        tap.git("clone", "--quiet", council.records(), work)
    tap.git("fetch", "--quiet", cwd=work)
    tap.git("reset", "--quiet", "--hard", "origin/main", cwd=work)
    return work


def change(work, edits, *options):
    """Change files by hand ({path: function of its text, or a new text, or None}) and commit."""
    for path, edit in edits.items():
        name = os.path.join(work, path)
        old = open(name, encoding="utf-8").read() if os.path.exists(name) else ""
        new = edit(old) if callable(edit) else edit
        if new is None:
            os.remove(name)
            continue
        assert new != old, "nothing is changed in\n" + old
        os.makedirs(os.path.dirname(name), exist_ok=True)
        with open(name, "w", encoding="utf-8") as file:
            file.write(new)
    tap.git("add", "-A", cwd=work)
    tap.git("commit", "--quiet", "-m", "By hand", *options, cwd=work)


def push(council, edits, expect=0):
    """Change files by hand and push; what git said."""
    work = clone(council)
    change(work, edits)
    return tap.git("push", "origin", "HEAD:main", cwd=work, expect=expect)


def swap(old, new):
    def edit(text):
        assert old in text, "%r is not in\n%s" % (old, text)
        return text.replace(old, new, 1)
    return edit


def sum_of(text):
    """As the format says: awk 'n > 1; /^---$/ { n++ }' proposal.md | sha256sum"""
    return hashlib.sha256(text.split("\n---\n", 1)[1].encode()).hexdigest()


COMMENT = """---
record: comment
author: %s
at: %s
kind: objection
audience: discussion
round: 1
---

Səbəb aydın deyil.
"""


@tap.once
def opened(council):
    """In wide discussion, with one comment."""
    add(council, PATH, PROPOSAL)
    step(council, "review", "--what=İlk layihə")
    step(council, "discuss", "--until=2100-01-01", "--invited=bodies/v/vxsi, Qonaq", "--call=Rəyinizi yazın.")


@tap.once
def adopted(council):
    opened(council)
    step(council, "close-round", "--summary=Şərh olmadı.", of="proposals/2016/1/rounds/1")
    step(council, "ready")
    add(council, "meetings/2016/0001-qebul/minutes.md", MEETING)
    step(council, "adopt", "--in=meetings/2016/0001-qebul", "--item=D1")


def test_versions():
    """a version names one text: what is named stays, and no other text goes on under its number"""
    with tap.Council() as council:
        add(council, PATH, PROPOSAL)
        assert "say in a line" in step(council, "review", expect=3)
        step(council, "name-version", "--what=İlk layihə", "--by=Üzv 1")
        now = text(council)
        assert 'version: 1' in now or 'version: "1"' in now, now
        assert "text: " + sum_of(now) in now, now
        assert "is version 1 already" in step(council, "name-version", "--what=Yenə", expect=3)
        refused = push(council, {PATH: swap("İlk layihə", "Başqa")}, expect=1)
        assert "a named version stays as it is" in refused, refused
        push(council, {PATH: swap("Pilot rayonlar seçilsin.", "Üç pilot rayon seçilsin.")})
        step(council, "review", "--what=Üç rayon")
        now = text(council)
        assert now.count("version:") == 2 and "text: " + sum_of(now) in now and "state: review" in now, now
        forged = push(council, {PATH: lambda old: old.replace("Üç pilot", "Dörd pilot").replace(
            "text: " + sum_of(old) + "}", "text: " + sum_of(old) + '}\n  - {version: 3, at: 2016-01-01, text: ' + "0" * 64 + "}")}, expect=1)
        assert "names another text" in forged, forged


def test_discussion():
    """a round has its days; comments outside of them are refused, each needs an outcome before it is closed"""
    with tap.Council() as council:
        add(council, PATH, PROPOSAL)
        assert "open" not in step(council)
        step(council, "review", "--what=İlk")
        assert "until which day" in step(council, "discuss", expect=3)
        assert "over already" in step(council, "discuss", "--until=2015-01-01", expect=3)
        step(council, "discuss", "--until=2100-01-01", "--invited=bodies/v/vxsi\nQonaq", "--method=hearing", "--call=Gəlin.")
        round = text(council, "proposals/2016/1/rounds/1")
        assert "invited: [bodies/v/vxsi, Qonaq]" in round and "method: hearing" in round and round.endswith("Gəlin.\n"), round
        today = re.search("opens: (.*)", round)[1]
        comment = FOLDER + "/comments/%s/20160401t1015-00b7.md" % today
        assert "was open until" in push(council, {comment: COMMENT % ("Qonaq", "2101-01-01")}, expect=1)
        assert "opens on" in push(council, {comment: COMMENT % ("Qonaq", "2001-01-01")}, expect=1)
        assert "belongs to a round" in push(council, {comment: (COMMENT % ("Qonaq", today)).replace("round: 1\n", "")}, expect=1)
        assert "no round 2" in push(council, {comment: (COMMENT % ("Qonaq", today)).replace("round: 1", "round: 2")}, expect=1)
        push(council, {comment: COMMENT % ("Qonaq", today)})
        assert "as it was said" in push(council, {comment: swap("aydın deyil", "aydındır")}, expect=1)
        assert "as it was said" in push(council, {comment: None}, expect=1)
        assert "as it was said" in push(council, {comment: swap("audience: discussion", "audience: members")}, expect=1)
        assert "close the round" in step(council, "ready", expect=3)
        assert "1 wait" in step(council, "close-round", "--summary=Yekun", of="proposals/2016/1/rounds/1", expect=3)
        assert "say why" in push(council, {comment: swap("round: 1\n", "round: 1\ndisposition: {outcome: not taken up, by: Koordinator}\n")}, expect=1)
        push(council, {comment: swap("round: 1\n", "disposition: {outcome: noted, by: Koordinator}\nround: 1\n")})
        assert "sum the round up" in step(council, "close-round", of="proposals/2016/1/rounds/1", expect=3)
        step(council, "close-round", "--summary=Yekun", of="proposals/2016/1/rounds/1")
        assert "closes: " + today in text(council, "proposals/2016/1/rounds/1")
        assert "the round is closed" in push(council, {FOLDER + "/rounds/01.md": swap("Yekun", "Başqa")}, expect=1)
        late = COMMENT % ("Qonaq", today)  # of the round's last day, as it says itself
        assert "discussion is closed" in push(council, {comment.replace("00b7", "00b8"): late}, expect=1)
        assert "stays on record" in push(council, {FOLDER + "/rounds/01.md": None}, expect=1)
        step(council, "ready")
        assert "in order" in tap.shura("check", council.dir)


def test_adoption():
    """a decision with enough votes adopts the last version, whose text then stands as it is"""
    with tap.Council() as council:
        opened(council)
        step(council, "close-round", "--summary=Şərh olmadı.", of="proposals/2016/1/rounds/1")
        step(council, "ready")
        assert "stands as it is" in push(council, {PATH: swap("Pilot rayonlar seçilsin", "Başqa söz")}, expect=1)
        assert "which meeting" in step(council, "adopt", expect=3)
        add(council, "meetings/2016/0001-qebul/minutes.md", MEETING)
        refused = (("D2", "has no votes"), ("D3", "2 of the 3 votes were needed, and 1"), ("D9", "such as D1"))
        for item, words in refused:
            answer = step(council, "adopt", "--in=meetings/2016/0001-qebul", "--item=" + item, expect=3)
            assert words in answer, answer
        step(council, "adopt", "--in=meetings/2016/0001-qebul", "--item=D1")
        assert re.search("adopted: {in: meetings/2016/0001-qebul, item: D1, version: \"?1\"?}", text(council)), text(council)
        assert "adopted stays so" in push(council, {PATH: swap("item: D1", "item: D3")}, expect=1)
        assert "no step leads" in push(council, {PATH: swap("state: adopted", "state: closed")}, expect=1)
        assert "say why" in step(council, "redraft", expect=3)
        step(council, "redraft", "--reason=Səhv tapıldı.")
        assert "adopted:" not in text(council)


def test_several_commits():
    """of a push each commit is held against the one before it, the last one, too"""
    with tap.Council() as council:
        opened(council)
        step(council, "close-round", "--summary=Şərh olmadı.", of="proposals/2016/1/rounds/1")
        work = clone(council)
        change(work, {PATH: swap("state: discussion", "state: ready")})
        change(work, {PATH: swap("Pilot rayonlar seçilsin", "Başqa söz")})
        answer = tap.git("push", "origin", "HEAD:main", cwd=work, expect=1)
        assert "stands as it is" in answer, answer


def test_merged():
    """a merge takes what stands on the other side, and no word of its own into a text that stands"""
    with tap.Council() as council:
        opened(council)
        step(council, "close-round", "--summary=Şərh olmadı.", of="proposals/2016/1/rounds/1")
        work = clone(council)
        change(work, {"people/o/osman-gunduz.md": lambda text: text + "\nKoordinator.\n"})
        step(council, "ready")
        tap.git("fetch", "--quiet", cwd=work)
        tap.git("merge", "--quiet", "--no-edit", "origin/main", cwd=work)
        change(work, {PATH: swap("Pilot rayonlar seçilsin", "Başqa söz")}, "--amend")
        assert "stands as it is" in tap.git("push", "origin", "HEAD:main", cwd=work, expect=1)
        change(work, {PATH: swap("Başqa söz", "Pilot rayonlar seçilsin")}, "--amend")
        tap.git("push", "origin", "HEAD:main", cwd=work)


def test_submission():
    """what is sent is the adopted file, in its commit, with its sum"""
    with tap.Council() as council:
        adopted(council)
        sent = text(council)
        assert "covering letter" in step(council, "submit", "--number=9/11", expect=3)
        assert "still to come" in step(council, "submit", "--letter=Hörmətli", "--date=2100-01-01", expect=3)
        assert "covering letter" in push(council, {PATH: swap("state: adopted", "state: submitted")}, expect=1)
        step(council, "submit", "--letter=Hörmətli Agentlik!", "--number=9/11-21", "--channel=e-poçt")
        submission = text(council, "proposals/2016/1/submissions/1")
        commit = re.search("commit: (.*)", submission)[1]
        whole = tap.git("show", commit + ":" + PATH, cwd=council.records())
        assert whole == sent and "state: adopted" in whole
        assert "sha256: " + hashlib.sha256(whole.encode()).hexdigest() in submission, submission
        assert "as it was sent" in push(council, {FOLDER + "/submissions/01.md": swap("9/11-21", "9/11-22")}, expect=1)
        assert "as it was sent" in push(council, {FOLDER + "/submissions/01.md": swap("Hörmətli", "Əziz")}, expect=1)
        assert "stays on record" in push(council, {FOLDER + "/submissions/01.md": None}, expect=1)
        forged = submission.replace("number: 1\n", "number: 2\n").replace("number: \"1\"\n", "number: 2\n")
        other = re.sub("sha256: .*", "sha256: " + "0" * 64, forged)
        assert "its sha256 is not that of" in push(council, {FOLDER + "/submissions/02.md": other}, expect=1)
        other = re.sub("commit: .*", "commit: " + "0" * 40, forged)
        assert "none of main's" in push(council, {FOLDER + "/submissions/02.md": other}, expect=1)
        assert "has not answered" in step(council, "close", expect=3)
        step(council, "withdraw", "--reason=Lazım deyil.")
        assert "state: withdrawn" in text(council, "proposals/2016/1/submissions/1")
        assert "audience: public" in text(council)
        assert "stays so" in step(council, "resume", expect=3)
        assert "in order" in tap.shura("check", council.dir)


def test_aside():
    """a proposal is put aside, taken up again, superseded; one that others have seen is not deleted"""
    with tap.Council() as council:
        add(council, PATH, PROPOSAL)
        other = PATH.replace("0001-pilot", "0002-yeni")
        add(council, other, PROPOSAL)
        assert "say why" in step(council, "park", expect=3)
        step(council, "park", "--reason=Gözləyir.")
        step(council, "resume")
        assert "reason:" not in text(council)
        assert "which proposal" in step(council, "supersede", expect=3)
        assert "its own place" in step(council, "supersede", "--instead=" + FOLDER, expect=3)
        step(council, "supersede", "--instead=" + FOLDER.replace("0001-pilot", "0002-yeni"))
        assert "withdrawn, not deleted" in push(council, {PATH: None}, expect=1)


def test_amendment():
    """an amendment is decided by the authors, withdrawn by who suggested it, and never rewritten"""
    with tap.Council() as council:
        add(council, PATH, PROPOSAL)
        path = FOLDER + "/amendments/20160401t1200-9e01.md"
        amendment = "---\nrecord: amendment\nauthor: Üzv 2\nat: 2016-04-01\nbase: %s\nanchor: {part: R1, quote: Pilot}\nstate: open\n---\n\nSınaq\n" % ("0" * 40)
        push(council, {path: amendment})
        of = "proposals/2016/1/amendments/20160401t1200-9e01"
        assert "as it was suggested" in push(council, {path: swap("Sınaq", "Başqa")}, expect=1)
        assert "who suggested it" in step(council, "withdraw-amendment", of=of, expect=5)
        assert "why it is not taken up" in step(council, "reject-amendment", of=of, expect=3)
        step(council, "reject-amendment", "--answer=Artıqdır.", of=of)
        assert "answer: Artıqdır." in text(council, of)
        assert "no step leads" in push(council, {path: swap("state: rejected", "state: open")}, expect=1)


if __name__ == "__main__":
    tap.main(globals())
