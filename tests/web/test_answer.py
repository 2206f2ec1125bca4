"""The agency's answer: prepared by reviewers, checked, published; and how everybody reads it."""
import concurrent.futures
import contextlib
import hashlib
import json
import os
import re
import subprocess
import sys
import time

sys.path[:0] = [os.path.dirname(os.path.abspath(__file__)), os.path.dirname(os.path.dirname(os.path.abspath(__file__))),
                os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "cmd")]
import tap
from browser import Browser
from client import Client, Forms
from test_answers import ANSWER, SENT, reviewed, step, submitted
from test_proposals import PATH, push, swap

PREPARE = "/review/%s/answer" % SENT
ANSWERED = "/proposals/2016/1/answers/1"
GOOD = {"number": "4/112", "outcome-R1": "accepted", "unit-R1": "Pilot qrupu", "planned-R1": "2100-01-15", "outcome-R2": "partly",
        "reasons-R2": "Yarısı <b>kifayətdir</b>.", "outcome-R3": "rejected", "reasons-R3": "Artıqdır."}
SECRET = "Bunu hələ heç kim bilmir"


@tap.once
def under_review(council):
    """The proposal is under review by one of two reviewers."""
    submitted(council)
    reviewed(council)
    tap.shura("user", "add", council.dir, "agency2", "Rəyçi 2", "--roles=agency", "--password-file=-", text=tap.PASSWORD + "\n")


@contextlib.contextmanager
def reviewing(rule=False):
    with tap.Council() as council:
        under_review(council)
        if rule:
            push(council, {"council.md": swap("rules:\n", "rules:\n  - {key: answer.check, value: \"yes\", basis: project}\n")})
        council.serve()
        yield council


def reader(council, login=None):
    client = Client(council.address)
    return client.sign_in(login, tap.PASSWORD) if login else client


def until(condition):
    """What another process changed is there; the server reads it a moment later."""
    for _ in range(600):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come")


def form(client, **fields):
    """The page's form as it stands, with FIELDS ("reasons_R2") typed; choices that the page has made."""
    assert client.get(PREPARE) == 200, client.text[:2000]
    return typed(client, **fields)


def typed(client, **fields):
    now = client.form(PREPARE)
    for part in client.text.split("<select ")[1:]:
        name = part.split('name="')[1].split('"')[0]
        chosen = part.split("</select>")[0].split(" selected")
        now[name] = chosen[0].rsplit('value="', 1)[1].split('"')[0] if len(chosen) > 1 else ""
    now.update({name.replace("_R", "-R"): value for name, value in fields.items()})
    return now


def press(client, action, fields):
    return client.post(PREPARE, dict(fields, action=action))


def good(**more):
    return {name.replace("-R", "_R"): value for name, value in dict(GOOD, **more).items()}


def test_who_may():
    """only the agency prepares answers"""
    with reviewing() as council:
        assert reader(council).get(PREPARE) == 303
        for login in ("member", "coordinator", "stakeholder", "administrator"):
            assert reader(council, login).get(PREPARE) == 403, login
            assert reader(council, login).get("/review/templates") == 403, login
        agency = reader(council, "agency")
        assert agency.get(PREPARE.replace("submissions/1", "submissions/2")) == 404
        assert agency.get(PREPARE) == 200
        for words in ("Xidmətlər seçilsin", "Hörmətli Şura üzvləri", "1-ş/1", 'name="planned-R3"'):
            assert words in agency.text, words


def test_nobody_else_sees_it():
    """what is prepared is on no page, in no data, no history, no letter, and in no object of the repository"""
    with reviewing() as council:
        agency = reader(council, "agency")
        assert press(agency, "save", form(agency, **good(letter=SECRET + ".", **{"reasons-R2": SECRET}))) == 303
        assert SECRET in agency.text and "Test agency" in agency.text
        for login in (None, "stakeholder", "member", "coordinator", "administrator"):
            other = reader(council, login)
            for page in ("/", "/proposals/2016/1", "/" + SENT, "/history", "/history/proposals/2016/1", "/search?q=bilmir",
                         "/proposals/2016/1/recommendations/R2"):
                for suffix in ("", ".json"):
                    path = page if page == "/" and suffix else page.replace("?", suffix + "?") if "?" in page else page + suffix
                    other.get(path)
                    assert SECRET not in other.text, (login, path)
            for suffix in ("", ".json", ".md", ".pdf"):
                assert other.get(ANSWERED + suffix) == 404, (login, suffix)
        objects = tap.git("cat-file", "--batch-all-objects", "--batch-check=%(objectname)", cwd=council.records())
        text = subprocess.run(["git", "cat-file", "--batch"], input=objects.encode(), cwd=council.records(), stdout=subprocess.PIPE).stdout
        assert SECRET.encode() not in text and len(text) > 1000
        assert SECRET not in tap.shura("outbox", council.dir, expect=None).stdout


def test_published():
    """what is missing is told at its field and nothing typed is lost; then it is published once, sealed, and read by all"""
    with reviewing() as council:
        agency = reader(council, "agency")
        fields = form(agency, **good())
        del fields["reasons-R3"]
        assert press(agency, "publish", fields) == 422 or agency.status == 400, agency.status
        assert 'href="#f-reasons-R3"' in agency.text and 'id="reasons-R3-fault"' in agency.text and "Yarısı &lt;b&gt;" in agency.text, agency.text
        assert reader(council).get(ANSWERED) == 404
        fields = typed(agency, **{"reasons-R3": "Artıqdır.", "outcome-R3": "forwarded", "to-R3": "Yeni nazirlik"})
        press(agency, "publish", fields)
        assert "“Yeni nazirlik”" in agency.text and 'name="make_to-R3" value="body"' in agency.text, agency.text[:3000]
        fields = typed(agency, **{"make_to-R3": "body"})
        before = tap.git("rev-list", "--count", "main", cwd=council.records())
        twin = Client(council.address)
        twin.cookies.update(agency.cookies)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            assert list(pool.map(lambda client: press(client, "publish", fields), (agency, twin))) == [303, 303], agency.text[:3000] + twin.text[:3000]
        assert agency.status == 200 and "Yeni nazirlik" in agency.text
        assert press(agency, "publish", fields) == 303 and agency.status == 200
        assert int(tap.git("rev-list", "--count", "main", cwd=council.records())) == int(before) + 1
        everybody = reader(council)
        assert everybody.get(ANSWERED) == 200
        for words in ("4/112", "Pilot qrupu", "Yarısı &lt;b&gt;kifayətdir&lt;/b&gt;.", "answer/2016/0001/01", "Xidmətlər seçilsin"):
            assert words in everybody.text, words
        file = tap.git("show", "main:" + os.path.dirname(PATH) + "/answers/01.md", cwd=council.records())
        assert hashlib.sha256(file.encode()).hexdigest() in everybody.text
        assert "Answer-SHA-256: " + hashlib.sha256(file.encode()).hexdigest() in tap.git("cat-file", "tag", "answer/2016/0001/01", cwd=council.records())
        assert everybody.get(ANSWERED + ".json") == 200
        outcomes = json.loads(everybody.text)["outcomes"]
        assert [one["outcome"] for one in outcomes] == ["accepted", "partly", "forwarded"], outcomes
        assert everybody.get(ANSWERED + ".md") == 200 and "prepared by: Test agency" in everybody.text, everybody.text
        assert agency.get(PREPARE) == 303
        everybody.get("/bodies")
        everybody.get(re.search(r'href="(/bodies/[^"]*)">Yeni nazirlik', everybody.text)[1])
        assert "Aidiyyəti üzrə ona göndərilən tövsiyələr" in everybody.text and "/recommendations/R3" in everybody.text, everybody.text
        everybody.get("/became/list.json?of=recommendations&body=Yeni+nazirlik")
        assert [row["item"] for row in json.loads(everybody.text)["items"]] == ["R3"], everybody.text
        everybody.get("/" + SENT)
        assert ANSWERED in everybody.text


def test_two_reviewers():
    """two who prepare it at once are merged field by field; where both changed one field, the second sees both"""
    with reviewing() as council:
        one, two = reader(council, "agency"), reader(council, "agency2")
        first, second = form(one, reasons_R1="Bir.", unit_R1="A"), form(two, reasons_R1="İki.", unit_R2="B")
        assert press(one, "save", first) == 303
        assert press(two, "save", second) == 409
        assert "Bir." in two.text and "İki." in two.text and 'value="A"' in two.text and 'value="B"' in two.text, two.text
        assert one.get(PREPARE) == 200 and "İki." not in one.text and 'value="B"' not in one.text
        assert press(two, "save", typed(two)) == 303
        one.get(PREPARE)
        assert "İki." in one.text and "Bir." not in one.text and 'value="A"' in one.text
        # other fields: both stay
        first, second = form(one, unit_R3="C"), form(two, number="7")
        assert press(one, "save", first) == 303 and press(two, "save", second) == 303
        assert 'value="C"' in two.text and 'value="7"' in two.text
        # nobody publishes what he has not seen
        seen = form(one, **good())
        assert press(two, "save", form(two, unit_R2="D")) == 303
        assert press(one, "publish", seen) == 409
        late = form(two, reasons_R1="Gec.")
        assert press(one, "publish", typed(one)) == 303 and one.status == 200
        # what the other one had typed meanwhile comes back with the words why
        assert press(two, "save", late) == 409
        assert "Gec." in two.text and press(two, "publish", late) == 409


def test_second_reviewer():
    """where the rule says so, somebody else checks exactly what is published"""
    with reviewing(rule=True) as council:
        one, two = reader(council, "agency"), reader(council, "agency2")
        assert press(one, "save", form(one, **good())) == 303
        assert 'value="publish"' not in one.text and 'value="check"' not in one.text and 'id="f-checked"' in one.text
        press(one, "publish", form(one))
        assert one.status in (400, 422) and reader(council).get(ANSWERED) == 404
        press(one, "check", form(one))
        assert one.status in (400, 422), one.status
        press(two, "check", form(two, unit_R1="Başqa"))
        assert two.status in (400, 422) and "Başqa" in two.text
        assert press(two, "check", form(two)) == 303
        assert 'value="publish"' in two.text and "Rəyçi 2" in two.text
        # a later save takes the mark away
        assert press(one, "save", form(one, unit_R1="Yenə")) == 303 and 'value="publish"' not in one.text
        assert press(two, "check", form(two)) == 303
        assert press(one, "publish", form(one)) == 303 and one.status == 200
        one.get(ANSWERED + ".md")
        assert "prepared by: Test agency" in one.text and "checked by: Rəyçi 2" in one.text, one.text


def test_withdrawn():
    """after withdrawal nothing is answered, and what was typed is still there"""
    with reviewing() as council:
        agency = reader(council, "agency")
        fields = form(agency, **good())
        step(council, "withdraw", "--reason=Vaxtı keçib.")
        until(lambda: agency.get(PREPARE) == 409)
        assert press(agency, "publish", fields) == 409 and "Artıqdır." in agency.text
        assert agency.get(PREPARE) == 409 and reader(council).get(ANSWERED) == 404


def test_ready_texts():
    """reasons that come back often are kept by the agency and put into the form"""
    with reviewing() as council:
        agency = reader(council, "agency")
        agency.get("/review/templates")
        add = next(one["fields"] for one in Forms(agency.text).forms if one["fields"].get("id") == "")
        assert agency.post("/review/templates", dict(add, name="Büdcə", text="Büdcədə vəsait yoxdur.", action="save")) == 303
        agency.post("/review/templates", dict(add, name="Büdcə", text="Yenə", action="save"))
        assert "Yenə" in agency.text and agency.status in (400, 422)
        fields = form(agency, reasons_R2="Əvvəl.")
        number = agency.text.split('<option value="', 1)[1] and agency.text.split("Büdcə</option>")[0].rsplit('value="', 1)[1].split('"')[0]
        assert press(agency, "insert-R2", dict(fields, **{"ready-R2": number})) == 200
        assert "Əvvəl.\n\nBüdcədə vəsait yoxdur.</textarea>" in agency.text
        assert press(agency, "save", typed(agency)) == 303 and "Büdcədə vəsait yoxdur.</textarea>" in agency.text
        agency.get("/review/templates")
        one = next(one["fields"] for one in Forms(agency.text).forms if one["fields"].get("id") == number)
        assert agency.post("/review/templates", dict(one, action="delete")) == 303 and "Büdcə" not in agency.text


def test_browser():
    """with a script a ready text is in the reasons at once; whom it was forwarded to is asked where it was"""
    with reviewing() as council:
        agency = reader(council, "agency")
        agency.get("/review/templates")
        add = next(one["fields"] for one in Forms(agency.text).forms if one["fields"].get("id") == "")
        agency.post("/review/templates", dict(add, name="Büdcə", text="Büdcədə vəsait yoxdur.", action="save"))
        with Browser(council.address) as browser:
            browser.sign_in("agency")
            browser.go(PREPARE)
            assert not browser.find("#f-to-R2").is_displayed()
            browser.choose("#f-outcome-R2", "forwarded")
            assert browser.find("#f-to-R2").is_displayed() and not browser.find("#f-to-R1").is_displayed()
            browser.fill("#f-reasons-R2", "Əvvəl.")
            browser.choose("#f-ready-R2", browser.find("#f-ready-R2 option:last-child").get_attribute("value"))
            browser.find("[data-insert=R2]").click()
            assert browser.find("#f-reasons-R2").get_attribute("value") == "Əvvəl.\n\nBüdcədə vəsait yoxdur."
            browser.press("form.answer p [value=save]")
            assert browser.find("#f-reasons-R2").get_attribute("value").endswith("Büdcədə vəsait yoxdur.")


def test_changed_since():
    """the proposal shows each outcome, and says where its text is another one since"""
    with reviewing() as council:
        step(council, "answer", *ANSWER, of=SENT)
        everybody = reader(council)
        until(lambda: everybody.get("/proposals/2016/1") and ANSWERED in everybody.text)
        assert everybody.text.count(ANSWERED + "#r") == 3 and "/compare/proposals/2016/1?from=1&amp;to=" not in everybody.text
        step(council, "revise")
        push(council, {PATH: swap("Xidmətlər seçilsin", "Beş xidmət seçilsin")})
        until(lambda: everybody.get("/proposals/2016/1") and "Beş xidmət" in everybody.text)
        assert everybody.text.count("/compare/proposals/2016/1?from=1&amp;to=") == 1, everybody.text
        everybody.get("/proposals/2016/1/recommendations/R2")
        assert everybody.text.count("/compare/proposals/2016/1?from=1&amp;to=") == 1
        link = everybody.text.split('href="/compare/')[1].split('"')[0].replace("&amp;", "&")
        assert everybody.get("/compare/" + link) == 200 and "Beş" in everybody.text
        everybody.get("/proposals/2016/1/recommendations/R1")
        assert "/compare/" not in everybody.text and ANSWERED + "#r1" in everybody.text
        everybody.get(ANSWERED)
        assert "Xidmətlər seçilsin" in everybody.text and "Beş xidmət" not in everybody.text


if __name__ == "__main__":
    tap.main(globals())
