"""In session, without a browser: nothing is done twice, and what the page and the screen are told."""
import json
import http.client
import os
import sys
import time
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap
from client import Client
from meeting import ISSUES, SESSION, minutes, open_session

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


def test_back_to_what_was_said_before():
    """a form sent again with what it said before last is saved; only what it said last is there already"""
    with tap.Council() as council:
        council.serve()
        client = coordinator(council)
        assert client.get(RECORD + "/facts") == 200
        form, before = client.form(RECORD + "/facts"), commits(council)
        for place in ("Bakı", "Gəncə", "Gəncə", "Bakı", "Bakı", "Gəncə"):
            assert client.post(RECORD + "/facts", dict(form, place=place), follow=False) == 303, client.text
            assert "place: %s\n" % place in tap.shura("show", council.dir, MEETING[1:]), place
        assert commits(council) == before + 4


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


def tell(client, path, **fields):
    """What the page's script sends, and what it is answered."""
    body = urllib.parse.urlencode(dict(fields, form_token=client.token))
    client.ask("POST", SESSION + path, body, {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"})
    return json.loads(client.text)


def in_session(council, login="coordinator"):
    client = Client(council.address).sign_in(login, tap.PASSWORD)
    client.get(SESSION)
    client.token = client.form(SESSION + "/items")["form_token"]
    return client


def test_attendance():
    """who comes late and who leaves early is noted with the time, the quorum follows, and a vote needs its voters"""
    with tap.Council() as council:
        open_session(council, attendance=None)
        council.serve()
        client = in_session(council)
        assert "<b>6</b> / 6" in client.text, "everybody is there unless it is said otherwise"
        who = ["people/%s" % name for name in ("vasif-movsumov", "sahib-memmedov", "elimemmed-nuriyev")]
        for person, attendance, at in zip(who, ("late", "left early", "excused"), ("10:20", "10:40", "10:00")):
            assert tell(client, "/attendance", who=person, attendance=attendance, at=at) == {"saved": None}, client.text
        text = minutes(council)
        for words in ('vasif-movsumov, capacity: secretary, attendance: late, arrived: "10:20"}',
                      'sahib-memmedov, capacity: member, attendance: left early, left: "10:40"}',
                      "elimemmed-nuriyev, capacity: member, attendance: excused}"):
            assert words in text, text
        client.get(SESSION + ".json")
        page = json.loads(client.text)
        assert (page["page"]["present_now"], page["page"]["needed"], page["page"]["quorum_lost"]) == (4, 4, 0), page["page"]
        assert [(row["at"], row["present"], row["lost"]) for row in page["changes"]] == [("10:20", 5, 0), ("10:40", 4, 0)], page["changes"]
        tell(client, "/attendance", who=who[0], attendance="left early", at="11:00")
        tell(client, "/attendance", who=who[2], attendance="present", on_behalf="VXSİ")
        text = minutes(council)
        assert 'attendance: left early, arrived: "10:20", left: "11:00"}' in text, text
        assert "attendance: present, on behalf of: bodies/v/vxsi}" in text, text
        assert tell(client, "/attendance", who="people/nobody", attendance="absent")["error"] and client.status == 404
        assert tell(client, "/attendance", who=who[0], attendance="asleep")["error"] and client.status == 422
        assert tell(client, "/attendance", who=who[0], attendance="late", at="soon")["error"] and client.status == 422
        assert "in order" in tap.shura("check", council.dir)


def test_entries():
    """a script is told what was saved under which number, or why not and in which field; numbers alone name their source"""
    with tap.Council() as council:
        open_session(council)
        council.serve()
        client = in_session(council)
        issue = {"issue": "2", "issue_title": ISSUES[1], "action": "save"}
        assert tell(client, "/items", letter="S", speakers="VXSİ", text="Bir.", once="a" * 20, **issue) == {"saved": "s1"}
        assert tell(client, "/items", letter="S", speakers="VXSİ", text="Bir.", once="a" * 20, **issue) == {"saved": None}
        assert tell(client, "/items", letter="O", text="İki.", origins="1", **issue) == {"saved": "o1"}
        assert tell(client, "/items", letter="D", text="Üç.", origins="1, S1", votes_for="6", **issue) == {"saved": "d1"}
        assert tell(client, "/items", letter="A", text="Dörd.", origins="1", **issue) == {"saved": "a1"}
        for fields, field in (({"letter": "O", "text": "x", "origins": "9"}, "origins"), ({"letter": "S"}, "text"),
                              ({"letter": "D", "text": "x", "votes_for": "six"}, "votes_for"),
                              ({"letter": "S", "text": "x", "speakers": "Heç Kim"}, "speakers")):
            answer = tell(client, "/items", **fields, **issue)
            assert client.status == 422 and answer["field"] == field, answer
        assert [one["name"] for one in answer["asked"]] == ["Heç Kim"]
        assert "7" in tell(client, "/items", letter="D", text="x", votes_for="7", **issue)["error"]
        text = minutes(council)
        for line in ("- **O1** İki. (S1)", "- **D1** Üç. (O1, S1) (lehinə 6)", "- [ ] **A1** Dörd. (D1)"):
            assert line in text, text


def test_votes_by_name():
    """a vote by name is kept as counts and a list of names, read back, edited, shown; a name votes once"""
    with tap.Council() as council:
        open_session(council)
        council.serve()
        client = in_session(council)
        issue = {"issue": "1", "issue_title": ISSUES[0], "action": "save", "letter": "D", "text": "Qərar."}
        votes = {"voters_for": "Osman Gündüz, Vasif Mövsümov", "voters_against": "Sahib Məmmədov"}
        assert tell(client, "/items", **votes, **issue) == {"saved": "d1"}, client.text
        lines = "- **D1** Qərar. (lehinə 2, əleyhinə 1, bitərəf 0)\n" \
            "  - lehinə: [Osman Gündüz](../../../people/o/osman-gunduz.md), [Vasif Mövsümov](../../../people/v/vasif-movsumov.md)\n" \
            "  - əleyhinə: [Sahib Məmmədov](../../../people/s/sahib-memmedov.md)\n"
        assert lines in minutes(council), minutes(council)
        answer = tell(client, "/items", voters_for="Osman Gündüz", voters_against="Osman Gündüz", **issue)
        assert client.status == 422 and "Osman" in answer["error"], answer
        assert tell(client, "/items", votes_for="1", **votes, **issue)["error"] and client.status == 422
        for page in (SESSION, SESSION + "/screen", SESSION[len("/session"):]):
            client.get(page)
            assert "lehinə: Osman Gündüz, Vasif Mövsümov<br>əleyhinə: Sahib Məmmədov" in client.text, page
        edit = "/record" + SESSION[len("/session"):] + "/items/D1"
        client.get(edit)
        form = client.form(edit)
        assert form["voters_for"] == votes["voters_for"], form
        assert client.post(edit, dict(form, text="Başqa qərar.", action="save"), follow=False) == 303, client.text
        assert lines.replace("Qərar.", "Başqa qərar.") in minutes(council)
        # the list of the page without scripts
        body = [("form_token", client.token), ("letter", "D"), ("issue", "1"), ("text", "Siyahı ilə."), ("action", "save"),
                ("voter", "Osman Gündüz"), ("vote", "for"), ("voter", "VXSİ"), ("vote", ""), ("voter", "Sahib Məmmədov"), ("vote", "abstained")]
        assert client.post(SESSION + "/items", body, follow=False) == 303, client.text
        assert "Siyahı ilə. (lehinə 1, əleyhinə 0, bitərəf 1)\n  - lehinə: [Osman" in minutes(council), minutes(council)
        assert "in order" in tap.shura("check", council.dir)


def test_live():
    """the page and the screen are sent again only when something changed; the room sees the vote that is being taken"""
    with tap.Council() as council:
        open_session(council)
        council.serve()
        client = in_session(council)
        member = Client(council.address).sign_in("member", tap.PASSWORD)
        assert member.get(SESSION + "/screen") == 200 and member.get(SESSION) == 403
        assert Client(council.address).get(SESSION + "/screen") in (303, 404, 401)
        for reader, path in ((client, ""), (member, "/screen")):
            reader.get(SESSION + path)
            tag = reader.headers["ETag"]
            assert reader.get(SESSION + path, **{"If-None-Match": tag}) == 304 and not reader.text
        tell(client, "/desk", issue="3", issue_title=ISSUES[2], letter="D", text="Mayda.", votes_for="4")
        assert member.get(SESSION + "/screen", **{"If-None-Match": tag}) == 200
        assert ISSUES[2] in member.text and "Mayda." in member.text and "<dd>4</dd>" in member.text
        before = commits(council)
        tell(client, "/desk", issue="3", issue_title=ISSUES[2], letter="S", text="Yazılan söz ekranda görünmür.")
        member.get(SESSION + "/screen")
        assert "Mayda." not in member.text and "Yazılan" not in member.text and commits(council) == before
        client.get("/")
        assert SESSION in client.text
        client.get("/record" + SESSION[len("/session"):])
        assert SESSION in client.text


tap.main(globals())
