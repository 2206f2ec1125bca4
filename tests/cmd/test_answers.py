"""What was sent, at the agency: registered, put off, returned, answered, carried out; by steps and by pushes."""
import contextlib
import os
import re
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap
from test_proposals import FOLDER, MEETING, PATH, PROPOSAL, add, push, step, swap, text

TEXT = PROPOSAL + "- **R2** Xidmətlər seçilsin.\n- **R3** Hesabat verilsin.\n"
SENT = "proposals/2016/1/submissions/1"
SENT_PATH = FOLDER + "/submissions/01.md"
ANSWER = ["--prepared=Rəyçi 1", "--letter=Hörmətli Şura!", "--number=4/112", "--outcome-R1=accepted", "--unit-R1=Pilot qrupu",
          "--planned-R1=2100-01-15", "--outcome-R2=partly", "--reasons-R2=Yarısı.", "--outcome-R3=rejected", "--reasons-R3=Artıqdır."]


def submit(council, *more, expect=0):
    return step(council, "submit", "--letter=Hörmətli Agentlik!", "--number=1-ş/1", "--date=2016-03-16", *more, expect=expect)


def adopt(council):
    step(council, "discuss", "--until=2100-01-01", "--invited=Qonaq", "--call=Rəyinizi yazın.")
    last = max(int(n) for n in re.findall(r"rounds/0(\d).md", tap.shura("log", council.dir) and
               tap.git("ls-tree", "-r", "--name-only", "main", cwd=council.records())))
    step(council, "close-round", "--summary=Şərh olmadı.", of="proposals/2016/1/rounds/%d" % last)
    step(council, "ready", "--what=Son")
    step(council, "adopt", "--in=meetings/2016/0001-qebul", "--item=D1")


@tap.once
def submitted(council):
    """A proposal of three recommendations is at the agency."""
    add(council, PATH, TEXT)
    add(council, "meetings/2016/0001-qebul/minutes.md", MEETING)
    step(council, "review", "--what=İlk layihə")
    adopt(council)
    submit(council)


@contextlib.contextmanager
def sent():
    with tap.Council() as council:
        submitted(council)
        yield council


def reviewed(council):
    step(council, "register", "--number=9/11-21", "--date=2016-03-18", of=SENT)
    step(council, "take-up", of=SENT)


def test_registration():
    """the agency registers with a number and a day, which gives the day that the answer is due"""
    with sent() as council:
        assert "under which number" in step(council, "register", "--date=2016-03-18", of=SENT, expect=3)
        assert "no agency registers it before" in step(council, "register", "--number=1", "--date=2016-03-15", of=SENT, expect=3)
        assert "still to come" in step(council, "register", "--number=1", "--date=2100-03-15", of=SENT, expect=3)
        assert "state: sent" in text(council, SENT)
        step(council, "register", "--number=9/11-21", "--date=2016-03-18", of=SENT)
        now = text(council, SENT)
        # 15 working days after Friday, 18 March 2016
        assert "incoming number: 9/11-21" in now and "incoming date: 2016-03-18" in now and "due: 2016-04-08" in now, now
        step(council, "register", "--number=9/11-21", of=SENT, expect=6)
        assert "what was registered stays so" in push(council, {SENT_PATH: swap("9/11-21", "9/11-22")}, expect=1)


def test_extension():
    """the answer is put off with a reason, again and again, and never back"""
    with sent() as council:
        step(council, "extend", "--until=2100-01-10", "--reason=Tez", of=SENT, expect=6)
        reviewed(council)
        assert "is over already" in step(council, "extend", "--until=2016-04-20", "--reason=Rəy", of=SENT, expect=3)
        assert "not later than 2016-04-08" in step(council, "extend", "--until=2016-04-08", "--reason=Rəy", of=SENT, expect=3)
        assert "say why" in step(council, "extend", "--until=2100-01-10", of=SENT, expect=3)
        step(council, "extend", "--until=2100-01-10", "--reason=Nazirliyin rəyi gözlənilir", of=SENT)
        step(council, "extend", "--until=2100-02-10", "--reason=Yenə", of=SENT)
        now = text(council, SENT)
        assert "due: 2100-02-10" in now and "was: 2016-04-08" in now and "was: 2100-01-10" in now, now
        assert "moves with an extension" in push(council, {SENT_PATH: swap("due: 2100-02-10", "due: 2100-03-10")}, expect=1)
        assert "stays on record" in push(council, {SENT_PATH: swap("Nazirliyin rəyi", "Kiminsə rəyi")}, expect=1)


def test_return():
    """what came back is revised in the open, and sent again with what became of each reason"""
    with sent() as council:
        reviewed(council)
        assert "what is to be revised" in step(council, "return", of=SENT, expect=3)
        step(council, "return", "--reason=Xərc göstərilməyib.", "--reason-R2=Hansı xidmətlər?", of=SENT)
        now = text(council, SENT)
        assert "state: returned" in now and "{concerns: R2, reason: \"Hansı xidmətlər?\"}" in now, now
        assert "stays on record" in push(council, {SENT_PATH: swap("Hansı xidmətlər?", "Heç nə.")}, expect=1)
        step(council, "answer", *ANSWER, of=SENT, expect=6)
        step(council, "revise")
        assert "audience: public" in text(council)
        push(council, {PATH: swap("Xidmətlər seçilsin", "Beş xidmət seçilsin")})
        step(council, "review", "--what=Rəydən sonra")
        adopt(council)
        assert "what became of reason 1" in submit(council, expect=3)
        assert "say why" in submit(council, "--revised-1=not taken up", "--revised-2=taken up", expect=3)
        submit(council, "--revised-1=not taken up", "--revised-why-1=Xərc yoxdur.", "--revised-2=taken up")
        again = text(council, "proposals/2016/1/submissions/2")
        assert "{reason: 1, outcome: not taken up, why: Xərc yoxdur.}" in again and "version: 2" in again.replace('"', ""), again
        assert "audience" not in text(council)


def without(*facts):
    return [word for word in ANSWER if not word.startswith(facts)]


def test_answer():
    """an answer leaves nothing out, gives reasons, names the text that was sent, and is published once"""
    with sent() as council:
        step(council, "register", "--number=9/11-21", "--date=2016-03-18", of=SENT)
        step(council, "answer", *ANSWER, of=SENT, expect=6)
        step(council, "take-up", of=SENT)
        for facts, words in ((without("--outcome-R2"), "say what the answer to R2 is"),
                             (without("--reasons-R2"), "give the reasons of the answer to R2"),
                             (without("--reasons-R3"), "give the reasons of the answer to R3"),
                             (without("--outcome-R3") + ["--outcome-R3=forwarded"], "say to which body R3 was forwarded"),
                             (without("--letter"), "write the covering letter"),
                             (without("--planned-R1") + ["--planned-R1=2016-01-15"], "the planned day of R1 is before the day of the answer"),
                             (ANSWER + ["--checked=Rəyçi 1"], "somebody else than who prepared")):
            assert words in step(council, "answer", *facts, of=SENT, expect=3), words
        step(council, "answer", *ANSWER, of=SENT)
        step(council, "answer", *ANSWER, of=SENT, expect=6)
        now = text(council, "proposals/2016/1/answers/1")
        sent_text = text(council, SENT)
        assert re.search(r"sha256: (\w+)", now)[1] == re.search(r"sha256: (\w+)", sent_text)[1], now
        assert "{recommendation: R2, outcome: partly, reasons: Yarısı.}" in now and "published at:" in now, now
        assert "state: answered" in sent_text
        tag = tap.git("cat-file", "tag", "answer/2016/0001/01", cwd=council.records())
        assert tag.startswith("object %s\n" % re.search(r"commit: (\w+)", sent_text)[1]) and "to submission 1, version 1" in tag, tag
        said = tap.shura("verify", council.dir)
        assert "proposals/2016/1/answers/1: the seal holds" in said and "all of them hold" in said, said
        assert "stays as it is" in push(council, {FOLDER + "/answers/01.md": swap("Yarısı.", "Hamısı.")}, expect=1)


def test_answer_by_hand():
    """a push of an answer meets the same guards as the step"""
    with sent() as council:
        reviewed(council)
        sha = re.search(r"sha256: (\w+)", text(council, SENT))[1]
        answer = ("---\nrecord: answer\nsubmission: %s/submissions/01\nversion: \"1\"\nsha256: %s\npublished at: 2016-04-01\n"
                  "prepared by: Rəyçi\noutcomes:\n%s---\n\nHörmətli Şura!\n")
        outcomes = "".join("  - {recommendation: R%d, outcome: accepted}\n" % n for n in (1, 2, 3))
        path = FOLDER + "/answers/01.md"
        refused = push(council, {path: answer % (FOLDER, sha, outcomes)}, expect=1)
        assert "by the step that answers the submission" in refused, refused
        both = {SENT_PATH: swap("state: under review", "state: answered")}
        refused = push(council, dict(both, **{path: answer % (FOLDER, sha, outcomes + "  - {recommendation: R4, outcome: accepted}\n")}),
                       expect=1)
        assert "R4 is no recommendation of the version that was sent" in refused, refused
        refused = push(council, dict(both, **{path: answer % (FOLDER, "0" * 64, outcomes)}), expect=1)
        assert "sha256 is not that of the submission that it answers" in refused, refused
        council.serve()
        push(council, dict(both, **{path: answer % (FOLDER, sha, outcomes)}))
        assert "state: answered" in text(council, SENT)
        for _ in range(300):  # the server notices it, and seals it
            if tap.git("tag", "--list", "answer/2016/0001/01", cwd=council.records()):
                break
            time.sleep(0.1)
        assert "proposals/2016/1/answers/1: the seal holds" in tap.shura("verify", council.dir)


def test_sending_by_push():
    """a push sends nothing that was not adopted and submitted by the step, and hides nothing that was"""
    with sent() as council:
        second = text(council, SENT).replace("number: 1\n", "number: 2\n").replace("Hörmətli", "Saxta")
        for state in ("sent", "registered", "answered", "returned", "withdrawn"):
            refused = push(council, {FOLDER + "/submissions/02.md": second.replace("state: sent", "state: " + state)}, expect=1)
            assert "is sent by the step that submits it" in refused, refused
        refused = push(council, {SENT_PATH: swap("state: sent", "audience: members\nstate: sent")}, expect=1)
        assert "who reads what was sent" in refused, refused
        refused = push(council, {PATH: swap("state: submitted", "state: submitted\naudience: members")}, expect=1)
        assert "its audience stays" in refused, refused
        reviewed(council)
        refused = push(council, {SENT_PATH: lambda now: now.replace("due: 2016-04-08", "due: 2016-05-08").replace(
            "\n---\n", "\nextended: [{until: 2016-05-08, was: 2030-01-01, reason: Vaxt., by: Rəyçi, at: 2016-03-20}]\n---\n", 1)}, expect=1)
        assert "which day was due before: 2016-04-08" in refused, refused


def test_merges():
    """a merge drops neither what came back nor the reasons, whichever side comes first; and commits have the clock of their time"""
    for first in (True, False):
        with sent() as council:
            reviewed(council)
            work = os.path.join(council.folder, "merging")
            tap.git("clone", "--quiet", council.records(), work)
            with open(os.path.join(work, "council.md"), "a", encoding="utf-8") as file:
                file.write("\nBir sətir.\n")
            tap.git("commit", "--quiet", "-am", "Bir sətir", cwd=work)
            step(council, "return", "--reason=Xərc göstərilməyib.", of=SENT)
            tap.git("fetch", "--quiet", cwd=work)
            if first:
                tap.git("merge", "--quiet", "-s", "ours", "-m", "Birləşmə", "origin/main", cwd=work)
            else:
                mine = tap.git("rev-parse", "HEAD", cwd=work).strip()
                tap.git("checkout", "--quiet", "-B", "main", "origin/main", cwd=work)
                tap.git("merge", "--quiet", "-s", "ours", "-m", "Birləşmə", mine, cwd=work)
                tap.git("checkout", "--quiet", mine, "--", SENT_PATH, cwd=work)
                tap.git("commit", "--quiet", "--amend", "--no-edit", cwd=work)
            refused = tap.git("push", "origin", "HEAD:main", cwd=work, expect=1)
            assert "submissions/01.md" in refused, refused
            assert "state: returned" in text(council, SENT)
            tap.git("reset", "--quiet", "--hard", "origin/main", cwd=work)
            with open(os.path.join(work, "council.md"), "a", encoding="utf-8") as file:
                file.write("\nBir sətir.\n")
            os.environ["GIT_COMMITTER_DATE"] = "2020-05-05T10:00+0400"
            tap.git("commit", "--quiet", "-am", "Keçmişdən", cwd=work)
            del os.environ["GIT_COMMITTER_DATE"]
            assert "older than what it stands on" in tap.git("push", "origin", "HEAD:main", cwd=work, expect=1)


def test_days_by_push():
    """a push states no day to come, and no other day for the answer than the council's rule"""
    with sent() as council:
        def registered(date, due):
            return lambda now: now.replace("state: sent", "state: registered").replace(
                "\n---\n", "\nincoming number: 9/11-21\nincoming date: %s\n%s---\n" % (date, due), 1)
        for date, due, words in (("2099-03-18", "due: 2099-05-01\n", "2099-03-18 is a day that is still to come"),
                                 ("2016-03-18", "due: 2099-01-01\n", "is due on 2016-04-08"), ("2016-03-18", "", "is due on 2016-04-08")):
            refused = push(council, {SENT_PATH: registered(date, due)}, expect=1)
            assert words in refused, refused
        push(council, {SENT_PATH: registered("2016-03-18", "due: 2016-04-08\n")})
        step(council, "take-up", of=SENT)
        sha = re.search(r"sha256: (\w+)", text(council, SENT))[1]
        outcomes = "".join("  - {recommendation: R%d, outcome: accepted}\n" % n for n in (1, 2, 3))
        answer = ("---\nrecord: answer\nsubmission: %s/submissions/01\nversion: \"1\"\nsha256: %s\npublished at: 2099-04-01\n"
                  "prepared by: Rəyçi\noutcomes:\n%s---\n\nHörmətli Şura!\n" % (FOLDER, sha, outcomes))
        refused = push(council, {SENT_PATH: swap("state: under review", "state: answered"), FOLDER + "/answers/01.md": answer}, expect=1)
        assert "2099-04-01 is a day that is still to come" in refused, refused
        step(council, "answer", *ANSWER, of=SENT)
        report = "---\nrecord: progress\ndate: %s\nreporter: Rəyçi\nrecommendation: R1\nstatus: done\n---\n"
        for name, date, words in (("2099-03-20-1.md", "2099-03-20", "is a day that is still to come"),
                                  ("2016-03-20-1.md", "2016-03-21", "begins with its day")):
            refused = push(council, {FOLDER + "/progress/" + name: report % date}, expect=1)
            assert words in refused, refused


def test_second_reviewer():
    """where the council's rule says so, another reviewer checks the answer first"""
    with sent() as council:
        reviewed(council)
        push(council, {"council.md": swap("rules:\n", "rules:\n  - {key: answer.check, value: \"yes\", basis: project}\n")})
        assert "a second reviewer checks" in step(council, "answer", *ANSWER, of=SENT, expect=3)
        step(council, "answer", *ANSWER, "--checked=Rəyçi 2", of=SENT)


def test_progress():
    """what was accepted is reported on until it is done; a report stays as it was made"""
    with sent() as council:
        report = ["report", "--recommendation=R1", "--status=in progress", "--percent=40", "--words=İki rayon seçilib."]
        reviewed(council)
        step(council, *report, of=SENT, expect=6)
        step(council, "answer", *ANSWER, of=SENT)
        for facts, words in ((["--recommendation=R3", "--status=done"], "R3 was not accepted"),
                             (["--recommendation=R1", "--status=in progress", "--percent=120"], "from 0 to 100"),
                             (["--recommendation=R1", "--status=done", "--percent=90"], "100 percent"),
                             (["--recommendation=R1", "--status=stopped"], "say why it stopped"),
                             (["--recommendation=R1"], "say how far it is"),
                             (["--recommendation=R1", "--status=done", "--date=2016-03-01"], "older than the answer"),
                             (["--recommendation=R1", "--status=done", "--evidence=javascript:1"], "no evidence"),
                             (["--recommendation=R1", "--status=not started", "--percent=100"], "done to no percent"),
                             (["--recommendation=R1", "--status=in progress", "--next=2016-03-01"], "the next report comes after")):
            assert words in step(council, "report", *facts, of=SENT, expect=3), words
        step(council, *report, "--evidence=https://example.org/pilot", of=SENT)
        step(council, *report[:-2], "--percent=60", of=SENT)
        names = [name for name in tap.git("ls-tree", "-r", "--name-only", "main", cwd=council.records()).splitlines()
                 if "/progress/" in name]
        assert len(names) == 2 and names[0].endswith("-1.md") and names[1].endswith("-2.md"), names
        now = tap.git("show", "main:" + names[0], cwd=council.records())
        assert "percent: 40" in now and "evidence: [" in now and "next report: " in now, now
        assert "stays on record" in push(council, {names[0]: swap("percent: 40", "percent: 50")}, expect=1)
        assert "neither done nor stopped" in step(council, "close", expect=3)
        for one in ("R1", "R2"):
            step(council, "report", "--recommendation=" + one, "--status=done", of=SENT)
        step(council, "close")


def test_withdrawal():
    """what is withdrawn is answered no more"""
    with sent() as council:
        reviewed(council)
        assert "withdraw the proposal" in step(council, "withdraw-submission", of=SENT, expect=3)
        step(council, "withdraw", "--reason=Vaxtı keçib.")
        assert "state: withdrawn" in text(council, SENT)
        step(council, "answer", *ANSWER, of=SENT, expect=6)
        step(council, "register", "--number=1", of=SENT, expect=6)


if __name__ == "__main__":
    tap.main(globals())
