#include "template_code.h"

bool template_is_true(const char *value)
{
	return value && *value && !(value[0] == '0' && !value[1]);
}

static void put_value(const struct code *code, const struct template_data *data, struct buf *out)
{
	size_t len;
	const char *value = data->value(data->ctx, code->ref, &len);

	if (!value)
		return;
	if (code->type == CODE_HTML)
		buf_add(out, value, len);
	else
		buf_add_html(out, value, len);
}

static bool is_one(const struct code *code, const struct template_data *data)
{
	size_t len;

	return str_equal(data->value(data->ctx, code->ref, &len), "1");
}

/* Whether to go on at the code's target instead of at the next step; or an error. */
static int jumps(const struct code *code, const struct template_data *data, struct error *err)
{
	int answer;

	switch (code->type) {
	case CODE_OPEN:
		answer = data->open(data->ctx, code->ref, err);
		return answer < 0 ? answer : !answer;
	case CODE_NEXT:
		return data->next(data->ctx, code->ref, err);
	case CODE_NONE:
		return data->any(data->ctx, code->ref, err);
	case CODE_ONE:
		return !is_one(code, data);
	default:
		return 1;
	}
}

int template_render(const struct template *template, const struct template_data *data,
	struct buf *out, struct error *err)
{
	for (size_t i = 0; i < template->steps; i++) {
		const struct code *code = &template->code[i];
		int jump;

		switch (code->type) {
		case CODE_TEXT:
			buf_add(out, template->literals.data + code->a, code->b);
			break;
		case CODE_VALUE:
		case CODE_HTML:
			put_value(code, data, out);
			break;
		default:
			jump = jumps(code, data, err);
			if (jump < 0)
				return jump;
			if (jump)
				i = code->a - 1;
		}
	}
	return 0;
}
