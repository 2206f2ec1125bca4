// Words that are selected in a proposal's text, by mouse, touch or keyboard, are spoken of by one press.
document.querySelectorAll("[data-talk]").forEach(text => {
	const MOST = 1500; // signs of a quote in an address
	const bar = document.createElement("p");
	const choose = (action, words) => {
		const button = document.createElement("button");
		button.type = "button";
		button.className = "small";
		button.textContent = words;
		button.dataset.action = action;
		button.addEventListener("click", () => go(action));
		bar.append(button);
	};
	const words = string => (string.match(/[\p{L}\p{N}\p{M}]+/gu) || []).length;
	const proseOf = node => (node.nodeType === 1 ? node : node.parentElement)?.closest("[data-passage] > .prose");

	bar.className = "talk-bar";
	bar.hidden = true;
	bar.setAttribute("role", "toolbar");
	choose("comment", text.dataset.comment);
	if (text.dataset.amend)
		choose("amend", text.dataset.amend);
	document.body.append(bar);

	// What is selected in the text: the passage, the words, and how many stand before them; or null.
	const selected = () => {
		const selection = getSelection();
		if (!selection.rangeCount || selection.isCollapsed || !selection.toString().trim())
			return null;
		const range = selection.getRangeAt(0), prose = proseOf(range.startContainer);
		if (!prose || !text.contains(prose))
			return null;
		const before = document.createRange();
		before.setStart(prose, 0);
		before.setEnd(range.startContainer, range.startOffset);
		return { range, prose, quote: selection.toString().trim(), skip: words(before.toString()) };
	};
	const go = action => {
		const one = selected();
		if (!one)
			return;
		const query = new URLSearchParams({ base: text.dataset.base, passage: one.prose.parentElement.dataset.passage });
		if (one.quote.length <= MOST) {
			query.set("skip", one.skip);
			query.set("quote", one.quote);
		}
		location.href = text.dataset.talk + action + "?" + query;
	};
	const place = () => {
		const one = selected();
		bar.hidden = !one;
		if (!one)
			return;
		const box = one.range.getBoundingClientRect();
		bar.style.left = Math.max(8, Math.min(box.left, innerWidth - bar.offsetWidth - 8)) + scrollX + "px";
		bar.style.top = box.bottom + scrollY + 4 + "px";
	};
	document.addEventListener("selectionchange", place);
	bar.addEventListener("pointerdown", event => event.preventDefault()); // the selection stays

	// By keyboard: a passage is reached by Tab; arrows choose a word, with Shift several; Enter speaks of them.
	text.querySelectorAll("[data-passage] > .prose").forEach(prose => {
		prose.tabIndex = 0;
		prose.addEventListener("keydown", event => {
			const way = { ArrowRight: "forward", ArrowLeft: "backward" }[event.key], selection = getSelection();
			if (event.target !== prose || event.ctrlKey || event.altKey || event.metaKey)
				return;
			if (event.key === "Enter" && selected()?.prose === prose) {
				event.preventDefault();
				bar.firstElementChild.focus();
			}
			if (!way)
				return;
			event.preventDefault();
			const inside = selection.rangeCount && !selection.isCollapsed && selected()?.prose === prose;
			if (!inside)
				selection.collapse(prose, 0);
			else if (!event.shiftKey)
				way === "forward" ? selection.collapseToEnd() : selection.collapseToStart();
			if (!event.shiftKey && way === "backward")
				selection.modify("move", "backward", "word");
			selection.modify("extend", event.shiftKey ? way : "forward", "word");
		});
	});
	bar.addEventListener("keydown", event => {
		const buttons = [...bar.children], at = buttons.indexOf(event.target);
		if (event.key === "Escape")
			selected()?.prose.focus();
		if (event.key === "ArrowRight" || event.key === "ArrowLeft")
			buttons[(at + 1) % buttons.length].focus();
	});

	// A note and the words that it is about are seen to belong together.
	document.querySelectorAll("[data-note]").forEach(one => ["pointerenter", "pointerleave"].forEach(kind =>
		one.addEventListener(kind, () => document.querySelectorAll(`[data-note="${one.dataset.note}"]`).forEach(other =>
			other.classList.toggle("lit", kind === "pointerenter")))));
});
