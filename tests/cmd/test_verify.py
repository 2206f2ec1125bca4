"""`shura verify` and `shura key`: seals proved from the repository alone, and every changed byte named."""
import hashlib
import html
import json
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import tap
from client import Client

PROPOSAL = "proposals/2015/0001-0099/0001-local/proposal.md"
SUBMISSION = "proposals/2015/0001-0099/0001-local/submissions/01.md"
MINUTES = "meetings/2016/0001-qis/minutes.md"
ANSWER = "proposals/2015/0001-0099/0001-local/answers/01.md"
TAG = "submission/2015/0001/01"
ANSWER_TAG = "answer/2015/0001/01"
STOCK = ("-c", "gpg.format=ssh", "-c", "gpg.ssh.allowedSignersFile=allowed-signers", "verify-tag", TAG)

TEXT = """---
record: proposal
title: Elektron xidmətlər
state: submitted
adopted: {in: meetings/2016/0001-qis, item: D1, version: 1}
versions:
  - {version: 1, at: 2016-03-30, what: İlk, text: SUM}
summary: Qısa.
---

- **R1** Pilot rayonlar seçilsin.
- **R2** Vəsait ayrılsın.
"""
TEXT = TEXT.replace("SUM", hashlib.sha256(TEXT.split("\n---\n", 1)[1].encode()).hexdigest())
HELD = """---
record: minutes
title: Qış görüşü
date: 2016-03-30
chair: people/o/osman-gunduz
secretary: people/s/sahib-memmedov
state: held
minutes: draft
participants:
  - {person: people/o/osman-gunduz, capacity: coordinator, attendance: present}
  - {person: people/s/sahib-memmedov, capacity: member, attendance: present}
---

## 1. Məsələ

### Çıxış etdilər

- **S1** [Osman Gündüz](../../../people/o/osman-gunduz.md): Xidmətlər ləngiyir.
"""


def write(work, path, text):
    name = os.path.join(work, path)
    os.makedirs(os.path.dirname(name), exist_ok=True)
    with open(name, "w", encoding="utf-8") as file:
        file.write(text)
    tap.git("add", "--", path, cwd=work)


def commit(work, subject):
    tap.git("commit", "--quiet", "-m", subject, cwd=work)
    return tap.git("rev-parse", "HEAD", cwd=work).strip()


class Sealed(tap.Council):
    """A council with sealed minutes, and a submission that the server sealed when it started.

    The records come past the hook: what may lead to them is for the tests of the steps.
    """

    def __init__(self, demo=True):
        super().__init__(demo=demo, users=False)
        self.work = os.path.join(self.folder, "work")
        tap.git("clone", "--quiet", self.records(), self.work)
        for name in () if demo else ("osman-gunduz", "sahib-memmedov"):
            write(self.work, "people/%s/%s.md" % (name[0], name), "---\nrecord: person\nname: %s\n---\n" % name)
        write(self.work, MINUTES, tap.sealed(HELD))
        write(self.work, PROPOSAL, TEXT)
        self.commit = commit(self.work, "Adopt")
        self.sum = hashlib.sha256(TEXT.encode()).hexdigest()
        write(self.work, SUBMISSION, "---\nrecord: submission\nnumber: 1\nversion: 1\ncommit: %s\nsha256: %s\n"
              "outgoing number: 9/11-21\noutgoing date: 2016-04-02\nchannel: e-poçt\nsignatory: Osman\nstate: sent\n---\n\nHörmətli agentlik!\n" % (self.commit, self.sum))
        commit(self.work, "Submit")
        self.put()
        self.serve()
        self.stop()
        tap.git("pull", "--quiet", "--tags", cwd=self.work)

    def put(self):
        """What stands in the work folder becomes main, as somebody with the disk in hand does it."""
        tap.git("fetch", "--quiet", "--no-tags", self.work, "+HEAD:refs/heads/main", cwd=self.records())

    def change(self, path, old, new):
        with open(os.path.join(self.work, path), encoding="utf-8") as file:
            text = file.read()
        assert old in text, "%r is not in %s" % (old, path)
        write(self.work, path, text.replace(old, new, 1))
        commit(self.work, "Change")
        self.put()
        with open(os.path.join(self.work, path), "rb") as file:
            return file.read()


def rewrite(council, good, path, old, new):
    """The history since the sealed commit, which led to GOOD, is made anew as if NEW had stood in the file PATH from the first."""
    tap.git("reset", "--quiet", "--hard", good, cwd=council.work)
    texts = {name: tap.git("show", "HEAD:" + name, cwd=council.work)
             for name in tap.git("diff", "--name-only", council.commit, "HEAD", cwd=council.work).split()}
    assert old in texts[path]
    texts[path] = texts[path].replace(old, new, 1)
    tap.git("reset", "--quiet", "--hard", council.commit, cwd=council.work)
    for name, text in sorted(texts.items(), reverse=True):
        write(council.work, name, text)
        commit(council.work, "Again")
    council.put()


class Answered(Sealed):
    """… and an answer that the server sealed when it started."""

    def __init__(self, demo=False):
        super().__init__(demo=demo)
        write(self.work, ANSWER, "---\nrecord: answer\nsubmission: %s\nversion: 1\nsha256: %s\nanswered at: 2016-05-01\n"
              "published at: 2016-05-02\noutcomes:\n  - {recommendation: R1, outcome: accepted}\n"
              "  - {recommendation: R2, outcome: rejected, reasons: Vəsait yoxdur}\n---\n\nHörmətli Şura!\n" % (SUBMISSION[:-3], self.sum))
        self.answered = commit(self.work, "Answer")
        self.put()
        self.serve()
        self.stop()
        tap.git("fetch", "--quiet", "--tags", "origin", cwd=self.work)


def verify(folder, expect=0):
    # libgit2 leaks a few bytes of its own when it reads a broken pack
    done = subprocess.run([tap.SHURA, "verify", folder, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          encoding="utf-8", env=dict(os.environ, ASAN_OPTIONS="detect_leaks=%d" % (expect == 0)))
    assert done.returncode == expect, "%d: %s%s" % (done.returncode, done.stdout, done.stderr)
    return json.loads(done.stdout)


def test_every_seal_holds():
    """a council, its bare repository and a plain clone are proved alike, and stock git agrees"""
    with Sealed() as council:
        bare = os.path.join(council.folder, "bare.git")
        tap.git("clone", "--quiet", "--bare", council.records(), bare)
        clone = os.path.join(council.folder, "clone")
        tap.git("clone", "--quiet", council.records(), clone)
        answers = [verify(folder) for folder in (council.dir, council.records(), bare, clone)]
        for answer in answers:
            assert answer == answers[0] and not answer["faults"], answer
            assert [(seal["kind"], seal["holds"]) for seal in answer["seals"]] == \
                [("minutes", True), ("submission", True)], answer
        seal = answers[0]["seals"][1]
        assert (seal["commit"], seal["sha256"], seal["tag"]) == (council.commit, council.sum, TAG), seal
        assert "2 seals, and all of them hold." in tap.shura("verify", clone)
        if shutil.which("ssh-keygen"):
            said = tap.git(*STOCK, cwd=clone)
            assert 'Good "git" signature for council@shura.invalid' in said, said
            print_ = tap.shura("key", council.dir)
            assert "SHA256:" in print_ and print_.split("\n")[1] in said, (print_, said)
        shown = subprocess.run("git show %s:%s | sha256sum" % (council.commit, PROPOSAL), shell=True, cwd=clone,
                               stdout=subprocess.PIPE, encoding="utf-8", check=True).stdout
        assert shown.split()[0] == council.sum
        assert tap.shura("check", council.dir, expect=None).stdout.count("allowed-signers") == 0


def test_changed_minutes():
    """a byte of sealed minutes that was changed past the hook is named with line, offset and both texts"""
    with Sealed() as council:
        text = council.change(MINUTES, "ləngiyir", "sürətlənir")
        answer = verify(council.dir, expect=3)
        fault, = answer["faults"]
        assert (fault["path"], fault["offset"]) == (MINUTES, text.index("sürətlənir".encode())), fault
        assert fault["line"] == text[:fault["offset"]].count(b"\n") + 1
        assert '"sürətlənir." stands where "ləngiyir." was sealed' in fault["reason"], fault
        assert not answer["seals"][0]["holds"] and answer["seals"][1]["holds"], answer
        shown = fault["reason"].split("git show ")[1].split()[0]
        assert "ləngiyir" in tap.git("show", shown, cwd=council.records())


def test_changed_and_sealed_anew():
    """a seal that was computed anew over changed minutes is no proof; a seal taken off is told, too"""
    with Sealed() as council:
        write(council.work, MINUTES, tap.sealed(HELD.replace("Xidmətlər", "Xidmətlər çox")))
        commit(council.work, "Change")
        council.put()
        fault, = verify(council.dir, expect=3)["faults"]
        assert '"çox ləngiyir." stands where "ləngiyir." was sealed' in fault["reason"], fault
        write(council.work, MINUTES, HELD)
        commit(council.work, "Draft again")
        council.put()
        fault, = verify(council.dir, expect=3)["faults"]
        assert fault["path"] == MINUTES and "was sealed" in fault["reason"], fault
        tap.git("rm", "--quiet", MINUTES, cwd=council.work)
        commit(council.work, "Gone")
        council.put()
        fault, = verify(council.dir, expect=3)["faults"]
        assert "this was sealed and is gone" in fault["reason"], fault


def test_what_may_change():
    """states, signatures and what comes later leave a seal alone"""
    with Sealed() as council:
        council.change(MINUTES, "minutes: published\n", "minutes: published\naudience: members\n")
        council.change(SUBMISSION, "state: sent", "state: registered\nincoming number: 9/11-21")
        council.change(PROPOSAL, "state: submitted", "state: closed")
        assert not verify(council.dir)["faults"]


def test_changed_proposal():
    """a submitted proposal that is no more what was sent is named: body, title, what was adopted and its versions"""
    changes = (("Vəsait", "Çox vəsait", 12), ("title: Elektron", "title: elektron", 3),
               ("1}\nversions:", "2}\nversions:", 5), ("what: İlk", "what: Son", 7))
    for old, new, line in changes:
        with Sealed() as council:
            text = council.change(PROPOSAL, old, new)
            answer = verify(council.dir, expect=3)
            fault, = answer["faults"]
            assert (fault["path"], fault["line"]) == (PROPOSAL, line), fault
            assert text[fault["offset"]:].decode().startswith(new.replace("title: ", "").replace("what: ", "")), fault
            assert [seal["holds"] for seal in answer["seals"]] == [True, False]


def test_changed_letter():
    """the number, the day, the channel and who signed are of what was sent"""
    for old, new in (("9/11-21", "9/11-22"), ("2016-04-02", "2016-04-03"), ("e-poçt", "poçt"), ("Osman", "Vasif")):
        with Sealed() as council:
            council.change(SUBMISSION, old, new)
            fault, = verify(council.dir, expect=3)["faults"]
            assert fault["path"] == SUBMISSION and "was sealed" in fault["reason"], fault


def test_rewritten_history():
    """a letter, a number or a day that was changed with the whole history since is told by what the tag signed"""
    with Sealed(demo=False) as council:
        good = tap.git("rev-parse", "HEAD", cwd=council.work).strip()
        for old, new in (("Hörmətli", "Hörmətsiz"), ("9/11-21", "9/11-22"), ("2016-04-02", "2016-04-03"), ("Osman", "Vasif")):
            rewrite(council, good, SUBMISSION, old, new)
            answer = verify(council.dir, expect=3)
            fault, = answer["faults"]
            assert fault["path"] == SUBMISSION and "the letter, or what was sent with it" in fault["reason"], fault
            assert "outgoing number" in fault["reason"] and not answer["seals"][1]["holds"], answer
        rewrite(council, good, SUBMISSION, "state: sent", "incoming number: 4/1\nstate: registered")  # nothing but what came later
        assert not verify(council.dir)["faults"]


def test_tag_without_letter():
    """a tag that does not say the sum of the letter proves no letter"""
    if not shutil.which("ssh-keygen"):
        return
    with Sealed(demo=False) as council:
        name = os.path.join(council.folder, "tag")
        with open(name, "w", encoding="utf-8") as file:
            file.write("".join(line for line in tap.git("cat-file", "tag", TAG, cwd=council.work).split("-----BEGIN")[0].splitlines(True)
                               if not line.startswith("Letter-SHA-256")).split("\n\n", 1)[1])
        key = os.path.join(council.folder, "key")
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
        with open(key + ".pub", encoding="utf-8") as file:
            write(council.work, "allowed-signers", 'council@shura.invalid namespaces="git" %s\n' % " ".join(file.read().split()[:2]))
        commit(council.work, "Another key")
        council.put()
        tap.git("-c", "gpg.format=ssh", "-c", "user.signingkey=" + key, "tag", "-f", "-s", "--cleanup=verbatim", "-F", name, TAG,
                council.commit, cwd=council.work)
        tap.git("fetch", "--quiet", council.work, "+refs/tags/%s:refs/tags/%s" % (TAG, TAG), cwd=council.records())
        fault, = verify(council.dir, expect=3)["faults"]
        assert (fault["path"], fault["reason"]) == (SUBMISSION, 'its tag "%s" does not hold the sum "Letter-SHA-256"' % TAG), fault


def test_answers():
    """a published answer is proved, and stock git and sha256sum agree"""
    with Answered(demo=True) as council:
        answer = verify(council.dir)
        assert [(seal["kind"], seal["holds"]) for seal in answer["seals"]] == \
            [("minutes", True), ("answer", True), ("submission", True)], answer
        seal = answer["seals"][1]
        with open(os.path.join(council.work, ANSWER), "rb") as file:
            own = hashlib.sha256(file.read()).hexdigest()
        assert (seal["record"], seal["commit"], seal["sha256"], seal["tag"]) == \
            ("proposals/2015/1/answers/1", council.answered, own, ANSWER_TAG), seal
        tag = tap.git("cat-file", "tag", ANSWER_TAG, cwd=council.work)
        assert tag.startswith("object %s\n" % council.commit) and "\nAnswer-SHA-256: %s\n" % own in tag, tag
        if shutil.which("ssh-keygen"):
            assert 'Good "git" signature' in tap.git(*STOCK[:-1], ANSWER_TAG, cwd=council.work)
        council.serve()
        public = Client(council.address)
        assert public.get("/seals") == 200 and ANSWER_TAG in public.text and "1 nömrəli təqdimata cavab" in public.text
        assert json.loads(public.text if public.get("/seals.json") == 200 else "{}")["answers"][0]["tag"] == ANSWER_TAG
        council.stop()
        where = {"cwd": council.records()}
        before = tap.git("rev-parse", "refs/tags/" + ANSWER_TAG, **where)
        tap.git("update-ref", "-d", "refs/tags/" + ANSWER_TAG, **where)
        assert 'there is no tag "%s"' % ANSWER_TAG in verify(council.dir, expect=3)["faults"][0]["reason"]
        council.serve()
        council.kill()
        assert tap.git("rev-parse", "refs/tags/" + ANSWER_TAG, **where) == before
        said = tap.git("push", "origin", ":refs/tags/" + ANSWER_TAG, cwd=council.work, expect=1)
        assert "is a seal and never changes" in said, said
        council.change(SUBMISSION, "state: sent", "state: answered")
        assert not verify(council.dir)["faults"]


def test_changed_answer():
    """any byte of a published answer that was changed past the hook is named, and so is an answer that is gone"""
    with Answered() as council:
        good = tap.git("rev-parse", "HEAD", cwd=council.work).strip()
        for old, new in (("accepted", "rejected"), ("Vəsait", "Vaxt"), ("Hörmətli", "Hörmətsiz"), ("2016-05-02", "2016-05-03"),
                         ("published at: 2016-05-02\n", ""), ("version: 1", "version: '1'"), ("submissions/01", "submissions/02")):
            text = council.change(ANSWER, old, new)
            answer = verify(council.dir, expect=3)
            fault = answer["faults"][0]
            assert fault["path"] == ANSWER and "was sealed" in fault["reason"], fault
            at = text.index(new.encode()) if new else 0
            assert not new or at <= fault["offset"] <= at + len(new.encode()), (fault, at)
            assert [seal["holds"] for seal in answer["seals"]] == [True, False, True], answer
            tap.git("reset", "--quiet", "--hard", good, cwd=council.work)
        tap.git("rm", "--quiet", ANSWER, cwd=council.work)
        commit(council.work, "Gone")
        council.put()
        fault, = verify(council.dir, expect=3)["faults"]
        assert "this was sealed and is gone" in fault["reason"], fault


def test_rewritten_answers():
    """an answer that was changed, moved or dropped with the whole history since is told by what its tag signed"""
    with Answered() as council:
        good = tap.git("rev-parse", "HEAD", cwd=council.work).strip()
        for old, new, words in (("accepted", "rejected", "this is not what its tag sealed"), ("Vəsait", "Vaxt", "this is not what its tag sealed"),
                                ("version: 1", "version: 2", "its version is not that of the submission"),
                                ("published at: 2016-05-02\n", "", "this tag seals what main does not record"),
                                ("sha256: ", "x: ", "does not say which version it answers")):
            rewrite(council, good, ANSWER, old, new)
            answer = verify(council.dir, expect=3)
            assert words in answer["faults"][0]["reason"], answer["faults"]
            assert answer["faults"][0]["path"] in (ANSWER, "refs/tags/" + ANSWER_TAG)


def test_changed_submission():
    """a record that says another version, sum or commit than its tag is named"""
    for old, new in (("version: 1", "version: 2"), ("sha256: ", "sha256: 0"), ("commit: ", "commit: 0")):
        with Sealed() as council:
            key = old.split(":")[0]
            with open(os.path.join(council.work, SUBMISSION), encoding="utf-8") as file:
                line = [one for one in file if one.startswith(key)][0]
            changed = new if key == "version" else (key + ": " + ("0" * 64)[:len(line.split(": ")[1]) - 1])
            council.change(SUBMISSION, line.rstrip("\n"), changed)
            answer = verify(council.dir, expect=3)
            assert any(fault["path"] == SUBMISSION and fault["offset"] is not None for fault in answer["faults"]), answer
            assert [seal["holds"] for seal in answer["seals"]] == [True, False]


def test_tags():
    """a tag that is missing, forged or without its record is told"""
    with Sealed() as council:
        where = {"cwd": council.records()}
        object_ = tap.git("rev-parse", "refs/tags/" + TAG, **where).strip()
        tap.git("update-ref", "-d", "refs/tags/" + TAG, **where)
        assert 'there is no tag "%s"' % TAG in verify(council.dir, expect=3)["faults"][0]["reason"]
        council.change(SUBMISSION, "state: sent", "state: withdrawn")  # it may have been before the tag was made
        assert [seal["holds"] for seal in verify(council.dir)["seals"]] == [True, True]
        council.change(SUBMISSION, "state: withdrawn", "state: sent")
        tap.git("tag", "-m", "Mine", TAG, council.commit, **where)
        assert "this tag is not signed" in verify(council.dir, expect=3)["faults"][0]["reason"]
        text = tap.git("cat-file", "tag", object_, **where).replace("Version: 1", "Version: 2")
        forged = tap.git("hash-object", "-t", "tag", "-w", "--stdin", text=text, **where).strip()
        tap.git("update-ref", "refs/tags/" + TAG, forged, **where)
        assert "the signature is not that of this text" in verify(council.dir, expect=3)["faults"][0]["reason"]
        tap.git("update-ref", "refs/tags/" + TAG, object_, **where)
        tap.git("update-ref", "refs/tags/submission/2015/0002/01", object_, **where)
        fault, = verify(council.dir, expect=3)["faults"]
        assert fault["path"] == "refs/tags/submission/2015/0002/01", fault


def test_keys_taken_away():
    """without the key in allowed-signers nothing is proved, and the server puts its own back"""
    with Sealed() as council:
        tap.git("rm", "--quiet", "allowed-signers", cwd=council.work)
        commit(council.work, "No keys")
        said = tap.git("push", "origin", "HEAD:main", cwd=council.work, expect=1)
        assert "allowed-signers: a key that has sealed stays for good" in said, said
        council.put()
        assert "does not name" in verify(council.dir, expect=3)["faults"][0]["reason"]
        assert "council@shura.invalid" in tap.shura("key", council.dir)
        assert not verify(council.dir)["faults"]


def test_flipped_bits():
    """a bit that flips on the disk is found in whatever object it lies, and the text is named"""
    with Sealed() as council:
        blob = tap.git("rev-parse", "main:" + PROPOSAL, cwd=council.records()).strip()
        rest = os.path.join("objects", blob[:2], blob[2:])
        file = os.path.join(council.records(), rest)
        if not os.path.exists(file):  # fetched in a pack
            for pack in os.listdir(os.path.join(council.records(), "objects", "pack")):
                if pack.endswith(".pack"):
                    moved = shutil.move(os.path.join(council.records(), "objects", "pack", pack), council.folder)
                    with open(moved, "rb") as packed:
                        subprocess.run(["git", "unpack-objects", "-q"], cwd=council.records(), stdin=packed, check=True)
        with open(file, "rb") as whole:
            good = whole.read()
        os.chmod(file, 0o644)
        for at in range(0, len(good), max(1, len(good) // 12)):
            with open(file, "wb") as broken:
                broken.write(good[:at] + bytes([good[at] ^ 0x10]) + good[at + 1:])
            faults = verify(council.dir, expect=3)["faults"]
            assert any(fault["path"] == rest and blob in fault["reason"] for fault in faults), (at, faults)
        with open(file, "wb") as mended:
            mended.write(good)
        assert not verify(council.dir)["faults"]


def test_flipped_bits_in_a_pack():
    """a bit that flips in a pack is found, too"""
    with Sealed() as council:
        tap.git("repack", "-adq", cwd=council.records())
        folder = os.path.join(council.records(), "objects", "pack")
        name = os.path.join(folder, [one for one in os.listdir(folder) if one.endswith(".pack")][0])
        os.chmod(name, 0o644)
        with open(name, "rb") as whole:
            good = whole.read()
        for at in range(200, len(good) - 200, max(1, len(good) // 12)):
            with open(name, "wb") as broken:
                broken.write(good[:at] + bytes([good[at] ^ 0x10]) + good[at + 1:])
            assert verify(council.dir, expect=3)["faults"], at


def test_lost_tag_is_made_again():
    """what a killed server left without its tag is sealed at the next start, the same to the byte"""
    with Sealed() as council:
        before = tap.git("rev-parse", "refs/tags/" + TAG, cwd=council.records())
        tap.git("update-ref", "-d", "refs/tags/" + TAG, cwd=council.records())
        council.serve()
        council.kill()
        assert tap.git("rev-parse", "refs/tags/" + TAG, cwd=council.records()) == before
        assert not verify(council.dir)["faults"]


def test_restored():
    """a council is put together again from a clone, seals and all; without leave to do so, nobody brings a key"""
    with Sealed(demo=False) as council:
        other = os.path.join(council.folder, "other")  # with a key of its own
        tap.shura("init", other)
        records = os.path.join(other, "records.git")
        push = ("push", records, "main", TAG)
        said = tap.git(*push, cwd=council.work, expect=1)
        assert "only the program adds a key" in said, said
        tap.git("config", "shura.acceptSigned", "true", cwd=records)
        tap.git(*push, cwd=council.work)
        assert len(verify(other)["seals"]) == 2
        tap.git("config", "--unset", "shura.acceptSigned", cwd=records)
        assert len(tap.shura("key", other).split("\n")[0].split()) == 4
        assert tap.git("show", "main:allowed-signers", cwd=records).count("ssh-ed25519") == 2
        assert len(verify(other)["seals"]) == 2
        clone = os.path.join(council.folder, "clone")
        tap.git("clone", "--quiet", records, clone)
        if shutil.which("ssh-keygen"):
            tap.git(*STOCK, cwd=clone)
        third = os.path.join(council.folder, "third")  # the keys that stand in a clone are no records
        tap.shura("init", third)
        assert "is none of main's" in tap.shura("import", third, clone, expect=None).stderr  # what was sent is proved by its history
        os.remove(os.path.join(clone, SUBMISSION))
        assert tap.shura("import", third, clone).startswith("4 records taken in")


def test_page():
    """the public page says key and fingerprint, and its commands prove a seal; what may not be read is not listed"""
    with Sealed() as council:
        key, fingerprint = tap.shura("key", council.dir).split("\n")[:2]
        tap.shura("user", "add", council.dir, "agent", "Agent", "--roles=agency", "--password-file=-", text=tap.PASSWORD + "\n")
        address = council.serve()
        public = Client(address)
        assert public.get("/council") == 200 and 'href="/seals"' in public.text
        assert public.get("/seals") == 200 and fingerprint in public.text and key.split()[-1] in public.text
        assert "Möhür necə yoxlanılır" in public.text and council.sum in public.text
        agent = Client(address).sign_in("agent", tap.PASSWORD)
        assert agent.get("/seals") == 200 and council.sum in agent.text and TAG in agent.text
        assert agent.get("/seals.json") == 200 and json.loads(agent.text)["submissions"][0]["tag"] == TAG
        assert agent.get("/seals") == 200
        commands = html.unescape(re.findall(r"<pre class=.source.><code>(.*?)</code></pre>", agent.text, re.S)[1])
        said = subprocess.run(commands, shell=True, cwd=council.work, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              encoding="utf-8")
        if shutil.which("ssh-keygen"):
            assert "Good" in said.stdout, said.stdout
        assert council.sum in said.stdout, said.stdout
        letter = tap.git("cat-file", "tag", TAG, cwd=council.work).split("Letter-SHA-256: ")[1].split()[0]
        assert letter in said.stdout, said.stdout
        assert agent.get("/proposals/2015/1/submissions/1") == 200
        commands = html.unescape(re.findall(r"<pre class=.source.><code>(.*?)</code></pre>", agent.text, re.S)[0])
        assert letter in subprocess.run(commands, shell=True, cwd=council.work, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                        encoding="utf-8").stdout


def test_nothing_to_prove():
    """a council without seals, an empty one, and what is no repository"""
    with tap.Council(demo=False, users=False) as council:
        assert "Nothing is sealed here yet" in tap.shura("verify", council.dir)
        assert verify(council.dir) == {"seals": [], "faults": []}
        first = tap.shura("key", council.dir)
        assert first == tap.shura("key", council.dir) and "ssh-ed25519" in first
        assert tap.git("for-each-ref", cwd=council.records()) == ""  # a history may still be pushed
        assert "neither a council nor" in tap.shura("verify", council.folder, expect=None).stderr


tap.main(globals())
