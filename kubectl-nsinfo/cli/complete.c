// SPDX-License-Identifier: Apache-2.0
//
// What could come next on a command line that is still being written: a choice a line, with a tab
// and what it means behind it, and as the last line what the shell may add (cobra's protocol).
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/agent/way.h"
#include "kubectl-nsinfo/cli/arguments.h"
#include "kubectl-nsinfo/cli/command.h"
#include "kubectl-nsinfo/cli/completion_scripts.h"
#include "kubectl-nsinfo/cli/console.h"
#include "kubectl-nsinfo/cli/dry_run.h"
#include "kubectl-nsinfo/cli/selection.h"
#include "kubectl-nsinfo/flow/names.h"
#include "kubectl-nsinfo/kubeconfig/kubeconfig.h"
#include "kubectl-nsinfo/pod/pod_ref.h"
#include "kubectl-nsinfo/pod/process_order.h"
#include "kubectl-nsinfo/render/render.h"

// Directives of cobra's: files too, or nothing but the choices.
enum { ADD_FILES = 0, NO_FILES = 4 };

struct completion {
    const char *begun; // what there is of the word
    const struct command *command;
    struct flags flags;        // as far as the command line has come
    struct option_texts words; // the command's, those that are whole
    struct strbuf out;
};

static void completion_release(struct completion *completion)
{
    flags_release(&completion->flags);
    option_texts_release(&completion->words);
    strbuf_release(&completion->out);
}

// What a shell would not take as one word, or a terminal not as a text, is no choice.
static bool is_plain(const char *text)
{
    CLEANUP_STRBUF struct strbuf escaped = {0};

    text_add_escaped(&escaped, text);
    return str_eq(strbuf_text(&escaped), text) && strpbrk(text, " \\'\"$`&;|<>()*?[]{}!~") == NULL;
}

static void add_choice(struct completion *completion, const char *choice, const char *meaning)
{
    if (!str_starts_with(choice, completion->begun) || !is_plain(choice))
        return;
    strbuf_add_text(&completion->out, choice);
    if (meaning != NULL)
        strbuf_add_format(&completion->out, "\t%s", meaning);
    strbuf_add_char(&completion->out, '\n');
}

static void add_commands(struct completion *completion)
{
    for (size_t i = 0; i < command_count && completion->words.count == 0; i++)
        if (commands[i].summary != NULL)
            add_choice(completion, commands[i].name, commands[i].summary);
}

static void add_scripts(struct completion *completion)
{
    if (completion->words.count > 0)
        return;
    add_choice(completion, "install", "for kubectl");
    for (size_t i = 0; i < completion_script_count; i++)
        add_choice(completion, completion_scripts[i].shell, "a script");
}

static void add_formats(struct completion *completion)
{
    bool template = false;

    for (size_t i = 0; renderer_format(i, &template) != NULL; i++) {
        CLEANUP_STRBUF struct strbuf choice = {0};
        strbuf_add_text(&choice, renderer_format(i, &template));
        strbuf_add_text(&choice, template ? "=" : "");
        add_choice(completion, strbuf_text(&choice), NULL);
    }
}

static void add_orders(struct completion *completion)
{
    for (size_t i = 0; process_order_name(i) != NULL; i++)
        add_choice(completion, process_order_name(i), NULL);
}

static void add_dry_runs(struct completion *completion)
{
    for (size_t i = 0; dry_run_name(i) != NULL; i++)
        add_choice(completion, dry_run_name(i), NULL);
}

static void add_ways(struct completion *completion)
{
    for (size_t i = 0; agent_way_names[i] != NULL; i++)
        add_choice(completion, agent_way_names[i], NULL);
}

// What cannot be found out is not proposed: a message would stand in the middle of the line.
static void add_contexts(struct completion *completion)
{
    CLEANUP_KUBECONFIG struct kubeconfig config = {0};
    CLEANUP_ERROR struct error err = {0};

    if (kubeconfig_load(completion->flags.access.kubeconfig, &config, &err) < 0)
        return;
    for (size_t i = 0; i < config.contexts.count; i++) {
        const struct kube_context *context = config.contexts.items[i];
        add_choice(completion, context->name, NULL);
    }
}

static bool is_word(const struct completion *completion, const char *name)
{
    for (size_t i = 0; i < completion->words.count; i++)
        if (str_eq(completion->words.items[i], name))
            return true;
    return false;
}

static void add_names(struct completion *completion,
                      int (*find)(struct session *, struct name_list *, struct error *))
{
    CLEANUP_SESSION struct session session = {0};
    CLEANUP_NAMES struct name_list names = {0};
    CLEANUP_ERROR struct error err = {0};

    if (session_open(&completion->flags.access, &session, &err) < 0 ||
        find(&session, &names, &err) < 0)
        return;
    for (size_t i = 0; i < names.count; i++)
        if (!is_word(completion, names.items[i]))
            add_choice(completion, names.items[i], NULL);
}

static void add_kube_namespaces(struct completion *completion)
{
    add_names(completion, flow_kube_namespace_names);
}

static void add_nodes(struct completion *completion)
{
    add_names(completion, flow_node_names);
}

static void add_pods(struct completion *completion)
{
    add_names(completion, flow_pod_names);
}

static void add_containers(struct completion *completion)
{
    CLEANUP_SESSION struct session session = {0};
    CLEANUP_NAMES struct name_list names = {0};
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_POD_REFS struct pod_refs pods = {0};

    if (completion->command == NULL)
        return;
    const struct option_texts words =
        selection_names(completion->command, &completion->flags, &completion->words);
    if (words.count == 0 || pod_refs_add_word(&pods, words.items[0], &err) < 0 ||
        pods.items[0].owner != NULL ||
        session_open(&completion->flags.access, &session, &err) < 0 ||
        flow_container_names(&session, pods.items[0].name, &names, &err) < 0)
        return;
    for (size_t i = 0; i < names.count; i++)
        add_choice(completion, names.items[i], NULL);
}

// Returns the directive.
static int add_values(struct completion *completion, enum value_source source)
{
    static void (*const add[VALUES_COUNT])(struct completion * completion) = {
        [VALUES_COMMANDS] = add_commands, [VALUES_SCRIPTS] = add_scripts,
        [VALUES_FORMATS] = add_formats,   [VALUES_ORDERS] = add_orders,
        [VALUES_DRY_RUNS] = add_dry_runs, [VALUES_CONTEXTS] = add_contexts,
        [VALUES_PODS] = add_pods,         [VALUES_KUBE_NAMESPACES] = add_kube_namespaces,
        [VALUES_NODES] = add_nodes,       [VALUES_CONTAINERS] = add_containers,
        [VALUES_WAYS] = add_ways,
    };

    if (add[source] != NULL)
        add[source](completion);
    return source == VALUES_FILES ? ADD_FILES : NO_FILES;
}

// What the value of an option can be; the directive.
static int add_option_values(struct completion *completion, const struct option *row)
{
    for (size_t i = 0; row->choices != NULL && row->choices[i] != NULL; i++)
        add_choice(completion, row->choices[i], NULL);
    return add_values(completion, (enum value_source)row->values);
}

static void add_flags(struct completion *completion, const struct option_table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        const struct option *row = &table->rows[i];
        CLEANUP_STRBUF struct strbuf name = {0};
        CLEANUP_STRBUF struct strbuf letter = {0};

        strbuf_add_format(&name, "--%s", row->name);
        add_choice(completion, strbuf_text(&name), row->help);
        if (row->letter == 0)
            continue;
        strbuf_add_format(&letter, "-%c", row->letter);
        add_choice(completion, strbuf_text(&letter), row->help);
    }
}

static bool is_called(const struct option *row, const char *name, size_t len)
{
    return strlen(row->name) == len && strncmp(row->name, name, len) == 0;
}

// "--name=" or "-n=" and what there is of the value; NULL if the word is no such thing.
static const struct option *find_assigned(const struct option_table *tables, size_t count,
                                          const char *word)
{
    const char *equals = strchr(word, '=');

    bool is_letter = equals == word + strlen("-n");

    if (equals == NULL || (!is_letter && !str_starts_with(word, "--")))
        return NULL;
    for (size_t t = 0; t < count; t++)
        for (size_t i = 0; i < tables[t].count; i++) {
            const struct option *row = &tables[t].rows[i];
            if (is_letter ? row->letter == word[1]
                          : is_called(row, word + 2, (size_t)(equals - word - 2)))
                return row;
        }
    return NULL;
}

static int complete_word(struct completion *completion, const struct option_table *tables,
                         size_t count, const struct options_end *end)
{
    bool may_be_flag = completion->begun[0] == '-' && !end->options_ended;
    const struct option *assigned = find_assigned(tables, count, completion->begun);

    if (end->lacking != NULL)
        return add_option_values(completion, end->lacking);
    if (may_be_flag && assigned != NULL) {
        completion->begun = strchr(completion->begun, '=') + 1;
        return add_option_values(completion, assigned);
    }
    if (!may_be_flag)
        return add_values(completion, completion->command == NULL ? VALUES_COMMANDS
                                                                  : completion->command->words);
    for (size_t i = 0; i < count; i++)
        add_flags(completion, &tables[i]);
    return NO_FILES;
}

// The arguments but the last, which is being written. What cannot be parsed has no completion.
static int complete(struct completion *completion, int argc, const char *const *argv)
{
    int word = arguments_find_command(argc, argv);
    int count = 0;
    CLEANUP_FREE const char **others = arguments_without(argc, argv, word, &count);
    CLEANUP_ERROR struct error err = {0};
    struct option_table tables[MAX_TABLES];
    struct options_end end = {0};

    completion->command = word == argc ? NULL : command_find(argv[word]);
    if (word < argc && completion->command == NULL)
        return NO_FILES;
    size_t table_count = arguments_tables(completion->command, &completion->flags, tables);
    if (options_parse_unfinished(tables, table_count, count, others, &completion->words, &end,
                                 &err) < 0)
        return NO_FILES;
    return complete_word(completion, tables, table_count, &end);
}

int command_complete(struct invocation *invocation, struct error *err)
{
    CLEANUP(completion_release) struct completion completion = {0};
    int before = invocation->argc > 0 ? invocation->argc - 1 : 0;

    flags_init(&completion.flags);
    completion.begun = invocation->argc > 0 ? invocation->argv[before] : "";
    int directive = complete(&completion, before, invocation->argv);
    strbuf_add_format(&completion.out, ":%d\n", directive);
    return console_write(&completion.out, err);
}
