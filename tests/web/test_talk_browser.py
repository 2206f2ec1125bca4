"""A real browser: words of a proposal are selected and spoken of, by mouse and by keyboard, and the page fits a telephone."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import tap
import test_talk as talk
from browser import Browser, available

SELECT = """
const walker = document.createTreeWalker(document.querySelector(".passages"), NodeFilter.SHOW_TEXT);
for (let node; (node = walker.nextNode());) {
	const at = node.data.indexOf(arguments[0]);
	if (at < 0)
		continue;
	const range = document.createRange();
	range.setStart(node, at);
	range.setEnd(node, at + arguments[0].length);
	const box = range.getBoundingClientRect();
	node.parentElement.scrollIntoView({ block: "center", behavior: "instant" });
	const now = range.getBoundingClientRect();
	return [now.left, now.top + now.height / 2, now.right];
}
"""


def drag(browser, words):
    """Select WORDS with the mouse."""
    from selenium.webdriver.common.actions.action_builder import ActionBuilder
    left, middle, right = browser.driver.execute_script(SELECT, words)
    actions = ActionBuilder(browser.driver)
    mouse = actions.pointer_action
    mouse.move_to_location(int(left) + 1, int(middle))
    mouse.pointer_down()
    mouse.move_to_location(int(right), int(middle))
    mouse.pointer_up()
    actions.perform()


def test_mouse():
    """words that the mouse selects are commented on and amended by one press"""
    available()
    with talk.start(tap.Council()) as council, Browser(council.address) as browser:
        browser.sign_in("member2")
        browser.go(talk.PAGE)
        drag(browser, "sonuna qədər")
        browser.press(".talk-bar [data-action=comment]")
        assert browser.find("#f-quote").get_attribute("value").strip() == "sonuna qədər"
        browser.fill("#f-text", "Hansı ilin?")
        browser.press("#main-form button")
        assert browser.find("mark.noted").text == "sonuna qədər"
        browser.go(talk.PAGE)
        drag(browser, "bir məsləhətçi")
        browser.press(".talk-bar [data-action=amend]")
        assert browser.find("#f-text").get_attribute("value").strip() == "bir məsləhətçi"
        browser.fill("#f-text", "iki məsləhətçi")
        browser.press("#main-form button")
        assert browser.find("ins.amended").text == "iki" and browser.find("del.amended").text == "bir"
        browser.shot("talk-wide")


def test_keyboard():
    """words are chosen with the arrow keys and commented on with Enter"""
    available()
    from selenium.webdriver.common.keys import Keys
    with talk.start(tap.Council()) as council, Browser(council.address) as browser:
        browser.sign_in("member2")
        browser.go(talk.PAGE)
        prose = browser.all(".passage > .prose")[1]
        browser.driver.execute_script("arguments[0].focus()", prose)
        prose.send_keys(Keys.ARROW_RIGHT)
        prose.send_keys(Keys.SHIFT + Keys.ARROW_RIGHT + Keys.NULL)
        chosen = browser.driver.execute_script("return getSelection().toString()").strip()
        assert chosen == "Kənd sakinləri", chosen
        prose.send_keys(Keys.ENTER)
        focused = browser.driver.switch_to.active_element
        assert focused.get_attribute("data-action") == "comment", focused.get_attribute("outerHTML")
        focused.send_keys(Keys.ENTER)
        from selenium.webdriver.support.ui import WebDriverWait
        WebDriverWait(browser.driver, 30).until(lambda driver: "/comment?" in driver.current_url)
        assert browser.find("#f-quote").get_attribute("value").strip() == "Kənd sakinləri"


def test_telephone():
    """on a telephone notes stand beneath their passage, and nothing is wider than the screen"""
    available()
    with talk.start(tap.Council(), "discussion") as council:
        member = talk.reader(council, "member2")
        talk.comment(member, "Hansı ilin? " * 30, "bu ilin sonuna qədər", audience="discussion", kind="question")
        talk.amend(member, "məsləhətçi", "köməkçi")
        for dark in (False, True):
            with Browser(council.address, width=390, dark=dark) as browser:
                browser.driver.set_window_size(500, 900)
                browser.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                                               {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True})
                browser.sign_in("member2")
                browser.go(talk.PAGE)
                assert browser.driver.execute_script("return document.documentElement.scrollWidth") <= 390
                passage = browser.find(".passage:has(.note)")
                prose, note = browser.find(".prose", passage).rect, browser.find(".note", passage).rect
                assert note["y"] >= prose["y"] + prose["height"] - 1, (prose, note)
                browser.shot("talk-phone-%s" % ("dark" if dark else "light"))
        with Browser(council.address, width=1440, language="en") as browser:
            browser.sign_in("member")
            browser.go(talk.PAGE)
            passage = browser.find(".passage:has(.note)")
            prose, note = browser.find(".prose", passage).rect, browser.find(".note", passage).rect
            assert note["x"] >= prose["x"] + prose["width"], (prose, note)
            browser.shot("talk-author-en")
            browser.go(talk.PAGE + "?lines=1")
            browser.shot("talk-lines")


if __name__ == "__main__":
    tap.main(globals())
