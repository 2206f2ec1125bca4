"""Two people write one proposal in real browsers."""
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap
from browser import Browser
from test_edit import ADDRESS, PAGE, Council

TEXT = "textarea[name=text]"


def wait(condition, seconds=20):
    end = time.time() + seconds
    while not condition():
        assert time.time() < end, "it did not come"
        time.sleep(0.1)


def open_editor(browser, login):
    browser.sign_in(login)
    browser.go(PAGE)


def replace(browser, old, new):
    """As if it were typed: the page's script hears of it."""
    browser.driver.execute_script(
        "const area = document.querySelector(arguments[0]); const at = area.value.indexOf(arguments[1]);"
        "area.focus(); area.setSelectionRange(at, at + arguments[1].length);"
        "document.execCommand('insertText', false, arguments[2])", TEXT, old, new)


def click(browser, css):
    browser.driver.execute_script("arguments[0].click()", browser.find(css))


def value(browser):
    return browser.find(TEXT).get_attribute("value")


def test_two_at_once():
    """who else edits and a new version are said; saves of different words are merged, of the same ones shown and resolved"""
    with Council() as council, Browser(council.address) as one, Browser(council.address, width=390) as two:
        open_editor(one, "muellif")
        open_editor(two, "coordinator")
        wait(lambda: "Osman Gündüz" in two.text())
        replace(two, "İkinci abzas", "Dəqiq abzas")
        replace(one, "Birinci abzas", "Təzə abzas")
        one.press("button[value=save]")
        wait(lambda: "Osman Gündüz" in two.text(".live"))
        two.press("button[value=save]")
        text = council.text()
        assert "Təzə abzas" in text and "Dəqiq abzas" in text
        one.go(PAGE)
        two.go(PAGE)
        replace(one, "Dəqiq abzas", "Onların abzası")
        replace(two, "Dəqiq abzas", "Mənim abzasım")
        one.press("button[value=save]")
        two.press("button[value=save]")
        two.shot("conflict")
        assert two.find(".clash") and "Onların abzası" in value(two) and "Mənim abzasım" in value(two)
        click(two, "input[name=pick_1][value=mine]")
        two.press("button[value=choose]")
        assert "Onların" not in value(two) and "Mənim abzasım" in value(two)
        two.press("button[value=save]")
        assert "Mənim abzasım" in council.text() and "Onların" not in council.text()


def test_kept():
    """the browser was closed in the middle: another one goes on with the text"""
    with Council() as council:
        with Browser(council.address) as one:
            open_editor(one, "muellif")
            replace(one, "Birinci abzas", "Yarımçıq abzas")
            wait(lambda: "qorundu" in one.text(".kept-note"))
        with Browser(council.address) as two:
            open_editor(two, "muellif")
            assert "Yarımçıq" not in value(two)
            two.press(".kept-offer button[value=take]")
            assert "Yarımçıq abzas" in value(two)
            two.press("button[value=save]")
            assert "Yarımçıq abzas" in council.text()


def test_tools():
    """the toolbar, its keys, undoing, and names and items completed as links from this file"""
    from selenium.webdriver.common.keys import Keys
    with Council() as council, Browser(council.address) as page:
        open_editor(page, "muellif")
        area = page.find(TEXT)
        before = value(page)
        page.driver.execute_script("const a = arguments[0]; a.focus(); a.setSelectionRange(a.value.indexOf('Birinci'), a.value.indexOf('Birinci') + 7)", area)
        area.send_keys(Keys.CONTROL, "b")
        assert "**Birinci** abzas" in value(page)
        area.send_keys(Keys.CONTROL, "z")
        assert value(page) == before
        page.driver.execute_script("const a = arguments[0]; a.focus(); a.setSelectionRange(a.value.length, a.value.length)", area)
        click(page, "[data-mark=recommendation]")
        area.send_keys("Təklif @osman g")
        wait(lambda: page.all(".completions li"))
        page.shot("completions")
        area.send_keys(Keys.ENTER)
        assert value(page).endswith("- **R2** Təklif [Osman Gündüz](../../../../people/o/osman-gunduz.md)"), value(page)[-120:]
        area.send_keys(" (O1")
        wait(lambda: page.all(".completions li"))
        area.send_keys(Keys.ENTER)
        assert "[O1](../../../../meetings/" in value(page) and value(page).endswith("minutes.md#o1)")
        area.send_keys(")")
        page.press("button[value=save]")
        assert page.find('.prose a[href="/people/osman-gunduz"]') and "**R2** Təklif [Osman" in council.text()


def test_too_long():
    """a text that no server takes is not sent: it stays in its field, with words"""
    with Council() as council, Browser(council.address) as page:
        open_editor(page, "muellif")
        page.driver.execute_script("document.querySelector(arguments[0]).value = 'söz '.repeat(1300000)", TEXT)
        click(page, "button[value=save]")
        wait(lambda: page.all(".too-long"))
        assert page.driver.execute_script("return document.querySelector(arguments[0]).value.length", TEXT) == 5200000
        assert page.driver.current_url.endswith(PAGE) and "Birinci abzas" in council.text()


if __name__ == "__main__":
    tap.main(globals())
