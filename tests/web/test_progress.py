"""What became of what was accepted: the agency's reports with their evidence, what the public reads, and what the next agenda says."""
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "cmd"))
import tap
from client import Client
from test_answers import ANSWER, FOLDER, SENT, SENT_PATH, reviewed, sent
from test_mail import Post, change, followed, outbox, serve, wait_for
from test_proposals import add, push, step, swap, text

PROPOSAL = "/proposals/2016/1"
FORM = "/edit/" + SENT + "/report"
PDF = b"%PDF-1.7\n%\xe2\xe3"


def post_files(client, path, fields, *files):
    """The form as a browser sends it with files (name, bytes); the status."""
    body = b"".join(b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (key.encode(), str(value).encode())
                    for key, value in fields.items())
    body += b"".join(b'--x\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\n\r\n%s\r\n' % (name.encode(), data)
                     for name, data in files) + b"--x--\r\n"
    status = client.ask("POST", path, body, {"Content-Type": "multipart/form-data; boundary=x"})
    if status == 303:
        client.get(client.headers["Location"].split("#")[0])
    return status


def report(client, *files, expect=303, **typed):
    assert client.get(FORM) == 200, client.text[:2000]
    fields = dict(client.form(FORM), **typed)
    fields.pop("file", None)
    status = post_files(client, FORM, fields, *files)
    assert status == expect, (status, client.text[:3000])
    return fields


def names(council, folder):
    return [name for name in tap.git("ls-tree", "-r", "--name-only", "main", cwd=council.records()).splitlines()
            if "/%s/" % folder in name]


def rows(client, path, query):
    assert client.get(path) == 200, path
    return __import__("json").loads(client.text)[query]


def test_reports():
    """a report with files is one commit; what is wrong in it stands beside its field; everybody reads it and members comment on it"""
    with sent() as council:
        reviewed(council)
        council.serve()
        agency, member = (Client(council.address).sign_in(login, tap.PASSWORD) for login in ("agency", "member"))
        public = Client(council.address)
        assert agency.get(FORM) == 409
        step(council, "answer", *ANSWER, of=SENT)
        assert member.get(FORM) == 403 and public.get(FORM) in (303, 401)
        agency.get(FORM)
        due = agency.form(FORM)["next"]
        assert due > str(tap.today()) and 'value="R1"' in agency.text and 'value="R3"' not in agency.text

        public.get(PROPOSAL)
        assert "hələ hesabat yoxdur" in public.text and "/report" not in public.text
        good = {"recommendation": "R1", "status": "in progress", "percent": "40", "words": "İki rayon **seçilib**.",
                "evidence": "https://example.org/emr-12\n"}
        for typed, field in ((dict(percent="120"), "percent"), (dict(percent="yarısı"), "percent"), (dict(status=""), "status"),
                             (dict(recommendation="R3"), "recommendation"), (dict(recommendation=""), "recommendation"),
                             (dict(status="stopped"), "reason"), (dict(status="done"), "percent"), (dict(evidence="javascript:alert(1)"), "evidence"),
                             (dict(evidence="attachments/yoxdur.pdf"), "evidence"), (dict(date="2100-01-01"), "date"),
                             (dict(date="2016-01-01"), "date"), (dict(next="2016-01-01"), "next")):
            given = dict(good, **typed)
            report(agency, ("plan.pdf", PDF), expect=422, **given)
            assert 'id="%s-fault"' % field in agency.text, (typed, re.findall(r'id="\w+-fault"', agency.text))
            assert given["words"] in agency.text and given["evidence"].strip() in agency.text, typed
        report(agency, ("hesab.exe", b"MZ"), expect=422, **good)
        assert 'id="file-fault"' in agency.text and not names(council, "progress") and not names(council, "attachments")

        head = tap.git("rev-list", "--count", "main", cwd=council.records())
        given = report(agency, ("Plan (son).pdf", PDF), ("plan-son.pdf", PDF + b"2"), **good)
        assert 'value="40"' in agency.text and int(tap.git("rev-list", "--count", "main", cwd=council.records())) == int(head) + 1
        assert sorted(name.split("/")[-1] for name in names(council, "attachments")) == ["plan-son-2.pdf", "plan-son.pdf"]
        assert post_files(agency, FORM, given, ("Plan (son).pdf", PDF), ("plan-son.pdf", PDF + b"2")) == 303
        assert len(names(council, "progress")) == 1, "the same form sent twice"

        page = "/proposals/2016/1/progress/%s-1" % tap.today()
        assert public.get(page) == 200 and "<strong>seçilib</strong>" in public.text and "40%" in public.text
        assert 'href="https://example.org/emr-12" rel="nofollow noopener noreferrer"' in public.text
        assert public.get("/proposals/2016/1/attachments/plan-son.pdf") == 200
        public.get("/proposals/2016/1/recommendations/R1")
        assert page in public.text and "icra olunur" in public.text and "<strong>seçilib</strong>" in public.text

        member.get(page)
        form = "/edit%s/remarks" % page
        assert member.post(form, dict(member.form(form), text="Üçüncü rayon hanı?")) == 303 and "Üçüncü rayon hanı?" in member.text
        public.get(page)
        assert "Üçüncü rayon hanı?" in public.text and form not in public.text
        assert "Üçüncü rayon hanı?" in str(rows(public, page + ".json", "remarks"))

        report(agency, recommendation="R1", status="done", percent="100")
        told = rows(public, PROPOSAL + ".json", "implementation")
        assert [(row["rec_item"], row["status"], row["percent"], row["next_date"] is None) for row in told] == \
            [("R1", "done", 100, True), ("R2", None, None, False)], told
        step(council, "report", "--recommendation=R2", "--status=stopped", "--reason=Pul yoxdur.", of=SENT)
        assert agency.get(FORM) == 200

        step(council, "revise")
        coordinator = Client(council.address).sign_in("coordinator", tap.PASSWORD)
        away = "/edit" + PROPOSAL + "/attachments/plan-son.pdf"
        wait_for(lambda: coordinator.get(PROPOSAL) == 200 and away in coordinator.text)
        assert coordinator.post(away, coordinator.form(away)) == 409 and "sübut" in coordinator.text
        assert len(names(council, "attachments")) == 2


PLANNED = """---
record: minutes
title: Növbəti iclas
date: 2100-01-12
starts: 15:00
place: Bakı
state: planned
minutes: draft
---
"""


def answer_by_hand(council):
    """The answer of an earlier year, as a push brings it."""
    sha = re.search(r"sha256: (\w+)", text(council, SENT))[1]
    outcomes = "".join("  - {recommendation: R%d, outcome: %s}\n" % row for row in ((1, "accepted"), (2, "accepted"), (3, "accepted")))
    push(council, {SENT_PATH: swap("state: under review", "state: answered"), FOLDER + "/answers/01.md":
         "---\nrecord: answer\nsubmission: %s/submissions/01\nversion: \"1\"\nsha256: %s\npublished at: 2016-04-01\n"
         "prepared by: Rəyçi\noutcomes:\n%s---\n\nHörmətli Şura!\n" % (FOLDER, sha, outcomes)})


def on_agenda(client, *words, lacks=()):
    """A push is read a moment later: the pages come to say it."""
    shown = {}

    def says_it(page):
        assert client.get(page) == 200, (page, client.status)
        shown[page] = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", client.text))
        return all(word in shown[page] for word in words) and not any(word in shown[page] for word in lacks)

    for page in ("/plan/meetings/2100/1", "/meetings/2100/1/agenda", "/meetings/2100/1"):
        try:
            wait_for(lambda: says_it(page))
        except AssertionError:
            raise AssertionError("%s: %s and not %s, but\n%s" % (page, words, lacks, shown[page][-3000:]))


def test_next_agenda():
    """the next meeting's agenda says of a proposal how far it is: at the agency, returned, in implementation, a report overdue, answered of late"""
    with sent() as council:
        add(council, "meetings/2100/0001-novbeti/minutes.md", PLANNED)
        reviewed(council)
        council.serve()
        client = Client(council.address).sign_in("coordinator", tap.PASSWORD)
        on_agenda(client, "Pilot rayonlar", "agentlikdə: baxılır", "cavab müddəti: 08.04.2016", "gecikir")
        answer_by_hand(council)
        on_agenda(client, "01.04.2016 tarixində cavab verilib: icrada olan tövsiyələr: 0/3", "R1 üzrə hesabat", "R3 üzrə hesabat")
        step(council, "report", "--recommendation=R1", "--status=in progress", of=SENT)
        step(council, "report", "--recommendation=R2", "--status=done", of=SENT)
        on_agenda(client, "icrada olan tövsiyələr: 1/3, icra olunub: 1", "R3 üzrə hesabat", lacks=("R1 üzrə hesabat", "R2 üzrə hesabat"))
        for words in (["--recommendation=R1", "--status=done"], ["--recommendation=R3", "--status=stopped", "--reason=Pul yoxdur."]):
            step(council, "report", *words, of=SENT)
        step(council, "close")
        on_agenda(client, "Son iclasdan bəri cavab verilmiş təklif", "icra olunub: 2")
        push(council, {"meetings/2016/0001-qebul/minutes.md": swap("date: 2016-03-14", "date: 2016-05-14")})
        on_agenda(client, lacks=("Pilot rayonlar",))


def test_mail():
    """authors and coordinators are told of a report, the agency of the council's answer and of what is due or overdue"""
    with sent() as council, Post() as post:
        for login in ("coordinator", "agency", "member"):
            tap.shura("user", "mail", council.dir, login, "--mail=%s@example.org" % login)
        reviewed(council)
        serve(council, post.port)
        told = lambda: sorted((letter.to[0].split("@")[0], letter["Subject"]) for letter in post.letters)

        def only(*expected):
            followed(council)
            wait_for(lambda: told() == sorted(expected) and not outbox(council)["queued"] and not outbox(council)["sending"],
                     "%s; there are %s" % (expected, told()))
            letters = {letter.to[0].split("@")[0]: letter.get_content() for letter in post.letters}
            post.letters.clear()
            return letters

        agency, coordinator = (Client(council.address).sign_in(login, tap.PASSWORD) for login in ("agency", "coordinator"))
        agency.get("/" + SENT)
        form = "/edit/" + SENT + "/remarks"
        assert agency.post(form, dict(agency.form(form), text="Hansı rayonlar?", kind="question")) == 303
        assert "Hansı rayonlar?" in only(("coordinator", "Agentlik soruşur: Pilot rayonlar"))["coordinator"]
        answer_by_hand(council)
        followed(council)
        wait_for(lambda: not outbox(council)["queued"] and not outbox(council)["sending"])
        post.letters.clear()
        report(agency, recommendation="R1", status="delayed", percent="30", reason="Tender ləğv edilib.")
        letter = only(("coordinator", "İcra barədə hesabat: Pilot rayonlar"))["coordinator"]
        assert "R1" in letter and "30%" in letter and "Tender ləğv edilib." in letter and "/progress/%s-1" % tap.today() in letter, letter
        page = "/proposals/2016/1/progress/%s-1" % tap.today()
        for client, where, told_of in ((coordinator, page, ("agency", "Hesabata şərh: Pilot rayonlar")),
                                       (coordinator, "/" + SENT, ("agency", "Təqdimat barədə: Pilot rayonlar"))):
            client.get(where)
            form = "/edit%s/remarks" % where
            assert client.post(form, dict(client.form(form), text="Söz.")) == 303
            only(told_of)
        change(council, "UPDATE mail_facts SET value = ? WHERE key = 'day'", "2016-01-01")
        only(*[(to, "Hesabat gecikir: %s · Pilot rayonlar" % item) for to in ("agency", "coordinator") for item in ("R2", "R3")])


if __name__ == "__main__":
    tap.main(globals())
