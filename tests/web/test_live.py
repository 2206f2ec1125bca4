"""While somebody writes: texts that the server keeps, who else is writing, and streams of events."""
import json
import os
import re
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap
from client import Client
from live import FOLDER, PROPOSAL, TEXT, Council, add_user, put, reader, without_frame

PAGE = "/edit-text" + PROPOSAL
OFFER = "Yadda saxlamadığınız mətn"


def keep(client, form, address=PAGE, **fields):
    body = dict(form_token=form["form_token"], base=form.get("base", ""), **fields)
    parts = "".join('--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % pair for pair in body.items()) + "--x--\r\n"
    return client.ask("POST", "/keep" + address, parts.encode(),
                      {"Content-Type": "multipart/form-data; boundary=x", "Accept": "application/json"})


def editor(client, page=PAGE):
    assert client.get(page) == 200, client.text
    return client.form(page)


def test_kept_over_a_crash():
    """what was typed survives a killed server and a lost session; it is taken up without a script"""
    with Council() as council:
        client = reader(council)
        form = editor(client)
        assert OFFER not in client.text
        typed = form["text"] + "\nYarımçıq söz\n"
        assert keep(client, form, text=typed, note="nə üçün") == 200, client.text
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d[+]04:00", json.loads(client.text)["kept_at"]), client.text
        council.kill()
        council.serve()
        client = reader(council)
        shown = editor(client)
        assert OFFER in client.text and "Yarımçıq" not in shown["text"]
        client.post("/keep" + PAGE, dict(client.form("/keep" + PAGE), action="take"))
        assert client.status == 200 and OFFER not in client.text, client.text
        taken = client.form(PAGE)
        assert taken["text"].strip("\n") == typed.strip("\n") and taken["note"] == "nə üçün" and taken["base"] == form["base"]
        assert client.post(PAGE, dict(taken, action="save"), follow=False) == 303, client.text
        assert "Yarımçıq söz" in council.text()
        editor(client)
        assert OFFER not in client.text


def test_kept_text_is_merged():
    """a text that is taken up stands on the revision that it was typed on"""
    with Council() as council:
        client = reader(council)
        form = editor(client)
        lines = form["text"].rstrip("\n").split("\n")
        assert keep(client, form, text="\n".join(lines + ["", "Sonda."]), note="") == 200
        other = "\n".join(line + " Əvvəldə." if line.startswith("summary:") else line for line in lines)
        assert "Əvvəldə" in other
        assert client.post(PAGE, dict(form, text=other, action="save"), follow=False) == 303, client.text
        client.get(PAGE)
        assert OFFER not in client.text  # this very form was saved
        assert keep(client, form, text="\n".join(lines + ["", "Sonda."]), note="") == 200
        client.get(PAGE + "?kept=" + PAGE)
        taken = client.form(PAGE)
        assert taken["base"] == form["base"] and "Sonda." in taken["text"] and "Əvvəldə" not in taken["text"]
        assert client.post(PAGE, dict(taken, action="save"), follow=False) == 303, client.text
        text = council.text()
        assert "Sonda." in text and "Əvvəldə." in text


def test_thrown_away():
    """a kept text is thrown away by a button, and gone when all of it was deleted"""
    with Council() as council:
        client = reader(council)
        form = editor(client)
        assert keep(client, form, text="Bir", note="") == 200
        editor(client)
        assert client.post("/keep" + PAGE, dict(client.form("/keep" + PAGE), action="discard")) == 303
        assert "Atıldı." in client.text and OFFER not in client.text
        assert keep(client, form, text="Bir", note="") == 200
        assert keep(client, form, text=" ", note="") == 200
        editor(client)
        assert OFFER not in client.text


def test_kept_for_one_account():
    """nobody else reads a kept text; strangers, other sites and what is too long are refused"""
    with Council() as council:
        client, other = reader(council), reader(council, "member")
        form = editor(client)
        assert keep(client, form, text="Gizli söz", note="") == 200
        client.get("/account")
        add_user(council, "second", "İkinci", "coordinator")
        second = reader(council, "second")
        for path in (PAGE, PAGE + "?kept=" + PAGE):
            second.get(path)
            assert "Gizli" not in second.text and OFFER not in second.text
        assert keep(other, form, text="x") == 403, other.text  # another's token
        stranger = Client(council.address)
        assert keep(stranger, form, text="x") == 401 and json.loads(stranger.text)["error"]["code"] == "denied"
        assert keep(client, form, text="a" * (2 << 20)) == 413, client.status
        assert "2 MB" in json.loads(client.text)["error"]["message"], client.text
        assert client.ask("POST", "/keep" + PAGE, "form_token=%s&text=x" % form["form_token"],
                          {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "cross-site"}) == 403
        editor(client)
        assert OFFER in client.text


def test_fields_of_the_page_alone():
    """a kept text fills in the form's own fields and nothing else of the page"""
    with Council() as council:
        client = reader(council)
        form = editor(client)
        evil = {"title": "Başqa ad", "difference_html": "<b>salam</b>", "is_administrator": "1", "path": "/x"}
        assert keep(client, form, text="Söz", note="", **evil) == 200
        client.get(PAGE + "?kept=" + PAGE)
        assert client.form(PAGE)["text"] == "Söz"
        assert "Başqa ad" not in client.text and "<b>salam" not in client.text and 'href="/accounts"' not in client.text


def test_who_else_edits():
    """an open form counts without a script, a sign of life for a minute; leaving and saving end it"""
    with Council() as council:
        add_user(council, "second", "İkinci Redaktor", "coordinator")
        first, second = reader(council), reader(council, "second")
        form = editor(second)
        assert "Test coordinator" not in without_frame(second.text)
        editor(first)
        assert "Bunu həm də redaktə edir: İkinci Redaktor" in first.text
        assert second.post("/alive", {"form_token": form["form_token"], "record": PROPOSAL, "action": "leave"}, follow=False) == 204
        editor(first)
        assert "İkinci Redaktor" not in first.text
        assert second.post("/alive", {"form_token": form["form_token"], "record": PROPOSAL, "action": "stay"}, follow=False) == 204
        assert second.post("/alive", {"form_token": form["form_token"], "record": "/people/nobody", "action": "stay"}, follow=False) == 204
        editor(first)
        assert "İkinci Redaktor" in first.text
        form = editor(second)
        assert second.post(PAGE, dict(form, text=form["text"] + "\nƏlavə.\n", action="save"), follow=False) == 303
        editor(first)
        assert "İkinci Redaktor" not in first.text


tap.main(globals())
