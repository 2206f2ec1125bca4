"""The coordinator's forms: what is typed is kept, what somebody else saved is shown, what is unknown stays so."""
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import tap
from client import Client, Forms

MEETING = "/meetings/undated/1"
RECORD = "/record" + MEETING


def coordinator(council):
    """A coordinator, reading English; the council is served."""
    client = Client(getattr(council, "address", None) or council.serve()).sign_in("coordinator", tap.PASSWORD)
    client.cookies["language"] = "en"
    return client


def add(client, letter, **fields):
    """Add an item to the first issue; the status."""
    client.get(RECORD)
    form = dict(form_token=client.form(RECORD + "/items")["form_token"], issue="1", letter=letter, action="save", **fields)
    return client.post(RECORD + "/items", form, follow=False)


def item(client, name):
    """The fields of the form that edits an item."""
    assert client.get(RECORD + "/items/" + name) == 200, client.text
    return client.form(RECORD + "/items/" + name)


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))


def plain(html):
    return re.sub(r"<[^>]*>", "", html)


def test_votes_partly_known():
    """a count that the source leaves out is said to be left out, wherever the vote is shown"""
    with tap.Council() as council:
        client = coordinator(council)
        assert add(client, "D", text="Yarımçıq səs.", votes_for="5", votes_against="0") == 303, client.text
        for language, votes in (("az", "lehinə 5, əleyhinə 0, bitərəf: mənbədə göstərilməyib"),
                                ("en", "for 5, against 0, abstained: not stated in the source")):
            client.cookies["language"] = language
            for path in (RECORD, MEETING, "/issues/undated/1"):
                client.get(path)
                assert votes in plain(client.text), path + plain(client.text)


def test_recording_page():
    """many participants are folded, few are not; every form has a way out"""
    with tap.Council() as council:
        client = coordinator(council)
        client.get(RECORD)
        assert re.search(r'<details class="fold">\s*<summary>10 participants', client.text), client.text
        client.get(RECORD + "/facts")
        assert '<a href="%s">Cancel</a>' % RECORD in client.text
        client.get("/new/meeting")
        assert '<a href="/meetings">Cancel</a>' in client.text
        form = dict(client.form("/new/meeting"), heading="Kiçik toplantı", kind="session", state="held")
        assert client.post("/new/meeting", form, follow=False) == 303
        record = client.headers["Location"].split("?")[0]
        client.get(record)
        form = dict(client.form(record + "/participants"), action="add", name="Osman Gündüz")
        assert client.post(record + "/participants", form, follow=False) == 303, client.text
        client.get(record)
        assert re.search(r'<details class="fold" open>\s*<summary>1 participant<', client.text), client.text
        client.get(RECORD + "/items/O1")
        assert "Who suggested it" in client.text and "Who spoke" not in client.text


def save(client, name, form, **fields):
    """Send the form that edits an item; the status."""
    return client.post(RECORD + "/items/" + name, {"action": "save", **form, **fields}, follow=False)


def test_all_of_theirs():
    """who comes second is shown all that differs, field by field, and chooses; what only one changed is kept"""
    with tap.Council() as council:
        client = coordinator(council)
        assert add(client, "A", text="Hazırlansın.", person="Osman Gündüz", due="2016-01-01") == 303
        one = item(client, "A1")
        two = dict(one)
        assert save(client, "A1", one, text="Tez hazırlansın.", person="Sahib Məmmədov", due="2016-02-02", done="1", origins="o1") == 303
        assert save(client, "A1", two, text="Yaxşı hazırlansın.", due="2016-03-03") == 409
        for words in ("Tez hazırlansın.", "2016-02-02", "Sahib Məmmədov"):
            assert words in client.text, words + " is not shown"
        again = client.form(RECORD + "/items/A1")
        assert (again["text"], again["due"]) == ("Yaxşı hazırlansın.", "2016-03-03"), again
        assert (again["person"], again["origins"]) == ("Sahib Məmmədov", "O1"), again
        assert re.search(r'name="done" value="1" checked', client.text), "what only they changed is lost"
        assert client.text.count('name="take"') == 2, "a choice for each field that both changed"
        assert save(client, "A1", again, take="due", done="1") == 303, client.text
        now = item(client, "A1")
        assert (now["text"], now["due"], now["person"], now["origins"]) == \
            ("Yaxşı hazırlansın.", "2016-02-02", "Sahib Məmmədov", "O1"), now
        assert add(client, "D", text="Qərar.", votes_for="3") == 303
        name = client.headers["Location"].split("#")[1].upper()
        one = item(client, name)
        two = dict(one)
        assert save(client, name, one, votes_for="4") == 303
        assert save(client, name, two, text="Başqa qərar.") == 303, "different fields go together"
        assert client.headers["Location"].split("done=")[1].startswith("merged")
        now = item(client, name)
        assert (now["text"], now["votes_for"]) == ("Başqa qərar.", "4"), now


def second(council):
    """Another coordinator, reading English."""
    tap.shura("user", "add", council.dir, "second", "Second", "--roles=coordinator", "--password-file=-", text=tap.PASSWORD + "\n")
    client = Client(council.address).sign_in("second", tap.PASSWORD)
    client.cookies["language"] = "en"
    return client


def chosen(html):
    """What the selects of a form say."""
    return {name: (re.findall(r'<option value="([^"]*)" selected', options) or [""])[0]
            for name, options in re.findall(r'<select[^>]* name="([^"]*)"[^>]*>(.*?)</select>', html, re.S)}


def filled(client, action, path=None, has=""):
    """The fields of the form to ACTION that HAS a field, with its selects; of the page at PATH, or of the one that is there."""
    if path:
        assert client.get(path) == 200, client.text
    for html in re.findall(r"<form .*?</form>", client.text, re.S):
        form = Forms(html).forms[0]
        if form["action"] == action and 'name="%s' % has in html:
            return {**form["fields"], **chosen(html)}
    raise AssertionError("no form to %s with %s on this page:\n%s" % (action, has, client.text))


def sent(client, path, form, **fields):
    return client.post(path, dict(form, **fields), follow=False)


def test_facts_of_two():
    """a stale form undoes no fact of another; one that both changed is told at its field, and saving again keeps mine"""
    path = RECORD + "/facts"
    with tap.Council() as council:
        one = coordinator(council)
        two = second(council)

        def forms():
            return [filled(client, path, path) for client in (one, two)]
        mine, theirs = forms()
        assert sent(two, path, theirs, heading="Başqa ad", place="Başqa yer", mode="online") == 303, two.text
        assert sent(one, path, mine, starts="10:00") == 303, one.text
        text = tap.shura("show", council.dir, MEETING[1:])
        for line in ("title: Başqa ad", "place: Başqa yer", "starts:", "mode: online"):
            assert line in text, line + text
        for field, his, her, words in (
                ("heading", "Onun adı", "Mənim adım", "Onun adı"), ("place", "Onun yeri", "Mənim yerim", "Onun yeri"),
                ("date", "02.02.2016", "03.03.2016", "2 February 2016"), ("starts", "11:30", "12:15", "11:30"),
                ("mode", None, None, None), ("kind", None, None, None), ("source_kind", None, None, None),
                ("chair", "Osman Gündüz", "Sahib Məmmədov", "Osman Gündüz"),
                ("source_author", "Onun müəllifi", "Mənim müəllifim", "Onun müəllifi")):
            mine, theirs = forms()
            if words is None:
                choices = re.findall(r'<option value="([^"]*)">([^<]+)', one.text.split(' name="%s"' % field)[1].split("</select>")[0])
                (his, words), (her, _) = sorted(choices, reverse=True)[:2]
            assert sent(two, path, theirs, number="N-" + field, **{field: his}) == 303, two.text
            assert sent(one, path, mine, ends="23:59", **{field: her}) == 409, field + one.text
            fault = re.search(r'<p class="fault" id="%s-fault">([^<]*)' % field, one.text)
            assert fault and "meanwhile to" in fault.group(1) and words in fault.group(1), (field, fault and fault.group(1))
            again = filled(one, path)
            assert (again[field], again["ends"], again["number"]) == (her, "23:59", mine["number"]), again
            changed = {key for key in mine if again[key] != mine[key]} - {"form_token", "once", "ends", field}
            assert changed == {"was_" + field}, changed
            assert sent(one, path, again) == 303, one.text
            now = forms()[0]
            assert now["number"] == "N-" + field, "what was not touched is reset"
            assert now[field] == ("2016-03-03" if field == "date" else her), now
        mine, theirs = forms()
        assert sent(two, path, theirs, place="") == 303 and sent(one, path, mine, place="Yer") == 409
        assert "somebody else has emptied this meanwhile" in one.text, one.text
        assert sent(two, path, forms()[1], place="Eyni") == 303 and sent(one, path, mine, place="Eyni") == 303, "the same is no conflict"
        assert "in order" in tap.shura("check", council.dir)


def test_participants_of_two():
    """capacity and attendance that two change are told to the second one, and what only one changed is kept"""
    path = RECORD + "/participants"

    def row(client):
        return filled(client, path, RECORD, "was_attendance")
    with tap.Council() as council:
        one = coordinator(council)
        two = second(council)
        mine, theirs = row(one), row(two)
        assert sent(two, path, theirs, action="save", attendance="absent", capacity="expert") == 303, two.text
        assert sent(one, path, mine, action="save", attendance="excused") == 409, one.text
        assert re.search(r'id="attendance-fault">[^<]*absent', one.text), one.text
        again = filled(one, path)
        assert (again["who"], again["attendance"]) == (mine["who"], "excused"), again
        assert sent(one, path, again, action="save") == 303, one.text
        now = row(one)
        assert (now["attendance"], now["capacity"]) == ("excused", "expert"), now


def test_delete_what_was_seen():
    """an item that somebody changed is not deleted by who has not seen that; moving it is no matter"""
    with tap.Council() as council:
        client = coordinator(council)
        seen = item(client, "S3")
        assert save(client, "S3", seen, text="Bunu başqası yazıb.") == 303
        assert save(client, "S3", seen, action="delete") == 409
        assert "Bunu başqası yazıb." in client.text
        again = client.form(RECORD + "/items/S3")
        client.get(RECORD)
        assert "Bunu başqası yazıb." in client.text, "it is gone"
        assert save(client, "S3", dict(form_token=seen["form_token"]), action="up") == 303
        assert save(client, "S3", again, action="delete") == 303
        client.get(RECORD)
        assert "Bunu başqası yazıb." not in client.text


def test_without_base():
    """a form that does not say what it was typed on overwrites nothing, and gives back what was typed"""
    with tap.Council() as council:
        client = coordinator(council)
        for base in ("", "0" * 40, "nonsense"):
            form = dict(item(client, "S3"), base=base, text="Köhnə formadan.")
            assert save(client, "S3", form) == 409, base
            assert "does not say on which version" in words(client.text)
            again = client.form(RECORD + "/items/S3")
            assert again["text"] == "Köhnə formadan." and "çox yavaş qurulur" in client.text
            assert save(client, "S3", form, action="delete") == 409
            assert save(client, "S3", form, action="preview") == 200
            assert client.form(RECORD + "/items/S3")["base"] == base, "a preview makes it look new"
            client.get("/edit-text" + MEETING)
            form = dict(client.form("/edit-text" + MEETING), base=base)
            form["text"] = form["text"].replace("çox yavaş", "lap yavaş")
            assert client.post("/edit-text" + MEETING, form, follow=False) == 409
            assert "lap yavaş" in client.form("/edit-text" + MEETING)["text"]
        assert save(client, "S3", again) == 303
        client.get(RECORD)
        assert "Köhnə formadan." in client.text
        assert save(client, "A1", dict(item(client, "A1"), base=""), done="1") == 409
        assert "Somebody else has saved here: open" in words(client.text)


def test_letter_is_the_items():
    """what kind an item is, its form cannot change"""
    with tap.Council() as council:
        client = coordinator(council)
        assert save(client, "S3", item(client, "S3"), letter="D", text="Yenə çıxış.", votes_for="3") == 303
        assert "- **S3** [Osman Gündüz](../../../people/o/osman-gunduz.md): Yenə çıxış.\n" in \
            tap.shura("show", council.dir, MEETING[1:])


def test_names_as_written():
    """a name as written is asked about once; the question names it; a chair may have one, too"""
    with tap.Council() as council:
        client = coordinator(council)
        assert add(client, "S", text="Söz.", speakers="Bakı, Yasamal sakini") == 422
        for name in ("Bakı", "Yasamal sakini"):
            assert "“%s” is nobody on record" % name in plain(client.text), plain(client.text)
        form = dict(client.form(RECORD + "/items"), speakers="Yasamal sakini, VXSİ", action="save")
        assert form["asked_speakers_2"] == "Yasamal sakini", form
        assert client.post(RECORD + "/items", dict(form, make_speakers_1="name"), follow=False) == 422, "Bakı's answer counts for another"
        assert "“Bakı” is nobody" not in plain(client.text), "a name that stands there no more is asked about"
        form = dict(client.form(RECORD + "/items"), action="save")
        assert client.post(RECORD + "/items", dict(form, make_speakers_1="name"), follow=False) == 303, client.text
        form = item(client, "S8")
        assert form["speakers"] == "Yasamal sakini, VXSİ"
        assert save(client, "S8", form, text="Başqa söz.", speakers="VXSİ, Yasamal sakini") == 303, client.text
        assert "[VXSİ](../../../bodies/v/vxsi.md), *Yasamal sakini*: Başqa söz.\n" in tap.shura("show", council.dir, MEETING[1:])
        client.get(RECORD + "/facts")
        form = dict(client.form(RECORD + "/facts"), chair="Q. Sədr", secretary="K. Katib", kind="discussion", state="held")
        assert client.post(RECORD + "/facts", form, follow=False) == 422
        assert "“Q. Sədr” is nobody on record" in plain(client.text)
        form = dict(form, asked_chair_1="Q. Sədr", make_chair_1="name")
        assert client.post(RECORD + "/facts", form, follow=False) == 422
        assert "“K. Katib” is nobody on record" in plain(client.text)
        assert re.search(r'name="make_chair_1" value="name" checked', client.text), "the first answer is forgotten"
        form = dict(form, asked_secretary_1="K. Katib", make_secretary_1="person")
        assert client.post(RECORD + "/facts", form, follow=False) == 303, client.text
        text = tap.shura("show", council.dir, MEETING[1:])
        assert "chair: Q. Sədr\nsecretary: people/k/k-katib\n" in text, text
        for path in (MEETING, RECORD):
            client.get(path)
            assert "Q. Sədr" in client.text and "K. Katib" in client.text, path
        client.get(RECORD + "/facts")
        form = dict(client.form(RECORD + "/facts"), place="Bakı", kind="discussion", state="held")
        assert form["chair"] == "Q. Sədr"
        assert client.post(RECORD + "/facts", form, follow=False) == 303, "asked again"


def test_origins():
    """origins are read in small letters, too; one that is not there is said so at its field"""
    with tap.Council() as council:
        client = coordinator(council)
        assert add(client, "D", text="Qərar.", origins="s2, o1") == 303, client.text
        assert "Qərar. (S2, O1)" in tap.shura("show", council.dir, MEETING[1:])
        assert add(client, "O", text="Təklif.", origins="S99") == 422
        assert "meetings/" not in words(client.text).split("Not saved yet")[1].split("Mend it")[0]
        assert 'aria-invalid="true" aria-describedby="origins-fault"' in client.text


def test_suggestion_of_a_statement():
    """A statement becomes the beginning of a suggestion that cites it; who said it is not asked about again"""
    with tap.Council() as council:
        client = coordinator(council)
        assert add(client, "S", text="Xidmətlər sadələşdirilsin, mən belə düşünürəm.", speakers="Bir sakin, VXSİ", make_speakers="name") == 303
        client.get(RECORD)
        to = re.search(r'href="(%s/items/S8\?as=O)"' % RECORD, client.text)[1]
        client.get(to)
        form = dict(client.form(RECORD + "/items"), action="save")
        assert (form["letter"], form["speakers"], form["origins"]) == ("O", "Bir sakin, VXSİ", "S8") and "sadələşdirilsin" in form["text"], form
        assert client.post(RECORD + "/items", dict(form, text="Xidmətlər sadələşdirilsin."), follow=False) == 303, client.text
        text = tap.shura("show", council.dir, MEETING[1:])
        assert re.search(r"- \*\*O\d\*\* \*Bir sakin\*, \[VXSİ\]\(\S+\): Xidmətlər sadələşdirilsin. \(S8\)\n", text), text
        assert "mən belə düşünürəm" in text


def test_the_field_at_fault():
    """what is wrong is said without files and lines, stands at its field, and leads there"""
    with tap.Council() as council:
        client = coordinator(council)
        client.get(RECORD + "/facts")
        facts = dict(client.form(RECORD + "/facts"), kind="discussion", state="held")
        people = dict(form_token=facts["form_token"], action="add")
        for path, form, field in (
                ("/facts", dict(facts, date="dünən"), "date"), ("/facts", dict(facts, starts="25:61"), "starts"),
                ("/facts", dict(facts, starts="12:00", ends="11:00"), "ends"), ("/facts", dict(facts, heading=""), "heading"),
                ("/facts", dict(facts, mode="telepathy"), "mode"), ("/facts", dict(facts, chair="VXSİ"), "chair"),
                ("/participants", dict(people, name=""), "name"), ("/participants", dict(people, name="Osman Gündüz"), "name"),
                ("/participants", dict(people, name="Yeni Ad"), "name"),
                ("/participants", dict(people, name="Yeni Ad", make="person", on_behalf="Heç kim"), "on_behalf"),
                ("/agenda", dict(people, heading=""), "heading"),
                ("/items", dict(people, action="save", issue="1", letter="S", text=" "), "text"),
                ("/items", dict(people, action="save", issue="1", letter="D", text="a", votes_against="-1"), "votes_against"),
                ("/items", dict(people, action="save", issue="1", letter="A", text="a", due="sabah"), "due")):
            assert client.post(RECORD + path, form, follow=False) == 422, (path, field, client.status)
            assert re.search(r'id="f-%s"[^>]* aria-invalid="true" aria-describedby="%s-fault"' % (field, field), client.text), \
                (path, field, client.text)
            said = re.search(r'<p class="fault" id="%s-fault">(.*?)</p>' % field, client.text)[1]
            assert '<a href="#f-%s">%s</a>' % (field, said) in client.text
            assert "minutes.md" not in said and not re.search(r"\d: ", said), said
            assert client.text.count("aria-invalid") == 1


def test_numbers():
    """the number of a deleted item is never given again: not by the forms, as text, or by a push"""
    with tap.Council() as council:
        client = coordinator(council)
        assert save(client, "S7", item(client, "S7"), action="delete") == 422
        assert "O1 says that it came from S7" in client.text
        for number in (8, 9):
            assert add(client, "S", text="Yeni söz.") == 303 and client.headers["Location"].endswith("#s%d" % number)
            if number == 8:
                assert save(client, "S8", item(client, "S8"), action="delete") == 303, client.text
        client.get("/edit-text" + MEETING)
        form = client.form("/edit-text" + MEETING)
        text = re.sub(r"- \*\*S9\*\*[^\n]*", "- Başqa söz.", form["text"]).replace("last: {S: 8}\n", "")
        assert client.post("/edit-text" + MEETING, dict(form, text=text, action="save"), follow=False) == 303, client.text
        text = tap.shura("show", council.dir, MEETING[1:])
        assert "- **S10** Başqa söz.\n" in text and "last: {S: 9}\n" in text, text
        work = os.path.join(council.folder, "clone")
        tap.git("clone", "--quiet", council.records(), work)
        path = os.path.join(work, tap.git("ls-files", "meetings", cwd=work).split()[0])
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("- **S10** Başqa söz.\n", ""))
        tap.git("commit", "--quiet", "-am", "S10 goes", cwd=work)
        assert 'as in "last: {S: 10}"' in tap.git("push", "--quiet", "origin", "HEAD:main", cwd=work, expect=1)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("- **S10** Başqa söz.\n", "").replace("{S: 9}", "{S: 10}"))
        tap.git("commit", "--quiet", "--amend", "-am", "S10 goes", cwd=work)
        tap.git("push", "--quiet", "origin", "HEAD:main", cwd=work)
        assert add(client, "S", text="Sonuncu söz.") == 303 and client.headers["Location"].endswith("#s11")


def participants(client):
    """Whom the recording page lists, as the forms name them."""
    client.get(RECORD)
    return re.findall(r'name="who" value="([^"]*)"', client.text)


def test_a_participant_goes():
    """who speaks or is to do something stays a participant, and is told where; another one goes, and history names whom"""
    with tap.Council() as council:
        client = coordinator(council)
        assert add(client, "A", text="Hazırlansın.", person="Vasif Mövsümov") == 303, client.text
        client.get(RECORD)
        form = dict(form_token=client.form(RECORD + "/participants")["form_token"], action="delete")
        there = participants(client)
        for who, said in (("people/osman-gunduz", r"Osman Gündüz is named in S\d+(, S\d+)* and"),
                          ("people/vasif-movsumov", r"Vasif Mövsümov is named in [^;]*A\d+ and")):
            assert who in there, there
            assert client.post(RECORD + "/participants", dict(form, who=who), follow=False) == 422, who
            assert re.search(said, words(client.text)), words(client.text)
        client.get(RECORD)
        new = dict(client.form(RECORD + "/participants"), action="add", name="Aygün Qızı Yeni", make="person")
        assert client.post(RECORD + "/participants", new, follow=False) == 303, client.text
        assert "name: Aygün Qızı Yeni\nsort name: Yeni Aygün Qızı\n" in tap.shura("show", council.dir, "people/aygun-qizi-yeni")
        assert client.post(RECORD + "/participants", dict(form, who="people/aygun-qizi-yeni"), follow=False) == 303, client.text
        assert participants(client) == there
        client.get("/history" + MEETING)
        assert "iştirakçılardan çıxarıldı: Aygün Qızı Yeni" in client.text, words(client.text)


def test_part_of_a_name():
    """a part of a name, or the letters of an institution's, offers whom it may mean; who is chosen is the one"""
    with tap.Council() as council:
        client = coordinator(council)
        client.get(RECORD)
        people = dict(form_token=client.form(RECORD + "/participants")["form_token"], action="add", name="Vasif")
        assert client.post(RECORD + "/participants", people, follow=False) == 422
        assert 'name="make" value="people/vasif-movsumov"' in client.text, client.text
        assert add(client, "S", text="Söz.", speakers="O. Gündüz") == 422
        assert 'name="make_speakers_1" value="people/osman-gunduz"' in client.text, client.text
        form = dict(client.form(RECORD + "/items"), action="save", make_speakers_1="people/osman-gunduz")
        assert client.post(RECORD + "/items", dict(form, speakers="Naməlum"), follow=False) == 422, "another name is not that person"
        assert client.post(RECORD + "/items", form, follow=False) == 303, client.text
        assert "[Osman Gündüz](../../../people/o/osman-gunduz.md): Söz." in tap.shura("show", council.dir, MEETING[1:])


def test_position_of_a_participant():
    """position and institution of a participant are seen and corrected where they are listed; a new institution is made"""
    with tap.Council() as council:
        client = coordinator(council)
        client.get(RECORD)
        form = dict(form_token=client.form(RECORD + "/participants")["form_token"], action="save", who="people/osman-gunduz",
                    capacity="coordinator", attendance="present", position="sədr", on_behalf="Yeni İdarə", was_position="", was_on_behalf="")
        assert client.post(RECORD + "/participants", form, follow=False) == 422
        assert 'name="make_on_behalf" value="body"' in client.text, client.text
        assert client.form(RECORD + "/participants")["position"] == "sədr"
        assert client.post(RECORD + "/participants", dict(form, make_on_behalf="body"), follow=False) == 303, client.text
        client.get(RECORD)
        assert "Osman Gündüz, sədr (on behalf of Yeni İdarə)" in plain(client.text), plain(client.text)
        form.update(was_position="sədr", position="", was_on_behalf="Yeni İdarə", on_behalf="")
        assert client.post(RECORD + "/participants", form, follow=False) == 303, client.text
        client.get(RECORD)
        assert "sədr" not in client.text and "on behalf of Yeni" not in plain(client.text)


def test_title_of_a_known_issue():
    """an issue that is on record stands on the agenda under its own title, however that was typed"""
    with tap.Council() as council:
        client = coordinator(council)
        client.get("/issues/undated/1")
        title = re.search(r"<h1[^>]*>(.*?)</h1>", client.text)[1]
        client.get("/new/meeting")
        form = dict(client.form("/new/meeting"), heading="Növbəti", kind="session", state="held")
        assert client.post("/new/meeting", form, follow=False) == 303
        record = client.headers["Location"].split("?")[0]
        client.get(record)
        form = dict(client.form(record + "/agenda"), action="add", heading=title.lower().upper())
        assert client.post(record + "/agenda", form, follow=False) == 303, client.text
        client.get(record)
        assert '</span> %s</h2>' % title in client.text, client.text


tap.main(globals())
