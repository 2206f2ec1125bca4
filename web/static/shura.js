// What a person expects beyond plain forms. Every page works without it.

// Which form it is: forms to add to an issue differ by issue and letter, and are the same on the page that asks again.
const entryKey = form => form.getAttribute("action") + ":" + ["issue", "letter"].map(name =>
	[...form.querySelectorAll(`[type=hidden][name=${name}]`)].map(f => f.value).join()).join(":");

// What the page says already: an entry that was saved in another way.
const isShown = text => [...document.querySelectorAll(".item .words")].some(one => one.textContent.trim() === text.trim());

// Whether KEPT, by name, holds something that neither the form nor the page says.
const isNews = (kept, fields) => fields.some(f => f.name in kept && kept[f.name] !== f.value && kept[f.name].trim()) &&
	!(kept.text && isShown(kept.text));

// Typed text outlives a closed window: it waits in the browser until the form was sent. No form with a password does.
function keep(form) {
	const name = "typed:" + entryKey(form);
	const fields = [...form.elements].filter(f => f.name &&
		(f.tagName === "TEXTAREA" || (f.tagName === "INPUT" && /^(text|search|number|email|url|date|time)$/.test(f.type))));

	if (!fields.length || form.querySelector("[type=password]"))
		return;

	const base = form.elements.base ? form.elements.base.value : "";
	const kept = newest(form, JSON.parse(localStorage.getItem(name) || "null"));
	if (kept && !document.querySelector(".trouble, main > .preview")) {
		if (isNews(kept.values, fields))
			offer(form, name, fields, kept);
		else
			localStorage.removeItem(name);
	}

	const server = form.dataset.keep && serverKeeps(form, name, fields);
	let timer;
	form.addEventListener("input", () => {
		clearTimeout(timer);
		timer = setTimeout(() => localStorage.setItem(name, JSON.stringify(
			{ at: Date.now(), base, values: Object.fromEntries(fields.map(f => [f.name, f.value])) })), 300);
		if (server)
			server.soon();
	});
	form.addEventListener("submit", () => {
		clearTimeout(timer);
		if (server)
			server.stop();
		sessionStorage.setItem("sent", name);
	});
}

// What the page offers from the server gives way to what this browser kept later; what is older goes.
function newest(form, kept) {
	const theirs = form.dataset.keep && document.querySelector(".kept-offer");
	if (!kept || !theirs)
		return kept;
	theirs.hidden = kept.at / 1000 > +theirs.dataset.at;
	return theirs.hidden ? kept : null;
}

/*
 * A long form is kept by the server, too: 1.5 s after the last key, when the page is left, and again until it worked.
 * What is there need not wait in this browser.
 */
function serverKeeps(form, name, fields) {
	const note = form.querySelector(".kept-note"), token = form.elements.form_token;
	let timer, underWay, stopped = false, dirty = false;

	const body = () => {
		const all = new FormData();
		[...fields, form.elements.base, token].filter(Boolean).forEach(f => all.append(f.name, f.value));
		all.append("record", form.dataset.record || "");
		return all;
	};
	const ask = signal => fetch("/keep" + form.dataset.keep, { method: "POST", body: body(), signal,
		headers: { Accept: "application/json" } }).catch(() => null);
	// Who signed in again, in another tab, has another token.
	const renewToken = async () => {
		const answer = await fetch(location.pathname + location.search).catch(() => null);
		const page = answer && answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
		const fresh = page && page.querySelector("form[data-keep] [name=form_token]");
		if (fresh)
			document.querySelectorAll("[name=form_token]").forEach(field => { field.value = fresh.value; });
		return Boolean(fresh);
	};
	const say = (what, value = "") => {
		if (note)
			note.textContent = note.dataset[what].replace("%s", value);
	};
	// "2026-11-28T12:03+04:00": the time where the council is, with its zone where the reader has another one.
	const time = at => at.slice(11, 16) + (new Date(at) - new Date(at.slice(0, 16)) ? " (UTC" + at.slice(16) + ")" : "");
	const send = async () => {
		if (underWay || stopped)
			return;
		underWay = new AbortController();
		dirty = false;
		const held = localStorage.getItem(name);
		let answer = await ask(underWay.signal);
		if (answer && /^40[13]$/.test(answer.status) && await renewToken())
			answer = await ask(underWay.signal);
		underWay = null;
		if (stopped)
			return;
		if (answer && answer.ok) {
			if (localStorage.getItem(name) === held)
				localStorage.removeItem(name);
			say("kept", time((await answer.json()).kept_at));
		} else if (answer && answer.status < 500 && answer.status !== 401 && answer.status !== 403) {
			say("refused");
			return;
		} else {
			say(answer && answer.status < 500 ? "signedOut" : "waits");
			dirty = true;
		}
		if (dirty)
			later(answer && answer.ok ? 1500 : 15000);
	};
	const later = wait => { clearTimeout(timer); timer = setTimeout(send, wait); };
	const isSeen = () => document.visibilityState === "visible";
	const alive = action => navigator.sendBeacon("/alive",
		new URLSearchParams({ form_token: token.value, record: form.dataset.record, action }));

	document.addEventListener("visibilitychange", () => {
		if (dirty && !stopped)
			send();
	});
	window.addEventListener("pageshow", event => {
		if (event.persisted)
			stopped = false; // the Back button
	});
	if (form.dataset.record) {
		alive("stay");
		setInterval(() => isSeen() && !stopped && alive("stay"), 25000);
		window.addEventListener("pagehide", () => alive("leave"));
	}
	return {
		soon() { dirty = true; stopped = false; later(1500); },
		stop() { stopped = true; clearTimeout(timer); if (underWay) underWay.abort(); },
	};
}

function offer(form, name, fields, kept) {
	const note = document.createElement("p");
	const again = document.createElement("button");
	const away = document.createElement("button");

	note.className = "flash";
	note.textContent = document.body.dataset.kept + " " + new Date(kept.at).toLocaleString(document.documentElement.lang) + " ";
	again.type = away.type = "button";
	again.className = away.className = "small";
	again.textContent = document.body.dataset.restore;
	away.textContent = document.body.dataset.discard;
	again.onclick = () => {
		fields.forEach(f => { f.value = f.name in kept.values ? kept.values[f.name] : f.value; });
		if (form.elements.base && kept.base)
			form.elements.base.value = kept.base; // so that it is merged with what was saved since
		form.dispatchEvent(new Event("input"));
		note.remove();
		fields[0].focus();
	};
	away.onclick = () => {
		localStorage.removeItem(name);
		note.remove();
		document.querySelectorAll(".kept-offer").forEach(theirs => { theirs.hidden = false; });
	};
	note.append(again, " ", away);
	form.prepend(note);
	const details = form.closest("details");
	if (details)
		details.open = true;
}

// What was sent and answered is no longer kept.
if (new URLSearchParams(location.search).has("done") && sessionStorage.getItem("sent"))
	localStorage.removeItem(sessionStorage.getItem("sent"));
document.querySelectorAll("form[method=post]:not([data-own])").forEach(keep);

// Ctrl+Enter saves from anywhere in a form.
document.addEventListener("keydown", event => {
	if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !event.target.form || event.defaultPrevented)
		return;
	event.preventDefault();
	event.target.form.requestSubmit(event.target.form.querySelector("button:not([type=button])"));
});

// A form is not sent twice by a double click.
document.addEventListener("submit", event => {
	if (event.target.dataset.sent)
		event.preventDefault();
	event.target.dataset.sent = "yes";
	setTimeout(() => delete event.target.dataset.sent, 3000);
});

// A live preview by the server's own renderer, beside the text.
document.querySelectorAll("textarea[data-preview]").forEach(area => {
	const pane = area.parentElement.querySelector(".preview") || document.createElement("div");
	let timer;

	pane.className = "preview prose";
	pane.setAttribute("aria-label", document.body.dataset.preview);
	area.after(pane);
	const draw = async () => {
		const body = new URLSearchParams({ text: area.value, form_token: area.form.elements.form_token.value });
		const answer = await fetch(area.dataset.preview, { method: "POST", body }).catch(() => null);
		if (answer && answer.ok)
			pane.innerHTML = await answer.text(); // made by the same renderer as every page; the CSP runs no script in it
	};
	area.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(draw, 400); });
	draw();
});

// Names are completed as they are typed; without this, the list has the latest participants only.
document.querySelectorAll("datalist[data-complete]").forEach(list => {
	let timer;

	document.addEventListener("input", event => {
		const field = event.target, last = field.value.split(",").pop().trim();
		if (field.getAttribute("list") !== list.id || last.length < 2)
			return;
		clearTimeout(timer);
		timer = setTimeout(async () => {
			const answer = await fetch(list.dataset.complete + encodeURIComponent(last)).catch(() => null);
			const found = answer && answer.ok ? (await answer.json()).names : [];
			const known = new Set([...list.options].map(option => option.value));
			found.filter(one => !known.has(one.name)).forEach(one => {
				const option = document.createElement("option");
				option.value = one.name;
				list.append(option);
			});
		}, 200);
	});
});

// The agenda in another order: by the handle, dragged or with the arrow keys. Each move is one save.
document.querySelectorAll("[data-drag]").forEach(list => {
	const rows = () => [...list.children];
	const press = (row, action) => {
		const button = row.querySelector(`button[value=${action}]`);
		if (!button)
			return;
		sessionStorage.setItem("moved", row.dataset.title);
		row.querySelector("form.planned").requestSubmit(button);
	};
	const clean = () => rows().forEach(row => row.classList.remove("dragged", "drop-before", "drop-after"));
	// The row that the dragged one would stand before; null: the end.
	const below = (row, y) => rows().filter(one => one !== row).find(one => {
		const box = one.getBoundingClientRect();
		return y < box.top + box.height / 2;
	}) || null;

	list.querySelectorAll(".handle").forEach(handle => {
		const row = handle.closest("li");
		let before;

		handle.hidden = false;
		handle.addEventListener("keydown", event => {
			const action = { ArrowUp: "up", ArrowDown: "down" }[event.key];
			if (!action)
				return;
			event.preventDefault();
			press(row, action);
		});
		handle.addEventListener("pointerdown", event => {
			handle.setPointerCapture(event.pointerId);
			row.classList.add("dragged");
			before = undefined;
		});
		handle.addEventListener("pointermove", event => {
			if (!handle.hasPointerCapture(event.pointerId))
				return;
			before = below(row, event.clientY);
			clean();
			row.classList.add("dragged");
			if (before)
				before.classList.add("drop-before");
			else
				list.lastElementChild.classList.add("drop-after");
		});
		handle.addEventListener("pointercancel", () => { before = undefined; clean(); });
		handle.addEventListener("pointerup", () => {
			clean();
			if (before === undefined || before === row.nextElementSibling || row === before)
				return;
			row.querySelector("[name=before]").value = before ? before.dataset.title : "";
			press(row, "drop");
		});
		if (new URLSearchParams(location.search).has("done") && sessionStorage.getItem("moved") === row.dataset.title) {
			sessionStorage.removeItem("moved");
			window.addEventListener("load", () => setTimeout(() => handle.focus())); // after the browser went to the address's fragment
		}
	});
});

// A ready text goes into the reasons at once; without a script the button sends the form, and it comes back with the text.
document.querySelectorAll("[data-insert]").forEach(button => button.addEventListener("click", event => {
	const chosen = button.form.elements["ready-" + button.dataset.insert], field = button.form.elements["reasons-" + button.dataset.insert];
	const text = document.querySelector(`[data-ready-text="${chosen.value}"]`);

	event.preventDefault();
	if (!text) {
		chosen.focus();
		return;
	}
	field.value = [field.value.trim(), text.textContent].filter(Boolean).join("\n\n");
	chosen.value = "";
	field.dispatchEvent(new Event("input", { bubbles: true }));
	field.focus();
}));

// Printing needs the browser's own hand.
document.querySelectorAll("[data-print]").forEach(button => {
	button.hidden = false;
	button.addEventListener("click", () => print());
});

// The error is the first thing that is read out and seen.
const trouble = document.querySelector(".trouble");
if (trouble)
	trouble.focus();

// An entry opened by its address, or one that was just used, stays at hand.
document.querySelectorAll("details.entry").forEach(entry =>
	entry.querySelector("summary").addEventListener("click", () => setTimeout(() => {
		const field = entry.querySelector("input:not([type=hidden]), textarea");
		if (entry.open && field)
			field.focus();
	})));

// An address that leads into a fold opens it.
const goal = document.getElementById(location.hash.slice(1));
if (goal && goal.closest("details"))
	goal.closest("details").open = true;

// Who records a meeting adds one entry after another: the form that was just used is open again.
document.querySelectorAll("details.entry form").forEach(form => {
	form.addEventListener("submit", event => {
		if (event.submitter && /^(save|add)$/.test(event.submitter.value))
			sessionStorage.setItem("again", entryKey(form));
	});
	if (new URLSearchParams(location.search).has("done") && sessionStorage.getItem("again") === entryKey(form)) {
		sessionStorage.removeItem("again");
		form.closest("details").open = true;
		form.querySelector("input:not([type=hidden]), textarea").focus();
	}
});

// A page that comes back by the Back button may send again; whoever signs out leaves nothing typed behind.
window.addEventListener("pageshow", () =>
	document.querySelectorAll("form").forEach(form => delete form.dataset.sent));
document.querySelectorAll("form[action='/sign-out']").forEach(form => form.addEventListener("submit", () =>
	Object.keys(localStorage).filter(key => key.startsWith("typed:")).forEach(key => localStorage.removeItem(key))));
