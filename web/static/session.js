// In session: entries at the speed of speech. Each is saved as it is made; what cannot be sent waits in the browser,
// in order and with its own key, so that it is there once when the connection is back.

const desk = document.querySelector(".desk");
const screenOnly = document.querySelector("body.screen");

// What others record appears by itself: the page is asked for every few seconds, and mostly answers that it still holds.
const LIVE_EVERY = 2500;
const HTML = { Accept: "text/html" };

function liveParts(root, each) {
	root.querySelectorAll("[id^=live-]").forEach(each);
}

let tag = null, asking = false;
async function refresh(address, done) {
	if (asking)
		return null;
	asking = true;
	try {
		const answer = await fetch(address, { headers: tag && tag.address === address ? { ...HTML, "If-None-Match": tag.value } : HTML });
		if (answer.status === 304)
			return true;
		const page = new DOMParser().parseFromString(await answer.text(), "text/html");
		if (!answer.ok || !page.querySelector("[id^=live-]"))
			return false;
		tag = { address, value: answer.headers.get("ETag") };
		done(page);
		return true;
	} catch {
		return null;
	} finally {
		asking = false;
	}
}

// The element that has the focus is found again after its part was drawn anew.
function pathOf(element) {
	const row = element && element.closest("[data-who], [data-issue]");
	if (!row || !row.closest("[id^=live-]"))
		return null;
	const name = row.dataset.who ? "who" : "issue";
	return { row: `[data-${name}="${CSS.escape(row.dataset[name])}"]`, value: element.value };
}

function redraw(page) {
	const path = pathOf(document.activeElement);

	liveParts(document, part => {
		const fresh = page.getElementById(part.id);
		if (fresh && fresh.innerHTML !== part.innerHTML)
			part.innerHTML = fresh.innerHTML;
	});
	if (!path || document.activeElement !== document.body)
		return;
	const row = document.querySelector(path.row);
	const button = row && path.value && row.querySelector(`button[value="${CSS.escape(path.value)}"]`);
	if (row)
		(button || row).focus({ preventScroll: true });
}

if (screenOnly) {
	const again = async () => { await refresh(location.href, redraw); setTimeout(again, LIVE_EVERY); };
	setTimeout(again, LIVE_EVERY);
}

if (desk) {
	const base = desk.dataset.session;
	const form = document.getElementById("entry");
	const said = document.querySelector(".desk-said");
	const queuePlace = document.getElementById("queue");
	const waitingBar = document.getElementById("waiting");
	const waitingName = "waiting:" + base, typedName = "typed:" + base;
	const words = desk.dataset;
	let issue = form && form.elements.issue.value;

	desk.classList.add("scripted");

	const read = name => { try { return JSON.parse(localStorage.getItem(name) || "null"); } catch { return null; } };
	const newKey = () => [...crypto.getRandomValues(new Uint8Array(18))].map(b => b.toString(16).padStart(2, "0")).join("");
	// Seconds since 1970: the server knows the council's zone, this browser may be set to another.
	const clock = () => String(Math.floor(Date.now() / 1000));
	const hour = at => new Date(at * 1000).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

	// The queue ---------------------------------------------------------------------------------

	let signedOut = false, sending = false, pause = 0, timer;
	// Another window of this browser may have put something in: it is read anew each time.
	const queue = () => read(waitingName) || [];
	const keepQueue = list => { localStorage.setItem(waitingName, JSON.stringify(list)); showQueue(); };
	const change = (key, edit) => keepQueue(queue().flatMap(one => one.fields.once === key ? edit(one) : [one]));

	function push(path, fields) {
		const entry = { path, fields: { ...fields, once: newKey() }, at: clock() };
		keepQueue([...queue(), entry]);
		pause = 0;
		send();
	}

	function element(name, className, text) {
		const made = document.createElement(name);
		made.className = className || "";
		if (text !== undefined)
			made.textContent = text;
		return made;
	}

	function showQueue() {
		const list = queue(), waiting = list.filter(one => !one.refused);
		const late = waiting.length && (signedOut || pause || !navigator.onLine);

		queuePlace.replaceChildren(...list.filter(one => one.path === "/items" || one.refused).map(drawWaiting));
		waitingBar.hidden = !late && !signedOut;
		waitingBar.textContent = "";
		if (late)
			waitingBar.append((waiting.length === 1 ? words.waitingOne : words.waiting.replace("%d", waiting.length)) + ". ");
		if (signedOut) {
			const link = element("a", "", words.signedOut);
			link.href = "/sign-in";
			link.target = "_blank";
			waitingBar.append(link);
		}
	}

	// "Sahib Məmmədov: late", in the words of the buttons.
	function ofPerson(fields) {
		const row = fields.who && document.querySelector(`#live-people li[data-who="${CSS.escape(fields.who)}"]`);
		const button = row && row.querySelector(`button[value="${CSS.escape(fields.attendance || "")}"]`);
		const what = button ? button.textContent : fields.on_behalf || "";
		return row ? row.querySelector(".name").firstChild.textContent.trim() + ": " + what : what;
	}

	function drawWaiting(one) {
		const row = element("div", one.refused ? "item pending refused" : "item pending");
		const text = element("div", "said");

		row.append(element("span", "id", one.fields.letter || "·"), text);
		if (one.fields.speakers)
			text.append(element("b", "speaker", one.fields.speakers), ": ");
		text.append(element("span", "words", one.fields.text || ofPerson(one.fields)), " ",
			element("small", "quiet", one.refused ? "" : hour(one.at)));
		if (!one.refused)
			return row;
		const why = element("p", "fault", words.refused + ": " + one.refused.error + " ");
		const away = element("button", "small danger", words.discard);
		away.type = "button";
		away.onclick = () => { change(one.fields.once, () => []); focusEntry(); };
		if (one.path === "/items") {
			const mend = element("button", "small", words.mend);
			mend.type = "button";
			mend.onclick = () => mendEntry(one);
			why.append(mend, " ");
		}
		why.append(away);
		text.append(why);
		return row;
	}

	// One after the other, in order. What is refused stays where it is and holds nothing up.
	async function send() {
		if (sending)
			return;
		clearTimeout(timer);
		sending = true;
		const next = () => queue().find(one => !one.refused);
		for (let one = next(); one; one = next()) {
			const answer = await post(one);
			if (answer === "later") {
				pause = Math.min(pause ? pause * 2 : 1000, 10000);
				timer = setTimeout(send, pause);
				sending = false;
				showQueue();
				return;
			}
			pause = 0;
			change(one.fields.once, () => answer.error ? [{ ...one, refused: answer }] : []);
			if (answer.error && one.path === "/items" && !form.elements.text.value && !form.elements.speakers.value)
				mendEntry({ ...one, refused: answer });
			await live();
			if (answer.saved)
				showLast(answer.saved);
		}
		sending = false;
		showQueue();
	}

	// "later": nobody answered, or the session has ended, or the server has no time now.
	async function post(one) {
		const token = document.querySelector("input[name=form_token]").value;
		const body = new URLSearchParams({ form_token: token, ...one.fields, at: one.at });
		let answer;
		try {
			answer = await fetch(base + one.path, { method: "POST", body, headers: { Accept: "application/json" } });
		} catch {
			return "later";
		}
		if (answer.status === 409 || answer.status === 429 || answer.status >= 500)
			return "later";
		const result = await answer.json().catch(() => ({}));
		if (answer.ok || typeof result.error === "string") {
			signedOut = false;
			return result;
		}
		signedOut = !await renewToken();
		return "later";
	}

	// Who signed in again, in another tab, has another token.
	async function renewToken() {
		const answer = await fetch(base, { headers: HTML }).catch(() => null);
		const page = answer && answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
		const fresh = page && page.querySelector(".desk input[name=form_token]");
		if (!fresh)
			return !answer;
		document.querySelectorAll("input[name=form_token]").forEach(field => { field.value = fresh.value; });
		return true;
	}

	const live = () => refresh(base + "?issue=" + encodeURIComponent(issue || ""), page => {
		const atEnd = said.scrollHeight - said.scrollTop - said.clientHeight < 60;
		redraw(page);
		const names = page.getElementById("speakers");
		if (names)
			document.getElementById("speakers").innerHTML = names.innerHTML;
		const voters = page.getElementById("voters");
		if (voters && !selects().some(select => select.value || select === document.activeElement))
			document.getElementById("voters").innerHTML = voters.innerHTML;
		markOrigins();
		if (atEnd)
			said.scrollTop = said.scrollHeight;
	});

	function showLast(anchor) {
		const item = document.getElementById(anchor);
		if (item)
			item.scrollIntoView({ block: "nearest", behavior: "instant" });
	}

	const again = async () => {
		const held = await live();
		if (held === false && !await renewToken())
			signedOut = true;
		else if (held)
			signedOut = false;
		showQueue();
		setTimeout(again, LIVE_EVERY);
	};
	setTimeout(again, LIVE_EVERY);
	addEventListener("online", () => { pause = 0; send(); });
	addEventListener("storage", event => { if (event.key === waitingName) showQueue(); });

	// The entry ---------------------------------------------------------------------------------

	const FIELDS = ["speakers", "text", "origins", "votes_for", "votes_against", "votes_abstained", "person", "due"];
	const VOTES = ["for", "against", "abstained"];
	const selects = () => [...document.querySelectorAll("#voters select")];
	const letter = () => form.elements.letter.value;
	const first = () => form.elements[letter() === "S" || letter() === "O" ? "speakers" : "text"];
	const focusEntry = () => form && first().focus();

	// Who voted how, as lists of names; the counts follow the names.
	function byName() {
		const lists = {};
		selects().filter(select => select.value).forEach(select => {
			const name = select.parentElement.querySelector("[name=voter]").value, list = "voters_" + select.value;
			lists[list] = (lists[list] ? lists[list] + ", " : "") + name;
		});
		return lists;
	}

	function countNames() {
		const chosen = selects().map(select => select.value);
		VOTES.forEach(vote => {
			form.elements["votes_" + vote].value = chosen.some(Boolean) ? chosen.filter(one => one === vote).length : "";
		});
	}

	function voteKeys(event) {
		const to = { "+": "for", "=": "for", "-": "against", 0: "abstained" }[event.key];
		if (to === undefined || event.target.name !== "vote")
			return;
		event.preventDefault();
		event.target.value = to;
		event.target.dispatchEvent(new Event("input", { bubbles: true }));
		const next = selects()[selects().indexOf(event.target) + 1];
		(next || form.querySelector(".more button")).focus();
	}

	function values() {
		const found = { letter: letter() };
		FIELDS.forEach(name => { found[name] = form.elements[name].value; });
		Object.assign(found, byName());
		return found;
	}

	function fill(from) {
		selects().forEach(select => {
			const name = select.parentElement.querySelector("[name=voter]").value;
			select.value = VOTES.find(vote => (from["voters_" + vote] || "").split(", ").includes(name)) || "";
		});
		FIELDS.forEach(name => { form.elements[name].value = from[name] || ""; });
		if (from.letter)
			form.elements.letter.value = from.letter;
		grow();
		markOrigins();
	}

	const keepTyped = () => localStorage.setItem(typedName, JSON.stringify(values()));

	// A refused entry that is being mended is put aside, as it stands now, when somebody goes on to another.
	let mending = null;
	function putAside() {
		if (!mending)
			return;
		const typed = values();
		keepQueue([...queue(), { ...mending, fields: { ...mending.fields, ...typed, letter: mending.fields.letter } }]);
		mending = null;
		fill({});
		document.getElementById("fault").hidden = true;
		unknownNames(null);
	}

	function setLetter(to) {
		putAside();
		form.elements.letter.value = to;
		keepTyped();
		showVote();
		focusEntry();
	}

	// A browser that is asked to keep a text keeps it at each key.
	function grow() {
		const area = form.elements.text;
		area.style.height = "auto";
		area.style.height = Math.min(area.scrollHeight + 2, 320) + "px";
	}

	// One question: whom the name may mean, or what shall become of it.
	function question(one) {
		const part = document.getElementById("ask-words").content.cloneNode(true);
		const legend = part.querySelector("legend"), asked = document.createElement("input");
		legend.append(one.name);
		one.likely.forEach(may => {
			const label = document.createElement("label"), choice = document.createElement("input");
			label.className = "choice";
			choice.type = "radio";
			choice.value = may.id;
			label.append(choice, may.name);
			legend.after(label);
		});
		part.querySelectorAll("input").forEach(input => {
			input.name = "make_" + one.field + "_" + one.number;
			input.checked = input.value === (one.choice || "name");
		});
		asked.type = "hidden";
		asked.name = "asked_" + one.field + "_" + one.number;
		asked.value = one.name;
		legend.after(asked);
		return part;
	}

	function unknownNames(refused) {
		const place = document.getElementById("ask");
		const asked = refused && refused.asked || [];
		place.hidden = !asked.length;
		place.replaceChildren(...asked.map(question));
		if (!place.hidden)
			place.querySelector("input[type=radio]").focus();
	}

	function mendEntry(one) {
		putAside();
		fill(one.fields);
		mending = one;
		choose(one.fields.issue, one.fields.issue_title);
		change(one.fields.once, () => []);
		keepTyped();
		focusEntry();
		const fault = document.getElementById("fault");
		fault.textContent = one.refused.error;
		fault.hidden = false;
		const field = form.elements[one.refused.field];
		if (field && field.focus)
			field.focus();
		unknownNames(one.refused);
	}

	function record() {
		const fields = values();

		if (!fields.text.trim()) {
			form.elements.text.focus();
			return;
		}
		form.querySelectorAll("#ask input:checked, #ask input[type=hidden]").forEach(input => { fields[input.name] = input.value; });
		Object.keys(fields).forEach(name => { if (!fields[name] || unused(name)) delete fields[name]; });
		mending = null;
		push("/items", { issue, issue_title: form.elements.issue_title.value, action: "save", ...fields });
		fill({});
		localStorage.removeItem(typedName);
		document.getElementById("fault").hidden = true;
		unknownNames(null);
		showVote();
		focusEntry();
		said.scrollTop = said.scrollHeight;
	}

	// What is hidden for this kind of entry is not sent.
	const unused = name => {
		if (name.startsWith("voters_"))
			return letter() !== "D";
		const place = form.elements[name] && form.elements[name].closest && form.elements[name].closest("[class*=for-]");
		return place && !place.classList.contains("for-" + letter());
	};

	if (form) {
		form.querySelectorAll("[list]").forEach(field => { field.removeAttribute("list"); complete(field); });
		const kept = read(typedName);
		if (kept && !document.querySelector(".trouble"))
			fill(kept);
		form.addEventListener("submit", event => { event.preventDefault(); record(); });
		form.addEventListener("input", event => {
			if (event.target.name === "vote")
				countNames();
		});
		form.addEventListener("keydown", voteKeys);
		form.addEventListener("input", () => { keepTyped(); grow(); markOrigins(); showVote(); });
		form.addEventListener("change", event => { if (event.target.name === "letter") setLetter(event.target.value); });
		form.addEventListener("keydown", entryKeys);
		focusEntry();
	}

	function entryKeys(event) {
		const field = event.target;

		if (event.defaultPrevented || event.isComposing)
			return;
		if (event.key === "Escape") {
			focusEntry();
			event.preventDefault();
		} else if (event.key === "Enter" && !event.shiftKey && !event.altKey && field.tagName !== "BUTTON") {
			event.preventDefault();
			event.stopPropagation();
			if (field.name === "speakers" && !form.elements.text.value.trim())
				form.elements.text.focus();
			else if (field.name === "text" && letter() === "A" && !form.elements.person.value)
				form.elements.person.focus();
			else if (field.name === "text" && letter() === "D" && !form.elements.votes_for.value)
				form.elements.votes_for.focus();
			else if (field.name === "votes_for" && !form.elements.votes_against.value)
				form.elements.votes_against.focus();
			else if (field.name === "votes_against" && !form.elements.votes_abstained.value)
				form.elements.votes_abstained.focus();
			else if (field.name === "person" && field.value && !form.elements.due.value)
				form.elements.due.focus();
			else
				record();
		}
	}

	// Names: two letters, of the beginning of any word or the initials -----------------------------

	const plain = text => text.replace(/[İI]/g, "i").toLowerCase().replace(/ə/g, "e").replace(/ı/g, "i")
		.normalize("NFD").replace(/[\u0300-\u036f]/g, "");

	function rank(name, title, typed) {
		const texts = [plain(name), plain(title || "")];
		const parts = texts[1] ? texts[1].split(/\s+/) : texts[0].split(/\s+/);
		if (texts.some(text => text.startsWith(typed)))
			return 0;
		if (parts.map(part => part[0]).join("").startsWith(typed))
			return 1;
		return parts.some(part => part.startsWith(typed)) || texts[0].split(/\s+/).some(part => part.startsWith(typed)) ? 2 : 3;
	}

	function found(typed) {
		const wanted = plain(typed.trim());
		if (!wanted)
			return [];
		return [...document.getElementById("speakers").options]
			.map((option, n) => ({ name: option.value, title: option.label, n, rank: rank(option.value, option.label, wanted) }))
			.filter(one => one.rank < 3).sort((a, b) => a.rank - b.rank || a.n - b.n).slice(0, 6);
	}

	function complete(field) {
		const list = element("ul", "complete");
		let shown = [], at = 0;

		list.id = field.id + "-list";
		list.setAttribute("role", "listbox");
		list.hidden = true;
		field.after(list);
		field.setAttribute("role", "combobox");
		field.setAttribute("aria-controls", list.id);
		field.setAttribute("aria-expanded", "false");
		const last = () => field.value.slice(field.value.lastIndexOf(",") + 1);
		const draw = () => {
			const whole = shown.length === 1 && shown[0].name === last().trim();
			list.hidden = !shown.length || whole;
			field.setAttribute("aria-expanded", String(!list.hidden));
			list.replaceChildren(...shown.map((one, n) => {
				const row = element("li", "", one.title && one.title !== one.name ? one.name + " · " + one.title : one.name);
				row.setAttribute("role", "option");
				row.setAttribute("aria-selected", String(n === at));
				row.onmousedown = event => { event.preventDefault(); at = n; take(); };
				return row;
			}));
		};
		const take = () => {
			const before = field.value.slice(0, field.value.lastIndexOf(",") + 1);
			field.value = before + (before ? " " : "") + shown[at].name;
			shown = [];
			draw();
			keepTyped();
		};
		field.addEventListener("input", () => { shown = found(last()); at = 0; draw(); });
		field.addEventListener("blur", () => { shown = []; draw(); });
		field.addEventListener("keydown", event => {
			if (list.hidden)
				return;
			if (event.key === "ArrowDown" || event.key === "ArrowUp") {
				at = (at + (event.key === "ArrowDown" ? 1 : shown.length - 1)) % shown.length;
				draw();
				event.preventDefault();
			} else if (event.key === "Enter" || (event.key === "Tab" && last().trim())) {
				take();
				if (event.key === "Enter" && field.name === "speakers") {
					event.preventDefault();
					form.elements.text.focus();
				} else if (event.key === "Enter") {
					event.preventDefault();
					form.elements.due.focus();
				}
			} else if (event.key === "Escape") {
				shown = [];
				draw();
				event.preventDefault();
			}
		});
	}

	// A statement is picked by its number in "from", or by a click on it -----------------------------

	const prefix = () => ({ O: "S", D: "O", A: "D" })[letter()];
	const picked = () => form.elements.origins.value.split(/[\s,;]+/).filter(Boolean)
		.map(word => /^\d+$/.test(word) ? prefix() + word : word.toUpperCase());

	function markOrigins() {
		const chosen = form && letter() !== "S" ? new Set(picked()) : new Set();
		said.querySelectorAll("[data-item]").forEach(item => item.classList.toggle("picked", chosen.has(item.dataset.item)));
	}

	said.addEventListener("click", event => {
		const item = event.target.closest("[data-item]");
		if (!form || !item || letter() === "S" || event.target.closest("a") || String(getSelection()))
			return;
		const chosen = new Set(picked());
		if (!chosen.delete(item.dataset.item))
			chosen.add(item.dataset.item);
		form.elements.origins.value = [...chosen].join(", ");
		markOrigins();
		keepTyped();
	});

	// The issue under discussion, and the screen in the room -----------------------------------------

	let shownOnScreen = "", deskTimer;
	function tellScreen() {
		const fields = { ...values(), issue, issue_title: form.elements.issue_title.value };
		const now = JSON.stringify(letter() === "D" ? fields : [fields.issue_title]);
		if (now === shownOnScreen)
			return;
		shownOnScreen = now;
		const token = document.querySelector("input[name=form_token]").value;
		fetch(base + "/desk", { method: "POST", headers: { Accept: "application/json" },
			body: new URLSearchParams({ ...fields, form_token: token }) }).catch(() => { shownOnScreen = ""; });
	}
	function showVote() {
		clearTimeout(deskTimer);
		deskTimer = setTimeout(tellScreen, 1200);
	}

	function choose(to, title) {
		const link = document.querySelector(`[data-issue="${CSS.escape(String(to))}"]`);
		if (!form || !link)
			return;
		issue = String(to);
		form.elements.issue.value = issue;
		form.elements.issue_title.value = title || link.querySelector("span").textContent;
		document.querySelectorAll("[data-issue]").forEach(one =>
			one === link ? one.setAttribute("aria-current", "true") : one.removeAttribute("aria-current"));
		const heading = document.querySelector("#live-now h2");
		if (heading)
			heading.textContent = `${issue}. ${form.elements.issue_title.value}`;
		if (pause || !navigator.onLine) // nobody can say what stands there
			document.getElementById("live-said").replaceChildren();
		history.replaceState(null, "", base + "?issue=" + issue);
		tag = null;
		live().then(() => { said.scrollTop = said.scrollHeight; });
		showVote();
	}

	document.getElementById("live-agenda").addEventListener("click", event => {
		const link = event.target.closest("[data-issue]");
		if (!link || event.ctrlKey || event.metaKey || event.shiftKey)
			return;
		event.preventDefault();
		choose(link.dataset.issue);
		focusEntry();
	});

	function step(by) {
		const links = [...document.querySelectorAll("[data-issue]")];
		const next = links.findIndex(link => link.dataset.issue === issue) + by;
		if (links[next])
			choose(links[next].dataset.issue);
		focusEntry();
	}

	// Attendance -------------------------------------------------------------------------------------

	const people = document.getElementById("people");
	people.addEventListener("submit", event => {
		const sent = event.target, button = event.submitter;
		event.preventDefault();
		const fields = Object.fromEntries(new FormData(sent));
		delete fields.form_token;
		if (button && button.name)
			fields[button.name] = button.value;
		sent.querySelectorAll("button[aria-pressed]").forEach(one => one.setAttribute("aria-pressed", String(one === button)));
		if (sent.elements.on_behalf)
			sent.elements.on_behalf.value = "";
		push("/attendance", fields);
	});
	people.addEventListener("keydown", event => {
		const row = event.target.closest("li[data-who]");
		if (!row || event.altKey || event.ctrlKey || event.metaKey)
			return;
		const rows = [...people.querySelectorAll("li[data-who]")], n = rows.indexOf(row);
		const to = { ArrowDown: n + 1, ArrowUp: n - 1, Home: 0, End: rows.length - 1 }[event.key];
		const button = /^[1-9]$/.test(event.key) && row.querySelectorAll("button")[Number(event.key) - 1];
		if (to !== undefined && rows[to])
			rows[to].focus();
		else if (button)
			button.click();
		else if (event.key === "Escape")
			focusEntry();
		else
			return;
		event.preventDefault();
	});

	// Keys of the whole page -------------------------------------------------------------------------

	document.addEventListener("keydown", event => {
		if (!event.altKey || event.ctrlKey || event.metaKey || !form)
			return;
		const key = event.code.replace(/^(Key|Digit)/, "");
		if (/^[SODA]$/.test(key))
			setLetter(key);
		else if (key === "V") {
			setLetter("D");
			document.querySelector(".by-name").open = true;
			if (selects().length)
				selects()[0].focus();
		} else if (/^[1-9]$/.test(key)) {
			choose(key);
			focusEntry();
		} else if (event.key === "ArrowDown" || event.key === "ArrowUp")
			step(event.key === "ArrowDown" ? 1 : -1);
		else if (key === "P") {
			const row = people.querySelector("li[data-who]");
			if (row)
				row.focus();
		} else
			return;
		event.preventDefault();
	}, true);

	said.scrollTop = said.scrollHeight;
	showQueue();
	send();
	if (form)
		showVote();
}
