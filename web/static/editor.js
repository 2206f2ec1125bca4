// The editor of a proposal's text: a toolbar, keys, names and items completed, Word's text made Markdown. The form works without it.

document.querySelectorAll("textarea[data-editor]").forEach(area => {
	const bar = document.querySelector(`.toolbar[aria-controls="${area.id}"]`);

	// By the browser's own hand, so that Ctrl+Z takes it back.
	const put = (text, from = area.selectionStart, to = area.selectionEnd) => {
		area.focus();
		area.setSelectionRange(from, to);
		if (!(text ? document.execCommand("insertText", false, text) : document.execCommand("delete"))) {
			area.setRangeText(text, from, to, "end");
			area.dispatchEvent(new Event("input", { bubbles: true }));
		}
	};
	const chosen = () => area.value.slice(area.selectionStart, area.selectionEnd);
	const lineStart = at => area.value.lastIndexOf("\n", at - 1) + 1;
	const around = mark => {
		const text = chosen(), from = area.selectionStart, n = mark.length;
		if (text.length > 2 * n && text.startsWith(mark) && text.endsWith(mark)) {
			put(text.slice(n, -n));
			area.setSelectionRange(from, from + text.length - 2 * n);
			return;
		}
		put(mark + text + mark);
		area.setSelectionRange(from + n, from + n + text.length);
	};
	// Each line that is chosen begins with MARK.
	const lines = mark => {
		const from = lineStart(area.selectionStart), text = area.value.slice(from, area.selectionEnd);
		put(text.split("\n").map(line => mark + line.replace(/^(#+|[-*>]) +/, "")).join("\n"), from, area.selectionEnd);
	};
	// A block of its own, with an empty line before and after.
	const block = text => {
		const before = area.value.slice(0, area.selectionStart), after = area.value.slice(area.selectionEnd);
		const gap = (have, need) => "\n".repeat(Math.max(0, need - have));
		put((before ? gap(before.match(/\n*$/)[0].length, 2) : "") + text + gap(after.match(/^\n*/)[0].length, 2));
	};
	// The recommendations stand one under another, whatever the list around; the server gives the number.
	const recommendation = () => {
		const from = lineStart(area.selectionStart), before = area.value.slice(0, from);
		const end = (area.value + "\n").indexOf("\n", from), line = area.value.slice(from, end);
		const highest = Math.max(0, ...[...area.value.matchAll(/\*\*R(\d+)\*\*/g)].map(one => +one[1]));
		const text = `- **R${highest + 1}** ${line.replace(/^[-*] +/, "")}`;
		put((/(^|\n)- [^\n]*\n$|(^|\n)\n$/.test(before) || !before ? "" : "\n") + text, from, end);
	};
	const link = () => {
		const text = chosen(), from = area.selectionStart;
		const isAddress = /^https?:\/\/\S+$/.test(text);
		put(isAddress ? `[](${text})` : `[${text}](https://)`);
		if (isAddress)
			area.setSelectionRange(from + 1, from + 1);
		else
			area.setSelectionRange(from + text.length + 3, from + text.length + 11);
	};
	const marks = {
		bold: () => around("**"), italic: () => around("*"), heading: () => lines("## "), list: () => lines("- "),
		quote: () => lines("> "), recommendation, link,
		table: () => block(`| ${area.dataset.table} 1 | ${area.dataset.table} 2 |\n|---|---|\n|  |  |\n`),
	};

	if (bar) {
		const buttons = [...bar.querySelectorAll("[data-mark]")];
		bar.hidden = false;
		buttons.forEach((button, n) => {
			button.tabIndex = n ? -1 : 0;
			button.addEventListener("click", () => marks[button.dataset.mark]());
			button.addEventListener("keydown", event => {
				const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
				if (!step)
					return;
				event.preventDefault();
				const next = buttons[(n + step + buttons.length) % buttons.length];
				button.tabIndex = -1;
				next.tabIndex = 0;
				next.focus();
			});
		});
	}
	area.addEventListener("keydown", event => {
		const mark = { b: "bold", i: "italic", k: "link" }[event.key.toLowerCase()];
		if (!mark || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey)
			return;
		event.preventDefault();
		marks[mark]();
	});

	completion(area, put);
	paste(area, put);
	watchSize(area);
});

/*
 * "@osm" offers people and institutions, "#kənd" and "O1" items of meetings; what is chosen becomes a link relative to
 * this file. The list stands beneath the text: ↓ ↑ choose, Enter takes, Esc leaves.
 */
function completion(area, put) {
	const list = document.createElement("ul"), said = document.createElement("p");
	let found = [], at = -1, from = 0, timer, asked = 0;

	list.className = "completions";
	list.id = area.id + "-completions";
	list.setAttribute("role", "listbox");
	list.hidden = true;
	said.className = "hidden";
	said.setAttribute("role", "status");
	area.after(list);
	area.parentElement.after(said);
	area.setAttribute("aria-autocomplete", "list");
	area.setAttribute("aria-controls", list.id);

	const relative = path => {
		const here = area.dataset.path.split("/").slice(0, -1), there = path.split("/");
		while (here.length && there.length > 1 && here[0] === there[0]) {
			here.shift();
			there.shift();
		}
		return "../".repeat(here.length) + there.join("/");
	};
	const escape = text => text.replace(/([\\[\]*_`])/g, "\\$1");
	const close = () => {
		list.hidden = true;
		list.replaceChildren();
		found = [];
		at = -1;
		area.removeAttribute("aria-activedescendant");
	};
	const mark = n => {
		at = n;
		[...list.children].forEach((row, i) => {
			row.setAttribute("aria-selected", i === n);
			if (i === n)
				row.scrollIntoView({ block: "nearest" });
		});
		area.setAttribute("aria-activedescendant", list.id + n);
	};
	const take = n => {
		const one = found[n];
		put(one.item ? `[${one.item}](${relative(one.path)}#${one.anchor})` : `[${escape(one.name)}](${relative(one.path)})`,
			from, area.selectionStart);
		close();
	};
	const draw = () => {
		list.replaceChildren(...found.map((one, n) => {
			const row = document.createElement("li"), note = document.createElement("small");
			row.id = list.id + n;
			row.setAttribute("role", "option");
			row.append(one.item ? one.item + " " : one.name);
			note.textContent = one.item ? `${one.words} — ${one.title}` : one.short || "";
			row.append(" ", note);
			row.addEventListener("mousedown", event => { event.preventDefault(); take(n); });
			return row;
		}));
		list.hidden = !found.length;
		said.textContent = found.length ? area.dataset.found.replace("%d", found.length) : "";
		if (found.length)
			mark(0);
	};
	// What is being typed: "@word", "#word", or the name of an item.
	const wanted = () => {
		const before = area.value.slice(Math.max(0, area.selectionStart - 60), area.selectionStart);
		const name = before.match(/(?:^|[\s(])@([\p{L}][\p{L}.’' -]{1,40})$/u);
		const item = before.match(/(?:^|[\s(])#(?! )([\p{L}\d][\p{L}\d -]{0,40})$/u) || before.match(/(?:^|[\s(,])([SODA]\d{1,4})$/);
		if (name && !/\S+ \S+ \S+ /.test(name[1]))
			return { query: name[1], length: name[1].length + 1, items: false };
		if (item)
			return { query: item[1], length: item[1].length + item[0].includes("#"), items: true };
		return null;
	};
	const ask = async () => {
		const want = area.selectionStart === area.selectionEnd ? wanted() : null, mine = ++asked;
		if (!want)
			return close();
		const answer = await fetch(`/complete.json?q=${encodeURIComponent(want.query)}${want.items ? "&items=1" : ""}`).catch(() => null);
		if (mine !== asked || !answer || !answer.ok)
			return;
		const all = await answer.json();
		if (mine !== asked)
			return;
		found = (want.items ? all.items : all.names).slice(0, 8);
		from = area.selectionStart - want.length;
		draw();
	};

	area.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 200); });
	area.addEventListener("blur", () => { asked++; clearTimeout(timer); close(); });
	area.addEventListener("click", close);
	area.addEventListener("keydown", event => {
		if (!found.length)
			return;
		const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
		if (step)
			mark((at + step + found.length) % found.length);
		else if (event.key === "Enter" || event.key === "Tab")
			take(at);
		else if (event.key === "Escape")
			close();
		else {
			if (/^(Arrow|Home|End|Page)/.test(event.key))
				close();
			return;
		}
		event.preventDefault();
	});
}

// What comes from a word processor is made Markdown by the server; Ctrl+Z takes all of it back.
function paste(area, put) {
	area.addEventListener("paste", async event => {
		const data = event.clipboardData, text = data.getData("text/plain");
		const isWords = data.types.includes("text/html") || /[\u00a0\u00ad\u200b\u2028]|^\s*[•·o–]\t/m.test(text);
		if (!isWords || !text || text.length > 500000)
			return;
		event.preventDefault();
		const from = area.selectionStart, to = area.selectionEnd, before = area.value;
		const body = new URLSearchParams({ text, form_token: area.form.elements.form_token.value });
		const answer = await fetch("/tidy", { method: "POST", body }).catch(() => null);
		const tidy = answer && answer.ok ? await answer.text() : text;
		if (area.value === before)
			put(tidy, from, to);
		else
			put(tidy); // somebody typed on meanwhile
	});
}

// A text that no server takes is not sent: it stays here, with words.
function watchSize(area) {
	area.form.addEventListener("submit", event => {
		const old = document.querySelector(".trouble.too-long");
		if (old)
			old.remove();
		if (new TextEncoder().encode(area.value).length <= +area.dataset.limit)
			return;
		event.preventDefault();
		event.stopImmediatePropagation();
		const trouble = document.createElement("div");
		trouble.className = "trouble too-long";
		trouble.setAttribute("role", "alert");
		trouble.tabIndex = -1;
		const words = document.createElement("p");
		words.textContent = area.dataset.tooLong;
		trouble.append(words);
		area.form.prepend(trouble);
		trouble.focus();
	}, true);
}
