// Says who saved the record that this page shows, and who else edits it. It never loads the page anew by itself.

const bar = document.querySelector("[data-events]"), words = bar.dataset;
let source, timer, shown, last = words.since;

function link(text, address, blank) {
	const one = document.createElement("a");
	one.textContent = text;
	one.href = address;
	if (blank)
		one.target = "_blank";
	return one;
}

// A line of the bar; what stands there already is replaced. Nothing on the page moves: the bar is its last part.
function line(name, ...parts) {
	let place = bar.querySelector("." + name);
	if (!place) {
		place = document.createElement("span");
		place.className = name;
		bar.append(place);
	}
	place.replaceChildren(...parts);
	place.hidden = !parts.length;
	bar.hidden = !bar.textContent;
}

function tellRevision(event) {
	const data = JSON.parse(event.data), own = data.record === words.record;
	last = event.lastEventId || last;
	if (!own && shown)
		return; // the record's own new version is said already
	const parts = [(own ? words.saved : words.other).replace("%s", data.by)];
	if (own) {
		shown = shown || data.was; // what this page shows
		if (shown && data.commit !== shown)
			parts.push(" · ", link(words.difference, `/compare${words.record}?from=${shown}&to=${data.commit}`, true));
	}
	parts.push(" · ", link(words.reload, location.pathname + location.search));
	line("saved", ...parts);
}

function tellEditors(event) {
	const { names } = JSON.parse(event.data);
	last = event.lastEventId || last;
	line("editors", ...(names.length ? [words.editing.replace("%s", names.join(", "))] : []));
}

function close() {
	if (source)
		source.close();
	source = null;
}

function open() {
	clearTimeout(timer);
	if (source || document.visibilityState !== "visible")
		return;
	source = new EventSource(words.events + "?since=" + last);
	source.addEventListener("revision", tellRevision);
	source.addEventListener("editing", tellEditors);
	source.addEventListener("error", () => {
		if (source && source.readyState !== EventSource.CLOSED)
			return; // the browser connects again by itself
		close();
		timer = setTimeout(open, 60000); // there were too many, or the session has ended
	});
}

// A page that nobody looks at needs no connection: it hears of what it missed when it is seen again.
document.addEventListener("visibilitychange", () => {
	clearTimeout(timer);
	if (document.visibilityState === "visible")
		open();
	else
		timer = setTimeout(close, 30000);
});
window.addEventListener("pagehide", close);
window.addEventListener("pageshow", open);
