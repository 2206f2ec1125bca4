"""What people are told by mail of what the agency does with a submission: whom, in which words, and once."""
import datetime
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.dirname(HERE), HERE, os.path.join(os.path.dirname(HERE), "cmd")]
import tap
from test_answers import ANSWER, FOLDER, SENT, TEXT, adopt, submit
from test_mail import MINUTES, Post, change, council_with, followed, outbox, rename, serve, wait_for
from test_mail_round import told
from test_proposals import MEETING, PATH, add, step

TITLE = "Pilot rayonlar"
COUNCIL = ("katib@example.org", "muellif@example.org")  # the coordinator, and the proposal's author
CITED = TEXT.replace("Pilot rayonlar seçilsin.", "Pilot rayonlar seçilsin. ([S1](../../../../%s#s1))" % MINUTES)


def set_up(council):
    """A proposal that takes up what Osman Gündüz said is at the agency."""
    for login, name, more in (("uzv1", "Üzv 1", ["--roles=member"]),
                              ("osman", "Osman Gündüz", ["--roles=stakeholder", "--person=people/o/osman-gunduz"])):
        tap.shura("user", "add", council.dir, login, name, "--password-file=-", *more, text=tap.PASSWORD + "\n")
    tap.shura("user", "mail", council.dir, "uzv1", "--mail=muellif@example.org")
    tap.shura("user", "mail", council.dir, "osman", "--mail=osman@example.org")
    add(council, PATH, CITED)
    add(council, "meetings/2016/0001-qebul/minutes.md", MEETING)
    step(council, "review", "--what=İlk layihə")
    adopt(council)
    submit(council)


def looked_again(council, post, last):
    """As if LAST had been the day of the last look: the server starts, and finds what is due."""
    assert council.stop() == 0
    change(council, "UPDATE mail_facts SET value = ? WHERE key = 'day'", str(last))
    address = serve(council, post.port)
    wait_for(lambda: not outbox(council)["queued"] and not outbox(council)["sending"])
    return address


def test_course():
    """the council hears of registration, extension and answer; whoever voiced it of the answer; the agency of what is due"""
    with council_with(member="uzv@example.org", coordinator="katib@example.org", agency="agentlik@example.org",
                      stakeholder="teref@example.org") as council, Post() as post:
        set_up(council)
        address = serve(council, post.port)
        step(council, "register", "--number=9/11-21", "--date=2016-03-18", of=SENT)
        letters = told(council, post, *[(to, "Agentlikdə qeydə alındı: " + TITLE) for to in COUNCIL])
        text = letters["muellif@example.org"]
        assert "Qeydiyyat nömrəsi: 9/11-21\n" in text and "Cavabın müddəti: 8 aprel 2016" in text, text
        assert "%s/%s\n" % (address, SENT) in text, text
        step(council, "take-up", of=SENT)
        until = tap.today() + datetime.timedelta(days=3)
        step(council, "extend", "--until=%s" % until, "--reason=Nazirliyin rəyi gözlənilir", of=SENT)
        letters = told(council, post, *[(to, "Cavabın müddəti uzadıldı: " + TITLE) for to in COUNCIL])
        assert "Səbəb: Nazirliyin rəyi gözlənilir\n" in letters["katib@example.org"], letters
        rename(council, FOLDER, FOLDER.replace("pilot", "sinaq"))
        told(council, post)
        for _ in range(2):  # the second look finds what was told already
            looked_again(council, post, tap.today() - datetime.timedelta(days=1))
        letters = told(council, post, ("agentlik@example.org", "Cavabın müddəti yaxınlaşır: " + TITLE))
        assert "/" + SENT in letters["agentlik@example.org"], letters
        step(council, "answer", *ANSWER, of=SENT)
        letters = told(council, post, *[(to, "Agentlik cavab verdi: " + TITLE) for to in COUNCIL + ("osman@example.org",)])
        text = letters["osman@example.org"]
        assert "R1: qəbul edilib\nR2: qismən qəbul edilib. Yarısı.\nR3: rədd edilib. Artıqdır.\n" in text, text
        assert "/proposals/2016/1/answers/1\n" in text, text


def test_overdue_and_returned():
    """an answer that is late is told of once; what is returned, with the reasons"""
    with council_with(coordinator="katib@example.org", agency="agentlik@example.org") as council, Post() as post:
        set_up(council)
        serve(council, post.port)
        step(council, "register", "--number=9/11-21", "--date=2016-03-18", of=SENT)
        followed(council)
        wait_for(lambda: len(post.letters) == 2)
        post.letters.clear()
        for _ in range(2):
            looked_again(council, post, "2016-04-08")
        told(council, post, *[(to, "Cavab gecikir: " + TITLE) for to in ("katib@example.org", "agentlik@example.org")])
        step(council, "return", "--reason=Xərc göstərilməyib.", "--reason-R2=Hansı xidmətlər?", of=SENT)
        letters = told(council, post, *[(to, "Təkmilləşdirməyə qaytarıldı: " + TITLE) for to in COUNCIL])
        assert "Xərc göstərilməyib.\nR2: Hansı xidmətlər?\n" in letters["katib@example.org"], letters


if __name__ == "__main__":
    tap.main(globals())
