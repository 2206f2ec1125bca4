"""The council's track on the pages: each step with what it asks, rounds of discussion with their report, invitations."""
import csv
import datetime
import io
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import tap
from client import Client

FOLDER = "proposals/2016/0001-0099/0001-pilot"
PROPOSAL = "/proposals/2016/1"
EDIT = "/edit" + PROPOSAL
ROUND = PROPOSAL + "/rounds/1"
TEXT = """---
record: proposal
title: Pilot rayonlar
addressee: bodies/v/vxsi
authors: [people/s/sahib-memmedov]
state: draft
---

## Tövsiyələr

- **R1** Pilot rayonlar seçilsin.
- **R2** Xidmətlərin siyahısı dərc edilsin.
"""
MEETING = """---
record: minutes
title: Qəbul iclası
date: 2016-03-14
chair: people/o/osman-gunduz
secretary: people/v/vasif-movsumov
state: held
minutes: draft
participants:
  - {person: people/o/osman-gunduz, capacity: chair, attendance: present}
  - {person: people/v/vasif-movsumov, capacity: secretary, attendance: present}
  - {person: people/s/sahib-memmedov, capacity: member, attendance: present}
agenda:
  - {title: Təklif, proposals: [proposals/2016/0001-0099/0001-pilot]}
---

## 1. Təklif

### Qərara alındı

- **D1** Qəbul edilsin. (lehinə 2, əleyhinə 1, bitərəf 0)
- **D2** Səssiz.
- **D3** Keçmədi. (lehinə 1, əleyhinə 2, bitərəf 0)
"""
COMMENT = """---
record: comment
author: %(author)s
at: %(at)s
kind: %(kind)s
audience: discussion
round: 1
%(more)s---

%(words)s
"""
MEETING_FILE = "meetings/2016/0001-qebul/minutes.md"


def add(council, path, text, expect=0):
    return council.add(path, text, expect)


def shown(council, path="proposals/2016/1"):
    return tap.shura("show", council.dir, path)


def comment(council, n, words, author="Test stakeholder", kind="objection", more=""):
    at = "%sT10:%02d+04:00" % (tap.today(), n)
    add(council, "%s/comments/%s/%st1000%02d-aaaa.md" % (FOLDER, tap.today(), str(tap.today()).replace("-", ""), n),
        COMMENT % dict(author=author, at=at, kind=kind, more=more, words=words))


def comment_id(n):
    return "%st1000%02d-aaaa" % (str(tap.today()).replace("-", ""), n)


def set_up(council):
    add(council, FOLDER + "/proposal.md", TEXT)
    add(council, MEETING_FILE, MEETING)
    for login, name, person in (("sahib", "Sahib Məmmədov", "people/s/sahib-memmedov"),):
        tap.shura("user", "add", council.dir, login, name, "--roles=member", "--person=" + person, "--password-file=-",
                  text=tap.PASSWORD + "\n")


def step(client, action, expect=303, of=EDIT, **facts):
    """Through the page of the step: what it asks, then the answer."""
    address = "%s/step/%s" % (of, action)
    assert client.get(address) == 200, (action, client.status, client.text[:2000])
    fields = client.form(address)
    status = client.post(address, dict(fields, **facts))
    assert status == expect, (action, status, re.findall(r'class="trouble".*?</div>', client.text, re.S))
    return client.text


def discussed(council, address, invited="Test stakeholder"):
    """In wide discussion; the coordinator's client."""
    set_up(council)
    author = Client(address).sign_in("sahib", tap.PASSWORD)
    step(author, "review", what="İlk layihə")
    client = Client(address).sign_in("coordinator", tap.PASSWORD)
    step(client, "discuss", invited=invited, make_invited="name")
    return client


def test_the_whole_way():
    """From draft to a sealed submission, each step by its page; the next page says what happened and what comes next"""
    with tap.Council() as council:
        address = council.serve()
        set_up(council)
        author = Client(address).sign_in("sahib", tap.PASSWORD)
        author.get(PROPOSAL)
        assert EDIT + "/step/review" in author.text and "/step/park" not in author.text, author.text
        other = Client(address).sign_in("member", tap.PASSWORD)
        other.get(PROPOSAL)
        assert "/step/" not in other.text, "a member who is no author is offered steps of the text"
        other.get(EDIT + "/step/review")
        assert other.post(EDIT + "/step/review", dict(other.form(EDIT + "/step/review"), what="x")) == 403, other.text

        # the line on what the version changes is asked for, and nothing typed is lost
        text = step(author, "review", what="  ", expect=422)
        assert "f-what" in text, text
        text = step(author, "review", what="İlk layihə")
        assert "geniş müzakirədir" in text, text

        client = Client(address).sign_in("coordinator", tap.PASSWORD)
        client.get(EDIT + "/step/discuss")
        until = tap.today() + datetime.timedelta(days=28)
        assert 'value="%s"' % until in client.text and "28 təqvim günü" in client.text, client.text
        assert "Hazırkı mətn 1 nömrəli versiyadır" in client.text
        text = step(client, "discuss", invited="VXSİ, Kənd Evi", call="Oxuyun.", expect=422)
        assert "make_invited_1" in text and "Oxuyun." in text and 'value="body"' in text, text
        # each name that nobody has is asked about by itself, and what was chosen stands there again
        text = step(client, "discuss", invited="Sakinlər, VXSİ, Kənd Evi, R. Quliyev", call="Oxuyun.", expect=422)
        form = client.form(EDIT + "/step/discuss")
        asked = {form["asked_invited_%d" % n]: "make_invited_%d" % n for n in (1, 2, 3)}
        assert set(asked) == {"Sakinlər", "Kənd Evi", "R. Quliyev"} and "asked_invited_4" not in form, form
        assert client.post(EDIT + "/step/discuss", dict(form, **{asked["Kənd Evi"]: "body", asked["Sakinlər"]: "name"})) == 422
        form = client.form(EDIT + "/step/discuss")
        checked = re.findall(r'name="(make_invited_.)" value="(.*?)" checked', client.text)
        assert sorted(checked) == sorted([(asked["Kənd Evi"], "body"), (asked["Sakinlər"], "name")]), checked
        form.update({asked["R. Quliyev"]: "person"}, **dict(checked))
        assert client.post(EDIT + "/step/discuss", form) == 303, client.text
        text = client.text
        assert "28 gün qalıb" in text and "Oxuyun." in text and "Kənd Evi" in text, text
        round_text = shown(council, "proposals/2016/1/rounds/1")
        assert "invited: [Sakinlər, bodies/v/vxsi, bodies/k/kend-evi, people/r/r-quliyev]\n" in round_text, round_text
        reader = Client(address)
        assert reader.get(ROUND) == 200 and "Kənd Evi" in reader.text, reader.text
        assert "/edit/" not in reader.text
        assert reader.get("/") == 200
        discussed = reader.text[reader.text.index("Müzakirəyə açıq"):reader.text.index("Son dəyişikliklər")]
        assert ROUND in discussed and "28 gün qalıb" in discussed and "%d-" % until.year in discussed and PROPOSAL + '"' in discussed, discussed

        # what stands in the way is said, and where it is done
        client.get(EDIT + "/step/ready")
        assert "Hələ yox" in client.text and "/edit%s/step/close-round" % ROUND in client.text, client.text
        step(client, "extend-round", of="/edit" + ROUND, until=str(tap.today() + datetime.timedelta(days=7)))
        assert "7 gün qalıb" in client.text, client.text
        comment(council, 1, "Səbəb aydın deyil.")
        client.get("/edit%s/step/close-round" % ROUND)
        assert "/edit%s/dispositions" % ROUND in client.text and "Hələ yox" in client.text, client.text
        form = "/edit%s/dispositions" % ROUND
        client.get(form)
        client.post(form, dict(client.form(form), outcome="taken up"))
        step(client, "close-round", of="/edit" + ROUND, summary="Bir etiraz oldu.")
        assert "Bir etiraz oldu." in client.text, client.text
        step(client, "ready")

        # decisions with votes only; the one that belongs to it first; one that did not pass is refused
        client.get(EDIT + "/step/adopt")
        choices = re.findall(r'<option value="(meetings/2016[^"]*)"', client.text)
        assert choices == ["meetings/2016/0001-qebul#D1", "meetings/2016/0001-qebul#D3"], choices
        text = step(client, "adopt", decision="meetings/2016/0001-qebul#D3", expect=422)
        assert 'D3" selected' in text, text
        step(client, "adopt", decision="meetings/2016/0001-qebul#D1")
        assert "adopted: {in: meetings/2016/0001-qebul, item: D1, version: 1}" in shown(council), shown(council)

        client.get(EDIT + "/step/submit")
        letter = client.form(EDIT + "/step/submit")["letter"]
        assert "“Pilot rayonlar”" in letter and "2 tövsiyə" in letter and "versiya 1" in letter and "2016/1" in letter, letter
        text = step(client, "submit", letter=letter, number="9/11-21", channel="Poçtla", signatory="Osman Gündüz")
        assert "möhürləndi" in text, text
        submission = shown(council, "proposals/2016/1/submissions/1")
        assert "outgoing number: 9/11-21" in submission and "channel: Poçtla" in submission, submission
        tag = tap.git("tag", "--list", cwd=council.records()).split()
        assert tag == ["submission/2016/0001/01"], tag
        client.get(EDIT + "/step/submit")
        assert client.status == 409, client.status


def test_aside_and_back():
    """A proposal is put aside, withdrawn, superseded with a reason or another one, and taken up again"""
    with tap.Council() as council:
        address = council.serve()
        set_up(council)
        add(council, "proposals/2016/0001-0099/0002-bashqa/proposal.md", TEXT.replace("Pilot rayonlar\n", "Başqa\n", 1))
        client = Client(address).sign_in("coordinator", tap.PASSWORD)
        assert "f-reason" in step(client, "park", expect=422)
        step(client, "park", reason="Büdcə gözlənilir.")
        assert "reason: Büdcə gözlənilir." in shown(council)
        step(client, "resume")
        assert "reason" not in shown(council)
        client.get(EDIT + "/step/supersede")
        assert re.findall(r'<option value="(proposals[^"]*)"', client.text)[0] == "proposals/2016/0001-0099/0002-bashqa"
        step(client, "supersede", instead="proposals/2016/0001-0099/0002-bashqa")
        assert "superseded by: proposals/2016/0001-0099/0002-bashqa" in shown(council)


def table(client, address):
    assert client.get(address) == 200, client.status
    raw = client.text
    assert raw.startswith("\ufeff") and "\r\n" in raw, repr(raw[:80])
    return list(csv.reader(io.StringIO(raw[1:], newline="")))


def test_report():
    """The report has every comment under its recommendation, with what became of it, as page, PDF and table"""
    with tap.Council() as council:
        address = council.serve()
        client = discussed(council, address)
        comment(council, 1, "Pilot azdır.", more='anchor: {part: R1, quote: "Pilot rayonlar"}\n')
        comment(council, 2, "Harada dərc edilsin?", kind="question", author="Kənd \"Evi\" MMC",
                more='anchor: {part: Tövsiyələr, quote: "siyahısı dərc"}\n')
        comment(council, 3, "=HYPERLINK(\"http://pis.example\"; \"x\"), iki\nsətir", kind="support", author="Bələdiyyə")
        comment(council, 4, "  +994 50", kind="note", author='"@kimsə"')
        comment(council, 5, "Sıraya cavab.", author="Sahib Məmmədov", more="reply to: %s/comments/%s/%s\n" % (FOLDER, tap.today(), comment_id(1)))
        comment(council, 6, "Köhnə bənd.", more="anchor: {part: R9, quote: yox}\n")
        reader = Client(address)
        reader.get(ROUND)
        main = reader.text[reader.text.index("<main"):]
        order = [main.index(words) for words in ("Pilot azdır.", "Sıraya cavab.", "Harada dərc edilsin?", "Köhnə bənd.", "iki", "994")]
        assert order == sorted(order), order
        assert main.count("<h3>") == 4 and "artıq mətndə yoxdur" in main and "Bütövlükdə layihəyə dair" in main, main
        assert "6 şərh" not in main and main.count("cavabsız") >= 5

        # one by one, and several at once; a reason is asked for, and nothing typed is lost
        form = "/edit%s/dispositions" % ROUND
        client.get(form)
        assert client.text.count("<textarea") == 0 and "cavabsız: <b>5</b>" in client.text, client.text
        fields = client.form(form)
        assert fields["of"] == comment_id(1), fields
        assert client.post(form, dict(fields, outcome="not taken up", in_version="2")) == 422
        assert "nəzərə alınmadığını" in client.text or "səbəb" in client.text, client.text
        assert 'value="not taken up" required checked' in client.text and 'value="2"' in client.text, client.text
        client.get(form)
        head = tap.git("rev-parse", "main", cwd=council.records())
        assert client.post(form, dict(client.form(form), outcome="partly", why="Büdcə azdır.", in_version="2")) == 303
        stale = dict(fields, outcome="taken up")
        assert client.post(form, stale) == 409 and "Büdcə azdır." in client.text, client.text
        client.get(form)
        again = client.form(form)
        pairs = [(key, value) for key, value in again.items() if key not in ("of", "was", "outcome", "why")]
        pairs += [("many", "1"), ("outcome", "noted")] + [("of", comment_id(n)) for n in (2, 3, 4)]
        assert client.post(form, pairs) == 303, client.text
        assert "cavabsız: <b>1</b>" in client.text, client.text
        assert tap.git("rev-list", "--count", head.strip() + "..main", cwd=council.records()).strip() == "2"
        for n in (2, 3, 4):
            said = shown(council, "proposals/2016/1/comments/" + comment_id(n))
            assert "disposition: {outcome: noted, by: Test coordinator}" in said, said
        step(client, "close-round", of="/edit" + ROUND, summary="x", expect=422)
        client.get(form)
        client.post(form, dict(client.form(form), outcome="taken up"))
        step(client, "close-round", of="/edit" + ROUND, summary="Beş rəy gəldi.")

        rows = table(reader, ROUND + ".csv")
        assert len(rows) == 7 and all(len(row) == 12 for row in rows), rows
        assert rows[0][0] == "Tövsiyə" and rows[1][0] == "R1" and rows[1][6] == "Pilot azdır.", rows[:2]
        assert rows[1][8:] == ["qismən nəzərə alındı", "Büdcə azdır.", "Test coordinator", "2"], rows[1]
        assert [row[0] for row in rows[1:]] == ["R1", "R2", "", "", "R1", "R9"], rows
        assert rows[2][2] == 'Kənd "Evi" MMC' and rows[2][5] == "sual", rows[2]
        assert rows[3][6].startswith("'=HYPERLINK") and rows[3][6].endswith("iki\nsətir"), rows[3]
        assert rows[4][6] == "'+994 50" and rows[4][2] == "'@kimsə", rows[4]
        assert rows[5][7] == "Test stakeholder", rows[5]
        assert "attachment" in reader.headers["Content-Disposition"] and ".csv" in reader.headers["Content-Disposition"]
        assert reader.get("/meetings.csv") == 404 and reader.get(PROPOSAL + "/rounds/7.csv") == 404
        assert reader.get(ROUND + ".json") == 200 and "Pilot azdır" not in reader.text[:10]

        reader.get(ROUND)
        if 'rounds/1.pdf"' in reader.text:
            connection = reader.fresh()
            connection.request("GET", ROUND + ".pdf")
            answer = connection.getresponse()
            name = os.path.join(council.folder, "hesabat.pdf")
            with open(name, "wb") as file:
                file.write(answer.read())
            assert answer.status == 200, answer.status
            text = subprocess.run(["pdftotext", "-layout", name, "-"], stdout=subprocess.PIPE, encoding="utf-8").stdout
            for words in ("MÜZAKİRƏ HESABATI", "Beş rəy gəldi.", "Pilot azdır.", "qismən nəzərə alındı", "Büdcə azdır."):
                assert words in text, (words, text)
            assert "Daxil ol" not in text and "CSV" not in text, text


def test_round_is_for_its_readers():
    """A comment for members is nobody else's, not in the report of strangers nor in their table"""
    with tap.Council() as council:
        address = council.serve()
        client = discussed(council, address)
        comment(council, 1, "Hamı oxusun.")
        text = COMMENT % dict(author="Test member", at="%sT11:00+04:00" % tap.today(), kind="note", more="", words="Gizli söz.")
        add(council, "%s/comments/%s/%s.md" % (FOLDER, tap.today(), comment_id(9)), text.replace("audience: discussion", "audience: members"))
        reader = Client(address)
        for path in (ROUND, ROUND + ".csv", ROUND + ".json"):
            assert reader.get(path) == 200 and "Gizli söz" not in reader.text and "Test member" not in reader.text, reader.text
            assert client.get(path) == 200 and "Gizli söz" in client.text or path.endswith("json"), client.text


def test_names_for_members():
    """Whom only members know is named in public when somebody has said so, and by no push; then everybody reads the name"""
    body = "---\nrecord: body\nname: Gizli Qurum %d\nkind: other\naudience: members\n---\n"
    with tap.Council() as council:
        address = council.serve()
        set_up(council)
        for n in (1, 2):
            add(council, "bodies/g/gizli-%d.md" % n, body % n)
        add(council, FOLDER + "/proposal.md", TEXT.replace("memmedov]", "memmedov, bodies/g/gizli-1]"))
        step(Client(address).sign_in("sahib", tap.PASSWORD), "review", what="İlk layihə")
        client = Client(address).sign_in("coordinator", tap.PASSWORD)
        text = step(client, "discuss", invited="VXSİ", expect=422)
        assert "Gizli Qurum 1" in text and 'href="#f-show"' in text and 'name="show" value="1"' in text, text
        reader = Client(address)
        assert reader.get(PROPOSAL) == 404 and reader.get("/bodies/gizli-1") == 404
        step(client, "discuss", invited="VXSİ", show="1")
        assert reader.get(PROPOSAL) == 200 and "Gizli Qurum 1" in reader.text and reader.get("/bodies/gizli-1") == 200
        form = "/edit%s/invited" % ROUND
        client.get(form)
        fields = dict(client.form(form), name="Gizli Qurum 2", action="invite")
        assert client.post(form, fields) == 422 and 'id="f-show"' in client.text, client.text
        assert client.post(form, dict(fields, show="1")) == 200, client.text
        assert reader.get(ROUND) == 200 and "Gizli Qurum 2" in reader.text and "…" not in reader.text, reader.text
        # by hand, too
        add(council, "bodies/g/gizli-3.md", body % 3)
        clone = os.path.join(council.folder, "clone")
        tap.git("clone", "-q", council.records(), clone)
        path = os.path.join(clone, FOLDER, "rounds/01.md")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("invited: [", "invited: [bodies/g/gizli-3, "))
        tap.git("commit", "-qam", "x", cwd=clone)
        answer = tap.git("push", "-q", cwd=clone, expect=1)
        assert "everybody would read the name here: Gizli Qurum 3" in answer, answer


def test_invited():
    """Somebody without an account is invited: a link shown once lets them in as a stakeholder of this round, and no more"""
    with tap.Council() as council:
        address = council.serve()
        client = discussed(council, address, invited="VXSİ")
        form = "/edit%s/invited" % ROUND
        client.get(form)
        assert "hələ yoxdur" in client.text, client.text
        assert client.post(form, dict(client.form(form), name="Kənd Evi", mail="kend@example.org", action="invite")) == 422
        assert 'name="make_name_1"' in client.text and "kend@example.org" in client.text, client.text
        assert client.post(form, dict(client.form(form), name="Kənd Evi", mail="yox", make_name="body", action="invite")) == 422
        assert "f-mail" in client.text
        client.get(form)
        assert client.post(form, dict(client.form(form), name="Kənd Evi", mail="kend@example.org", make_name="body", action="invite")) == 200
        link = re.search(r"<code>(http://[^<]+)</code>", client.text)[1]
        assert "no-store" in client.headers["Cache-Control"]
        client.get(form)
        assert link not in client.text and "kend-evi" in client.text and "dəvət olunub, hələ qəbul etməyib" in client.text, client.text
        assert "invited: [bodies/v/vxsi, bodies/k/kend-evi]" in shown(council, "proposals/2016/1/rounds/1")
        # a name that stays as it is written is asked about once: then it is known, in other letters, too
        fields = dict(client.form(form), name="Sakinlər Birliyi", make_name="name", action="invite")
        assert client.post(form, fields) == 200, client.text
        client.get(form)
        assert client.post(form, dict(client.form(form), name="sakinlər birliyi", action="invite")) == 303, client.text
        assert shown(council, "proposals/2016/1/rounds/1").count("Sakinlər Birliyi") == 1
        # again: they have an account, and no second one is made
        assert client.post(form, dict(client.form(form), name="Kənd Evi", action="invite")) == 303
        assert "Artıq hesabı var" in client.text and client.text.count("kend-evi ·") == 1, client.text
        listed = tap.shura("user", "list", council.dir)
        assert re.search(r"kend-evi\b.*stakeholder", listed), listed

        client.get(form)
        assert client.post(form, dict(client.form(form), account="kend-evi", action="link")) == 200
        link = re.search(r"<code>(http://[^<]+)</code>", client.text)[1]
        guest = Client(address)
        path = link[len(address):]
        guest.get(path)
        fields = dict(guest.form(path), password="a long enough secret", password_again="a long enough secret")
        assert guest.post(path, fields) == 303, guest.text
        guest.get("/")
        assert "Dəvət olunduğunuz müzakirələr" in guest.text and ROUND in guest.text and "28 gün qalıb" in guest.text, guest.text
        guest.get(ROUND)
        assert "/edit%s/comment?round=1" % PROPOSAL in guest.text, guest.text
        for path in (form, "/edit%s/dispositions" % ROUND, EDIT + "/step/ready", "/accounts"):
            assert guest.get(path) == 403, (path, guest.status)
        client.get(form)
        assert "daxil olub" in client.text, client.text
        comment(council, 1, "Biz varıq.", author="bodies/k/kend-evi")
        guest.get("/")
        assert "cavab yoxdur" in guest.text, guest.text
        answers = "/edit%s/dispositions" % ROUND
        client.get(answers)
        client.post(answers, dict(client.form(answers), outcome="taken up", in_version="2"))
        guest.get("/")
        assert "nəzərə alındı" in guest.text and "2 nömrəli versiya" in guest.text, guest.text

        # a coordinator lets in stakeholders alone: no link for another's account, nor for one that is in use
        client.get(form)
        for login in ("administrator", "sahib", "coordinator", "kend-evi"):
            assert client.post(form, dict(client.form(form), account=login, action="link"), follow=False) == 403, client.text
            client.get(form)
        other = Client(address).sign_in("stakeholder", tap.PASSWORD)
        other.get(ROUND)
        assert "/comment?round" not in other.text and "dəvət olunanlar arasında deyil" in other.text, other.text


def test_homes():
    """Home says what waits: rounds for the coordinator, comments for an author, submissions for the agency"""
    with tap.Council() as council:
        address = council.serve()
        client = discussed(council, address)
        comment(council, 1, "Pilot azdır.")
        client.get("/")
        assert "28 gün qalıb" in client.text and "/edit%s/dispositions" % ROUND in client.text, client.text
        author = Client(address).sign_in("sahib", tap.PASSWORD)
        author.get("/")
        assert "1 şərh sizi gözləyir" in author.text, author.text
        other = Client(address).sign_in("member", tap.PASSWORD)
        other.get("/")
        assert "sizi gözləyir" not in other.text
        answers = "/edit%s/dispositions" % ROUND
        client.get(answers)
        client.post(answers, dict(client.form(answers), outcome="noted"))
        step(client, "close-round", of="/edit" + ROUND, summary="Bir rəy.")
        step(client, "ready")
        client.get("/")
        assert EDIT + "/step/adopt" in client.text, client.text
        step(client, "adopt", decision="meetings/2016/0001-qebul#D1")
        client.get("/")
        assert EDIT + "/step/submit" in client.text, client.text
        agency = Client(address).sign_in("agency", tap.PASSWORD)
        agency.get("/")
        assert "Qeydiyyat gözləyən yoxdur" in agency.text, agency.text
        step(client, "submit", number="9/11-21")
        agency.get("/")
        assert "№ 9/11-21" in agency.text and PROPOSAL in agency.text, agency.text


if __name__ == "__main__":
    tap.main(globals())
