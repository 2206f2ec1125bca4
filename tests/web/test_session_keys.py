"""In session, in a real browser: typed by keyboard only, away from the network, by two people at once."""
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap
from browser import Browser
from meeting import ISSUES, MEETING, SESSION, minutes, open_session

ENTER, TAB, DOWN, ESC = "\ue007", "\ue004", "\ue015", "\ue00c"


def keys(page, *words):
    from selenium.webdriver.common.action_chains import ActionChains
    ActionChains(page.driver).send_keys(*words).perform()


def alt(page, key):
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys
    ActionChains(page.driver).key_down(Keys.ALT).send_keys(key).key_up(Keys.ALT).perform()


def until(what, seconds=30):
    """Wait until WHAT() is true; the last answer. What the page's own script draws anew while it is read is asked again."""
    from selenium.common.exceptions import StaleElementReferenceException
    end = time.monotonic() + seconds
    found = None
    while not found and time.monotonic() < end:
        try:
            found = what()
        except StaleElementReferenceException:
            found = None
        if not found:
            time.sleep(0.05)
    assert found, "it never came"
    return found


def nothing_waits(page):
    return until(lambda: page.driver.execute_script("return !JSON.parse(localStorage.getItem(arguments[0]) || '[]').length",
                                                    "waiting:" + SESSION))


def commits(council):
    return int(tap.git("rev-list", "--count", "main", cwd=council.records()))


def start(council, page):
    page.sign_in("coordinator")
    page.go(SESSION)
    return page


def test_by_keyboard():
    """a session of three issues typed by keyboard only: statements, suggestions, decisions, actions, attendance"""
    with tap.Council() as council:
        open_session(council)
        address = council.serve()
        before = commits(council)
        with Browser(address, width=1440) as page, Browser(address) as screen:
            start(council, page)
            screen.sign_in("member")
            screen.go(SESSION + "/screen")
            keys(page, "og", ENTER, "Kənddən şəhərə gəlmədən arayış almaq olmur.", ENTER)
            keys(page, "vx", ENTER, "Səyyar xidmət üç rayona gedib.", ENTER)
            alt(page, "o")
            keys(page, "memm", ENTER, "Cədvəl saytda olsun.", TAB, "1 2", ENTER)
            alt(page, "d")
            keys(page, "Cədvəl hazırlansın.", ENTER, "3", ENTER, "0")
            until(lambda: screen.all(".vote") and "Cədvəl hazırlansın." in screen.text())
            keys(page, ENTER, "1", ENTER)
            alt(page, "a")
            keys(page, "Cədvəli hazırlamaq.", ENTER, "va", ENTER, "14.04.2016", ENTER)
            alt(page, "2")
            alt(page, "s")
            keys(page, "el", DOWN, ENTER, "Bələdiyyələrin çoxunun saytı yoxdur.", ENTER)
            alt(page, DOWN)
            keys(page, "og", ENTER, "Mayda.", ENTER)
            alt(page, "p")
            keys(page, DOWN, "5", DOWN, "2")
            nothing_waits(page)
            until(lambda: ISSUES[2] in screen.text("h1") and "Mayda." in screen.text())
            assert "4 / 6" in until(lambda: "4" in page.text(".quorum b") and page.text(".quorum"))
            keys(page, DOWN, "2")
            nothing_waits(page)
            until(lambda: page.all(".quorum.lost") and screen.all(".quorum.lost"))
            page.shot("session")
            screen.shot("screen")
        assert commits(council) == before + 10
        text = minutes(council)
        for line in ("- **S1** [Osman Gündüz](../../../people/o/osman-gunduz.md): Kənddən",
                     "- **S2** [VXSİ](../../../bodies/v/vxsi.md): Səyyar",
                     "- **O1** [Sahib Məmmədov](../../../people/s/sahib-memmedov.md): Cədvəl saytda olsun. (S1, S2)",
                     "- **D1** Cədvəl hazırlansın. (lehinə 3, əleyhinə 0, bitərəf 1)",
                     "- [ ] **A1** Cədvəli hazırlamaq. — [Vasif Mövsümov](../../../people/v/vasif-movsumov.md), 2016-04-14",
                     "sahib-memmedov, capacity: member, attendance: absent}", "attendance: left early, left: "):
            assert line in text, "%s is not in %s" % (line, text)
        assert text.index("## 2.") < text.index("saytı yoxdur") < text.index("## 3.") < text.index("Mayda."), text
        assert "in order" in tap.shura("check", council.dir)


def test_vote_by_name():
    """who voted how is typed by keys, name by name; the counts follow"""
    with tap.Council() as council:
        open_session(council)
        with Browser(council.serve(), width=1440) as page:
            start(council, page)
            alt(page, "d")
            keys(page, "Adlı səsvermə.")
            alt(page, "v")
            keys(page, "++-0++")
            page.shot("by-name")
            keys(page, ENTER)
            nothing_waits(page)
            until(lambda: page.all("#live-said .votes"))
        text = minutes(council)
        assert "**D1** Adlı səsvermə. (lehinə 4, əleyhinə 1, bitərəf 1)\n  - lehinə: [Osman" in text, text


def test_away():
    """the server is away while five entries and an attendance are typed, and the page is closed: all are there once, in order"""
    with tap.Council() as council:
        open_session(council)
        address = council.serve()
        port = address.rsplit(":", 1)[1]
        with Browser(address) as page:
            start(council, page)
            keys(page, "og", ENTER, "Əvvəl.", ENTER)
            nothing_waits(page)
            before = commits(council)
            council.kill()
            for n in range(5):
                keys(page, "og", ENTER, "Söz %d." % n, ENTER)
            alt(page, "p")
            keys(page, DOWN, "3")
            until(lambda: "6" in page.text("#waiting"))
            page.shot("away")
            keys(page, ESC, "va", ENTER, "yarımçıq")
            council.serve(port=port)
            page.go(SESSION)
            nothing_waits(page)
            assert page.find("#f-text").get_attribute("value") == "yarımçıq"
            until(lambda: "Söz 4." in page.text("#live-said") and not page.find("#waiting").is_displayed())
        assert commits(council) == before + 6
        text = minutes(council)
        places = [text.index("Söz %d." % n) for n in range(5)]
        assert places == sorted(places) and all(text.count("Söz %d." % n) == 1 for n in range(5)), text
        assert "vasif-movsumov, capacity: secretary, attendance: excused}" in text


def test_refused():
    """a refused entry stays with its reason and is mended; what others say goes on meanwhile"""
    with tap.Council() as council:
        open_session(council)
        with Browser(council.serve()) as page:
            start(council, page)
            alt(page, "d")
            keys(page, "Çox səs.", ENTER, "7", ENTER, "0", ENTER, "0", ENTER)
            until(lambda: page.find("#fault").is_displayed())
            assert "7" in page.text("#fault") and page.find("#f-text").get_attribute("value") == "Çox səs."
            page.find("#f-votes_for").clear()
            keys(page, "6")
            page.fill("#f-votes_for", "6")
            keys(page, ENTER)
            nothing_waits(page)
            alt(page, "s")
            keys(page, "Naməlum Qonaq", ENTER, "Salam.", ENTER)
            until(lambda: page.all("#ask input[value=name]"))
            page.find("#f-text").click()
            keys(page, ENTER)
            nothing_waits(page)
        text = minutes(council)
        assert "Çox səs. (lehinə 6, əleyhinə 0, bitərəf 0)" in text and "*Naməlum Qonaq*: Salam." in text, text


def test_two_and_a_lost_session():
    """two people type at once and see each other; one whose session ended signs in in another tab and goes on"""
    with tap.Council() as council:
        open_session(council)
        address = council.serve()
        tap.shura("user", "add", council.dir, "second", "Second", "--roles=coordinator", "--password-file=-",
                  text=tap.PASSWORD + "\n")
        with Browser(address) as one, Browser(address) as two:
            start(council, one)
            two.sign_in("second")
            two.go(SESSION)
            for n in range(3):
                keys(one, "og", ENTER, "Birinci %d." % n, ENTER)
                keys(two, "vx", ENTER, "İkinci %d." % n, ENTER)
            keys(one, "sa", ENTER, "hələ yazılır")
            for page in (one, two):
                until(lambda: all(words % n in page.text("#live-said") for words in ("Birinci %d.", "İkinci %d.") for n in range(3)))
            assert one.find("#f-text").get_attribute("value") == "hələ yazılır"
            assert one.driver.switch_to.active_element.get_attribute("id") == "f-text"
            tap.shura("user", "password", council.dir, "coordinator", "--password-file=-", text=tap.PASSWORD + "\n")
            keys(one, ENTER)
            until(lambda: one.all("#waiting a[href='/sign-in']"))
            page = one.driver.current_window_handle
            one.driver.switch_to.new_window("tab")
            one.sign_in("coordinator")
            one.driver.switch_to.window(page)
            nothing_waits(one)
            until(lambda: not one.find("#waiting").is_displayed())
        text = minutes(council)
        assert text.count("hələ yazılır") == 1 and text.count("Birinci") == 3 and text.count("İkinci") == 3, text


def test_without_scripts():
    """the same page as plain forms: an entry, attendance, an issue chosen; the screen draws itself anew"""
    with tap.Council() as council:
        open_session(council)
        with Browser(council.serve(), js=False) as page:
            page.sign_in("coordinator")
            page.go(MEETING)
            page.press("main .actions a[href^='/session']")
            page.press("[data-issue='2']")
            page.fill("#f-speakers", "VXSİ")
            page.fill("#f-text", "Formasız da olur.")
            page.press("#entry button:not([name])")
            assert page.driver.current_url.split("?")[0].endswith(SESSION) and "issue=2" in page.driver.current_url
            assert "Formasız da olur." in page.text("#live-said")
            page.find(".letters input[value=D] + span").click()
            page.fill("#f-text", "Çox səs.")
            page.fill("#f-votes_for", "70")
            page.press("#entry button:not([name])")
            assert "70" in page.text(".trouble") and page.find("#f-text").get_attribute("value") == "Çox səs."
            page.press("[data-who$='vasif-movsumov'] button[value='left early']")
            assert "5 / 6" in page.text(".quorum")
            page.go(SESSION + "?issue=2")
            page.press("#live-now button")
            page.go(SESSION + "/screen")
            assert ISSUES[1] in page.text("h1") and "Formasız da olur." in page.text()
            assert page.all("meta[http-equiv=refresh]")


tap.main(globals())
