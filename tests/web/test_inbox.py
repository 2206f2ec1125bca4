"""The agency's desk: registration, extension and return on the pages, a submission's course, the inbox with its filters."""
import contextlib
import datetime
import json
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.dirname(HERE), HERE, os.path.join(os.path.dirname(HERE), "cmd")]
import tap
from client import Client
from test_answers import ANSWER, FOLDER, SENT, TEXT, adopt, reviewed, sent, submit
from test_proposals import PATH, push, step, swap, text

EDIT = "/edit/" + SENT


def today():
    return datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=4))).date()


def day(days):
    return str(today() + datetime.timedelta(days=days))


@contextlib.contextmanager
def served(council):
    address = council.serve()
    yield Client(address).sign_in("agency", tap.PASSWORD), address
    assert council.stop() == 0


def take(client, action, expect=303, **facts):
    """Through the page of the step; what it says afterwards."""
    address = "%s/step/%s" % (EDIT, action)
    assert client.get(address) == 200, (action, client.status, client.text[:2000])
    status = client.post(address, dict(client.form(address), **facts))
    assert status == expect, (action, status, re.findall(r'class="trouble".*?</div>', client.text, re.S), client.text[:500])
    return client.text


def refused(client, action, words, field, expect=422, **facts):
    """The form again, with WORDS beside FIELD and all that was typed."""
    page = take(client, action, expect=expect, **facts)
    assert words in page and 'id="%s-fault"' % field in page, (words, field, re.findall(r'class="(?:trouble|fault)".*', page))
    form = client.form("%s/step/%s" % (EDIT, action))
    assert all(form[name].lstrip("\n") == value for name, value in facts.items()), (facts, form)


def test_steps():
    """registration, review, extension and return by forms that keep what was typed, say what is wrong, and do nothing twice"""
    with sent() as council, served(council) as (client, address):
        client.get("/" + SENT)
        assert client.text.count("/step/register") == 1 and "/step/extend" not in client.text
        client.get(EDIT + "/step/register")
        assert "15 iş günü" in client.text and "istirahət və bayram günləri" in client.text
        refused(client, "register", "hansı nömrə", "number", number="", date="2016-03-18")
        refused(client, "register", "2016-03-16", "date", number="9/11-21", date="2016-03-15")
        refused(client, "register", day(2), "date", number="9/11-21", date=day(2))
        refused(client, "register", "gün", "date", number="9/11-21", date="sabah")
        client.get(EDIT + "/step/register")
        form = dict(client.form(EDIT + "/step/register"), number="9/11-21", date="2016-03-18")
        for _ in range(2):
            assert client.post(EDIT + "/step/register", form) == 303
            assert "Qeydə alındı" in client.text
        assert tap.git("log", "main", cwd=council.records()).count("Action: register\n") == 1
        now = text(council, SENT)
        assert "incoming number: 9/11-21" in now and "due: 2016-04-08" in now
        client.get("/" + SENT)
        assert "8 aprel 2016" in client.text and "gecikir" in client.text and "15 iş günü" in client.text
        assert "/step/register" not in client.text and "/step/take-up" in client.text
        assert client.get(EDIT + "/step/register") == 409

        take(client, "take-up")
        refused(client, "extend", "2016-04-08", "until", until="2016-04-07", reason="Rəy gözlənilir")
        refused(client, "extend", "2016-04-20", "until", until="2016-04-20", reason="Rəy gözlənilir")
        refused(client, "extend", "nə üçün uzandığını", "reason", until=day(10), reason="")
        take(client, "extend", until=day(10), reason="Nazirliyin rəyi <gözlənilir>")
        client.get("/" + SENT)
        assert "Nazirliyin rəyi &lt;gözlənilir&gt;" in client.text and "Baxılır" in client.text

        client.get(EDIT + "/step/return")
        assert "Xidmətlər seçilsin" in client.text and 'name="reason-R3"' in client.text
        refused(client, "return", "nəyin", "reason")
        take(client, "return", **{"reason": "Xərc göstərilməyib.", "reason-R2": "Hansı xidmətlər?"})
        assert "state: returned" in text(council, SENT)
        client.get("/" + SENT)
        assert "Xərc göstərilməyib." in client.text and "Hansı xidmətlər?" in client.text and "/step/" not in client.text

        step(council, "revise")
        push(council, {PATH: swap("Xidmətlər seçilsin", "Beş xidmət seçilsin")})
        step(council, "review", "--what=Rəydən sonra")
        adopt(council)
        submit(council, "--revised-1=not taken up", "--revised-why-1=Xərc yoxdur.", "--revised-2=taken up")
        client.get("/" + SENT)
        assert "Xidmətlər seçilsin" in client.text and "Beş xidmət" not in client.text, "what was sent is read under its seal"
        assert "nəzərə alınmadı" in client.text and "/submissions/2#course" in client.text
        client.get("/proposals/2016/1/submissions/2")
        assert "Beş xidmət seçilsin" in client.text and "Xərc yoxdur." in client.text and "Hansı xidmətlər?" in client.text


if __name__ == "__main__":
    tap.main(globals())
