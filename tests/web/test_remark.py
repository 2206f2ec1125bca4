"""What the agency and the council say of a submission, in one thread: who reads it, whose word is awaited, and what no push may do."""
import contextlib
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "cmd"))
import tap
from client import Client
from test_answers import ANSWER, FOLDER, SENT, reviewed, sent
from test_proposals import push, step, swap

PAGE = "/" + SENT
FORM = "/edit" + PAGE + "/remarks"
REMARK = """---
record: comment
author: Rəyçi
at: 2016-03-20T10:00+04:00
kind: %(kind)s
audience: %(audience)s
about: %(about)s
%(more)s---

%(words)s
"""


def remark(kind="note", audience="agency", about=FOLDER + "/submissions/01", more="", words="Söz."):
    return REMARK % {"kind": kind, "audience": audience, "about": about, "more": more, "words": words}


def say(client, text, expect=303, form=FORM, **fields):
    page = form[len("/edit"):-len("/remarks")]
    assert client.get(page) == 200, client.text[:2000]
    given = dict(client.form(form), text=text, **fields)
    status = client.post(form, given)
    assert status == expect, (status, client.text[:3000])
    return given


@contextlib.contextmanager
def served():
    with sent() as council:
        reviewed(council)
        council.serve()
        yield council


def remarks(council):
    return [name for name in tap.git("ls-tree", "-r", "--name-only", "main", cwd=council.records()).splitlines() if "/comments/" in name]


def test_thread():
    """the agency asks, a member answers; the page says whose word is awaited, and the public reads nothing of it"""
    with served() as council:
        agency, member = (Client(council.address).sign_in(login, tap.PASSWORD) for login in ("agency", "member"))
        public = Client(council.address)
        given = say(agency, "Hansı rayonlar nəzərdə tutulur?", kind="question")
        assert "Hansı rayonlar" in agency.text and "şuranın cavabını gözləyir (" in agency.text
        assert agency.post(FORM, given) == 303 and len(remarks(council)) == 1, "the same form sent twice"
        public.get(PAGE)
        assert public.status == 200 and "Hansı rayonlar" not in public.text and "remarks" not in public.text
        public.get(PAGE + ".json")
        assert "Hansı" not in public.text
        name = re.search(r"(\w+-\w+)\.md$", remarks(council)[0])[1]
        assert public.get("/proposals/2016/1/comments/" + name) == 404
        assert member.get("/proposals/2016/1/comments/" + name) == 303 and member.headers["Location"].endswith(PAGE + "#remark-" + name)
        member.get("/search?q=rayonlar")
        member.get("/proposals/2016/1/comments")
        assert "Hansı rayonlar" not in member.text, "a remark among the comments on the text"

        say(member, "Ağdam və Quba.\n\n- ikisi də", kind="question")
        assert "gözləyir (" not in member.text and "<li>ikisi də</li>" in member.text
        assert member.text.index("Hansı rayonlar") < member.text.index("Ağdam və Quba")
        say(agency, "Aydındır, sağ olun.", kind="note")
        assert "gözləyir (" not in agency.text
        assert '"remark_kind": "question"' in ask_json(agency) or '"remark_kind":"question"' in agency.text
        assert agency.post(FORM, dict(given, text="  \n ", once="")) == 422 and "demək istədiyinizi yazın" in agency.text.lower()
        assert agency.post(FORM, dict(given, text="söz " * 3000, once="")) == 422 and "10000 işarədən uzundur" in agency.text
        assert "söz söz söz" in agency.text
        for login in ("stakeholder", "administrator"):
            other = Client(council.address).sign_in(login, tap.PASSWORD)
            other.get(PAGE)
            assert "Ağdam və Quba" not in other.text and other.get(FORM) == 403, login
        say(agency, "Bəs vəsait?", kind="question")
        assert "gözləyir (" in agency.text
        step(council, "answer", *ANSWER, of=SENT)
        agency.get(PAGE)
        assert 'value="question"' not in agency.text and "gözləyir (" not in agency.text
        assert agency.post(FORM, dict(given, text="Bir sual da", kind="question", once="")) == 422 and "Bir sual da" in agency.text
        assert len(remarks(council)) == 4


def ask_json(client):
    client.get(PAGE + ".json")
    return client.text


def test_session_ends():
    """words typed when the session has ended go along through the sign-in"""
    with served() as council:
        member = Client(council.address).sign_in("member", tap.PASSWORD)
        member.get(PAGE)
        given = dict(member.form(FORM), text="Uzun cavabımız budur.")
        tap.shura("user", "password", council.dir, "member", "--password-file=-", text=tap.PASSWORD + "\n")
        assert member.post(FORM, given) == 401 and "Uzun cavabımız budur." in member.text and not remarks(council)
        again = dict(member.form("/sign-in"), login="member", password=tap.PASSWORD)
        assert member.post("/sign-in", again) == 200 and "Uzun cavabımız budur." in member.text
        assert member.post(FORM, member.form(FORM)) == 303 and len(remarks(council)) == 1


def test_no_push_makes_it_public():
    """a remark lies beside its own proposal, is read by whom it is for, and is no comment on the text"""
    with served() as council:
        path = FOLDER + "/comments/2016-03-20/20160320t100000-aaaa.md"
        for text, words in ((remark(audience="public"), 'its audience is "agency"'), (remark(audience="discussion"), 'its audience is "agency"'),
                            (remark(more="round: 1\n"), 'no "round"'), (remark(kind="objection"), "a question or a note"),
                            (remark(words=""), "write what you want to say"),
                            (remark(more="disposition: {outcome: noted}\n"), 'no "disposition"'),
                            (remark(about="proposals/2016/0001-0099/0002-basqa/submissions/01"), "0002-basqa")):
            assert words in push(council, {path: text}, expect=1), words
        push(council, {path: remark()})
        assert "stays on record" in push(council, {path: swap("audience: agency", "audience: public")}, expect=1)
        reply = remark(audience="members", about="", more="reply to: %s\n" % path[:-3]).replace("about: \n", "")
        assert "another remark" in push(council, {path.replace("aaaa", "bbbb"): reply}, expect=1)


if __name__ == "__main__":
    tap.main(globals())
