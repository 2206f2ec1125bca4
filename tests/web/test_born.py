"""How a proposal begins: suggestions are picked, similar ones are shown; and the whole way of what was voiced."""
import json
import os
import re
import sys
import threading
import time
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import tap
from client import Client

DEMO = "meetings/undated/1"
DEMO_PATH = "meetings/undated/0001-yerli-icra-hakimiyyetlerinde-e-xidmetler/minutes.md"
OSMAN = "people/o/osman-gunduz"


def year():
    return str(tap.today().year)


def unpublished(council):
    """A meeting whose minutes only members read."""
    council.add("meetings/2016/0001-qapali/minutes.md",
          "---\nrecord: minutes\ntitle: Qaralama iclas\ndate: 2016-03-14\nstate: held\nminutes: draft\n---\n\n## 1. Məsələ\n\n"
          "### Səsləndirilən təkliflər\n\n- **O1** Gizli söz kabellərdən danışır.\n- **O2** İkinci *gizli* söz.\n")


def add_member(council, login="osman", person=OSMAN):
    tap.shura("user", "add", council.dir, login, "Osman Gündüz", "--roles=member", "--person=" + person, "--password-file=-",
              text=tap.PASSWORD + "\n")


def sign_in(council, login):
    return Client(council.address).sign_in(login, tap.PASSWORD)


def query(*picks, **more):
    return urllib.parse.urlencode([("of", pick) for pick in picks] + list(more.items()))


def form(client, picks, **fields):
    """The form of a new proposal with PICKS: {reference: (number, words or None: as they stand)}."""
    assert client.get("/new/proposal?" + query(*picks)) == 200, client.text
    pairs = {name: value for name, value in client.form("/new/proposal").items() if not name.startswith(("no:", "words:"))}
    typed = client.form("/new/proposal")
    pairs.update(fields)
    pairs = list(pairs.items())
    for pick, (number, words) in picks.items():
        pairs += [("of", pick), ("no:" + pick, number), ("words:" + pick, typed["words:" + pick] if words is None else words)]
    return pairs


def start(client, picks, heading, expect=303, **fields):
    """Start a proposal; where the last page was reached from: the record's address."""
    status = client.post("/new/proposal", form(client, picks, heading=heading, action="start", **fields), follow=False)
    assert status == expect, "%d\n%s" % (status, client.text)
    return client.headers["Location"].split("?")[0] if status == 303 else client.text


def show(council, address):
    return tap.shura("show", council.dir, address)


def ticked(client, name="of"):
    return re.findall(r'<input type="(?:checkbox" name="%s" value="([^"]*)"[^>]* checked|hidden" name="%s" value="([^"]*)")' % (name, name),
                      client.text.split("<footer")[0])


def test_picked():
    """what is picked on one page is kept while others are picked from; members alone are asked"""
    with tap.Council() as council:
        unpublished(council)
        council.serve()
        member, public = sign_in(council, "member"), Client(council.address)
        one, two = DEMO + "#o1", "meetings/2016/1#o2"
        for page in ("/suggestions", "/" + DEMO, "/issues/undated/1", "/meetings/2016/1"):
            for path in (page + "?pick=1", page + "?" + query(one, two)):
                assert member.get(path) == 200
                kept = {a or b for a, b in ticked(member)}
                assert kept == ({one, two} if "of=" in path else set()), "%s: %s" % (path, kept)
            assert member.text.count('form id="pick"') == 1
            member.get(page)
            assert 'name="of"' not in member.text and "?pick=1" in member.text, page
            if page != "/meetings/2016/1":
                assert public.get(page + "?" + query(one, two)) == 200
                assert 'type="checkbox" name="of"' not in public.text and "Təklifə başla" not in public.text, page
        member.get("/suggestions?" + query(one, "meetings/1/1#x", "people/o", "meetings/undated/1#s1", one))
        assert {a or b for a, b in ticked(member)} == {one} and member.status == 200
        assert public.get("/new/proposal") == 303 and "/sign-in" in public.headers["Location"]
        assert sign_in(council, "agency").get("/new/proposal") == 403
        assert sign_in(council, "stakeholder").get("/new/proposal") == 403


def test_started():
    """a draft cites what was picked, with the agency and the issues; two suggestions can be one recommendation"""
    with tap.Council() as council:
        unpublished(council)
        add_member(council)
        council.serve()
        member = sign_in(council, "osman")
        picks = {DEMO + "#o1": ("2", None), DEMO + "#o2": ("1", "Beş rayon seçilsin;\n\nsonra **qalanı**."),
                 "meetings/2016/1#o2": ("2", "Kabel çəkilsin."), DEMO + "#o5": ("", None)}
        address = start(member, picks, "Pilot rayonlar: birinci addım", issue="issues/undated/1")
        assert address == "/proposals/%s/1" % year()
        to, other = "../../../../" + DEMO_PATH, "../../../../meetings/2016/0001-qapali/minutes.md"
        text = show(council, address)
        assert text.startswith(
            "---\nrecord: proposal\ntitle: \"Pilot rayonlar: birinci addım\"\naddressee: bodies/v/vxsi\nauthors: [%s]\nstate: draft\n"
            "issues: [issues/undated/0001-0099/0001-yerli-icra-hakimiyyetlerinde-e-xidmetler]\nborn of:\n" % OSMAN), text
        assert "\nsummary: null\n---\n\n## Mövcud vəziyyət\n\n## Əsaslandırma\n\n## Tövsiyələr\n\n" \
            "- **R1** Beş rayon seçilsin;\n\n  sonra **qalanı**. ([O2](%s#o2))\n" \
            "- **R2** Elektron xidmətlər üçün hüquqi baza yaradılsın. Kabel çəkilsin. ([O1](%s#o1), [O2](%s#o2))\n\n" \
            "## Gözlənilən nəticə\n\n## Əlavələr\n" % (to, to, other) in text, text
        assert text.count("minutes.md#o") == 7, text
        log = tap.git("log", "-1", "--format=%s|%an|%b", "main", cwd=council.records())
        assert log.startswith("Pilot rayonlar: birinci addım: təklifə başlanıb|Osman Gündüz|") and "Action: start-proposal" in log, log
        path = tap.git("show", "--name-only", "--format=", "main", cwd=council.records()).split()
        assert path == ["proposals/%s/0001-0099/0001-pilot-rayonlar-birinci-addim/proposal.md" % year()], path
        assert "in order" in tap.shura("check", council.dir)
        member.get(address)
        assert "üzvlərin oxuduğu" not in member.text and "R2" in member.text
        coordinator = sign_in(council, "coordinator")
        coordinator.get("/record/%s/dispositions" % DEMO)
        assert 'value="%s/1 R2"' % year() in coordinator.text, coordinator.text
        member.get("/suggestions.json?outcome=taken+up")
        assert {(row["of_meeting"], row["item"]) for row in json.loads(member.text)["suggestions"]} == \
            {("meetings/2016/1", "O2"), (DEMO, "O1"), (DEMO, "O2")}, member.text
        empty = start(member, {}, "Boş təklif", addressee="")
        text = show(council, empty)
        assert "addressee: null\n" in text and "born of" not in text and "issues" not in text and "**R" not in text, text
        assert "in order" in tap.shura("check", council.dir)


def test_refused():
    """what cannot be is said at its field, and nothing typed is lost"""
    with tap.Council() as council:
        council.serve()
        member = sign_in(council, "member")
        pick = DEMO + "#o1"
        for picks, fields, words in (
                ({pick: ("1", None)}, {"heading": ""}, "nə təklif olunur"),
                ({pick: ("1", None)}, {"addressee": "Heç kim"}, "Heç kim"),
                ({pick: ("1", None)}, {"addressee": "Osman Gündüz"}, "qurum adı yazın"),
                ({pick: ("0", None)}, {}, "1-dən 999-ə"),
                ({pick: ("ikinci", None)}, {}, "1-dən 999-ə"),
                ({pick: ("7", " \n ")}, {}, "7 nömrəli"),
                ({pick: ("1", "```\nbağlanmayıb")}, {}, "bağlanm")):
            seen = start(member, picks, expect=422, **dict({"heading": "Yazılan başlıq"}, **fields))
            assert words in seen, "%s: %s" % (words, seen)
            assert "Yazılan başlıq" in seen or fields.get("heading") == ""
            assert 'value="%s"' % picks[pick][0] in seen
        pairs = form(member, {pick: ("1", None)}, heading="Başlıq", action="start")
        wrong = [(name.replace("#o1", "#o77"), value.replace("#o1", "#o77")) for name, value in pairs]
        assert member.post("/new/proposal", wrong) == 422 and "O77" in member.text
        assert member.post("/new/proposal", [pair for pair in pairs if pair[0] != "action"]) == 422
        assert tap.shura("show", council.dir, "proposals/%s/1" % year(), expect=None).returncode != 0


def test_similar():
    """proposals that cite the same suggestions or share words are shown first, the nearest first, with what they share"""
    with tap.Council() as council:
        council.serve()
        member = sign_in(council, "member")
        start(member, {DEMO + "#o4": ("1", "Sözləri başqadır.")}, "Maliyyə")
        start(member, {}, "Kadrların gücləndirilməsi haqqında")
        start(member, {}, "Tamam ayrı mövzu")
        pairs = form(member, {DEMO + "#o4": ("1", None)}, heading="Kadrlar", action="compare")
        assert "Maliyyə" in member.text and "nəzərə alır: O4" in member.text and "Tamam ayrı" not in member.text, member.text
        assert member.post("/new/proposal", pairs) == 200
        found = re.findall(r'<a href="(/proposals/%s/\d)">Bunun üzərində' % year(), member.text)
        assert found == ["/proposals/%s/1" % year(), "/proposals/%s/2" % year()], member.text
        assert "Yenisi ilə davam et" in member.text and 'value="Kadrlar"' in member.text
        assert member.post("/new/proposal", form(member, {}, heading="Qzqzqz", action="compare")) == 200
        assert "oxşar təklif yoxdur" in member.text and "Yenisi ilə davam et" in member.text


def test_race():
    """members who start at the same moment get numbers of their own; a form that is sent twice makes one proposal"""
    with tap.Council() as council:
        council.serve()
        clients = [sign_in(council, "member") for _ in range(6)]
        forms = [form(client, {DEMO + "#o1": ("1", None)}, heading="Təklif %d" % n, action="start") for n, client in enumerate(clients)]
        threads = [threading.Thread(target=client.post, args=("/new/proposal", pairs, False)) for client, pairs in zip(clients, forms)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        places = [client.headers["Location"].split("?")[0] for client in clients]
        assert sorted(places) == ["/proposals/%s/%d" % (year(), n) for n in range(1, 7)], places
        clients[2].post("/new/proposal", forms[2], follow=False)
        assert clients[2].headers["Location"].split("?")[0] == places[2]
        assert tap.shura("show", council.dir, "proposals/%s/7" % year(), expect=None).returncode != 0
        assert "in order" in tap.shura("check", council.dir)


def test_nothing_leaks():
    """a draft of unpublished minutes is nowhere for the public, in no list, search, state or address"""
    with tap.Council() as council:
        unpublished(council)
        council.serve()
        member, public, agency = sign_in(council, "member"), Client(council.address), sign_in(council, "agency")
        address = start(member, {DEMO + "#o1": ("1", None), "meetings/2016/1#o1": ("2", None)}, "Məxfi qaralama")
        for reader in (public, agency):
            for path in (address, address + "/recommendations/R1", "/meetings/2016/1/suggestions/O1", "/meetings/2016/1/statements/S1"):
                assert reader.get(path) == 404, path
                assert reader.get(path + ".json") == 404, path
            for path in ("/proposals", "/suggestions?" + query("meetings/2016/1#o1"), "/%s/suggestions/O1" % DEMO, "/%s/statements/S7" % DEMO,
                         "/search?q=kabel", "/%s?pick=1&%s" % (DEMO, query("meetings/2016/1#o1")), "/issues/undated/1", "/history"):
                assert reader.get(path) == 200, path
                assert "Məxfi" not in reader.text and "abellərdən" not in reader.text, path
            reader.get("/%s/suggestions/O1.json" % DEMO)
            data = json.loads(reader.text)
            assert data["recommendations"] == [] and data["page"]["outcome_name"] == "aqibəti hələ bəlli deyil", data
            assert "Məxfi" not in reader.text
        member.get("/%s/suggestions/O1" % DEMO)
        assert "Məxfi" in member.text and "nəzərə alındı" in member.text


def push(council, edit, expect=0):
    """Clone, EDIT the files there, commit and push."""
    folder = os.path.join(council.folder, "clone")
    if not os.path.isdir(folder):
        tap.git("clone", "-q", council.records(), folder)
    tap.git("fetch", "-q", "origin", cwd=folder)
    tap.git("reset", "-q", "--hard", "origin/main", cwd=folder)
    edit(folder)
    tap.git("add", "-A", cwd=folder)
    tap.git("commit", "-qm", "By hand", cwd=folder)
    return tap.git("push", "-q", "origin", "HEAD:main", cwd=folder, expect=expect)


def test_numbers():
    """a new recommendation is numbered when it is saved, and no number is given twice, by no way"""
    with tap.Council() as council:
        council.serve()
        member, coordinator = sign_in(council, "member"), sign_in(council, "coordinator")
        address = start(member, {DEMO + "#o1": ("1", "Bir."), DEMO + "#o2": ("2", "İki.")}, "Nömrələr")

        def save(change, expect=303):
            coordinator.get("/edit-text" + address)
            fields = coordinator.form("/edit-text" + address)
            status = coordinator.post("/edit-text" + address, dict(fields, text=change(fields["text"]), note="dəyişdi"))
            assert status == expect, coordinator.text
            return show(council, address)

        without = re.compile(r"- \*\*R2\*\*.*\n")
        text = save(lambda text: without.sub("", text))
        assert "last: {R: 2}\n" in text and "**R2**" not in text, text
        text = save(lambda text: text.replace("## Gözlənilən", "- Üç.\n\n## Gözlənilən").replace("\n\n- Üç", "\n- Üç"))
        assert "- **R3** Üç.\n" in text and "**R1** Bir" in text, text
        path = tap.git("ls-tree", "-r", "--name-only", "main", "proposals", cwd=council.records()).strip()

        def edit(change):
            def run(folder):
                with open(os.path.join(folder, path), encoding="utf-8") as file:
                    text = file.read()
                with open(os.path.join(folder, path), "w", encoding="utf-8") as file:
                    file.write(change(text))
            return run

        said = push(council, edit(lambda text: re.sub(r"- \*\*R3\*\*.*\n", "", text)), expect=1)
        assert "R3 is deleted, and its number is never given again" in said, said
        push(council, edit(lambda text: re.sub(r"- \*\*R3\*\*.*\n", "", text).replace("{R: 2}", "{R: 3}")))
        text = save(lambda text: text.replace("## Gözlənilən", "- Dörd.\n\n## Gözlənilən").replace("\n\n- Dörd", "\n- Dörd"))
        assert "- **R4** Dörd.\n" in text, text
        assert "in order" in tap.shura("check", council.dir)


def settled(client, path, words=""):
    """Ask until the server has noticed what was pushed."""
    for _ in range(100):
        if client.get(path) == 200 and words in client.text:
            return client.text
        time.sleep(0.1)
    raise AssertionError("%s: %d, no %s\n%s" % (path, client.status, words, client.text))


def step(council, of, *words):
    tap.shura("step", council.dir, of.lstrip("/"), *words)


MEETING = "---\nrecord: minutes\ntitle: Qəbul\ndate: 2016-03-14\nstate: held\nminutes: draft\n---\n\n" \
    "## 1. Təklif\n\n### Qərara alındı\n\n- **D1** Qəbul edilsin. (lehinə 2, əleyhinə 1, bitərəf 0)\n"


def submit(council, of):
    """From draft, with its last version named, to the agency."""
    step(council, of, "review", "--what=Pilot əlavə olundu")
    step(council, of, "discuss", "--until=2100-01-01")
    step(council, of + "/rounds/1", "close-round", "--summary=Şərh olmadı.")
    step(council, of, "ready")
    council.add("meetings/2016/0001-qebul/minutes.md", MEETING)
    step(council, of, "adopt", "--in=meetings/2016/0001-qebul", "--item=D1")
    step(council, of, "submit", "--letter=Hörmətli Agentlik!", "--number=9/11-21")


def test_way():
    """the whole way, in both directions: statement, suggestion, decision, recommendation, version, submission, answer, progress"""
    with tap.Council() as council:
        council.serve()
        member, public = sign_in(council, "member"), Client(council.address)
        address = start(member, {DEMO + "#o1": ("1", None)}, "Hüquqi baza")
        path = tap.git("ls-tree", "-r", "--name-only", "main", "proposals", cwd=council.records()).strip()

        def edit(*pairs):
            def run(folder):
                with open(os.path.join(folder, path), encoding="utf-8") as file:
                    text = file.read()
                for old, new in pairs:
                    assert old in text, text
                    text = text.replace(old, new, 1)
                with open(os.path.join(folder, path), "w", encoding="utf-8") as file:
                    file.write(text)
            return run

        member.get(address + "/recommendations/R1")
        assert "hələ adlı versiyada yoxdur" in member.text, member.text
        step(council, address, "name-version", "--what=Birinci")
        push(council, edit(("## Mövcud vəziyyət\n", "## Mövcud vəziyyət\n\nSöz.\n")))
        push(council, edit(("## Gözlənilən", "- **R2** Pilot. ([O2](../../../../%s#o2), [S3](../../../../%s#s3))\n\n## Gözlənilən" % (DEMO_PATH, DEMO_PATH))))
        settled(member, address, "Söz.")
        assert public.get(address + "/recommendations/R1") == 404
        submit(council, address)
        sent = address + "/submissions/1"
        step(council, sent, "register", "--number=4/1")
        step(council, sent, "take-up")
        step(council, sent, "answer", "--letter=Hörmətli Şura!", "--outcome-R1=partly", "--reasons-R1=Vəsait azdır",
             "--outcome-R2=rejected", "--reasons-R2=Olmaz")
        step(council, sent, "report", "--recommendation=R1", "--status=in progress", "--percent=40", "--words=Başlanıb.")
        pages = {}
        settled(member, "/%s/statements/S7" % DEMO, "40%")
        for at in ("/%s/statements/S7" % DEMO, "/%s/suggestions/O1" % DEMO, "/%s/suggestions/o2" % DEMO, "/%s/statements/S3" % DEMO,
                   address + "/recommendations/R1", address + "/recommendations/r2"):
            assert member.get(at) == 200, at
            pages[at.split("/")[-1].upper()] = member.text
            assert member.get(at + ".json") == 200 and json.loads(member.text)["page"]
        for name in ("S7", "O1", "R1"):
            for words in ("normativ baza qurulmalı", "hüquqi baza yaradılsın", "bir yerə toplansın", "Hüquqi baza", "ilk dəfə versiya 1 mətnində",
                          "Birinci", "9/11-21", "qismən qəbul edilib", "Vəsait azdır", "icra olunur", "40%"):
                assert words in pages[name], "%s: no %s\n%s" % (name, words, pages[name])
        for name in ("O2", "R2", "S3"):
            for words in ("Pilot", "ilk dəfə versiya 2 mətnində", "Pilot əlavə olundu", "rədd edilib", "Olmaz"):
                assert words in pages[name], "%s: no %s\n%s" % (name, words, pages[name])
            assert "Vəsait azdır" not in pages[name]
        settled(public, address + "/recommendations/R1", "9/11-21")
        for at in ("/%s/suggestions/S7" % DEMO, "/%s/suggestions/O77" % DEMO, "/%s/statements/S" % DEMO, "/%s/statements/O1" % DEMO,
                   address + "/recommendations/R9", address + "/recommendations/O1", "/meetings/2099/1/suggestions/O1"):
            assert member.get(at) == 404, at
        member.get("/" + DEMO)
        assert "/%s/suggestions/O1" % DEMO in member.text and "/%s/statements/S7" % DEMO in member.text
        member.get(address)
        assert address + "/recommendations/R1" in member.text


def listed(client, path):
    assert client.get(path) == 200, client.text
    return [row["title"] for row in json.loads(client.text)["proposals"]]


def test_list():
    """the list has filters, a member's own first, whose move it is, version and last change; drafts stand at home, too"""
    with tap.Council() as council:
        add_member(council)
        council.add("proposals/2015/0001-0099/0001-kohne/proposal.md",
              "---\nrecord: proposal\ntitle: Köhnə təklif\nauthors: [people/s/sahib-memmedov]\nstate: submitted\n"
              "versions:\n  - {version: 1, at: 2015-01-10, what: x, text: %s}\n---\n\nMətn.\n" % ("a" * 64))
        council.serve()
        osman, member, public = sign_in(council, "osman"), sign_in(council, "member"), Client(council.address)
        start(osman, {DEMO + "#o1": ("1", None)}, "Osmanın təklifi", issue="issues/undated/1")
        start(member, {}, "Üzvün təklifi")
        assert listed(public, "/proposals.json") == ["Köhnə təklif"]
        assert listed(osman, "/proposals.json") == ["Üzvün təklifi", "Osmanın təklifi", "Köhnə təklif"]
        assert [row["title"] for row in json.loads(osman.text)["own"][0]["own_proposals"]] == ["Osmanın təklifi"]
        old = json.loads(osman.text)["proposals"][2]
        assert old["version"] in (1, "1") and old["waits_for"] == "agentlik" and old["changed"], old
        for filters, titles in ((dict(state="draft"), ["Üzvün təklifi", "Osmanın təklifi"]), (dict(year="2015"), ["Köhnə təklif"]),
                                (dict(author="Gündüz"), ["Osmanın təklifi"]), (dict(author="test MEMBER"), ["Üzvün təklifi"]),
                                (dict(issue="Yerli icra"), ["Osmanın təklifi"]), (dict(mine="1"), ["Osmanın təklifi"]),
                                (dict(state="draft", author="Memmedov"), [])):
            assert listed(osman, "/proposals.json?" + urllib.parse.urlencode(filters)) == titles, filters
        assert listed(public, "/proposals.json?mine=1") == ["Köhnə təklif"]
        osman.get("/")
        assert "Qaralamalarım" in osman.text and "Osmanın təklifi" in osman.text and 'href="/proposals/%s/2"' % year() not in osman.text.split('class="news"')[0]
        public.get("/")
        assert "Qaralamalarım" not in public.text


if __name__ == "__main__":
    tap.main(globals())
