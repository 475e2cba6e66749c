// SPDX-License-Identifier: Apache-2.0
#include "node-agent/runtime/docker_reply.h"

#include "common/base/strbuf.h"
#include "common/base/text.h"
#include "common/model/json_get.h"

enum {
    // Docker 28's. A server may have dropped the oldest ones, so the newest is spoken that both
    // know; what is read has been the same in all.
    NEWEST_MINOR = 51,
    MESSAGE_MAX = 512,
};

int docker_choose_version(const char *api_version, uint64_t *ret_minor, struct error *err)
{
    const char *at = api_version == NULL ? "" : api_version;
    uint64_t major = 0;
    uint64_t minor = 0;

    if (parse_u64_at(&at, UINT16_MAX, &major) < 0 || *at != '.' || major != 1 ||
        parse_u64(at + 1, UINT16_MAX, &minor) < 0)
        return error_set(err, ERROR_BAD_REPLY, "the reply to \"/_ping\" names no API version 1.x");
    *ret_minor = minor < NEWEST_MINOR ? minor : NEWEST_MINOR;
    return 0;
}

static void add_message(const char *body, size_t len, struct strbuf *text)
{
    CLEANUP_STRBUF struct strbuf cut = STRBUF_LIMITED(MESSAGE_MAX);
    CLEANUP_ERROR struct error ignored = {0};
    CLEANUP_JSON json_t *json = NULL;
    const char *message = NULL;

    if (json_parse(body, len, &json, &ignored) < 0 ||
        json_get_text(json, "message", &message, &ignored) < 0 || message == NULL)
        return;
    strbuf_add(&cut, message, strnlen(message, MESSAGE_MAX));
    strbuf_add_text(text, ": ");
    text_add_escaped(text, strbuf_text(&cut));
}

int docker_status_error(int status, const char *body, size_t len, struct error *err)
{
    enum { NOT_FOUND = 404, SERVER_ERROR = 500 };
    CLEANUP_STRBUF struct strbuf message = {0};
    enum error_code code = status >= SERVER_ERROR ? ERROR_UNAVAILABLE : ERROR_BAD_REPLY;

    add_message(body, len, &message);
    return error_set(err, status == NOT_FOUND ? ERROR_NOT_FOUND : code, "HTTP status %d%s", status,
                     strbuf_text(&message));
}

static int state_from_json(const json_t *reply, const char *id, bool *ret_running,
                           uint64_t *ret_pid, struct error *err)
{
    const json_t *state = NULL;
    const char *own_id = NULL;

    if (!json_is_object(reply))
        return error_set(err, ERROR_BAD_REPLY, "not a JSON object");
    if (json_get_text(reply, "Id", &own_id, err) < 0 ||
        json_get_object(reply, "State", &state, err) < 0)
        return -1;
    if (!str_eq(own_id, id))
        return error_set(err, ERROR_BAD_REPLY, "the reply is not about this container");
    if (state == NULL)
        return error_set(err, ERROR_BAD_REPLY, "field \"State\" is missing");
    if (json_get_bool(state, "Running", ret_running, err) < 0 ||
        json_get_u64(state, "Pid", ret_pid, err) < 0)
        return error_wrap(err, "field \"State\"");
    return 0;
}

int docker_take_pid(const char *body, size_t len, const char *id, uint64_t *ret_pid,
                    struct error *err)
{
    CLEANUP_JSON json_t *json = NULL;
    bool running = false;
    uint64_t pid = 0;

    if (json_parse(body, len, &json, err) < 0 || state_from_json(json, id, &running, &pid, err) < 0)
        return -1;
    if (!running)
        return error_set(err, ERROR_NOT_FOUND, "the container does not run");
    if (pid == 0 || pid > INT32_MAX)
        return error_set(err, ERROR_BAD_REPLY, "the runtime does not say the container's PID");
    *ret_pid = pid;
    return 0;
}
