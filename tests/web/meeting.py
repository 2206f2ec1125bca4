"""A meeting that is in session, for test scripts."""
import os

import tap

MEETING = "/meetings/2016/1"
SESSION = "/session" + MEETING
MEMBERS = [("osman-gunduz", "chair"), ("vasif-movsumov", "secretary"), ("sahib-memmedov", "member"),
           ("elimemmed-nuriyev", "member"), ("ismayil-elekberov", "member"), ("mehemmed-muradov", "member")]
ISSUES = ["E-xidmətlərin əlçatanlığı", "Kənd bələdiyyələrinin saytları", "Növbəti iclasın vaxtı"]


def open_session(council, attendance="present"):
    """Six who vote, one who does not, three issues, nothing recorded."""
    stated = ", attendance: " + attendance if attendance else ""
    lines = ["  - {person: people/%s/%s, capacity: %s%s}" % (name[0], name, capacity, stated) for name, capacity in MEMBERS]
    # a name is filed under the first letter of its record
    text = "---\nrecord: minutes\ntitle: Bölgələrdə e-xidmətlər\nkind: session\ndate: 2016-03-14\nstarts: \"10:00\"\nplace: Bakı\n" \
        "chair: people/o/osman-gunduz\nsecretary: people/v/vasif-movsumov\nstate: in session\nminutes: draft\nparticipants:\n" \
        + "\n".join(lines) + "\n  - {body: bodies/v/vxsi, capacity: invitee%s}\nagenda:\n" % stated \
        + "".join("  - {title: %s}\n" % title for title in ISSUES) + "---\n\n" \
        + "".join("## %d. %s\n\n" % (n, title) for n, title in enumerate(ISSUES, 1))
    name = os.path.join(council.folder, "meetings/2016/0001-bolgelerde-e-xidmetler/minutes.md")
    os.makedirs(os.path.dirname(name), exist_ok=True)
    with open(name, "w", encoding="utf-8") as file:
        file.write(text)
    tap.shura("import", council.dir, name)


def minutes(council):
    return tap.shura("show", council.dir, MEETING[1:])
