"""A real browser: what is typed is kept by the server, and a page says that its record has a new version."""
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap
from browser import Browser, available
from live import PROPOSAL, Council, add_user, put, reader, FOLDER, TEXT

PAGE = "/edit-text" + PROPOSAL


def until(what, seconds=20):
    """What WHAT answers, as soon as it is something."""
    end = time.time() + seconds
    while time.time() < end:
        found = what()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError("it never came")


def local(browser):
    return browser.driver.execute_script("return Object.keys(localStorage).filter(key => key.startsWith('typed:')).length")


def note(browser):
    return browser.text(".kept-note")


def test_kept_by_the_server():
    """typed text is kept a moment later, and waits in the browser only while the server or the session is away"""
    available()
    with Council() as council, Browser(council.address) as browser:
        browser.sign_in("coordinator")
        browser.go(PAGE)
        area = browser.find("#text-field")
        area.send_keys("Birinci söz. ")
        until(lambda: "qorundu:" in note(browser))
        until(lambda: local(browser) == 0)
        assert "qorundu" in note(browser) and "UTC+04:00" in note(browser), note(browser)
        browser.driver.delete_cookie("session")  # the session is lost
        area.send_keys("İkinci söz. ")
        until(lambda: "Hesabdan çıxmısınız" in note(browser))
        assert local(browser) == 1
        browser.driver.execute_script("window.open('/sign-in')")
        browser.driver.switch_to.window(browser.driver.window_handles[1])
        browser.sign_in("coordinator")
        browser.driver.switch_to.window(browser.driver.window_handles[0])
        until(lambda: "qorundu" in note(browser) and local(browser) == 0)
        browser.shot("kept-note")
        browser.driver.switch_to.window(browser.driver.window_handles[1])
        browser.go(PAGE)
        assert "Yadda saxlamadığınız" in browser.text(".kept-offer")
        browser.shot("kept-offer")
        browser.press(".kept-offer button[value=take]")
        assert "İkinci söz." in browser.find("#text-field").get_attribute("value")
        browser.press("#main-form button[value=save]")
        assert "İkinci söz. " in council.text()
        browser.go(PAGE)
        assert not browser.all(".kept-offer") and not browser.all("#main-form .flash")


def test_saved_a_new_version():
    """a page says that somebody saved a new version and who edits; what is being typed stays where it is"""
    available()
    with Council() as council, Browser(council.address) as browser:
        add_user(council, "second", "İkinci Redaktor", "coordinator")
        other = reader(council, "second")
        browser.sign_in("coordinator")
        browser.go(PAGE)
        area = browser.find("#text-field")
        area.send_keys("Yazılır. ")
        top = area.location
        assert other.get(PAGE) == 200
        form = other.form(PAGE)
        until(lambda: browser.all(".live .editors") and "İkinci Redaktor" in browser.text(".live .editors"))
        assert other.post(PAGE, dict(form, text=form["text"] + "\nBaşqası.\n", action="save"), follow=False) == 303
        until(lambda: browser.all(".live .saved") and "İkinci Redaktor yeni versiyanı" in browser.text(".live .saved"))
        until(lambda: not browser.text(".live .editors"))
        assert area.location == top and "Yazılır." in area.get_attribute("value") and "Başqası." not in area.get_attribute("value")
        browser.shot("live-bar")
        until(lambda: "qorundu" in note(browser))
        browser.driver.get(browser.find(".live .saved a").get_attribute("href"))
        assert "Başqası." in browser.text("main")
        browser.go(PROPOSAL)
        put(council, FOLDER + "/comments/2016-01-01/20160101-abc.md",
            "---\nrecord: comment\nauthor: people/o/osman-gunduz\nat: 2016-01-01\nkind: note\n---\n\nSöz.\n")
        until(lambda: browser.all(".live .saved") and "aid olanı" in browser.text(".live .saved"))


tap.main(globals())
