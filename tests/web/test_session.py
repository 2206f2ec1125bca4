"""In session, without a browser: nothing is done twice."""
import http.client
import os
import sys
import time
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import tap
from client import Client

MEETING = "/meetings/undated/1"
RECORD = "/record" + MEETING


def commits(council):
    return int(tap.git("rev-list", "--count", "main", cwd=council.records()))


def coordinator(council):
    return Client(council.address).sign_in("coordinator", tap.PASSWORD)


def entry(client, page=RECORD, action=RECORD + "/items", **fields):
    client.get(page)
    return dict(client.form(action), issue="1", letter="S", text="Bir dəfə.", action="save", **fields)


def send_and_go(client, path, form):
    """Send a form and do not wait for the answer."""
    connection = http.client.HTTPConnection(client.host)
    connection.request("POST", path, urllib.parse.urlencode(form),
                       {"Content-Type": "application/x-www-form-urlencoded",
                        "Cookie": "; ".join("%s=%s" % pair for pair in client.cookies.items())})
    return connection


def test_nothing_twice():
    """a form that is sent again makes no second item, participant, issue or meeting; other words do"""
    with tap.Council() as council:
        council.serve()
        client = coordinator(council)
        form = entry(client)
        before = commits(council)
        for _ in range(3):
            assert client.post(RECORD + "/items", form, follow=False) == 303, client.text
        assert commits(council) == before + 1
        assert client.post(RECORD + "/items", dict(form, text="Geri düyməsi və başqa söz."), follow=False) == 303
        assert commits(council) == before + 2
        assert client.post(RECORD + "/items", dict(form, once=""), follow=False) == 303
        assert commits(council) == before + 3
        text = tap.shura("show", council.dir, MEETING[1:])
        assert text.count("Bir dəfə.") == 2 and text.count("başqa söz") == 1, text
        for path, fields in (("/participants", {"name": "Aygün Sınaqçı", "make": "person", "action": "add"}),
                             ("/agenda", {"heading": "Yeni məsələ", "action": "add"})):
            form = dict(client.form(RECORD + path) if client.get(RECORD) else None, **fields)
            before = commits(council)
            for _ in range(2):
                assert client.post(RECORD + path, form, follow=False) == 303, client.text
            assert commits(council) == before + 1, path
        client.get("/new/meeting")
        form = dict(client.form("/new/meeting"), heading="Yeni iclas")
        addresses = []
        for _ in range(2):
            assert client.post("/new/meeting", form, follow=False) == 303, client.text
            addresses.append(client.headers["Location"])
        assert addresses[0] == addresses[1], addresses
        assert "in order" in tap.shura("check", council.dir)


def test_sent_many_times_at_once():
    """the same form from eight connections at once makes one item, and all of them are told that it is there"""
    with tap.Council() as council:
        council.serve()
        client = coordinator(council)
        for turn in range(tap.rounds(3)):
            form = dict(entry(client), text="Səkkiz dəfə %d." % turn)
            before, answers = commits(council), []
            connections = [send_and_go(client, RECORD + "/items", form) for _ in range(8)]
            for connection in connections:
                answers.append(connection.getresponse().status)
                connection.close()
            assert answers == [303] * 8, answers
            assert commits(council) == before + 1


def test_lost_answer():
    """a server killed after the commit and before its answer is read: the form sent again makes no second item"""
    with tap.Council() as council:
        council.serve()
        client = coordinator(council)
        for turn in range(4):
            form = dict(entry(client), text="Cavab itdi %d." % turn)
            before = commits(council)
            connection = send_and_go(client, RECORD + "/items", form)
            main = os.path.join(council.records(), "refs/heads/main")
            seen = open(main).read()
            while open(main).read() == seen:
                time.sleep(0.0005)
            council.kill()
            connection.close()
            if turn % 2:
                os.remove(os.path.join(council.dir, "index.db"))
            council.serve()
            client.host, client.connection = council.address[len("http://"):], None
            assert client.post(RECORD + "/items", form, follow=False) == 303, client.text
            assert commits(council) == before + 1
        text = tap.shura("show", council.dir, MEETING[1:])
        assert all(text.count("Cavab itdi %d." % turn) == 1 for turn in range(4)), text


tap.main(globals())
