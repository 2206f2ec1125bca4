"""After the meeting: the draft goes round, is corrected, approved, signed, sealed and published; addenda come after."""
import os
import re
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import tap
from client import Client

FOLDER = "meetings/2016/0001-iclas"
MEETING = "/meetings/2016/1"
RECORD = "/record" + MEETING
LATER = "/meetings/2016/2"
HEAD = """---
record: minutes
title: Birinci iclas
kind: session
date: 2016-03-14
starts: "10:00"
place: Bakı
chair: people/o/osman-gunduz
secretary: people/v/vasif-movsumov
state: held
minutes: draft
participants:
  - {person: people/o/osman-gunduz, capacity: chair, attendance: present}
  - {person: people/v/vasif-movsumov, capacity: secretary, attendance: present}
  - {person: people/s/sahib-memmedov, capacity: member, attendance: present}
agenda:
  - {title: Birinci məsələ}
---

## 1. Birinci məsələ

### Çıxış etdilər

- **S1** [Osman Gündüz](../../../people/o/osman-gunduz.md): Xidmətlərin siyahısı bir həftə əvvəl hazır olub, amma heç kimə göndərilməyib.
- **S2** [Sahib Məmmədov](../../../people/s/sahib-memmedov.md): Rayonlarda internet zəifdir.

### Qərara alındı

- **D1** Siyahı göndərilsin. (lehinə 2, əleyhinə 0, bitərəf 0)
"""
SECOND = """---
record: minutes
title: İkinci iclas
kind: session
date: 2016-04-18
state: in session
minutes: draft
participants:
  - {person: people/o/osman-gunduz, capacity: chair, attendance: present}
agenda:
  - {title: Başqa məsələ}
  - {title: Birinci iclasın protokolu, approves: meetings/2016/0001-iclas}
---

## 1. Başqa məsələ

### Qərara alındı

- **D1** Başqa qərar.

## 2. Birinci iclasın protokolu

### Qərara alındı

- **D2** Protokol təsdiq edilsin.
"""
PEOPLE = (("chair", "Osman Gündüz", "people/o/osman-gunduz"), ("secretary", "Vasif Mövsümov", "people/v/vasif-movsumov"),
          ("sahib", "Sahib Məmmədov", "people/s/sahib-memmedov"))


def add(council, text, path):
    council.add(path, text)


def step(council, *words, expect=0):
    return tap.shura("step", council.dir, "meetings/2016/1", *words, expect=expect)


@tap.once
def prepare(council, circulated=True, text=HEAD):
    add(council, text, FOLDER + "/minutes.md")
    for login, name, person in PEOPLE:
        tap.shura("user", "add", council.dir, login, name, "--roles=member", "--person=" + person, "--password-file=-",
                  text=tap.PASSWORD + "\n")
    if circulated:
        step(council, "circulate", "--until=2100-01-01")


def sign_in(council, login):
    client = Client(getattr(council, "address", None) or council.serve()).sign_in(login, tap.PASSWORD)
    client.cookies["language"] = "en"
    return client


def minutes(council, at=None):
    return tap.shura("show", council.dir, "meetings/2016/1", *(("--at=" + at,) if at else ()))


def plain(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", html))


def correct(client, part, text=None, reason="", **fields):
    """Send a correction; the status."""
    path = RECORD + "/correct/" + part
    assert client.get(path) == 200, client.text
    form = dict(client.form(path), reason=reason, **fields)
    if text is not None:
        form["text"] = text
    return client.post(path, form, follow=False)


def corrections(client):
    """The names of those that stand on the page, in order."""
    assert client.get(MEETING) == 200, client.text
    return re.findall(r'id="correction-([0-9a-z-]+)"', client.text)


def answer(client, name, action, **fields):
    """What the form of a correction sends; the status."""
    path = RECORD + "/corrections/" + name
    assert client.get(path) == 200, client.text
    return client.post(path, {"form_token": client.form("/sign-out")["form_token"], "action": action, **fields}, follow=False)


def act(client, action, meeting=MEETING, **fields):
    """Take a step on its page; the status."""
    path = "/record%s/step/%s" % (meeting, action)
    assert client.get(path) == 200, client.text
    form = client.form(path)
    form.update(fields)
    return client.post(path, form, follow=False)


def log(council):
    return tap.git("-C", council.records(), "log", "-1", "--format=%an%n%s%n%b", "main")


@tap.once
def sealed_council(council, publish=False):
    prepare(council)
    step(council, "approve", "--at=2016-04-01")
    if publish:
        step(council, "sign", "--whose=chair")
        step(council, "sign", "--whose=secretary")
        step(council, "publish")


def test_whole_way():
    """three people: the draft goes round, is corrected, approved by a later meeting, signed by two, published; each page leads on"""
    with tap.Council() as council:
        prepare(council, circulated=False)
        add(council, SECOND, "meetings/2016/0002-iclas/minutes.md")
        coordinator, member, chair, secretary = (sign_in(council, login) for login in ("coordinator", "sahib", "chair", "secretary"))
        public = Client(council.address)
        assert coordinator.get(RECORD + "/step/circulate") == 200
        assert "5 working days after the meeting" in plain(coordinator.text) and coordinator.form(RECORD + "/step/circulate")["until"]
        assert act(coordinator, "circulate", until="2100-01-01") == 303, coordinator.text
        member.get("/")
        assert "Minutes to check until 1 January 2100" in plain(member.text), plain(member.text)
        member.get(MEETING)
        assert "Minutes to check until 1 January 2100" in plain(member.text) and RECORD + "/correct/S1" in member.text
        assert correct(member, "S2", "Bəzi rayonlarda internet zəifdir.", "belə demişdim") == 303, member.text
        assert member.headers["Location"].startswith(MEETING), member.headers["Location"]
        chair.get(MEETING)
        assert "<ins>" in chair.text and "<del>" in chair.text, "the words that go and those that come"
        assert "belə demişdim" in chair.text and "Sahib Məmmədov" in chair.text
        name = corrections(coordinator)[0]
        assert re.fullmatch(r"\d{8}t\d{6}-[0-9a-f]{4}", name), name
        # approval waits for the answer
        coordinator.get(RECORD + "/step/approve")
        assert "answer every correction" in coordinator.text and RECORD + "/corrections/" + name in coordinator.text
        assert act(coordinator, "approve", at="2016-04-01") == 422, coordinator.text
        assert answer(coordinator, name, "accept") == 303, coordinator.text
        assert "Bəzi rayonlarda internet zəifdir." in minutes(council)
        said = log(council)
        assert said.startswith("Test coordinator\n") and "Co-authored-by: Sahib Məmmədov <sahib@shura.invalid>" in said, said
        assert "Action: accept-correction" in said and "S2" in said.splitlines()[1], said
        # the decision under the issue that approves these minutes comes first
        coordinator.get(RECORD + "/step/approve")
        assert re.findall(r'<option value="(meetings[^"]*)"', coordinator.text)[0] == "meetings/2016/0002-iclas#D2", coordinator.text
        assert act(coordinator, "approve", decision="meetings/2016/0002-iclas#D2") == 303, coordinator.text
        coordinator.get(MEETING)
        assert 'href="/meetings/2016/2#d2"' in coordinator.text and "Approved by" in coordinator.text
        coordinator.get(LATER)
        assert "Approves the minutes" in coordinator.text, coordinator.text[coordinator.text.index("<main"):]
        assert 'href="/meetings/2016/1"' in coordinator.text
        # signing
        member.get(RECORD + "/step/sign")
        assert "neither the chair nor the secretary" in member.text
        member.get(MEETING)
        assert "/step/sign" not in member.text
        token = member.form("/sign-out")["form_token"]
        assert member.post(RECORD + "/step/sign", {"form_token": token}, follow=False) == 403
        assert act(chair, "sign") == 303, chair.text
        chair.get(RECORD + "/step/sign")
        assert "You have signed" in chair.text and "minutes: approved" in minutes(council)
        assert act(secretary, "sign") == 303
        assert "minutes: signed" in minutes(council)
        assert public.get(MEETING) == 404
        coordinator.get(RECORD + "/step/publish")
        assert "The public reads the minutes" in coordinator.text
        assert act(coordinator, "publish") == 303
        assert public.get(MEETING) == 200
        coordinator.get(MEETING)
        assert "/step/withdraw" not in coordinator.text
        seal = re.search(r"seal: ([0-9a-f]{64})", minutes(council))[1]
        assert seal in public.text and "sha256sum" in public.text
        public.cookies["language"] = "en"
        public.get(MEETING)
        way = plain(public.text[public.text.index('class="seal"'):])
        for word in ("held: 14 March 2016", "circulated:", "approved: 18 April 2016", "signed:", "published:"):
            assert word in way, way
        assert "Rayonlarda" not in way
        tap.shura("check", council.dir)


def test_late():
    """after the closing date the form is gone, with words, and what is sent all the same is refused, by push too"""
    with tap.Council() as council:
        prepare(council, circulated=False)
        late = HEAD.replace("minutes: draft", "minutes: circulated\ncirculated: {at: 2016-03-20, until: 2016-03-27}").replace("title: Birinci", "title: Gec")
        add(council, late, "meetings/2016/0003-gec/minutes.md")
        member = sign_in(council, "sahib")
        member.get("/meetings/2016/3")
        assert "Corrections were taken up until 27 March 2016" in plain(member.text) and "/correct/" not in member.text
        path = "/record/meetings/2016/3/correct/S1"
        member.get(path)
        assert "taken up until" in member.text and "<textarea" not in member.text
        token = member.form("/sign-out")["form_token"]
        assert member.post(path, {"form_token": token, "text": "Gec yazılan söz.", "reason": ""}, follow=False) == 422, member.text
        assert "Gec yazılan söz." in member.text and "taken up until" in member.text
        work = os.path.join(council.folder, "clone")
        tap.git("clone", "--quiet", council.records(), work)
        os.makedirs(os.path.join(work, "meetings/2016/0003-gec/corrections"))
        with open(os.path.join(work, "meetings/2016/0003-gec/corrections/20160401t0900-aaaa.md"), "w", encoding="utf-8") as file:
            file.write("---\nrecord: correction\nauthor: people/s/sahib-memmedov\nat: 2016-04-01T09:00+04:00\nstate: open\n---\n\nGec.\n")
        tap.git("add", ".", cwd=work)
        tap.git("commit", "--quiet", "-m", "Late", cwd=work)
        assert "taken up until" in tap.git("push", "origin", "HEAD:main", cwd=work, expect=1)


def test_two_of_one_item():
    """two corrections of one item: the second is merged by words into what the first left; where both changed the same words, both are shown"""
    with tap.Council() as council:
        prepare(council)
        one, two, coordinator = sign_in(council, "sahib"), sign_in(council, "secretary"), sign_in(council, "coordinator")
        words = "Xidmətlərin siyahısı bir həftə əvvəl hazır olub, amma heç kimə göndərilməyib."
        for client, old, new in ((one, "bir həftə", "iki həftə"), (two, "heç kimə", "nazirliklərə"), (two, "bir həftə", "üç gün")):
            assert correct(client, "S1", words.replace(old, new)) == 303, client.text
        names = corrections(coordinator)
        assert len(names) == 3 and "iki" in coordinator.text
        order = [name for text in ("iki", "nazirliklərə", "üç") for name in names
                 if text in re.search(r'id="correction-%s".*?</aside>' % name, coordinator.text, re.S)[0]]
        assert answer(coordinator, order[0], "accept") == 303
        assert answer(coordinator, order[1], "accept") == 303, coordinator.text
        assert "iki həftə əvvəl hazır olub, amma nazirliklərə" in minutes(council), minutes(council)
        assert answer(coordinator, order[2], "accept") == 409
        assert "üç gün" in coordinator.text and "iki həftə" in coordinator.text and "What stands there now" in coordinator.text
        assert answer(coordinator, order[2], "by-hand", text="Siyahı on gün əvvəl hazır olub.") == 303, coordinator.text
        assert "Siyahı on gün əvvəl" in minutes(council) and "Osman Gündüz" in minutes(council)
        assert answer(coordinator, order[2], "accept") == 409, "answered already"


def test_answers():
    """a refusal says why; only who sent a correction withdraws it; members do not answer"""
    with tap.Council() as council:
        prepare(council)
        one, two, coordinator = sign_in(council, "sahib"), sign_in(council, "secretary"), sign_in(council, "coordinator")
        assert correct(one, "S2") == 422 and "words as they stand" in one.text
        assert correct(one, "S2", "") == 422
        assert correct(one, "S2", reason="Bunu mən yox, sədr deyib.") == 303, "a remark on who spoke"
        assert correct(one, "facts", "İclas 11:00-da başlayıb.") == 303
        assert correct(two, "missing", "Sonda təşəkkür edildi.") == 303
        assert one.get(RECORD + "/correct/S9") == 404
        names = corrections(coordinator)
        assert len(names) == 3
        by = {part: name for name in names for part in ("sədr deyib", "11:00", "təşəkkür")
              if part in re.search(r'id="correction-%s".*?</aside>' % name, coordinator.text, re.S)[0]}
        assert answer(coordinator, by["sədr deyib"], "accept") == 422 and "by hand" in coordinator.text
        assert answer(coordinator, by["təşəkkür"], "refuse", answer="") == 422 and "say why it is not taken up" in coordinator.text.lower()
        assert answer(coordinator, by["təşəkkür"], "refuse", answer="Qeyd olunmur.") == 303
        two.get(MEETING)
        assert "Qeyd olunmur." in two.text
        for action in ("accept", "refuse", "mark"):
            assert answer(two, by["11:00"], action, answer="Yox") == 403, action
        assert answer(two, by["11:00"], "withdraw") == 403
        assert answer(coordinator, by["11:00"], "withdraw") == 403
        # by hand: the form of the facts, with the correction beside it, answers it in the same commit
        path = RECORD + "/facts"
        coordinator.get(path + "?correction=" + by["11:00"])
        assert "İclas 11:00-da" in coordinator.text
        form = dict(coordinator.form(path), starts="11:00")
        assert form["correction"] == by["11:00"]
        assert coordinator.post(path, form, follow=False) == 303, coordinator.text
        assert 'starts: "11:00"' in minutes(council) and "Co-authored-by: Sahib" in log(council)
        path = RECORD + "/items/S2"
        coordinator.get(path + "?correction=" + by["sədr deyib"])
        form = dict(coordinator.form(path), speakers="Osman Gündüz", action="save")
        assert coordinator.post(path, form, follow=False) == 303, coordinator.text
        assert "state: accepted" in tap.shura("show", council.dir, "meetings/2016/1/corrections/" + by["sədr deyib"])
        assert correct(two, "S1", "Başqa.") == 303
        name = [n for n in corrections(two) if n not in names][0]
        assert answer(two, name, "withdraw") == 303
        assert name not in corrections(two)
        assert "in order" in tap.shura("check", council.dir)


def test_long_item():
    """an item of several paragraphs, with a list, is corrected as it is written"""
    with tap.Council() as council:
        body = "Birinci abzas.\n\n  İkinci abzas: \"dırnaq\", {mötərizə}.\n\n  - bir\n  - iki"
        prepare(council, text=HEAD.replace("Rayonlarda internet zəifdir.", body))
        one, coordinator = sign_in(council, "sahib"), sign_in(council, "coordinator")
        one.get(RECORD + "/correct/S2")
        words = one.form(RECORD + "/correct/S2")["text"]
        assert correct(one, "S2", words.replace("- iki", "- iki\n- üç").replace("İkinci", "Sonrakı")) == 303, one.text
        name = corrections(coordinator)[0]
        assert answer(coordinator, name, "accept") == 303, coordinator.text
        assert "  Sonrakı abzas: \"dırnaq\", {mötərizə}.\n\n  - bir\n  - iki\n  - üç\n" in minutes(council), minutes(council)
        assert "in order" in tap.shura("check", council.dir)


def test_changed_item():
    """an item that was deleted meanwhile: the press is refused with words, and what was sent stays to be read"""
    with tap.Council() as council:
        prepare(council)
        one, coordinator = sign_in(council, "sahib"), sign_in(council, "coordinator")
        assert correct(one, "S2", "Tamam başqa sözlər.") == 303
        name = corrections(coordinator)[0]
        coordinator.get(RECORD + "/items/S2")
        form = dict(coordinator.form(RECORD + "/items/S2"), action="delete")
        assert coordinator.post(RECORD + "/items/S2", form, follow=False) == 303
        assert corrections(coordinator) == [name], "it stands at the end now"
        assert answer(coordinator, name, "accept") == 422 and "not in the minutes any more" in coordinator.text
        assert answer(coordinator, name, "mark") == 303


def edit_routes():
    """(method, path) of every row of the table of routes that edits minutes."""
    with open(os.path.join(tap.SOURCE, "web", "routes.c"), encoding="utf-8") as file:
        rows = re.findall(r'\{ "(GET|POST)",\s*"(/(?:record|edit-text|session|plan|meetings)[^"]*)",[^}]*\}', file.read())
    for method, pattern in rows:
        if method == "GET" and pattern.startswith("/meetings"):
            continue
        path = pattern.replace("/edit-text/...", "/edit-text" + MEETING).replace("/meetings/*/*", MEETING)
        yield method, path.replace("/items/*", "/items/S1").replace("/agenda/*", "/agenda/1").replace("/participants/*", "/participants/1")


# What is done with sealed minutes all the same: steps, what became of suggestions and actions, and addenda.
AFTER_SEAL = ("/step/", "/correct", "/addenda", "/dispositions", "/actions", "/screen")


def test_sealed_routes():
    """every route that edits minutes says that they are sealed, before anything is typed and after"""
    with tap.Council() as council:
        sealed_council(council)
        coordinator = sign_in(council, "coordinator")
        coordinator.get(MEETING)
        assert RECORD + '"' not in coordinator.text and "/edit-text" + MEETING not in coordinator.text
        token = coordinator.form("/sign-out")["form_token"]
        before, seen = minutes(council), 0
        for method, path in edit_routes():
            if any(part in path for part in AFTER_SEAL) or "*" in path:
                continue
            seen += 1
            if method == "GET":
                status = coordinator.get(path)
            else:
                status = coordinator.post(path, {"form_token": token, "action": "save", "text": "Yazdıqlarım itməsin."}, follow=False)
                assert "Yazdıqlarım itməsin." in coordinator.text, path
            assert status == 409 and "The minutes are sealed" in coordinator.text and RECORD + "/addenda" in coordinator.text, (method, path, status, coordinator.text)
        assert seen >= 10 and minutes(council) == before
        member = sign_in(council, "sahib")
        member.get(RECORD + "/correct/S1")
        assert "do not go round now" in member.text
        member_token = member.form("/sign-out")["form_token"]
        assert member.post(RECORD + "/correct/S1", {"form_token": member_token, "text": "x"}, follow=False) == 422


def test_broken_seal():
    """a check of the records names minutes whose text is not what was sealed"""
    with tap.Council() as council:
        sealed_council(council)
        work = os.path.join(council.folder, "clone")
        tap.git("clone", "--quiet", council.records(), work)
        name = os.path.join(work, FOLDER, "minutes.md")
        with open(name, encoding="utf-8") as file:
            text = file.read()
        with open(name, "w", encoding="utf-8") as file:
            file.write(text.replace("Siyahı göndərilsin", "Siyahı göndərilməsin"))
        tap.git("commit", "--quiet", "-am", "Otherwise", cwd=work)
        assert "sealed" in tap.git("push", "origin", "HEAD:main", cwd=work, expect=1)
        # past all guards, straight into the repository
        tap.git("fetch", "--quiet", work, "+HEAD:refs/heads/main", cwd=council.records())
        done = tap.shura("check", council.dir, expect=None)
        assert done.returncode != 0 and "the seal is not that of this text" in done.stdout + done.stderr, done.stdout + done.stderr


def test_addenda():
    """addenda are numbered, also two at once; they stand under their item and at the end, are found, and never change"""
    with tap.Council() as council:
        sealed_council(council, publish=True)
        add(council, SECOND, "meetings/2016/0002-iclas/minutes.md")
        coordinator = sign_in(council, "coordinator")
        path = RECORD + "/addenda"
        assert coordinator.get(path) == 200
        form = dict(coordinator.form(path), concerns="S1", text="Siyahının tarixi on iki martdır.", approved_in="meetings/2016/0002-iclas")
        assert coordinator.post(path, dict(form, text=" "), follow=False) == 422
        assert coordinator.post(path, dict(form, concerns="S77"), follow=False) == 422 and "martdır" in coordinator.text
        coordinator.get(path)
        form["once"] = coordinator.form(path)["once"]
        assert coordinator.post(path, form, follow=False) == 303, coordinator.text
        assert coordinator.headers["Location"].split("?")[0].split("#")[0] == MEETING

        def one_more(n):
            client = sign_in(council, "coordinator")
            client.get(path)
            more = dict(client.form(path), concerns="", text="Eyni anda %d." % n, approved_in="")
            done.append(client.post(path, more, follow=False))
        done = []
        several = [threading.Thread(target=one_more, args=(n,)) for n in range(4)]
        for thread in several:
            thread.start()
        for thread in several:
            thread.join()
        assert done == [303] * 4, done
        public = Client(council.address)
        public.cookies["language"] = "en"
        public.get(MEETING)
        for n in range(1, 6):
            assert 'id="addendum-%d"' % n in public.text, n
        assert public.text.count("Siyahının tarixi on iki martdır.") == 2, "under the item and at the end"
        public.get("/search?q=martd%C4%B1r")
        assert MEETING + "/addenda/1" in public.text and "Birinci iclas" in public.text
        assert public.get(MEETING + "/addenda/1") == 301 and public.headers["Location"] == MEETING + "#addendum-1"
        assert coordinator.get("/edit-text" + MEETING + "/addenda/1") == 409
        work = os.path.join(council.folder, "clone")
        for old, new in (("martdır", "apreldir"), ("concerns: S1", "concerns: S2"), ("at: 20", "at: 19")):
            tap.git("clone", "--quiet", council.records(), work)
            name = os.path.join(work, FOLDER, "addenda/01.md")
            with open(name, encoding="utf-8") as file:
                text = file.read()
            assert old in text, text
            with open(name, "w", encoding="utf-8") as file:
                file.write(text.replace(old, new, 1))
            tap.git("commit", "--quiet", "-am", "Otherwise", cwd=work)
            assert "an addendum stays as it is" in tap.git("push", "origin", "HEAD:main", cwd=work, expect=1)
            tap.shutil.rmtree(work)
        assert "in order" in tap.shura("check", council.dir)


def test_unsealed():
    """minutes that are not sealed have no addenda: they are edited"""
    with tap.Council() as council:
        prepare(council)
        coordinator = sign_in(council, "coordinator")
        coordinator.get(RECORD + "/addenda")
        assert "not sealed: edit them" in coordinator.text
        token = coordinator.form("/sign-out")["form_token"]
        assert coordinator.post(RECORD + "/addenda", {"form_token": token, "text": "Söz."}, follow=False) == 422


def test_approval_rule():
    """where the rule says so, minutes are approved at a meeting only, on the page and by command"""
    with tap.Council() as council:
        prepare(council)
        coordinator = sign_in(council, "coordinator")
        coordinator.get(RECORD + "/step/approve")
        assert 'name="at"' in coordinator.text
        coordinator.get("/rules/edit/minutes.approval")
        form = dict(coordinator.form("/rules/edit/minutes.approval"), words="at a meeting", basis="statute", citation="5.2")
        form["from"] = "2016-01-01"
        assert coordinator.post("/rules/edit/minutes.approval", form, follow=False) == 303, coordinator.text
        coordinator.get(RECORD + "/step/approve")
        assert 'name="at"' not in coordinator.text and "at a meeting" in coordinator.text
        assert "approved at a meeting" in tap.shura("step", council.dir, "meetings/2016/1", "approve", "--at=2016-04-01", expect=None).stderr
        assert "at a meeting" in council_rules(coordinator)


def council_rules(client):
    client.get("/rules")
    return plain(client.text)


tap.main(globals())
