"""The calendar's feeds, read back by another implementation of iCalendar."""
import datetime
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import tap
from client import Client

try:
    import icalendar
except ImportError:
    icalendar = None

LONG = "Uzun sözlü başlıq: ə, ğ; ı\\ş " * 12


def minutes(title, state, stage, agenda="", **keys):
    more = "".join("%s: %s\n" % pair for pair in keys.items())
    return "---\nrecord: minutes\nsource: {title: Qəzet}\ntitle: %s\n%sstate: %s\nminutes: %s\n%s---\n" % (title, more, state, stage, agenda)


def notice(title, state, **keys):
    more = "".join("%s: %s\n" % pair for pair in keys.items())
    return "---\nrecord: notice\ntitle: %s\n%sstate: %s\nat: 2026-01-01\nagenda:\n  - {title: Açıq məsələ}\n---\n" % (title, more, state)


def put(council, **files):
    """Write records, named by number and file, and import them."""
    names = []
    for name, text in files.items():
        number, kind = name.split("_")
        path = os.path.join(council.folder, "meetings/2026/%s-sinaq/%s.md" % (number[1:], kind))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        names.append(path)
    tap.shura("import", council.dir, *names)


def read(client, path="/calendar.ics", **headers):
    """The feed's events by the number of their meeting."""
    if not icalendar:
        raise tap.Skip("python3-icalendar is not installed")
    assert client.get(path, **headers) == 200, client.text
    assert client.headers["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = icalendar.Calendar.from_ical(client.text)
    return {int(str(event["UID"]).split("@")[0].split("-")[-1]): event for event in calendar.walk("VEVENT")}


def test_feed():
    """every meeting with a day is an event, with its time, place, state and agenda"""
    agenda = "agenda:\n  - {title: \"Birinci, ikinci; üçüncü\"}\n  - {title: Sonuncu}\n"
    with tap.Council() as council:
        put(council,
            m0001_minutes=minutes("Vaxtlı", "held", "published", agenda, date="2026-07-28", starts='"15:00"', ends='"16:30"',
                                  place='"Bakı, Nizami küç. 1; 2-ci mərtəbə"'),
            m0002_minutes=minutes("Günlü", "planned", "published", date="2026-08-01", mode="online"),
            m0003_minutes=minutes("Ləğv", "cancelled", "published", date="2026-08-02", starts='"10:00"'),
            m0004_minutes=minutes("Aylı", "planned", "published", date="2026-09"),
            m0005_minutes=minutes("Tarixsiz", "planned", "published"),
            m0006_minutes=minutes("'%s'" % LONG.strip(), "held", "published", date="2026-07-28T15:00+04:00"),
            m0007_minutes=minutes("Qaralama", "planned", "draft", date="2026-08-03"))
        client = Client(council.serve())
        events = read(client)
        assert sorted(events) == [1, 2, 3, 6], sorted(events)
        zone = datetime.timedelta(hours=4)
        first = events[1]
        assert str(first["SUMMARY"]) == "Vaxtlı" and str(first["LOCATION"]) == "Bakı, Nizami küç. 1; 2-ci mərtəbə"
        assert first["DTSTART"].dt.replace(tzinfo=None) == datetime.datetime(2026, 7, 28, 15, 0)
        assert first["DTSTART"].dt.utcoffset() == zone and first["DTSTART"].params["TZID"] == "Asia/Baku"
        assert first["DTEND"].dt - first["DTSTART"].dt == datetime.timedelta(minutes=90)
        assert str(first["DESCRIPTION"]) == "Gündəlik:\n1. Birinci, ikinci; üçüncü\n2. Sonuncu", repr(str(first["DESCRIPTION"]))
        assert str(first["URL"]) == council.address + "/meetings/2026/1" and str(first["STATUS"]) == "CONFIRMED"
        assert events[2]["DTSTART"].dt == datetime.date(2026, 8, 1) and "DTEND" not in events[2]
        assert str(events[2]["STATUS"]) == "TENTATIVE" and "DESCRIPTION" not in events[2]
        assert str(events[3]["STATUS"]) == "CANCELLED" and "DTEND" not in events[3]
        assert events[6]["DTSTART"].dt == datetime.datetime(2026, 7, 28, 11, 0, tzinfo=datetime.timezone.utc), events[6]["DTSTART"]
        assert str(events[6]["SUMMARY"]) == LONG.strip(), str(events[6]["SUMMARY"])
        assert all(len(line.encode()) <= 75 for line in client.text.split("\r\n")), "a line is not folded"
        assert client.text.count("\n") == client.text.count("\r\n") and client.text.endswith("END:VCALENDAR\r\n")
        zones = icalendar.Calendar.from_ical(client.text).walk("VTIMEZONE")
        assert [str(one["TZID"]) for one in zones] == ["Asia/Baku"]


def test_feed_follows():
    """an event keeps its name and its sequence grows; the tag holds until something changes"""
    with tap.Council() as council:
        put(council, m0001_minutes=minutes("Bir", "planned", "published", date="2026-07-28"))
        client = Client(council.serve())
        before = read(client)[1]
        tag = client.headers["ETag"]
        assert client.get("/calendar.ics", **{"If-None-Match": tag}) == 304
        put(council, m0001_minutes=minutes("Bir, başqa gün", "planned", "published", date="2026-07-29"))
        after = read(client, **{"If-None-Match": tag})[1]
        assert str(after["UID"]) == str(before["UID"]) and int(after["SEQUENCE"]) == int(before["SEQUENCE"]) + 1
        assert after["DTSTART"].dt == datetime.date(2026, 7, 29) and client.headers["ETag"] != tag
        assert after["LAST-MODIFIED"].dt >= before["LAST-MODIFIED"].dt


def test_notice_is_public():
    """the public sees the call of a meeting whose minutes it does not see; it is one event all the same"""
    with tap.Council() as council:
        draft = minutes("Qaralamadakı ad", "called", "draft", date="2026-07-28", starts='"15:00"')
        put(council, m0001_minutes=draft)
        put(council, m0001_notice=notice("Çağırış", "called", date="2026-07-28", starts='"15:00"'))
        client = Client(council.serve())
        member = Client(council.address).sign_in("member", tap.PASSWORD)
        events = read(client)
        assert [str(event["SUMMARY"]) for event in events.values()] == ["Çağırış"], events
        assert "Qaralamadakı" not in client.text and str(events[1]["DESCRIPTION"]) == "Gündəlik:\n1. Açıq məsələ"
        uid, sequence = str(events[1]["UID"]), int(events[1]["SEQUENCE"])
        own = read(member, own_address(member))
        assert [str(event["SUMMARY"]) for event in own.values()] == ["Qaralamadakı ad"] and str(own[1]["UID"]) == uid
        put(council, m0001_notice=notice("Çağırış", "cancelled", date="2026-07-28", starts='"15:00"'))
        assert str(read(client)[1]["STATUS"]) == "CANCELLED" and int(read(client)[1]["SEQUENCE"]) > sequence
        client.get("/calendar")
        assert "Qaralamadakı" not in client.text


def own_address(client):
    """Make the reader's own feed; its path."""
    client.get("/calendar")
    assert client.post("/calendar", dict(client.form("/calendar"), action="make")) == 200, client.text
    return client.text.split("<code>" + client.host.join(("http://", "")))[1].split("<")[0]


def test_own_feed():
    """a member's own address shows what members see, is kept as a hash, and ends when it is revoked"""
    with tap.Council() as council:
        put(council, m0001_minutes=minutes("Qaralama", "planned", "draft", date="2026-07-28"),
            m0002_minutes=minutes("Açıq", "held", "published", date="2026-07-20"))
        public = Client(council.serve())
        member = Client(council.address).sign_in("member", tap.PASSWORD)
        address = own_address(member)
        assert address.startswith("/calendar/") and address.endswith(".ics"), address
        token = address[len("/calendar/"):-len(".ics")]
        assert sorted(read(public)) == [2] and sorted(read(public, address)) == [1, 2]
        assert "no-store" in public.headers["Cache-Control"] and public.headers["ETag"]
        assert public.get(address, **{"If-None-Match": public.headers["ETag"]}) == 304
        with open(os.path.join(council.dir, "private.db"), "rb") as file:
            assert token.encode() not in file.read(), "the token itself is kept"
        member.get("/calendar")
        assert token not in member.text, "it is shown again"
        second = own_address(member)
        assert second != address and public.get(address) == 404 and public.get(second) == 200
        member.get("/calendar")
        assert member.post("/calendar", dict(member.form("/calendar"), action="revoke")) == 303
        assert public.get(second) == 404
        assert public.get("/calendar/" + "x" * 43 + ".ics") == 404 and public.get("/calendar/x") == 404
        third = own_address(member)
        tap.shura("user", "disable", council.dir, "member")
        assert public.get(third) == 404


def test_agency_feed():
    """the agency's own address shows no draft; stakeholders have none"""
    with tap.Council() as council:
        put(council, m0001_minutes=minutes("Qaralama", "planned", "draft", date="2026-07-28"))
        agency = Client(council.serve()).sign_in("agency", tap.PASSWORD)
        assert read(agency, own_address(agency)) == {}
        stakeholder = Client(council.address).sign_in("stakeholder", tap.PASSWORD)
        stakeholder.get("/calendar")
        assert 'value="make"' not in stakeholder.text
        token = stakeholder.form("/sign-out")["form_token"]
        assert stakeholder.post("/calendar", dict(form_token=token, action="make")) == 403


def test_page():
    """the page lists what is to come, and says how to subscribe"""
    day = tap.today(20)
    with tap.Council() as council:
        put(council, m0001_minutes=minutes("Gələn", "planned", "published", date=day, starts='"15:00"'),
            m0002_minutes=minutes("Keçən", "held", "published", date="2020-07-20"))
        client = Client(council.serve())
        for language in ("az", "en"):
            client.cookies["language"] = language
            assert client.get("/calendar") == 200
            assert "Gələn" in client.text and "Keçən" not in client.text and "/calendar.ics" in client.text
            assert "webcal://" + client.host in client.text and client.get("/calendar.json") == 200
        client.get("/meetings")
        assert 'href="/calendar"' in client.text


tap.main(globals())
