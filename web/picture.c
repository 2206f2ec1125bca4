#include "picture.h"
#include "date.h"

#include <stdio.h>

enum { WIDTH = 960 };

static void add_text(struct buf *out, const char *text)
{
	buf_add_html(out, text, strlen(text));
}

static void begin(struct buf *out, const char *class, const char *title, const char *description, double height)
{
	buf_printf(out, "<svg class=\"picture %s\" role=\"img\" viewBox=\"0 0 %d %.0f\" aria-label=\"", class, WIDTH, height);
	add_text(out, title);
	buf_puts(out, "\"><title>");
	add_text(out, title);
	buf_puts(out, "</title><desc>");
	add_text(out, description);
	buf_puts(out, "</desc>\n");
}

/* The flow ---------------------------------------------------------------------------------------- */

enum { NODE_WIDTH = 12, FLOW_LETTER = 7, ALL_HIGH = 240, LABEL_HIGH = 22, GAP = 10, COLUMNS_MAX = 8 };

/* Where a node stands; LEFT and RIGHT are how much of its sides is taken. */
struct box {
	double x, y, high, left, right;
};

static size_t letters(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += (*text & 0xC0) != 0x80;
	return n;
}

/* Where each column begins: each has room for its longest label, and what is left is shared. */
static void place_columns(double *x, const struct picture_node *nodes, size_t count)
{
	double wide[COLUMNS_MAX] = { 0 }, spare = WIDTH;
	int last = 0;

	for (size_t i = 0; i < count; i++) {
		int column = nodes[i].column;

		if (!nodes[i].count || column < 0 || column >= COLUMNS_MAX)
			continue;
		double label = NODE_WIDTH + (double)(letters(nodes[i].label) + 5) * FLOW_LETTER; /* and its count */
		wide[column] = label > wide[column] ? label : wide[column];
		last = column > last ? column : last;
	}
	for (int i = 0; i <= last; i++)
		spare -= wide[i];
	for (int i = 0; i < last; i++)
		x[i + 1] = x[i] + wide[i] + (spare > 0 ? spare / last : 0);
}

/* The height of all of it. */
static double place(struct box *boxes, const struct picture_node *nodes, size_t count)
{
	double next[COLUMNS_MAX] = { 0 }, most = 1, high = 0;
	double x[COLUMNS_MAX] = { 0 };

	place_columns(x, nodes, count);
	for (size_t i = 0; i < count; i++)
		if (nodes[i].count > most)
			most = (double)nodes[i].count;
	for (size_t i = 0; i < count; i++) {
		if (!nodes[i].count)
			continue;
		double *y = &next[nodes[i].column % COLUMNS_MAX];
		double size = (double)nodes[i].count * ALL_HIGH / most;

		boxes[i] = (struct box){ x[nodes[i].column % COLUMNS_MAX], *y, size < 2 ? 2 : size, 0, 0 };
		*y += (size < LABEL_HIGH ? LABEL_HIGH : size) + GAP;
		high = *y > high ? *y : high;
	}
	return high > GAP ? high - GAP + 4 : LABEL_HIGH;
}

static void add_ribbon(struct buf *out, struct box *from, struct box *to, double high, const char *class)
{
	double x0 = from->x + NODE_WIDTH, x1 = to->x, middle = (x0 + x1) / 2;
	double y0 = from->y + from->right, y1 = to->y + to->left;

	from->right += high;
	to->left += high;
	buf_printf(out, "<path class=\"ribbon %s\" d=\"M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f", class, x0, y0, middle, y0, middle,
		y1, x1, y1);
	buf_printf(out, "V%.1fC%.1f %.1f %.1f %.1f %.1f %.1fZ\"/>\n", y1 + high, middle, y1 + high, middle, y0 + high, x0,
		y0 + high);
}

static void add_node(struct buf *out, const struct picture_node *node, const struct box *box)
{
	buf_puts(out, "<a tabindex=\"-1\" href=\"");
	add_text(out, node->address);
	buf_printf(out, "\"><rect class=\"node %s\" x=\"%.1f\" y=\"%.1f\" width=\"%d\" height=\"%.1f\"/>", node->class, box->x,
		box->y, NODE_WIDTH, box->high);
	buf_printf(out, "<text x=\"%.1f\" y=\"%.1f\">", box->x + NODE_WIDTH + 6,
		box->y + (box->high < LABEL_HIGH ? 14 : box->high / 2 + 5));
	add_text(out, node->label);
	buf_printf(out, " <tspan class=\"figure\">%ld</tspan></text></a>\n", node->count);
}

void picture_flow(struct buf *out, const char *title, const char *description,
	const struct picture_node *nodes, size_t count, const struct picture_link *links, size_t links_count)
{
	struct box *boxes = mem_alloc((count + 1) * sizeof *boxes);

	begin(out, "flow", title, description, place(boxes, nodes, count));
	for (size_t i = 0; i < links_count; i++) {
		const struct picture_node *from = &nodes[links[i].from], *to = &nodes[links[i].to];
		struct box *target = &boxes[links[i].to];

		if (links[i].count && from->count && to->count)
			add_ribbon(out, &boxes[links[i].from], target,
				target->high * (double)links[i].count / (double)to->count, to->class);
	}
	for (size_t i = 0; i < count; i++)
		if (nodes[i].count)
			add_node(out, &nodes[i], &boxes[i]);
	buf_puts(out, "</svg>\n");
	free(boxes);
}

/* The timeline ------------------------------------------------------------------------------------ */

enum { LANE_NAME = 152, LANE_HIGH = 44, AXIS_HIGH = 24, LETTER = 8, RIGHT = 16, TICKS_MAX = 12 };

struct axis {
	long first, last;
	double scale;
};

static double x_of(const struct axis *axis, long day)
{
	return LANE_NAME + (double)(day - axis->first) * axis->scale;
}

static struct axis find_axis(const struct picture_event *events, size_t count, long today)
{
	struct axis axis = { events[0].from, events[0].until, 0 };

	for (size_t i = 0; i < count; i++) {
		if (events[i].from < axis.first)
			axis.first = events[i].from;
		if (events[i].until > axis.last)
			axis.last = events[i].until;
	}
	if (today > axis.first && today - axis.last < (axis.last - axis.first) / 2 + 30 && today > axis.last)
		axis.last = today;
	if (axis.last - axis.first < 14) {
		axis.first -= 7;
		axis.last += 7;
	}
	axis.scale = (double)(WIDTH - LANE_NAME - RIGHT) / (double)(axis.last - axis.first);
	return axis;
}

static long first_of_month(int year, int month)
{
	return date_to_day(&(struct date){ .year = year + (month - 1) / 12, .month = (month - 1) % 12 + 1, .day = 1 });
}

/* Lines at the beginning of months: so many that they do not crowd. */
static void add_ticks(struct buf *out, const struct axis *axis, double bottom)
{
	static const int steps[] = { 1, 2, 3, 6, 12, 24, 60, 120, 1200, 12000 };
	struct date date;
	size_t step = 0;

	while (step + 1 < ARRAY_SIZE(steps) && (axis->last - axis->first) / (30 * steps[step]) > TICKS_MAX - 2)
		step++;
	date_from_day(&date, axis->first);
	int month = (date.month - 1) / (steps[step] > 12 ? 12 : steps[step]) * steps[step] + 1;

	for (int i = 0; i < 40; i++, month += steps[step]) {
		long day = first_of_month(date.year, month);

		if (day > axis->last)
			break;
		if (day < axis->first)
			continue;
		buf_printf(out, "<line class=\"tick\" x1=\"%.1f\" x2=\"%.1f\" y1=\"0\" y2=\"%.1f\"/>", x_of(axis, day),
			x_of(axis, day), bottom);
		buf_printf(out, "<text class=\"tick\" x=\"%.1f\" y=\"%.1f\">%02d.%04d</text>\n", x_of(axis, day) + 3, bottom + 16,
			(month - 1) % 12 + 1, date.year + (month - 1) / 12);
	}
}

/* FREE is where the lane's labels end so far: what finds no room has its title alone. */
static void add_event(
	struct buf *out, const struct picture_event *event, const struct axis *axis, double y, double *free_from)
{
	double x = x_of(axis, event->from), end = x_of(axis, event->until);
	double wide = (double)letters(event->label) * LETTER, at = end - x > wide ? x : end + wide > WIDTH ? WIDTH - wide : x - 4;

	buf_puts(out, "<g><title>");
	add_text(out, event->title);
	buf_puts(out, "</title>");
	if (event->until > event->from)
		buf_printf(out, "<rect class=\"span %s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"10\" rx=\"2\"/>", event->class, x,
			y + 24, end - x < 3 ? 3 : end - x);
	else
		buf_printf(out, "<circle class=\"mark %s\" cx=\"%.1f\" cy=\"%.1f\" r=\"6\"/>", event->class, x, y + 29);
	if (at >= *free_from) {
		buf_printf(out, "<text x=\"%.1f\" y=\"%.1f\">", at, y + 17);
		add_text(out, event->label);
		buf_puts(out, "</text>");
		*free_from = at + wide + 6;
	}
	buf_puts(out, "</g>\n");
}

void picture_timeline(struct buf *out, const char *title, const char *description,
	const char *const *lanes, size_t lanes_count, const struct picture_event *events, size_t count, long today)
{
	size_t used = 0;

	if (!count)
		return;
	for (size_t lane = 0; lane < lanes_count; lane++)
		for (size_t i = 0; i < count; i++)
			if (events[i].lane == (int)lane) {
				used++;
				break;
			}
	struct axis axis = find_axis(events, count, today);
	double bottom = (double)(used * LANE_HIGH), y = 0;

	begin(out, "timeline", title, description, bottom + AXIS_HIGH);
	add_ticks(out, &axis, bottom);
	if (today >= axis.first && today <= axis.last)
		buf_printf(out, "<line class=\"today\" x1=\"%.1f\" x2=\"%.1f\" y1=\"0\" y2=\"%.1f\"/>\n", x_of(&axis, today),
			x_of(&axis, today), bottom);
	for (size_t lane = 0; lane < lanes_count; lane++) {
		double free_from = LANE_NAME - 8;
		bool any = false;

		for (size_t i = 0; i < count; i++) {
			if (events[i].lane != (int)lane)
				continue;
			if (!any) {
				buf_printf(out, "<text class=\"lane\" x=\"0\" y=\"%.1f\">", y + 33);
				add_text(out, lanes[lane]);
				buf_puts(out, "</text>\n");
			}
			any = true;
			add_event(out, &events[i], &axis, y, &free_from);
		}
		y += any ? LANE_HIGH : 0;
	}
	buf_puts(out, "</svg>\n");
}
