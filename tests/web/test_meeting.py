"""The whole way of a meeting in three browsers: from the backlog to the sealed protocol, and the next meeting."""
import os
import shutil
import subprocess
import sys
import time
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import tap
from browser import Browser

CHAIR, SECRETARY = "Osman Gündüz", "Vasif Mövsümov"
MEMBERS = (CHAIR, SECRETARY, "Sahib Məmmədov")
SEAL = "sed -E '1,/^---$/{/^(minutes|seal|signed by chair|signed by secretary|audience):/d}' | sha256sum"


def days(n):
    return str(tap.today(n))


def account(council, login, name, person):
    tap.shura("user", "add", council.dir, login, name, "--roles=member", "--person=" + person, "--password-file=-",
              text=tap.PASSWORD + "\n")


def plan(page, title, date):
    """Make a meeting that is to come, with its members; its address."""
    page.go("/new/meeting?planned=1")
    page.fill("[name=heading]", title)
    page.fill("[name=date]", date)
    page.fill("[name=starts]", "15:00")
    page.fill("[name=place]", "Bakı")
    page.fill("[name=chair]", CHAIR)
    page.fill("[name=secretary]", SECRETARY)
    page.press("main form.form p button")
    address = page.driver.current_url[len(page.address):].split("?")[0].split("#")[0].replace("/record", "").replace("/plan", "")
    for name in MEMBERS:
        page.go("/record" + address)
        page.open("#participants > details")
        details = page.open("#participants details.entry")
        page.fill("[name=name]", name, details)
        page.choose("[name=capacity]", "chair" if name == CHAIR else "secretary" if name == SECRETARY else "member", details)
        page.choose("[name=attendance]", "", details)
        page.press("button[value=add]", details)
    return address


def step(page, meeting, action, **fields):
    page.go("/record%s/step/%s" % (meeting, action))
    for name, value in fields.items():
        field = page.find("main form.form [name=%s]" % name)
        if field.tag_name == "select":
            page.choose("main form.form [name=%s]" % name, value)
        elif field.get_attribute("type") in ("radio", "checkbox"):
            box = page.find("main form.form [name=%s][value='%s']" % (name, value))
            page.driver.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", box)
            box.click()
        else:
            page.fill("main form.form [name=%s]" % name, value)
    page.press("main form.form p button")
    assert "/step/" not in page.driver.current_url, page.text()


def until(what):
    """Scripts answer in their own time."""
    for _ in range(200):
        if what():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come about")


def say(page, meeting, issue, letter, count, **fields):
    """Record an entry on the session page; COUNT is how many items the issue has then."""
    if "/session" not in page.driver.current_url or "issue=%d" % issue not in page.driver.current_url:
        page.go("/session%s?issue=%d" % (meeting, issue))
    page.find("#entry [name=letter][value=%s] + span" % letter).click()
    for name, value in fields.items():
        page.fill("#entry [name=%s]" % name, value)
    page.find("#entry .more button").click()
    until(lambda: len(page.all("#live-said [data-item]")) == count)


def show(council, path):
    return tap.shura("show", council.dir, path)


def test_from_backlog_to_seal():
    """three people take a meeting from the backlog to the sealed, published protocol; the next approves it and carries over what is open"""
    with tap.Council() as council:
        account(council, "osman", CHAIR, "people/o/osman-gunduz")
        account(council, "vasif", SECRETARY, "people/v/vasif-movsumov")
        address = council.serve()
        with Browser(address) as page, Browser(address) as chair, Browser(address) as secretary:
            page.sign_in("coordinator")
            chair.sign_in("osman")
            secretary.sign_in("vasif")

            # a member proposes a topic
            chair.go("/topics")
            chair.fill("[name=heading]", "Kənd arayışlarının elektronlaşdırılması")
            chair.fill("[name=wanted]", "20")
            chair.press("button[value=compare]")
            chair.press("button[value=propose]")
            assert "Kənd arayışlarının" in chair.text()

            # the coordinator plans the meeting with it, and calls it
            meeting = plan(page, "Noyabr iclası", days(0))
            page.go("/plan" + meeting)
            page.press("button[value=take]")
            page.shot("plan")
            assert "Kənd arayışlarının" in page.text()
            step(page, meeting, "call", urgent="1", reason="Müddət qısadır")
            with Browser(address) as public:
                public.go(meeting)
                assert "Kənd arayışlarının" in public.text() and "Bakı" in public.text(), public.text()
                public.shot("notice")

            # members answer
            chair.go(meeting)
            chair.press("form[action$='/coming'] button[value=yes]")
            assert "coming: true" in show(council, meeting[1:])

            # in session
            step(page, meeting, "open")
            say(page, meeting, 2, "S", 1, speakers=CHAIR, text="Kəndlərdə arayış üçün şəhərə gedilir.")
            say(page, meeting, 2, "O", 2, speakers=SECRETARY, text="Arayış elektron verilsin.", origins="1")
            say(page, meeting, 2, "D", 3, text="Təklif hazırlansın.", votes_for="3", votes_against="0", votes_abstained="0")
            say(page, meeting, 2, "A", 4, text="Təklifi hazırlamaq.", person=SECRETARY, due=days(30))
            page.shot("session")
            say(page, meeting, 1, "D", 1, text="Məlumat nəzərə alınsın.")
            step(page, meeting, "close")
            text = show(council, meeting[1:])
            assert "state: held" in text and "met: true" in text and "(S1)" in text, text

            # corrected while it goes round
            step(page, meeting, "circulate", until=days(5))
            secretary.go(meeting)
            secretary.press("a.correct[href$='/correct/S1']")
            secretary.fill("[name=text]", "Kəndlərdə arayış üçün rayon mərkəzinə gedilir.")
            secretary.fill("[name=reason]", "Dəqiq söz")
            secretary.press("main form.form p button")
            page.go(meeting)
            page.shot("correction")
            page.press("aside.note button[value=accept]")
            assert "rayon mərkəzinə" in show(council, meeting[1:])
            page.go("/record%s/dispositions" % meeting)
            page.choose("[name=outcome]", "noted")
            page.fill("[name=why]", "Təklif hazırlanır")
            page.press("main form.form button")

            # the next meeting: what is open stands on its agenda by itself, and it approves the first's minutes
            later = plan(page, "Dekabr iclası", days(0))
            page.go("/plan" + later)
            assert "Noyabr iclası" in page.text() and "Təklifi hazırlamaq" in page.text(), page.text()
            step(page, later, "call", urgent="1", reason="Növbədənkənar")
            text = show(council, later[1:])
            assert "approves: " in text and "actions: [" in text, text
            step(page, later, "open")
            approving = 1 if text.index("approves: ") < text.index("actions: [") else 2
            say(page, later, approving, "D", 1, text="Noyabr iclasının protokolu təsdiq edilsin.", votes_for="3", votes_against="0")
            page.go("/record%s/step/approve" % meeting)
            options = page.all("[name=decision] option")
            chosen = next(one.get_attribute("value") for one in options if "Dekabr" in one.text)
            step(page, meeting, "approve", decision=chosen)
            assert "seal: " in show(council, meeting[1:])

            # signed by each with their own account, published, read as a PDF
            step(chair, meeting, "sign")
            step(secretary, meeting, "sign")
            step(page, meeting, "publish")
            text = show(council, meeting[1:])
            assert "minutes: published" in text and text.count("way: here") == 2, text
            seal = subprocess.run(["bash", "-c", SEAL], input=text.encode(), capture_output=True, check=True).stdout.decode()[:64]
            assert "seal: " + seal in text
            chair.go(meeting)
            assert "Dekabr iclası" in chair.text(), chair.text()
            with Browser(address) as public:
                public.go(meeting)
                public.shot("sealed")
                for words in ("rayon mərkəzinə", "təsdiq", seal[:16]):
                    assert words in public.text(), "%s is not in %s" % (words, public.text())
                public.go("/actions")
                assert "Təklifi hazırlamaq" in public.text()
        if shutil.which("weasyprint") and shutil.which("pdftotext"):
            pdf = urllib.request.urlopen(address + meeting + ".pdf").read()
            words = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
            for one in ("PROTOKOL", "rayon mərkəzinə", SECRETARY):
                assert one in words, words
        assert "in order" in tap.shura("check", council.dir)
        assert tap.git("fsck", "--full", cwd=council.records()).strip() == ""


tap.main(globals())
