// SPDX-License-Identifier: Apache-2.0
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "kubectl-nsinfo/render/jsonpath_steps.h"

// What is parsed: a template, or a piece of one, whose end is that of its action.
struct input {
    const char *begin;
    const char *at;
    const char *end;
    bool piece;
};

static int parse_action(struct input *in, struct chain *chain, struct error *err);

void chain_release(struct chain *chain)
{
    for (size_t i = 0; i < chain->count; i++) {
        struct step *step = &chain->steps[i];

        for (size_t k = 0; k < step->chain_count; k++)
            chain_release(&step->chains[k]);
        free(step->chains);
        free(step->name);
        json_decref(step->literal);
    }
    free(chain->steps);
    *chain = (struct chain){0};
}

void jsonpath_free(struct jsonpath **path)
{
    if (*path == NULL)
        return;
    for (size_t i = 0; i < (*path)->count; i++)
        chain_release(&(*path)->actions[i]);
    free((*path)->actions);
    free((*path)->text);
    free(*path);
    *path = NULL;
}

bool chain_has_word(const struct chain *chain, const char *word)
{
    for (size_t i = 0; i < chain->count; i++)
        if (chain->steps[i].kind == STEP_WORD && str_eq(chain->steps[i].name, word))
            return true;
    return false;
}

static struct step *add_step(struct chain *chain, enum step_kind kind)
{
    chain->steps = xgrow(chain->steps, &chain->capacity, chain->count + 1, sizeof(*chain->steps));
    struct step *step = &chain->steps[chain->count++];
    *step = (struct step){.kind = kind};
    return step;
}

static void add_literal(struct chain *chain, json_t *literal)
{
    add_step(chain, STEP_LITERAL)->literal = literal;
}

// A text of the template itself, of any bytes.
static void add_text(struct chain *chain, const char *text, size_t len)
{
    CLEANUP_STRBUF struct strbuf valid = {0};

    text_add_utf8(&valid, text, len);
    add_literal(chain, json_stringn(strbuf_text(&valid), valid.len));
}

static bool at_text(const struct input *in, const char *text)
{
    size_t len = strlen(text);

    return (size_t)(in->end - in->at) >= len && strncmp(in->at, text, len) == 0;
}

// Parses "prefix text suffix" as an action of its own, and appends its steps.
static int parse_piece(const char *prefix, const char *text, size_t len, const char *suffix,
                       struct chain *ret, struct error *err)
{
    CLEANUP_STRBUF struct strbuf piece = {0};

    strbuf_add_text(&piece, prefix);
    strbuf_add(&piece, text, len);
    strbuf_add_text(&piece, suffix);
    const char *begin = strbuf_text(&piece);
    struct input in = {begin, begin, begin + piece.len, true};
    return parse_action(&in, ret, err);
}

static bool ends_word(char c)
{
    return strchr(" \t\r\n.,[]$@{}", c) != NULL; // NUL too
}

static int parse_word(struct input *in, struct chain *chain, struct error *err)
{
    const char *begin = in->at;

    (void)err;
    while (in->at < in->end && !ends_word(*in->at))
        in->at++;
    char *word = xstrndup(begin, (size_t)(in->at - begin));
    if (str_eq(word, "true") || str_eq(word, "false")) {
        add_literal(chain, json_boolean(word[0] == 't'));
        free(word);
        return 0;
    }
    add_step(chain, STEP_WORD)->name = word;
    return 0;
}

// What follows a dot: up to what ends a word, a backslash taking the meaning from what is behind.
static int parse_field(struct input *in, struct chain *chain, struct error *err)
{
    CLEANUP_STRBUF struct strbuf name = {0};

    (void)err;
    while (in->at < in->end && !ends_word(*in->at)) {
        if (*in->at == '\\' && ++in->at == in->end)
            break;
        if (*in->at != '\\')
            strbuf_add_char(&name, *in->at);
        in->at++;
    }
    if (str_eq(strbuf_text(&name), "*"))
        add_step(chain, STEP_WILDCARD);
    else
        add_step(chain, STEP_FIELD)->name = strbuf_steal(&name);
    return 0;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// A letter, a digit or "_"; what is not ASCII is taken for a letter.
static bool is_word_char(char c)
{
    return c == '_' || is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (unsigned char)c >= 0x80;
}

static int parse_recursive(struct input *in, struct chain *chain, struct error *err)
{
    if (chain->count > 0 && chain->steps[chain->count - 1].kind == STEP_RECURSIVE)
        return error_set(err, ERROR_BAD_REQUEST, "invalid multiple recursive descent");
    in->at += strlen("..");
    add_step(chain, STEP_RECURSIVE);
    return in->at < in->end && is_word_char(*in->at) ? parse_field(in, chain, err) : 0;
}

static int parse_number(struct input *in, struct chain *chain, struct error *err)
{
    const char *begin = in->at;

    if (*in->at == '+' || *in->at == '-')
        in->at++;
    while (in->at < in->end && (*in->at == '.' || is_digit(*in->at)))
        in->at++;
    CLEANUP_FREE char *text = xstrndup(begin, (size_t)(in->at - begin));
    const char *digits = text + (text[0] == '+' || text[0] == '-' ? 1 : 0);
    uint64_t number = 0;
    if (parse_u64(digits, INT64_MAX, &number) == 0) {
        add_literal(chain, json_integer(text[0] == '-' ? -(json_int_t)number : (json_int_t)number));
        return 0;
    }
    char *end = NULL;
    double real = strtod(text, &end);
    if (*digits == '\0' || end == text || *end != '\0')
        return error_set(err, ERROR_BAD_REQUEST, "cannot parse number %s", text);
    add_literal(chain, json_real(real));
    return 0;
}

static int parse_bound(const char *text, size_t len, struct slice_bound *ret, struct error *err)
{
    CLEANUP_FREE char *digits = xstrndup(text, len);
    bool negative = digits[0] == '-';
    uint64_t value = 0;

    if (len == 0)
        return 0;
    if (parse_u64(digits + (negative ? 1 : 0), INT32_MAX, &value) < 0)
        return error_set(err, ERROR_BAD_REQUEST, "array index %s is not a number", digits);
    *ret = (struct slice_bound){true, negative ? -(int64_t)value : (int64_t)value};
    return 0;
}

// "-?digits", which may be empty, up to a colon or the end: its length, or -1.
static ptrdiff_t bound_len(const char *text)
{
    size_t len = text[0] == '-' ? 1 : 0;

    while (is_digit(text[len]))
        len++;
    return text[len] == '\0' || text[len] == ':' ? (ptrdiff_t)len : -1;
}

static int parse_slice(const char *text, struct chain *chain, struct error *err)
{
    struct slice_bound bounds[3] = {{0}};
    const char *at = text;
    size_t count = 0;

    for (;; at++) {
        ptrdiff_t len = bound_len(at);
        if (len < 0 || count == ARRAY_SIZE(bounds))
            return error_set(err, ERROR_BAD_REQUEST, "invalid array index %s", text);
        if (parse_bound(at, (size_t)len, &bounds[count++], err) < 0)
            return -1;
        at += len;
        if (*at == '\0')
            break;
    }
    struct step *step = add_step(chain, STEP_SLICE);
    step->from = bounds[0];
    step->to = bounds[1];
    step->by = bounds[2];
    step->single = count == 1;
    if (step->single)
        step->to = (struct slice_bound){true, bounds[0].value + 1};
    return 0;
}

static struct chain *add_chain(struct step *step)
{
    step->chains = xreallocarray(step->chains, step->chain_count + 1, sizeof(*step->chains));
    struct chain *chain = &step->chains[step->chain_count++];
    *chain = (struct chain){0};
    return chain;
}

static int parse_union(const char *text, struct step *step, struct error *err)
{
    for (const char *at = text; at != NULL;) {
        const char *comma = strchrnul(at, ',');
        const char *end = comma;

        while (at < end && *at == ' ')
            at++;
        while (at < end && end[-1] == ' ')
            end--;
        if (parse_piece("[", at, (size_t)(end - at), "]", add_chain(step), err) < 0)
            return -1;
        at = *comma == ',' ? comma + 1 : NULL;
    }
    return 0;
}

// From behind "[" to "]".
static int parse_brackets(struct input *in, struct chain *chain, struct error *err)
{
    const char *begin = in->at;

    while (in->at < in->end && *in->at != ']' && *in->at != '\n')
        in->at++;
    if (in->at == in->end || *in->at == '\n')
        return error_set(err, ERROR_BAD_REQUEST, "unterminated array");
    size_t len = (size_t)(in->at++ - begin);
    CLEANUP_FREE char *text = xstrndup(begin, len);
    if (strchr(text, ',') != NULL)
        return parse_union(text, add_step(chain, STEP_UNION), err);
    if (len >= 2 && text[0] == '\'' && strchr(text + 1, '\'') == text + len - 1)
        return parse_piece(".", text + 1, len - 2, "", chain, err);
    return parse_slice(str_eq(text, "*") ? ":" : text, chain, err);
}

// Where the filter that begins at `in` ends: at the first ")" that does not stand between quotes.
static const char *filter_end(const struct input *in)
{
    char quote = 0;
    bool closed = false;

    for (const char *at = in->at; at < in->end && *at != '\n'; at++) {
        if ((*at == '"' || *at == '\'') && quote == 0)
            quote = *at;
        else if (*at == quote && at[-1] != '\\')
            closed = true;
        else if (*at == ')' && (quote != 0) == closed)
            return at;
    }
    return NULL;
}

// From "[?(" to ")]".
static int parse_filter(struct input *in, struct chain *chain, struct error *err)
{
    static const char operators[] = "!<>=";

    in->at += strlen("[?(");
    const char *begin = in->at;
    const char *end = filter_end(in);
    if (end == NULL)
        return error_set(err, ERROR_BAD_REQUEST, "unterminated filter");
    in->at = end + 1;
    if (in->at == in->end || *in->at++ != ']')
        return error_set(err, ERROR_BAD_REQUEST, "unclosed array expect ]");

    CLEANUP_FREE char *text = xstrndup(begin, (size_t)(end - begin));
    size_t left = strcspn(text, operators);
    size_t operator_len = strspn(text + left, operators);
    // kubectl's regular expression leaves at least a character to the right.
    if (operator_len > 1 && text[left + operator_len] == '\0')
        operator_len--;
    size_t right = left + operator_len;
    struct step *step = add_step(chain, STEP_FILTER);
    if (left == 0 || operator_len == 0 || text[right] == '\0')
        return parse_piece("", text, strlen(text), "", add_chain(step), err);
    step->name = xstrndup(text + left, operator_len);
    if (parse_piece("", text, left, "", add_chain(step), err) < 0)
        return -1;
    return parse_piece("", text + right, strlen(text + right), "", add_chain(step), err);
}

static int parse_quoted(struct input *in, struct chain *chain, struct error *err)
{
    CLEANUP_STRBUF struct strbuf text = {0};
    const char *begin = in->at;
    char quote = *in->at++;

    while (in->at < in->end && *in->at != '\n' && (*in->at != quote || in->at[-1] == '\\'))
        in->at++;
    if (in->at == in->end || *in->at == '\n')
        return error_set(err, ERROR_BAD_REQUEST, "unterminated quoted string");
    in->at++;
    if (jsonpath_unquote(begin + 1, (size_t)(in->at - begin) - 2, quote, &text) < 0)
        return error_set(err, ERROR_BAD_REQUEST, "unquote string %.*s error invalid syntax",
                         (int)(in->at - begin), begin);
    add_text(chain, strbuf_text(&text), text.len);
    return 0;
}

static int refuse_character(const struct input *in, struct error *err)
{
    size_t len = utf8_char_len(in->at, (size_t)(in->end - in->at));
    uint32_t code = len == 0 ? 0xfffd : utf8_code_point(in->at, len);

    if (code < 0x20 || code == 0x7f)
        return error_set(err, ERROR_BAD_REQUEST, "unrecognized character in action: U+%04X", code);
    return error_set(err, ERROR_BAD_REQUEST, "unrecognized character in action: U+%04X '%.*s'",
                     code, (int)len, in->at);
}

static int parse_step(struct input *in, struct chain *chain, struct error *err)
{
    char c = *in->at;

    if (at_text(in, "[?("))
        return parse_filter(in, chain, err);
    if (at_text(in, ".."))
        return parse_recursive(in, chain, err);
    if (c == '"' || c == '\'')
        return parse_quoted(in, chain, err);
    if (c == '+' || c == '-' || is_digit(c))
        return parse_number(in, chain, err);
    if (is_word_char(c))
        return parse_word(in, chain, err);
    if (c != '[' && c != '.' && c != ' ' && c != '@' && c != '$')
        return refuse_character(in, err);
    in->at++;
    if (c == '[')
        return parse_brackets(in, chain, err);
    return c == '.' ? parse_field(in, chain, err) : 0;
}

// From behind "{" to "}", which a piece has not.
static int parse_action(struct input *in, struct chain *chain, struct error *err)
{
    while (in->at < in->end && *in->at != '}') {
        if (*in->at == '\n' || *in->at == '\r')
            return error_set(err, ERROR_BAD_REQUEST, "unclosed action");
        if (parse_step(in, chain, err) < 0)
            return -1;
    }
    if (in->at == in->end && !in->piece)
        return error_set(err, ERROR_BAD_REQUEST, "unclosed action");
    in->at++;
    return 0;
}

static struct chain *add_action(struct jsonpath *path)
{
    path->actions = xgrow(path->actions, &path->capacity, path->count + 1, sizeof(*path->actions));
    struct chain *action = &path->actions[path->count++];
    *action = (struct chain){0};
    return action;
}

int jsonpath_parse(const char *text, struct jsonpath **ret, struct error *err)
{
    CLEANUP_JSONPATH struct jsonpath *path = xcalloc(1, sizeof(*path));
    struct input in = {text, text, text + strlen(text), false};

    path->text = xstrdup(text);
    while (in.at < in.end) {
        size_t len = strcspn(in.at, "{");
        if (len > 0)
            add_text(add_action(path), in.at, len);
        in.at += len;
        if (in.at == in.end)
            break;
        in.at++;
        if (parse_action(&in, add_action(path), err) < 0)
            return -1;
    }
    *ret = steal(&path);
    return 0;
}
