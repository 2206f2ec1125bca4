"""What became of what was accepted: the agency's reports with their evidence, what the public reads, and what the next agenda says."""
import datetime
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "cmd"))
import tap
from client import Client
from test_answers import ANSWER, FOLDER, SENT, reviewed, sent
from test_proposals import push, step

PROPOSAL = "/proposals/2016/1"
FORM = "/edit/" + SENT + "/report"
PDF = b"%PDF-1.7\n%\xe2\xe3"


def today():
    return datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=4))).date()


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
        assert due > str(today()) and 'value="R1"' in agency.text and 'value="R3"' not in agency.text

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

        page = "/proposals/2016/1/progress/%s-1" % today()
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
        step(council, "close")
        assert agency.get(FORM) == 200


if __name__ == "__main__":
    tap.main(globals())
