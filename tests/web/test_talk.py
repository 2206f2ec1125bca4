"""What is said beside a proposal's text: comments, amendments, endorsements, and who sees them."""
import datetime
import json
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import tap
from client import Client

FOLDER = "proposals/2016/0001-0099/0001-pilot"
PAGE = "/proposals/2016/1"
EDIT = "/edit" + PAGE
TODAY = tap.today()
TEXT = """## Əsaslandırma

Kənd sakinləri uzaqda yaşayır və internetdən az istifadə edir.

Pilot rayonlar bu ilin sonuna qədər seçilir.

## Tövsiyələr

- **R1** Pilot rayonlar seçilsin və [VXSİ](../../../../bodies/v/vxsi.md) onlara kömək etsin.
- **R2** Hər kənddə bir məsləhətçi olsun.
"""
FRONT = """---
record: proposal
title: Pilot rayonlar
addressee: bodies/v/vxsi
authors: [Test member]
state: %s
---

"""
ROUND = """---
record: round
number: 1
opens: %s
closes: %s
invited: [Test stakeholder]
state: %s
---

Fikrinizi yazın.
"""


@tap.once
def prepare(council, state, days, text):
    """A proposal in STATE; in discussion, a round that closes in so many days."""
    tap.shura("user", "add", council.dir, "member2", "İkinci üzv", "--roles=member", "--password-file=-", text=tap.PASSWORD + "\n")
    council.add(FOLDER + "/proposal.md", FRONT % "draft" + text)
    tap.shura("step", council.dir, PAGE[1:], "name-version", "--what=İlk layihə")
    if state != "draft":
        tap.shura("step", council.dir, PAGE[1:], "review")
    if state == "discussion":
        tap.shura("step", council.dir, PAGE[1:], "discuss", "--until=%s" % (TODAY + datetime.timedelta(days)),
                  "--method=written", "--invited=Test stakeholder", "--call=Fikrinizi yazın.")


def start(council, state="draft", days=5, text=TEXT):
    prepare(council, state, days, text)
    council.serve()
    return council


def reader(council, login):
    return Client(council.address).sign_in(login, tap.PASSWORD) if login else Client(council.address)


def body(council):
    return tap.shura("show", council.dir, PAGE[1:]).split("\n---\n", 1)[1].lstrip("\n")


def edit(council, old, new, what=None):
    """The author changes the text with an editor."""
    text = tap.shura("show", council.dir, PAGE[1:])
    assert old in text, "%r is not in\n%s" % (old, text)
    council.add(FOLDER + "/proposal.md", text.replace(old, new, 1))
    if what:
        tap.shura("step", council.dir, PAGE[1:], "name-version", "--what=" + what)


def passage(client, words):
    """The number of the passage that holds WORDS, and the page's base."""
    client.get(PAGE + ".json")
    for one in json.loads(client.text)["passages"]:
        if words in one["source"]:
            return str(one["passage"])
    raise AssertionError("no passage has %r" % words)


def comment(client, text, words=None, expect=303, **fields):
    """Say TEXT on WORDS of the text (None: on the whole); the number of the answer."""
    query = ""
    if words:
        client.get(PAGE)
        number = passage(client, words)
        client.get(PAGE)
        query = re.search(r'href="(%s/comment\?base=\w+&amp;passage=%s)"' % (EDIT, number), client.text)[1].replace("&amp;", "&")
        client.get(query)
    else:
        client.get(EDIT + "/comment")
    form = dict(client.form(EDIT + "/comment"), text=text, kind="note", audience="members")
    if words:
        form["quote"] = words
    form.update(fields)
    assert client.post(EDIT + "/comment", form) == expect, (client.status, client.text[:3000])
    return client


def comments(client):
    """All that the page says of comments: [(words, state, passage's item or number)]."""
    client.get(PAGE + ".json")
    data = json.loads(client.text)
    found = [(note["words"], note["place_state"], one["item"] if "item" in one else one["passage_item"])
             for one in data["passages"] for note in one["notes"]]
    for part in ("whole", "gone"):
        found += [(note["words"], note["place_state"], part) for note in (data[part] or {"notes": []})["notes"]]
    return found


def amend(client, words, new, reason="Belə daha aydındır", expect=303):
    number = passage(client, words)
    client.get(PAGE)
    client.get(re.search(r'href="(%s/amend\?base=\w+&amp;passage=%s)"' % (EDIT, number), client.text)[1].replace("&amp;", "&"))
    form = client.form(EDIT + "/amend")
    assert words in form["text"], form
    form.update(text=form["text"].lstrip("\n").replace(words, new), reason=reason)
    assert client.post(EDIT + "/amend", form) == expect, (client.status, client.text[:3000])
    return client


def amendments(client):
    client.get(PAGE + ".json")
    return [one for part in json.loads(client.text)["passages"] for one in part["amendments"]]


def decide(client, one, action, expect=303, **fields):
    client.get(one["amendment_address"])
    form = dict(client.form("/edit" + one["amendment_address"]), action=action, **fields)
    assert client.post("/edit" + one["amendment_address"], form) == expect, (client.status, client.text[:3000])
    return client


def log(council):
    return tap.git("log", "-1", "--format=%an%n%B", "main", cwd=council.records())


def test_beside_the_words():
    """a comment stands beside the words that it is about, and is marked in them"""
    with start(tap.Council()) as council:
        member = reader(council, "member2")
        comment(member, "Hansı ilin?", "bu ilin sonuna qədər", kind="question")
        assert 'Şərhiniz mətnin yanında' in member.text or "Your comment stands" in member.text, member.text[:2000]
        assert comments(member) == [("Hansı ilin?", "kept", None)], comments(member)
        member.get(PAGE)
        assert re.search(r'<mark class="noted" data-note="[^"]+">bu ilin sonuna qədər</mark>', member.text), member.text
        comment(member, "Ümumən yaxşıdır.", kind="support")
        assert ("Ümumən yaxşıdır.", "whole", "whole") in comments(member)
        record = tap.shura("show", council.dir, "/".join(re.search(r'href="/(%s/comments/[^"#]+)"' % PAGE[1:], member.get(PAGE) and member.text)[1].split("/")))
        assert "quote: bu ilin sonuna qədər" in record and "before: " in record and 'version: 1' in record, record


def test_selected_words():
    """words that were selected on the page are found among Markdown's marks"""
    with start(tap.Council()) as council:
        member = reader(council, "member2")
        number = passage(member, "VXSİ")
        comment(member, "Yaxşı", None, passage=number, quote="seçilsin və VXSİ onlara")
        member.get(PAGE)
        assert "seçilsin və " in re.search(r'<mark class="noted"[^>]*>([^<]*)', member.text)[1], member.text
        assert [one[1:] for one in comments(member)] == [("kept", "R1")], comments(member)
        comment(member, "Yox", None, expect=422, passage=number, quote="bu sözlər yoxdur")
        assert "bu sözlər yoxdur" in member.text and "Yox" in member.text


def test_through_versions():
    """through later versions a comment is kept, moved, changed or gone, and says so"""
    with start(tap.Council()) as council:
        member = reader(council, "member2")
        for text, words in (("a", "Kənd sakinləri uzaqda yaşayır"), ("b", "Pilot rayonlar bu ilin sonuna qədər seçilir."),
                            ("c", "Hər kənddə bir məsləhətçi olsun."), ("d", "internetdən az istifadə edir")):
            comment(member, text, words)
        edit(council, "Hər kənddə bir məsləhətçi olsun.", "Hər kənddə iki məsləhətçi olsun.", "İki nəfər")
        assert dict(one[:2] for one in comments(member)) == {"a": "kept", "b": "kept", "c": "changed", "d": "kept"}, comments(member)
        edit(council, "Pilot rayonlar bu ilin sonuna qədər seçilir.\n\n", "", "Müddət çıxarıldı")
        assert dict(one[:2] for one in comments(member)) == {"a": "kept", "b": "gone", "c": "changed", "d": "kept"}, comments(member)
        edit(council, " və internetdən az istifadə edir", "", "Daha qısa")
        assert dict(one[:2] for one in comments(member))["d"] == "gone", comments(member)
        member.get(PAGE)
        assert "Hər kənddə bir məsləhətçi olsun." in member.text  # the words as they were
        link = re.search(r'<q>Pilot rayonlar bu ilin.*?</q> <a href="(/text[^"]+)"', member.text)[1]
        assert member.get(link) == 200 and "bu ilin sonuna qədər" in member.text
        edit(council, "internetdən" if "internetdən" in body(council) else "Kənd sakinləri uzaqda yaşayır.\n",
             "Kənd sakinləri uzaqda yaşayır.\n\nPilot rayonlar bu ilin sonuna qədər seçilir.\n")
        assert dict(one[:2] for one in comments(member))["b"] in ("kept", "moved"), comments(member)


def test_threads():
    """replies stand in one thread; authors say what became of it, and it folds away"""
    with start(tap.Council()) as council:
        second, author = reader(council, "member2"), reader(council, "member")
        comment(second, "Nə üçün kəndlər?", "Kənd sakinləri", kind="question")
        address = re.search(r'href="(%s/comments/[^"#]+)"' % PAGE, second.get(PAGE) and second.text)[1]
        author.get(address)
        assert author.post("/edit" + address, dict(author.form("/edit" + address), action="reply", text="Çünki uzaqdadır.")) == 303
        assert "Çünki uzaqdadır." in author.text
        second.get(PAGE)
        assert "Çünki uzaqdadır." in second.text and "disposition" not in second.text
        # a member who is no author says nothing of what becomes of it
        second.get(address)
        assert second.post("/edit" + address, dict(second.form("/edit" + address), action="dispose", outcome="noted")) == 403
        author.get(address)
        form = dict(author.form("/edit" + address), action="dispose", outcome="not taken up", why="")
        assert author.post("/edit" + address, form) == 422 and "f-why" in author.text
        assert author.post("/edit" + address, dict(form, why="Şəhərlərdə var.")) == 303, author.text[:2000]
        second.get(PAGE)
        assert re.search(r"<details.*Nə üçün kəndlər\?.*Şəhərlərdə var\..*</details>", second.text, re.S), second.text
        assert "in version: 1" in tap.shura("show", council.dir, address[1:]).replace('"', "")
        assert "data-note" not in second.text.split('class="passages')[1].split("</article>")[0].split("<aside")[0]


def test_who_sees():
    """what members say among themselves reaches nobody else, on no page"""
    with start(tap.Council(), "discussion") as council:
        member = reader(council, "member2")
        comment(member, "Məxfi fikir", "Kənd sakinləri", audience="members")
        comment(member, "Açıq fikir", "Pilot rayonlar bu ilin", audience="discussion")
        secret, spoken = [re.search(r'id="comment-([^"]+)"(?:(?!</aside>).)*%s' % words, member.get(PAGE) and member.text, re.S)[1]
                          for words in ("Məxfi fikir", "Açıq fikir")]
        amend(member, "məsləhətçi", "köməkçi", reason="Gizli səbəb")
        for login in (None, "stakeholder", "agency"):
            other = reader(council, login)
            for page in (PAGE, PAGE + ".json", PAGE + "/comments", PAGE + "/comments.json", "/search?q=fikir", "/history", "/"):
                assert other.get(page) == 200, page
                assert "Məxfi" not in other.text and "Gizli" not in other.text and "köməkçi" not in other.text, (login, page)
            other.get(PAGE)
            assert "Açıq fikir" in other.text and (("/edit" + PAGE + "/comment" in other.text) == (login == "stakeholder"))
            found = [one["amendment"] for one in amendments(other)]
            assert found == []
            assert other.get("%s/comments/%s" % (PAGE, spoken)) == 200
            assert other.get("%s/comments/%s" % (PAGE, secret)) == 404
        stranger = reader(council, None)
        stranger.get(PAGE)
        tag = stranger.headers["ETag"]
        assert tag and len(stranger.text) < 50000
        assert stranger.get(PAGE, **{"If-None-Match": tag}) == 304
        assert stranger.get(EDIT + "/comment") == 303


def test_stakeholders():
    """a stakeholder speaks in an open round that invites them, to everybody"""
    with start(tap.Council(), "discussion") as council:
        other = reader(council, "stakeholder")
        comment(other, "Biz razıyıq", "Hər kənddə", kind="support", audience="members")
        assert "Biz razıyıq" in (reader(council, None).get(PAGE) and None or other.text)
        stranger = reader(council, None)
        stranger.get(PAGE)
        assert "Biz razıyıq" in stranger.text  # whatever the form said
        tap.shura("user", "add", council.dir, "other", "Başqası", "--roles=stakeholder", "--password-file=-", text=tap.PASSWORD + "\n")
        uninvited = reader(council, "other")
        uninvited.get(PAGE)
        assert "/comment" not in re.sub(r"/comments", "", uninvited.text)
        uninvited.get(EDIT + "/comment")
        assert "name=\"text\"" not in uninvited.text
        uninvited.get("/account")
        token = uninvited.form("/sign-out")["form_token"]
        assert uninvited.post(EDIT + "/comment", {"form_token": token, "text": "Mən də", "kind": "note"}) == 422
        assert "Mən də" in uninvited.text


def test_after_the_round():
    """after the round has closed nobody speaks in it, and what was typed is given back"""
    with start(tap.Council(), "discussion", days=0) as council:
        other = reader(council, "stakeholder")
        other.get(EDIT + "/comment")
        form = dict(other.form(EDIT + "/comment"), text="Gecikmiş fikir", kind="note")
        record = tap.shura("show", council.dir, PAGE[1:] + "/rounds/1")
        council.add(FOLDER + "/rounds/01.md", record.replace("closes: %s" % TODAY, "closes: %s" % (TODAY - datetime.timedelta(1)))
            .replace("opens: %s" % TODAY, "opens: %s" % (TODAY - datetime.timedelta(9))))
        assert other.post(EDIT + "/comment", form) == 422, other.text[:2000]
        assert "Gecikmiş fikir" in other.text
        assert comments(other) == []
        member = comment(reader(council, "member2"), "Üzvlər arasında")
        assert ("Üzvlər arasında", "whole", "whole") in comments(member)


def test_older_text():
    """a comment on a text that has moved on is accepted, and shown with the words that were read"""
    with start(tap.Council()) as council:
        member = reader(council, "member2")
        number = passage(member, "bu ilin sonuna")
        member.get(PAGE)
        member.get(re.search(r'href="(%s/comment\?base=\w+&amp;passage=%s)"' % (EDIT, number), member.text)[1].replace("&amp;", "&"))
        form = dict(member.form(EDIT + "/comment"), text="Tez deyilmi?", kind="question")
        edit(council, "Pilot rayonlar bu ilin sonuna qədər seçilir.\n\n", "")
        assert member.post(EDIT + "/comment", form) == 303
        assert comments(member) == [("Tez deyilmi?", "gone", "gone")], comments(member)
        assert member.post(EDIT + "/comment", dict(form, base="f" * 40, once="", text="Uydurma")) == 404


def test_accepting():
    """an amendment is shown in place, and accepted in one commit that names both"""
    with start(tap.Council()) as council:
        second, author = reader(council, "member2"), reader(council, "member")
        amend(second, "bu ilin sonuna qədər", "gələn ilin əvvəlinə qədər")
        amend(second, "Hər kənddə bir", "Hər kənddə ən azı bir")
        second.get(PAGE)
        assert re.search(r'<del class="amended">bu</del>', second.text) and "ən azı" in re.search(r'<ins class="amended">(.*?)</ins>', second.text.split('id="p6"')[1], re.S)[1], second.text
        assert 'value="accept"' not in second.text
        one, two = amendments(author)
        assert (one["fit"], two["fit"]) == ("fits", "fits")
        record = tap.shura("show", council.dir, one["amendment_address"][1:])
        assert "quote: bu ilin sonuna\n" in record.replace(", before", "\n"), record
        assert second.post("/edit" + one["amendment_address"], dict(second.form("/edit" + one["amendment_address"]), action="accept")) == 403
        # the author's own edit elsewhere keeps both alive
        edit(council, "uzaqda yaşayır", "şəhərdən uzaqda yaşayır")
        author.get(PAGE)
        assert author.post("/edit" + one["amendment_address"], dict(author.form("/edit" + one["amendment_address"]), action="accept")) == 303, author.text[:3000]
        assert "gələn ilin əvvəlinə qədər seçilir." in body(council) and "şəhərdən uzaqda" in body(council), body(council)
        said = log(council)
        assert said.startswith("Test member\n") and "Co-authored-by: İkinci üzv" in said and "Action: accept-amendment" in said, said
        assert [x["fit"] for x in amendments(author)] == ["fits"]
        decide(author, two, "accept")
        assert "Hər kənddə ən azı bir məsləhətçi olsun." in body(council), body(council)
        author.get(one["amendment_address"])
        assert "accept" not in author.text.split("<main")[1]


def test_rejecting():
    """an amendment is rejected with a reason, or withdrawn by who made it"""
    with start(tap.Council()) as council:
        second, author = reader(council, "member2"), reader(council, "member")
        amend(second, "məsləhətçi", "köməkçi")
        amend(second, "uzaqda", "çox uzaqda")
        two, one = amendments(author)
        decide(author, one, "reject", expect=422, answer="")
        decide(author, one, "reject", answer="Söz qəbul olunub.")
        decide(author, two, "withdraw", expect=403)
        decide(second, two, "withdraw")
        assert amendments(author) == []
        second.get(one["amendment_address"])
        assert "Söz qəbul olunub." in second.text
        second.get(PAGE + "/comments")
        assert "Söz qəbul olunub." in second.text
        assert body(council).strip() == TEXT.strip()
        amend(second, "məsləhətçi", "məsləhətçi", expect=422)
        # links to other records are short to read, and whole when they come back; a damaged one is named
        amend(second, "onlara kömək", "[VXSİ](…/vxs) ilə onlara kömək", expect=422)
        assert "“…/vxs” bu hissədəki" in second.text and "[VXSİ](…/vxsi) [VXSİ](…/vxs) ilə" in second.text, second.text
        amend(second, "onlara kömək", "ilk gündən onlara kömək")
        decide(author, amendments(author)[0], "accept")
        assert "[VXSİ](../../../../bodies/v/vxsi.md) ilk gündən onlara" in body(council)


def test_conflict():
    """only where both changed the same words somebody is asked, with all three texts"""
    with start(tap.Council()) as council:
        second, author = reader(council, "member2"), reader(council, "member")
        amend(second, "bir məsləhətçi", "iki məsləhətçi")
        edit(council, "bir məsləhətçi", "üç məsləhətçi")
        one = amendments(author)[0]
        assert one["fit"] == "conflicts", one
        assert author.get(one["amendment_address"]) == 200
        for words in ("bir məsləhətçi", "iki məsləhətçi", "üç məsləhətçi"):
            assert words in author.text, words
        form = dict(author.form("/edit" + one["amendment_address"]))
        decide(author, one, "accept", expect=409)
        form = [f for f in __import__("client").Forms(author.text).forms if "was" in f["fields"]][0]["fields"]
        form["text"] = form["text"].lstrip("\n").replace("üç", "iki və ya üç")
        assert author.post("/edit" + one["amendment_address"], dict(form, action="by-hand")) == 303, author.text[:3000]
        assert "iki və ya üç məsləhətçi" in body(council)
        assert "Co-authored-by: İkinci üzv" in log(council)


def test_overtaken():
    """what the text says already is offered as overtaken"""
    with start(tap.Council()) as council:
        second, author = reader(council, "member2"), reader(council, "member")
        amend(second, "bir məsləhətçi", "iki məsləhətçi")
        edit(council, "bir məsləhətçi", "iki məsləhətçi")
        one = amendments(author)[0]
        assert one["fit"] == "overtaken", one
        decide(author, one, "accept", expect=422)
        decide(author, one, "overtake")
        assert amendments(author) == [] and "state: overtaken" in tap.shura("show", council.dir, one["amendment_address"][1:])


def test_overlapping():
    """amendments of the same words are shown against each other"""
    with start(tap.Council()) as council:
        second, author = reader(council, "member2"), reader(council, "member")
        amend(second, "bir məsləhətçi", "iki məsləhətçi")
        amend(author, "bir məsləhətçi", "beş məsləhətçi")
        amend(second, "Hər kənddə", "Hər bir kənddə")
        found = amendments(author)
        met = sorted(len(one["meets"]) for one in found)
        assert met == [0, 1, 1], found
        author.get(PAGE)
        assert author.text.count('class="tag">') and "İkinci üzv" in author.text
        assert '<ins class="amended">' not in author.text  # each beside the text
        mine = [one for one in found if one["author"] == "Test member"][0]
        decide(author, mine, "accept")
        assert sorted(one["fit"] for one in amendments(author)) == ["conflicts", "fits"]


def test_new_paragraph():
    """whole paragraphs come and go by amendments, too"""
    with start(tap.Council()) as council:
        second, author = reader(council, "member2"), reader(council, "member")
        amend(second, "edir.", "edir.\n\nOnlara yol lazımdır.")
        decide(author, amendments(author)[0], "accept")
        assert "edir.\n\nOnlara yol lazımdır.\n\nPilot" in body(council), body(council)
        amend(second, "- **R2** Hər kənddə bir məsləhətçi olsun.", "- Hər kənddə iki nəfər olsun.")
        decide(author, amendments(author)[0], "accept")
        assert "- **R3** Hər kənddə iki nəfər olsun." in body(council), body(council)  # R2 is never given again
        amend(second, "Onlara yol lazımdır.", "")
        decide(author, amendments(author)[0], "accept")
        assert "Onlara" not in body(council), body(council)


def test_frozen():
    """a text that was agreed on takes no amendment"""
    with start(tap.Council(), "discussion") as council:
        second, coordinator = reader(council, "member2"), reader(council, "coordinator")
        amend(second, "məsləhətçi", "köməkçi")
        tap.shura("step", council.dir, PAGE[1:] + "/rounds/1", "close-round", "--summary=Hamı razıdır.")
        tap.shura("step", council.dir, PAGE[1:], "ready")
        coordinator.get(PAGE)
        assert 'value="accept"' not in coordinator.text and "/amend?" not in coordinator.text
        one = amendments(coordinator)[0]
        coordinator.get(one["amendment_address"])
        form = dict(coordinator.form("/edit" + one["amendment_address"]), action="accept")
        assert coordinator.post("/edit" + one["amendment_address"], form) == 422
        assert "məsləhətçi" in body(council)
        assert second.get(EDIT + "/amend?passage=2") == 200 and 'name="text"' not in second.text


def test_endorsing():
    """members endorse a named version, and are told when the text moves on"""
    with start(tap.Council()) as council:
        second = reader(council, "member2")
        second.get(PAGE)
        assert second.post(EDIT + "/endorse", dict(second.form(EDIT + "/endorse"), action="endorse")) == 303
        assert "İkinci üzv (v1)" in second.text, second.text
        edit(council, "bir məsləhətçi", "iki məsləhətçi", "İki nəfər")
        second.get(PAGE)
        link = re.search(r'<p class="flash">[^<]*<a href="(/compare[^"]+)"', second.text)[1].replace("&amp;", "&")
        assert second.get(link) == 200 and "<ins>iki</ins>" in second.text, second.text
        second.get("/")
        assert PAGE in second.text and "v1" in second.text, second.text
        second.get(PAGE)
        form = second.form(EDIT + "/endorse")
        assert second.post(EDIT + "/endorse", dict(form, action="endorse", version="1")) == 422
        second.get(PAGE)
        assert second.post(EDIT + "/endorse", dict(second.form(EDIT + "/endorse"), action="endorse")) == 303
        assert "İkinci üzv (v2)" in second.text
        assert second.post(EDIT + "/endorse", dict(second.form(EDIT + "/endorse"), action="withdraw")) == 303
        assert "İkinci üzv (v" not in second.text


def test_many():
    """10,000 comments on one proposal leave its page fast and small"""
    with tap.Council() as council:
        start(council)
        council.stop()
        files = []
        for n in range(10000):
            day = "2016-%02d-%02d" % (n // 28 % 12 + 1, n % 28 + 1)
            words = ("Kənd sakinləri", "Pilot rayonlar bu ilin", "məsləhətçi olsun", "internetdən")[n // 336 % 4]
            text = ("---\nrecord: comment\nauthor: Üzv %d\nat: %sT%02d:%02d+04:00\nanchor: {quote: %s}\nkind: note\n"
                    "audience: members\n---\n\nFikir %d.\n" % (n % 50, day, n // 60 % 24, n % 60, words, n))
            files.append("M 644 inline %s/comments/%s/2016t%05d.md\ndata %d\n%s\n" % (FOLDER, day, n, len(text.encode()), text))
        tap.git("fast-import", "--quiet", cwd=council.records(), text="commit refs/heads/main\ncommitter T <t@example.org> "
                "1600000000 +0000\ndata 1\nx\nfrom refs/heads/main^0\n" + "".join(files))
        council.serve()
        member = reader(council, "member2")
        begun = datetime.datetime.now()
        assert member.get(PAGE) == 200 and member.text.count('class="note"') > 10
        took = (datetime.datetime.now() - begun).total_seconds()
        print("# the page took %.0f ms, %d bytes" % (took * 1000, len(member.text)))
        assert took < 3 and len(member.text) < 150000, (took, len(member.text))
        assert member.get(PAGE + "/comments?kind=note&page_number=300") == 200 and "Fikir" in member.text
        assert member.get(PAGE + "/comments?author=%C3%9Czv%207") == 200 and member.text.count("<li id=") == 30


if __name__ == "__main__":
    tap.main(globals())
