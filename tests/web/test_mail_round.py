"""What people are told of proposals and discussions by mail: whom, once, and only of what they may read."""
import contextlib
import datetime
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap
from client import Client
from test_mail import Post, change, council_with, followed, outbox, serve, wait_for
from test_round import COMMENT, FOLDER, PROPOSAL, ROUND, add, comment, comment_id, set_up, step

TITLE = "Pilot rayonlar"


@contextlib.contextmanager
def mailed(**more):
    """A council whose proposal stands before its review, everybody with an address, and a mail server."""
    with council_with(member="uzv@example.org", coordinator="katib@example.org", agency="agentlik@example.org",
                      stakeholder="teref@example.org", **more) as council, Post() as post:
        set_up(council)
        tap.shura("user", "mail", council.dir, "sahib", "--mail=muellif@example.org")
        address = serve(council, post.port)
        yield council, post, address


def told(council, post, *expected):
    """All letters since the last look are these, (address, subject), in any order; they are taken away."""
    followed(council)
    wait_for(lambda: len(post.letters) >= len(expected) and not outbox(council)["queued"] and not outbox(council)["sending"],
             "%d letters; there are %s" % (len(expected), [(letter.to, letter["Subject"]) for letter in post.letters]))
    found = sorted((letter.to[0], letter["Subject"]) for letter in post.letters)
    assert found == sorted(expected), (found, sorted(expected))
    letters = {letter.to[0]: letter.get_content().replace("\r\n", "\n") for letter in post.letters}
    post.letters.clear()
    return letters


def test_from_review_to_submission():
    """members hear of review, round, adoption; the invited of their round; the agency of the submission; who acts is not told"""
    with mailed() as (council, post, address):
        author = Client(address).sign_in("sahib", tap.PASSWORD)
        step(author, "review", what="İlk layihə")
        letters = told(council, post, *[(to, "Baxış üçün: " + TITLE) for to in ("uzv@example.org", "katib@example.org")])
        assert address + PROPOSAL + "\n" in letters["uzv@example.org"] and "Nəyi dəyişir: İlk layihə" in letters["uzv@example.org"]

        client = Client(address).sign_in("coordinator", tap.PASSWORD)
        step(client, "discuss", invited="Test stakeholder", make_invited="name")
        letters = told(council, post, *[(to, "Müzakirə açıqdır: " + TITLE) for to in
                                        ("uzv@example.org", "muellif@example.org", "teref@example.org")])
        assert address + ROUND + "\n" in letters["teref@example.org"] and "Şərhlərin son günü: " in letters["teref@example.org"]

        comment(council, 1, "Səbəb aydın deyil.")
        letters = told(council, post, ("muellif@example.org", "Şərh yazıldı: " + TITLE))
        assert "Səbəb aydın deyil." in letters["muellif@example.org"]
        assert "%s%s/comments/%s\n" % (address, PROPOSAL, comment_id(1)) in letters["muellif@example.org"], letters
        comment(council, 2, "İzah edirik.", author="people/s/sahib-memmedov",
                more="reply to: %s/comments/%s/%s\n" % (FOLDER, tap.today(), comment_id(1)))
        told(council, post, ("teref@example.org", "Şərhinizə cavab yazıldı: " + TITLE))
        text = COMMENT % dict(author="Test member", at="%sT11:00+04:00" % tap.today(), kind="note", words="Gizli söz.",
                              more="reply to: %s/comments/%s/%s\n" % (FOLDER, tap.today(), comment_id(1)))
        add(council, "%s/comments/%s/%s.md" % (FOLDER, tap.today(), comment_id(9)), text.replace("audience: discussion", "audience: members"))
        told(council, post)  # it is not for the stakeholder, who may not read it
        add(council, "%s/amendments/%s.md" % (FOLDER, comment_id(3)),
            "---\nrecord: amendment\nauthor: Test member\nat: %sT12:00+04:00\nbase: %s\nreason: Dəqiqlik\nstate: open\n---\n\nx\n"
            % (tap.today(), "a" * 40))
        told(council, post, ("muellif@example.org", "Düzəliş təklif edildi: " + TITLE))

        answers = "/edit%s/dispositions" % ROUND
        client.get(answers)
        client.post(answers, dict(client.form(answers), outcome="partly", why="Büdcə azdır."))
        letters = told(council, post, ("teref@example.org", "Şərhinizin nəticəsi: " + TITLE))
        text = letters["teref@example.org"]
        assert "Aqibəti: qismən nəzərə alındı" in text and "Səbəb: Büdcə azdır." in text, text
        step(client, "close-round", of="/edit" + ROUND, summary="Bir etiraz.")
        letters = told(council, post, *[(to, "Müzakirə başa çatdı: " + TITLE) for to in
                                        ("uzv@example.org", "muellif@example.org", "teref@example.org")])
        assert "Yekun: Bir etiraz." in letters["teref@example.org"]
        step(client, "ready")
        step(client, "adopt", decision="meetings/2016/0001-qebul#D1")
        told(council, post, *[(to, "Təklif təsdiq edildi: " + TITLE) for to in ("uzv@example.org", "muellif@example.org")])
        step(client, "submit")
        told(council, post, *[(to, "Təklif təqdim edildi: " + TITLE) for to in
                              ("uzv@example.org", "muellif@example.org", "agentlik@example.org")])


def test_endorsers():
    """whoever endorsed an earlier version is told of the next one"""
    with mailed() as (council, post, address):
        author = Client(address).sign_in("sahib", tap.PASSWORD)
        step(author, "review", what="İlk layihə")
        step(author, "redraft", reason="Davam")
        add(council, "%s/endorsements/%s.md" % (FOLDER, comment_id(1)),
            "---\nrecord: endorsement\nby: Test member\nat: %sT12:00+04:00\nversion: 1\n---\n" % tap.today())
        followed(council)
        wait_for(lambda: len(post.letters) == 2)
        post.letters.clear()
        text = tap.shura("show", council.dir, "proposals/2016/1").replace("dərc edilsin", "dərhal dərc edilsin")
        with open(os.path.join(council.folder, FOLDER, "proposal.md"), "w", encoding="utf-8") as file:
            file.write(text)
        tap.shura("import", council.dir, os.path.join(council.folder, FOLDER, "proposal.md"))
        step(author, "name-version", what="Dərhal")
        letters = told(council, post, ("uzv@example.org", "Dəstəklədiyinizin yeni versiyası: " + TITLE))
        assert "Versiya: 2" in letters["uzv@example.org"], letters


def test_round_closes_soon():
    """a round that closes in three days is told of once, to the invited and the coordinator, found day by day"""
    with mailed() as (council, post, address):
        author = Client(address).sign_in("sahib", tap.PASSWORD)
        step(author, "review", what="İlk layihə")
        client = Client(address).sign_in("coordinator", tap.PASSWORD)
        step(client, "discuss", opens="2015-08-01", invited="Test stakeholder", make_invited="name",
             until=str(tap.today() + datetime.timedelta(days=3)))
        followed(council)
        wait_for(lambda: len(post.letters) == 5)
        assert council.stop() == 0
        post.letters.clear()
        for _ in range(2):
            change(council, "UPDATE mail_facts SET value = ? WHERE key = 'day'", str(tap.today() - datetime.timedelta(days=1)))
            address = serve(council, post.port)
            wait_for(lambda: len(post.letters) == 2 and not outbox(council)["queued"])
            assert council.stop() == 0
        found = sorted((letter.to[0], letter["Subject"]) for letter in post.letters)
        assert found == [(to, "Müzakirə bitmək üzrədir: " + TITLE) for to in ("katib@example.org", "teref@example.org")], found


def test_invitation_by_mail():
    """an invitation link goes to the address that was given, in a letter that says what it is about"""
    with mailed() as (council, post, address):
        author = Client(address).sign_in("sahib", tap.PASSWORD)
        step(author, "review", what="İlk layihə")
        client = Client(address).sign_in("coordinator", tap.PASSWORD)
        step(client, "discuss")
        followed(council)
        wait_for(lambda: len(post.letters) == 4)
        post.letters.clear()
        form = "/edit%s/invited" % ROUND
        client.get(form)
        client.post(form, dict(client.form(form), name="Kənd Evi", mail="kend@example.org", make_name="body", action="invite"))
        link = re.search(r"<code>(http://[^<]+)</code>", client.text)[1]
        assert "kend@example.org" in client.text
        wait_for(lambda: post.to("kend@example.org"))
        text = post.to("kend@example.org")[0].get_content().replace("\r\n", "\n")
        assert link in text and address + ROUND in text, text


if __name__ == "__main__":
    tap.main(globals())
