"""A real browser (Chromium, driven by Selenium) for test scripts."""
import atexit
import functools
import os
import shutil
import tempfile

import tap


def available():
    if not shutil.which("chromium") or not shutil.which("chromedriver"):
        raise tap.Skip("chromium and chromium-driver are not installed")
    try:
        import selenium  # noqa: F401
    except ImportError:
        raise tap.Skip("python3-selenium is not installed")


IDLE = {}  # drivers that wait for the next Browser of their kind: to start one takes as long as twenty pages


@functools.lru_cache(maxsize=None)
def program():
    """Chromium without a window of its own: half the work. It wants a page to begin with; the driver names none."""
    shell = "/usr/lib/chromium/chromium-headless-shell"
    if not os.path.exists(shell):
        return shutil.which("chromium")
    folder = tempfile.mkdtemp(prefix="shura-browser-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with open(os.path.join(folder, "chromium"), "w", encoding="utf-8") as file:
        file.write('#!/bin/sh\nexec %s "$@" about:blank\n' % shell)
    os.chmod(file.name, 0o755)
    return file.name


def start(js, dark, language):
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service
    options = webdriver.ChromeOptions()
    options.binary_location = program()
    profile = tempfile.mkdtemp(prefix="shura-browser-")
    for word in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                 "--disable-background-networking", "--disable-component-update", "--disable-sync",
                 "--disable-quic", "--accept-lang=" + language, "--user-data-dir=" + profile):
        options.add_argument(word)
    if dark:
        options.add_argument("--blink-settings=preferredColorScheme=0")
    options.add_experimental_option("prefs", {"intl.accept_languages": language})
    driver = webdriver.Chrome(service=Service(shutil.which("chromedriver")), options=options)
    driver.set_page_load_timeout(60)
    if not js:
        driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    atexit.register(shutil.rmtree, profile, ignore_errors=True)
    atexit.register(driver.quit)
    return driver


class Browser:
    """One browser that remembers nothing. JS False: scripts of pages do not run."""

    def __init__(self, address, js=True, width=1280, dark=False, language="az"):
        available()
        self.kind = js, dark, language
        idle = IDLE.setdefault(self.kind, [])
        self.driver = idle.pop() if idle else start(*self.kind)
        self.driver.set_window_size(width, 900)
        self.address = address

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        """Forget all, and wait for the next test."""
        if kind:
            self.driver.quit()
            return
        first, *others = self.driver.window_handles
        for window in others:
            self.driver.switch_to.window(window)
            self.driver.close()
        self.driver.switch_to.window(first)
        self.driver.get("about:blank")
        self.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        self.driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
        self.driver.execute_cdp_cmd("Network.clearBrowserCache", {})
        self.driver.execute_cdp_cmd("Storage.clearDataForOrigin", {"origin": self.address, "storageTypes": "all"})
        IDLE[self.kind].append(self.driver)

    def go(self, path):
        self.driver.get(self.address + path)

    def find(self, css, within=None):
        return (within or self.driver).find_element("css selector", css)

    def all(self, css, within=None):
        return (within or self.driver).find_elements("css selector", css)

    def text(self, css="main"):
        return self.find(css).text

    def fill(self, css, text, within=None):
        field = self.find(css, within)
        if field.get_attribute("type") in ("date", "time"):
            self.driver.execute_script("arguments[0].value = arguments[1]", field, text)
            return field
        field.clear()
        self.driver.execute_script("arguments[0].focus()", field)
        self.driver.execute_cdp_cmd("Input.insertText", {"text": text})  # at once, as from an input method: keys take long
        return field

    def choose(self, css, value, within=None):
        from selenium.webdriver.support.select import Select
        Select(self.find(css, within)).select_by_value(value)

    def press(self, css, within=None):
        """Click, and wait until the page that follows is there."""
        from selenium.webdriver.support.ui import WebDriverWait
        from selenium.common.exceptions import WebDriverException
        old = self.find("html")
        button = self.find(css, within)
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", button)
        button.click()

        def gone(_):
            try:
                old.is_enabled()
                return False
            except WebDriverException:
                return True
        WebDriverWait(self.driver, 60, poll_frequency=0.05).until(gone)
        WebDriverWait(self.driver, 60, poll_frequency=0.05).until(
            lambda driver: driver.execute_script("return document.readyState") == "complete"
            if self.scripts() else True)

    def scripts(self):
        try:
            return self.driver.execute_script("return true")
        except Exception:
            return False

    def sign_in(self, login, password=tap.PASSWORD):
        self.go("/sign-in")
        self.fill("main input[name=login]", login)
        self.fill("main input[name=password]", password)
        self.press("main form button")

    def open(self, css, within=None):
        """Open a folded part of the page."""
        details = self.find(css, within)
        if not details.get_attribute("open"):
            summary = self.find("summary", details)
            self.driver.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", summary)
            summary.click()
        return details

    def shot(self, name):
        folder = os.environ.get("SHOTS")
        if folder:
            height = self.driver.execute_script("return document.documentElement.scrollHeight")
            size = self.driver.get_window_size()
            self.driver.set_window_size(size["width"], max(900, min(height + 150, 4000)))
            self.driver.save_screenshot(os.path.join(folder, name + ".png"))
            self.driver.set_window_size(size["width"], size["height"])
