"""Before a meeting: topics, the agenda, what stands on it by itself, the call, the notice, who comes."""
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import tap
from client import Client

OSMAN, SAHIB = "people/o/osman-gunduz", "people/s/sahib-memmedov"


def day(n=0):
    return str(tap.today(n))


def planned(council, number=1, date=None, rows=("Birinci", "İkinci", "Üçüncü"), more=""):
    """A planned meeting of next year's folder; its address."""
    agenda = "".join("  - {title: %s}\n" % row for row in rows)
    council.add("meetings/2040/%04d-iclas/minutes.md" % number,
          "---\nrecord: minutes\ntitle: Qırxıncı iclas %d\ndate: %s\nstarts: \"10:00\"\nends: \"11:00\"\nplace: Bakı\n"
          "state: planned\nminutes: draft\n%s%s---\n\n%s" % (
              number, date or "2040-03-14", more, "agenda:\n" + agenda if rows else "",
              "\n".join("## %d. %s\n" % pair for pair in enumerate(rows, 1))))
    return "/meetings/2040/%d" % number


def earlier(council, state="draft"):
    council.add("meetings/2016/0001-evvel/minutes.md",
          "---\nrecord: minutes\ntitle: Əvvəlki iclas\ndate: 2016-03-14\nstate: held\nminutes: %s\n---\n\n## 1. Məsələ\n\n"
          "### Tapşırıqlar\n\n- [ ] **A1** Cədvəli hazırlamaq. — [Osman Gündüz](../../../people/o/osman-gunduz.md), 2016-04-14\n"
          "- [x] **A2** Görülmüş iş.\n- [ ] **A3** Dayandırılmış iş.\n" % state)
    council.add("meetings/2016/0001-evvel/actions/a3.md",
          "---\nrecord: action\nstate: stopped\nby: Katib\nat: 2016-05-01\n---\n\nLazım olmadı.\n")


def sign_in(council, login):
    return Client(council.address).sign_in(login, tap.PASSWORD)


def minutes(council, address):
    return tap.shura("show", council.dir, address)


def agenda(client, address):
    assert client.get("%s.json" % address) == 200, client.text
    return [row["agenda_title"] for row in json.loads(client.text)["agenda"]]


def add_member(council, login="uzv2", person=SAHIB):
    tap.shura("user", "add", council.dir, login, "Sahib", "--roles=member", "--person=" + person, "--password-file=-",
              text=tap.PASSWORD + "\n")


def propose(member, title, **fields):
    member.get("/topics")
    member.post("/topics", dict(member.form("/topics"), heading=title, action="compare", **fields))
    seen = member.text
    status = member.post("/topics", dict(member.form("/topics"), action="propose"))
    assert status == 303, member.text
    return seen


def press(client, page, to, /, expect=303, **fields):
    client.get(page)
    form = {"form_token": client.form("/sign-out")["form_token"]}
    status = client.post(to, dict(form, **fields))
    assert status == expect, "%d\n%s" % (status, client.text)


def test_topics():
    """a member proposes a topic beside similar ones; its own are withdrawn, others' are not; the public sees none"""
    with tap.Council() as council:
        add_member(council)
        council.serve()
        member, other, public = sign_in(council, "member"), sign_in(council, "uzv2"), Client(council.address)
        seen = propose(member, "E-xidmətlərin qiyməti", why="Vətəndaş *iki dəfə* ödəyir.", wanted="20")
        assert "Yerli icra hakimiyyətlərində" in seen, seen
        member.get("/topics")
        assert "Test member" in member.text and "mənim" in member.text and "20 dəq" in member.text
        year = day()[:4]
        topic = "/topics/%s/1" % year
        other.get(topic)
        assert "<em>iki dəfə</em>" in other.text and "withdraw-topic" not in other.text
        press(other, topic, topic, expect=403, action="withdraw-topic", reason="x")
        press(other, topic, topic, expect=403, action="decline-topic", reason="x")
        assert public.get("/issues/%s/1" % year) == 404
        public.get("/search?q=qiymeti")
        assert "qiyməti" not in public.text
        press(member, topic, topic, expect=422, action="withdraw-topic")
        press(member, topic, topic, action="withdraw-topic", reason="Artıq lazım deyil")
        member.get(topic)
        assert "Artıq lazım deyil" in member.text and "Qəbul edilməyib" in member.text
        press(member, topic, topic, action="propose-topic")
        coordinator = sign_in(council, "coordinator")
        press(coordinator, topic, topic, action="decline-topic", reason="Səlahiyyətdə deyil")
        assert "Səlahiyyətdə deyil" in tap.shura("show", council.dir, "issues/%s/1" % year)
        member.get("/topics")
        member.post("/topics", dict(member.form("/topics"), heading="", action="compare"))
        assert member.status == 422 and "mövzunu" in member.text
        assert "in order" in tap.shura("check", council.dir)


def test_take():
    """a topic goes on an agenda with its issue in one commit; taken twice, the second is told"""
    with tap.Council() as council:
        address = planned(council)
        planned(council, 2)
        council.serve()
        member, coordinator = sign_in(council, "member"), sign_in(council, "coordinator")
        propose(member, "E-xidmətlərin qiyməti", wanted="20")
        year = day()[:4]
        issue, topic = "/issues/%s/1" % year, "/topics/%s/1" % year
        coordinator.get("/plan" + address)
        assert "E-xidmətlərin qiyməti" in coordinator.text
        press(coordinator, "/plan" + address, "/plan%s/agenda" % address, action="take", topic=issue)
        text = minutes(council, address)
        assert "title: E-xidmətlərin qiyməti, minutes allotted: \"20\"" in text or \
            "title: E-xidmətlərin qiyməti, minutes allotted: 20" in text, text
        assert "## 4. E-xidmətlərin qiyməti" in text, text
        record = tap.shura("show", council.dir, issue)
        assert "state: open" in record and "audience: members" in record and "raised in: meetings/2040/0001-iclas" in record, record
        assert "Action: take-topic" in tap.git("log", "-1", "main", cwd=council.records())
        assert len(tap.git("show", "--name-only", "--format=", "main", cwd=council.records()).split()) == 2
        press(coordinator, topic, topic, expect=422, action="take-topic", topic=issue, meeting="/meetings/2040/2")
        assert "artıq gözləmir" in coordinator.text, coordinator.text
        assert "qiyməti" not in minutes(council, "/meetings/2040/2")
        assert Client(council.address).get(issue) == 404


def test_made_by_mistake():
    """A meeting planned by mistake is deleted after a question; its number stays used; what was called or recorded stays"""
    with tap.Council() as council:
        council.serve()
        wrong, used = planned(council, 1), planned(council, 2)
        client, member = sign_in(council, "coordinator"), sign_in(council, "member")
        page = "/record%s/delete" % wrong
        client.get("/plan" + wrong)
        assert page in client.text and member.get(page) == 403
        client.get(page)
        assert minutes(council, wrong) and client.post(page, client.form(page)) == 303
        assert "Onun nömrəsi bir daha istifadə olunmur" in client.text, client.text
        assert client.get(wrong) == 410 and "Test coordinator" in client.text and "səhvən yaradılmış" in client.text, client.text
        assert Client(council.address).get(wrong) == 404
        client.get("/new/meeting?planned=1")
        form = dict(client.form("/new/meeting"), heading="Yeni", date="2040-05-05")
        assert client.post("/new/meeting", form) == 303 and "/meetings/2040/3" in client.text, client.text
        # recorded at, or called
        press(client, "/record" + used, "/record%s/items" % used, action="save", issue="1", issue_title="Birinci", letter="S", text="Söz.")
        client.get("/plan" + used)
        assert "/delete" not in client.text
        page = "/record%s/delete" % used
        client.get(page)
        assert "bu toplantıda qeydlər var" in client.text, client.text
        fields = dict(form_token=client.form("/sign-out")["form_token"])
        assert client.post(page, fields) == 422 and minutes(council, used)


def test_agenda():
    """rows get a time, a rapporteur, a place; what does not fit is red; two who reorder at once both have their way"""
    with tap.Council() as council:
        address = planned(council)
        council.serve()
        one, two = sign_in(council, "coordinator"), sign_in(council, "coordinator")
        plan, send = "/plan" + address, "/plan%s/agenda" % address
        press(one, plan, send, action="save", issue="1", issue_title="Birinci", heading="Birinci", was_heading="Birinci",
              rapporteur="Osman Gündüz", was_rapporteur="", minutes_allotted="40", was_minutes_allotted="", was_internal="")
        press(one, plan, send, action="save", issue="2", issue_title="İkinci", heading="İkinci", was_heading="İkinci",
              minutes_allotted="30", was_minutes_allotted="", internal="1", was_internal="")
        text = minutes(council, address)
        assert "rapporteur: " + OSMAN in text and "kind: internal" in text, text
        one.get(plan)
        assert "saat 11:10-dək" in one.text and "planlaşdırılandan 10 dəqiqə uzun" in one.text, one.text
        press(one, plan, send, expect=422, action="save", issue="1", issue_title="Birinci", heading="Birinci", minutes_allotted="çox")
        assert 'value="çox"' in one.text and "tam ədədlə" in one.text
        press(one, plan, send, expect=422, action="save", issue="1", issue_title="Birinci", heading="Birinci", rapporteur="Heç Kim")
        assert "make_rapporteur" in one.text
        first = dict(action="save", issue="1", issue_title="Birinci", heading="Birinci", was_heading="Birinci", was_internal="",
                     rapporteur="Osman Gündüz", was_rapporteur="Osman Gündüz", minutes_allotted="40", was_minutes_allotted="40")
        press(one, plan, send, **dict(first, minutes_allotted="45", rapporteur="Sahib Məmmədov"))
        press(two, plan, send, expect=409, **dict(first, minutes_allotted="50"))
        assert 'id="minutes_allotted-fault"' in two.text and "“45”" in two.text, two.text
        again = dict(two.form(send), action="save")
        assert (again["minutes_allotted"], again["was_minutes_allotted"], again["was_rapporteur"]) == ("50", "45", "Osman Gündüz"), again
        assert two.post(send, again, follow=False) == 303, two.text
        text = minutes(council, address)
        assert "minutes allotted: 50" in text and OSMAN not in text.split("agenda:")[1].split("Birinci")[1][:200], text
        press(two, plan, send, expect=409, **dict(first, rapporteur="Vasif Mövsümov"))
        assert "“Sahib Məmmədov”" in two.text and "make_rapporteur" not in two.text, two.text
        press(one, plan, send, **dict(first, minutes_allotted="40", was_minutes_allotted="50"))
        two.get(plan)
        press(one, plan, send, action="drop", issue="3", issue_title="Üçüncü", before="Birinci")
        assert agenda(one, plan) == ["Üçüncü", "Birinci", "İkinci"]
        press(two, plan, send, action="drop", issue="1", issue_title="Birinci", before="")
        assert agenda(two, plan) == ["Üçüncü", "İkinci", "Birinci"]
        assert "## 1. Üçüncü\n\n## 2. İkinci\n\n## 3. Birinci" in minutes(council, address)
        press(two, plan, send, action="down", issue="1", issue_title="Üçüncü")
        press(two, plan, send, action="add", heading="Dördüncü", minutes_allotted="5", rapporteur="", internal="1")
        press(two, plan, send, action="delete", issue="9", issue_title="Birinci")
        assert agenda(two, plan) == ["İkinci", "Üçüncü", "Dördüncü"]
        press(two, plan, send, expect=422, action="drop", issue="1", issue_title="İkinci", before="Birinci")
        assert "in order" in tap.shura("check", council.dir)


def test_carried():
    """minutes not approved, open actions and open proposals stand on the next agenda by themselves, with why"""
    with tap.Council() as council:
        earlier(council)
        address = planned(council)
        council.add("proposals/2016/0001-0099/0001-teklif/proposal.md",
              "---\nrecord: proposal\ntitle: Açıq təklif\nstate: review\n---\n\n**R1** Tövsiyə.\n")
        council.serve()
        coordinator = sign_in(council, "coordinator")
        for page in ("/plan" + address, address, "/record%s/step/call" % address):
            coordinator.get(page)
            for words in ("Cədvəli hazırlamaq", "14 mart 2016-cı il tarixindən açıqdır", "icra müddəti 14 aprel 2016-cı il",
                          "iş günü gecikir", "Əvvəlki iclas", "Açıq təklif"):
                assert words in coordinator.text, "%s: %s" % (page, words)
            assert "Görülmüş iş" not in coordinator.text and "Dayandırılmış" not in coordinator.text
        press(coordinator, "/record%s/step/call" % address, "/record%s/step/call" % address)
        text = minutes(council, address)
        assert "approves: meetings/2016/0001-evvel}" in text, text
        assert "actions: [meetings/2016/0001-evvel/minutes.md#a1, meetings/undated/" in text, text
        assert "proposals: [proposals/2016/0001-0099/0001-teklif]" in text, text
        assert "## 1. “Əvvəlki iclas” protokolunun təsdiqi, 14 mart 2016-cı il" in text and "## 4. Birinci" in text, text
        notice = minutes(council, address + "/notice")
        assert "“Əvvəlki iclas” protokolunun təsdiqi" in notice and "Açıq qalmış tapşırıqlar" in notice, notice
        coordinator.get("/plan" + address)
        assert coordinator.text.count("Cədvəli hazırlamaq") == 1
        council.add("meetings/2017/0001-sonra/minutes.md",
              "---\nrecord: minutes\ntitle: Sonrakı\ndate: 2017-03-14\nstate: held\nminutes: published\nsource: {kind: press, title: X}\n"
              "---\n\n## 1. Məsələ\n\n### Tapşırıqlar\n\n- [ ] **A1** Yeni iş.\n")
        press(coordinator, "/record%s/step/open" % address, "/record%s/step/open" % address, expect=422)
        assert "14.03.2040" in coordinator.text
        council.add("meetings/2040/0001-iclas/minutes.md", minutes(council, address).replace("date: 2040-03-14", "date: " + day()))
        press(coordinator, "/record%s/step/open" % address, "/record%s/step/open" % address)
        text = minutes(council, address)
        assert "#a2, meetings/2017/0001-sonra/minutes.md#a1]" in text, text
        assert "in order" in tap.shura("check", council.dir)


def test_carried_by_command():
    """the command line calls a meeting with the same rows"""
    with tap.Council() as council:
        earlier(council)
        address = planned(council)
        tap.shura("step", council.dir, address, "call")
        text = minutes(council, address)
        assert "approves: meetings/2016/0001-evvel}" in text and "minutes.md#a1" in text, text


def test_call():
    """no call without a date; one that is too late says that it is urgent, and why; a change is sent again"""
    with tap.Council() as council:
        council.add("meetings/2040/0003-iclas/minutes.md",
              "---\nrecord: minutes\ntitle: Tarixsiz\nstate: planned\nminutes: draft\nagenda:\n  - {title: Bir}\n---\n\n## 1. Bir\n")
        address = planned(council, date=day(1), rows=("Birinci", "İkinci"))
        council.serve()
        coordinator, public = sign_in(council, "coordinator"), Client(council.address)
        step = "/record%s/step/call" % address
        press(coordinator, "/plan/meetings/2040/3", "/record/meetings/2040/3/step/call", expect=422)
        coordinator.get("/plan/meetings/2040/3")
        assert "Çağırmaq üçün çatışmır" in coordinator.text
        coordinator.get("/plan" + address)
        assert "gecikir" in coordinator.text
        coordinator.get(step)
        assert "Qaydanın icazə verdiyindən gec" in coordinator.text and "Təcili toplantı da 3 təqvim günü" in coordinator.text, coordinator.text
        press(coordinator, step, step, expect=422)
        assert "təcili olduğunu" in coordinator.text
        press(coordinator, step, step, expect=422, urgent="1")
        press(coordinator, step, step, urgent="1", reason="Sabah qərar verilir")
        notice = minutes(council, address + "/notice")
        assert "urgent: true" in notice and "reason: Sabah qərar verilir" in notice, notice
        public.get(address)
        assert public.status == 200 and "Sabah qərar verilir" in public.text and "Təcilidir" in public.text
        change = "/record%s/step/change-call" % address
        press(coordinator, "/plan" + address, change, expect=422)
        press(coordinator, "/plan" + address, "/plan%s/agenda" % address, action="down", issue="1", issue_title="Birinci")
        coordinator.get("/record%s/facts" % address)
        coordinator.post("/record%s/facts" % address, dict(coordinator.form("/record%s/facts" % address), place="Gəncə"))
        coordinator.get("/plan" + address)
        assert "Bildiriş köhnəlib" in coordinator.text and "yer: Bakı → Gəncə; gündəlik" in coordinator.text, coordinator.text
        press(coordinator, change, change, reason="Zal dəyişib")
        notice = minutes(council, address + "/notice")
        assert "state: changed" in notice and "yer: Bakı → Gəncə; gündəlik. Zal dəyişib" in notice and "urgent: true" in notice, notice
        assert "Action: change-call" in tap.git("log", "-1", "main", cwd=council.records())
        coordinator.get("/plan" + address)
        assert "Bildiriş köhnəlib" not in coordinator.text
        assert "state: called" in minutes(council, address)


def test_notice():
    """the public reads the notice at the meeting's address, in lists, at home and in search; cancelled is struck through"""
    with tap.Council() as council:
        address = planned(council, rows=("Açıq məsələ", "Gizli məsələ"))
        council.serve()
        coordinator, public = sign_in(council, "coordinator"), Client(council.address)
        assert public.get(address) == 404
        send = "/plan%s/agenda" % address
        press(coordinator, "/plan" + address, send, action="save", issue="2", issue_title="Gizli məsələ", heading="Gizli məsələ",
              internal="1", was_internal="")
        press(coordinator, "/plan" + address, "/record%s/step/call" % address)
        for page in (address, address + ".json", address + ".md", "/meetings", "/", "/search?q=qirxinci"):
            assert public.get(page) == 200, page
            assert "Qırxıncı iclas 1" in public.text, page
            assert "Gizli" not in public.text, page
        assert 'href="%s"' % address in public.text and "/notice" not in public.text, public.text
        assert json.loads(public.ask("GET", address + ".json") and public.text)["agenda"][0]["agenda_title"]
        for page in ("/notice", "/dispositions/o1", "/addenda/1", "/corrections/x1"):
            assert public.get(address + page) == 301, page
            to = public.headers["Location"]
            assert public.get(to.split("#")[0]) == 200, to
        assert public.get("/history%s/notice" % address) == 200
        public.get("/history")
        assert 'href="/history%s/notice"' % address in public.text
        press(coordinator, "/plan" + address, "/record%s/step/cancel" % address, reason="Zal bağlıdır")
        public.get("/meetings")
        assert "<s><a" in public.text and "Zal bağlıdır" in public.text, public.text
        public.get(address)
        assert "Zal bağlıdır" in public.text and "<s>" in public.text
        public.get("/")
        assert "Qırxıncı iclas 1</a></h2>" not in public.text


def test_coming():
    """members are invited at once; each says by one press whether they come; nobody answers for another"""
    with tap.Council() as council:
        for letter, name in (("o", "osman-gunduz"), ("s", "sahib-memmedov")):
            path = "people/%s/%s.md" % (letter, name)
            text = tap.shura("show", council.dir, path).split("\n---\n")[0]
            head = "\n".join(line for line in text.split("\n") if not line.startswith(("terms", "  - ")))
            work = os.path.join(council.folder, "work")
            if not os.path.exists(work):
                tap.git("clone", "--quiet", council.records(), work)
            with open(os.path.join(work, path), "w", encoding="utf-8") as file:
                file.write(head + "\nterms:\n  - {capacity: member, from: 2015-01-01}\n---\n")
            tap.git("commit", "--quiet", "-am", "Terms", cwd=work)
        tap.git("push", "--quiet", "origin", "HEAD:main", cwd=work)
        add_member(council)
        address = planned(council)
        council.serve()
        coordinator, sahib, member = sign_in(council, "coordinator"), sign_in(council, "uzv2"), sign_in(council, "member")
        press(coordinator, "/plan" + address, "/plan%s/invite" % address, action="invite")
        text = minutes(council, address)
        assert "{person: %s, capacity: member}" % SAHIB in text and OSMAN in text, text
        press(coordinator, "/plan" + address, "/plan%s/invite" % address, expect=422, action="invite")
        for page in ("/", address):
            sahib.get(page)
            assert 'action="%s/coming"' % address in sahib.text, page
        press(sahib, address, address + "/coming", answer="no", why="Ezamiyyət")
        assert "Sahib <uzv2@shura.invalid>" in tap.git("log", "-1", "--format=%an <%ae>", "main", cwd=council.records())
        assert "{person: %s, capacity: member, coming: false, note: Ezamiyyət}" % SAHIB in minutes(council, address)
        coordinator.get("/plan%s.json" % address)
        answers = json.loads(coordinator.text)["answers"]
        assert (answers["coming_count"], answers["away_count"]) == (0, 1) and answers["silent_count"] >= 1, answers
        press(sahib, address, address + "/coming", answer="yes")
        assert "coming: true}" in minutes(council, address)
        sahib.get(address)
        assert "Gələcəyinizi bildirmisiniz" in sahib.text
        press(member, address, address + "/coming", expect=422, answer="yes")
        assert "inzibatçıdan" in member.text
        press(coordinator, "/plan" + address, "/record%s/step/cancel" % address, reason="Zal")
        press(sahib, address, address + "/coming", expect=409, answer="no")


tap.main(globals())
