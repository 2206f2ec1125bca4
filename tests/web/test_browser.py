"""The whole way of the main job, in a real browser: recorded, read, searched, verified with stock git."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap
from browser import Browser

ISSUES = ["E-xidmətlərin əlçatanlığı", "Kənd bələdiyyələrinin saytları", "Növbəti iclasın vaxtı"]


def add(page, issue, kind, **fields):
    """Add an item under the ISSUE-th issue by the form of that kind (0 statement … 3 action)."""
    entry = page.all("#i%d .entries details.entry" % issue)[kind]
    summary = page.find("summary", entry)
    page.driver.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", summary)
    if not entry.get_attribute("open"):
        summary.click()
    for name, value in fields.items():
        page.fill("[name=%s]" % name, value, entry)
    page.press("button[value=save]", entry)


def record(page):
    """Record a meeting of three issues; its address. One save more for each step in SAVES."""
    saves = 0
    page.go("/new/meeting")
    page.fill("[name=heading]", "Bölgələrdə e-xidmətlər")
    page.fill("[name=date]", "2016-03-14")
    page.fill("[name=place]", "Bakı şəhəri")
    page.fill("[name=source_title]", "Qəzet", page.open("main form details"))
    page.press("main form button")
    saves += 1
    address = page.driver.current_url[len(page.address):].split("?")[0].split("#")[0]
    assert address == "/record/meetings/2016/1", address

    for name, make in (("Osman Gündüz", None), ("VXSİ", None), ("Aygün Sınaqçı", "person")):
        details = page.open("#participants details.entry")
        page.fill("[name=name]", name, details)
        if make:
            page.find("[name=make][value=%s]" % make, details).click()
        page.choose("[name=capacity]", "invitee" if name == "VXSİ" else "member", details)
        page.press("button[value=add]", details)
        saves += 1
    assert len(page.all("#participants .rows li")) == 3

    for title in ISSUES:
        details = page.open("#new-issue")
        page.fill("[name=heading]", title, details)
        page.press("button[value=add]", details)
        saves += 1
    add(page, 1, 0, speakers="Osman Gündüz", text="Kənddən şəhərə gəlmədən arayış almaq olmur.")
    add(page, 1, 0, speakers="VXSİ, Aygün Sınaqçı", text="Səyyar xidmət bu il üç rayona gedib.")
    add(page, 1, 1, text="Səyyar xidmətin cədvəli saytda olsun.", origins="S2")
    add(page, 1, 2, text="Cədvəl bir ay ərzində hazırlansın.", votes_for="2", votes_against="0")
    add(page, 1, 3, text="Cədvəli hazırlamaq.", person="Aygün Sınaqçı", due="2016-04-14")
    add(page, 2, 0, text="Bələdiyyələrin çoxunun saytı yoxdur.")
    add(page, 3, 2, text="Növbəti iclas mayda keçirilsin.")
    saves += 7
    return address[len("/record"):], saves


def test_record_and_read():
    """a coordinator records a meeting of three issues; the public reads, finds and verifies it"""
    with tap.Council() as council:
        address = council.serve()
        before = int(tap.git("rev-list", "--count", "main", cwd=council.records()))
        with Browser(address) as page:
            page.sign_in("coordinator")
            meeting, saves = record(page)
            page.shot("recording")
            page.press("main .actions a[href$='/step/publish']")
            page.press("main form.form button")
            saves += 1
            page.shot("published")
            with Browser(address) as reader:
                reader.go("/meetings")
                assert "Bölgələrdə e-xidmətlər" in reader.text()
                reader.go(meeting)
                text = reader.text()
                for words in ISSUES + ["14 mart 2016-cı il", "Bakı şəhəri", "Osman Gündüz", "Kənddən şəhərə", "Səyyar xidmətin cədvəli",
                                       "Aygün Sınaqçı", "mənbədə göstərilməyib"]:
                    assert words in text, "%r is not in %s" % (words, text)
                assert "Çıxış etdilər" in reader.find("main").get_attribute("textContent")
                assert reader.find("#o1 .way a").get_attribute("href").endswith(meeting + "#s2")
                assert not reader.all("form[action^='/record']"), "the public sees the coordinator's buttons"
                for typed, found in (("rayon", "rayona"), ("BELEDIYYE", "Bələdiyyələrin"), ("xidmetler", "xidmətlər"),
                                     ("cedvel", "cədvəli"), ("sinaqci", "Sınaqçı")):
                    reader.go("/search?q=" + typed)
                    marks = [mark.text for mark in reader.all("main mark")]
                    assert found in marks, "%s finds %s" % (typed, marks)
                reader.go("/search?q=rayonlarsiz")
                assert not reader.all("main .found li")
                reader.shot("search")
        work = os.path.join(council.folder, "clone")
        tap.git("clone", "--quiet", council.records(), work)
        authors = tap.git("log", "--format=%an <%ae>", "-%d" % saves, cwd=work).split("\n")
        assert set(filter(None, authors)) == {"Test coordinator <coordinator@shura.invalid>"}, authors
        after = int(tap.git("rev-list", "--count", "main", cwd=council.records()))
        assert after - before == saves, "%d commits for %d saves" % (after - before, saves)
        assert tap.git("fsck", "--full", cwd=council.records()).strip() == ""
        assert "in order" in tap.shura("check", council.dir)


def test_without_scripts():
    """the same without JavaScript"""
    with tap.Council() as council:
        with Browser(council.serve(), js=False) as page:
            page.sign_in("coordinator")
            meeting, _ = record(page)
            page.go(meeting)
            assert "Səyyar xidmət bu il" in page.text()


def test_edit_move_delete():
    """items are edited, moved and deleted; the agenda is put in another order"""
    with tap.Council() as council:
        with Browser(council.serve()) as page:
            page.sign_in("coordinator")
            page.go("/record/meetings/undated/1/items/S3")
            page.fill("textarea[name=text]", "Regionlarda iş yavaş gedir.")
            page.press("main button[value=save]")
            assert "Regionlarda iş yavaş gedir." in page.text("#s3")
            page.press("#s3 button[value=up]")
            order = [item.text for item in page.all(".item-S .id")]
            assert order[:3] == ["S1", "S3", "S2"], order
            page.go("/record/meetings/undated/1/items/O5")
            page.open("main details.entry")
            page.press("main button[value=delete]")
            assert not page.all("#o5")
            page.press("#i1 form.moves button[value=down]")
            assert page.text("#i2 h2").startswith("2. Yerli icra"), page.text("#i2 h2")
            assert "in order" in tap.shura("check", council.dir)
            page.go("/history/meetings/undated/1")
            assert len(page.all("table.history tbody tr")) == 5
            page.press("main form button")
            assert page.all("ins") and page.all("del")
            page.shot("compare")


def test_as_text():
    """the same minutes are edited as Markdown; a mistake is named and what was typed is given back"""
    with tap.Council() as council:
        with Browser(council.serve()) as page:
            page.sign_in("coordinator")
            page.go("/edit-text/meetings/undated/1")
            area = page.find("textarea[name=text]")
            text = area.get_attribute("value").replace("\r\n", "\n")
            page.driver.execute_script("arguments[0].value = arguments[1]", area, text.replace("**S2**", "**S1**"))
            page.press("main button[value=save]")
            assert "S1" in page.text(".trouble"), page.text()
            page.shot("trouble")
            area = page.find("textarea[name=text]")
            assert area.get_attribute("value").count("**S1**") == 2
            page.driver.execute_script("arguments[0].value = arguments[1]", area,
                                       text.replace("- **S7**", "- Yeni çıxış.\n- **S7**"))
            page.press("main button[value=save]")
            assert "Yeni çıxış." in page.text("#s8"), page.text()


def test_two_coordinators():
    """two coordinators at once: both items are kept, the same words are shown as a conflict"""
    with tap.Council() as council:
        address = council.serve()
        tap.shura("user", "add", council.dir, "second", "Second", "--roles=coordinator", "--password-file=-",
                  text=tap.PASSWORD + "\n")
        with Browser(address) as one, Browser(address) as two:
            one.sign_in("coordinator")
            two.sign_in("second")
            for page in (one, two):
                page.go("/record/meetings/undated/1")
            add(one, 1, 0, text="Birinci yazdı.")
            add(two, 1, 0, text="İkinci yazdı.")
            text = two.text()
            assert "Birinci yazdı." in text and "İkinci yazdı." in text
            for page in (one, two):
                page.go("/record/meetings/undated/1/items/S6")
            one.fill("textarea[name=text]", "Bu günə qədər yalnız bir rayonda bir xidmət onlayn olub.")
            one.press("main button[value=save]")
            two.fill("textarea[name=text]", "Bu günə qədər yalnız bir rayonda bir xidmət rəqəmsal olub.")
            two.press("main button[value=save]")
            assert "onlayn" in two.text(), two.text()
            assert "rəqəmsal" in two.find("textarea[name=text]").get_attribute("value")
            two.shot("conflict")
            two.press("main button[value=save]")
            assert "rəqəmsal" in two.text("#s6")


def test_lost_session():
    """a session that ends in the middle of a form: signed in again, the form is sent as it was typed"""
    with tap.Council() as council:
        with Browser(council.serve()) as page:
            page.sign_in("coordinator")
            page.go("/record/meetings/undated/1/items/S1")
            page.fill("textarea[name=text]", "Sessiya bitsə də itmir.")
            tap.shura("user", "password", council.dir, "coordinator", "--password-file=-", text=tap.PASSWORD + "\n")
            page.press("main button[value=save]")
            page.fill("main input[name=login]", "coordinator")
            page.fill("main input[name=password]", tap.PASSWORD)
            page.press("main form button")
            assert "Sessiya bitsə də itmir." in page.find("main").get_attribute("innerHTML")
            page.shot("sign-in-again")
            page.press("main form button")
            assert "Sessiya bitsə də itmir." in page.text(), page.text()


def kept(page):
    """What the browser keeps of unsent text."""
    return page.driver.execute_script("return Object.keys(localStorage).filter(key => key.startsWith('typed:'))")


def wait_kept(page, text):
    """Typed text is kept a moment after the key."""
    from selenium.webdriver.support.ui import WebDriverWait
    WebDriverWait(page.driver, 20).until(lambda driver: driver.execute_script(
        "return Object.values(localStorage).some(value => value.includes(arguments[0]))", text))


def test_kept_text():
    """unsent text waits in the browser, until it was saved: by its form, from its preview, or by somebody else"""
    with tap.Council() as council:
        with Browser(council.serve()) as page:
            page.sign_in("coordinator")
            page.go("/record/meetings/undated/1")
            entry = page.open("#i1 .entries details.entry")
            page.fill("[name=text]", "Hələ göndərilməyib.", entry)
            wait_kept(page, "Hələ göndərilməyib.")
            page.go("/record/meetings/undated/1")
            assert len(page.all("main .flash")) == 1, "it is offered"
            page.driver.execute_script("document.querySelector('main .flash button').click()")
            entry = page.open("#i1 .entries details.entry")
            assert page.find("[name=text]", entry).get_attribute("value") == "Hələ göndərilməyib."
            page.press("button[value=preview]", entry)
            assert "hələ yadda saxlanmayıb" in page.text("main .preview"), page.text()
            page.fill("#f-text", "Önbaxışda dəyişdi.")
            wait_kept(page, "Önbaxışda dəyişdi.")
            page.press("#main-form button[value=save]")
            assert "Önbaxışda dəyişdi." in page.text() and not kept(page), kept(page)
            page.go("/record/meetings/undated/1/items/S3")
            page.fill("#f-text", "Eyni söz.")
            wait_kept(page, "Eyni söz.")
            page.driver.execute_async_script("""
                const form = document.getElementById("main-form"), body = new URLSearchParams(new FormData(form));
                body.set("action", "save");
                fetch(form.getAttribute("action"), { method: "POST", body }).then(arguments[0]);
                """)
            page.go("/record/meetings/undated/1/items/S3")
            assert page.find("#f-text").get_attribute("value") == "Eyni söz."
            assert not page.all("main .flash") and not kept(page), kept(page)


def test_narrow():
    """on a telephone nothing of the agenda and the list of participants is beyond the edge"""
    with tap.Council() as council:
        with Browser(council.serve()) as page:
            page.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                                        {"width": 400, "height": 800, "deviceScaleFactor": 1, "mobile": True})
            page.sign_in("coordinator")
            for path in ("attendance", "agenda"):
                page.go("/meetings/undated/1/" + path)
                wide = page.driver.execute_script(
                    "return [...document.querySelectorAll('main *, html')].filter(one => one.scrollWidth > one.clientWidth + 1 && one.clientWidth)"
                    ".map(one => one.tagName + ' ' + one.className)")
                assert not wide, path + ": " + str(wide)
                page.shot("narrow-" + path)


def test_odd_names():
    """quotes and angle brackets in every field stay words"""
    odd = "O'Hara \"<b>&amp;</b>\" <script>alert(1)</script>"
    with tap.Council() as council:
        with Browser(council.serve()) as page:
            page.sign_in("coordinator")
            page.go("/new/meeting")
            page.fill("[name=heading]", odd)
            page.fill("[name=place]", odd)
            page.fill("[name=number]", odd)
            page.press("main form button")
            details = page.open("#participants details.entry")
            page.fill("[name=name]", odd, details)
            page.find("[name=make][value=person]", details).click()
            page.fill("[name=position]", odd, details)
            page.press("button[value=add]", details)
            details = page.open("#new-issue")
            page.fill("[name=heading]", odd, details)
            page.press("button[value=add]", details)
            add(page, 1, 0, speakers=odd, text=odd)
            add(page, 1, 3, text=odd, person=odd)
            for path in ("/record/meetings/undated/2", "/meetings/undated/2", "/people", "/issues", "/search?q=hara", "/history/meetings/undated/2"):
                page.go(path)
                assert not page.all("main script") and "<script>alert(1)</script>" in page.text(), path + page.text()
            assert "in order" in tap.shura("check", council.dir)


def test_agenda_by_hand():
    """the agenda is put in another order by dragging its handle, by the arrow keys, and without scripts by its buttons"""
    with tap.Council() as council:
        name = os.path.join(council.folder, "meetings/2040/0001-iclas/minutes.md")
        os.makedirs(os.path.dirname(name))
        with open(name, "w", encoding="utf-8") as file:
            file.write("---\nrecord: minutes\ntitle: İclas\ndate: 2040-03-14\nstate: planned\nminutes: draft\nagenda:\n"
                       "  - {title: Bir}\n  - {title: İki}\n  - {title: Üç}\n---\n\n## 1. Bir\n\n## 2. İki\n\n## 3. Üç\n")
        tap.shura("import", council.dir, name)
        address = council.serve()

        def order(page):
            return [row.get_attribute("data-title") for row in page.all(".plan > li")]

        def wait(page, rows):
            """Until the rows stand so, and the handle of the moved one has the focus again."""
            from selenium.webdriver.support.ui import WebDriverWait
            from selenium.common.exceptions import WebDriverException
            WebDriverWait(page.driver, 30, ignored_exceptions=[WebDriverException]).until(
                lambda driver: order(page) == rows and driver.switch_to.active_element.get_attribute("class") == "handle")

        with Browser(address) as page:
            from selenium.webdriver.common.action_chains import ActionChains
            from selenium.webdriver.common.keys import Keys
            page.sign_in("coordinator")
            page.go("/plan/meetings/2040/1")
            handles = page.all(".plan .handle")
            page.driver.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", handles[1])
            ActionChains(page.driver).click_and_hold(handles[2]).move_to_element(handles[1]).move_to_element_with_offset(
                handles[0], 0, -12).release().perform()
            wait(page, ["Üç", "Bir", "İki"])
            page.find("#i1 .handle").send_keys(Keys.ARROW_DOWN)
            wait(page, ["Bir", "Üç", "İki"])
            page.driver.switch_to.active_element.send_keys(Keys.ARROW_DOWN)
            wait(page, ["Bir", "İki", "Üç"])
        with Browser(address, js=False) as page:
            page.sign_in("coordinator")
            page.go("/plan/meetings/2040/1")
            page.press("#i1 button[value=down]")
            assert order(page) == ["İki", "Bir", "Üç"], order(page)
        subjects = tap.git("log", "-4", "--format=%s", "main", cwd=council.records()).split("\n")[:4]
        assert len(set(subjects)) == 1, subjects


tap.main(globals())
