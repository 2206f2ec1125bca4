"""The coordinator's forms: what is typed is kept, what somebody else saved is shown, what is unknown stays so."""
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import tap
from client import Client

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


tap.main(globals())
