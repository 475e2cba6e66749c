// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_CLI_COMMAND_H
#define NSINFO_CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/options.h"
#include "kubectl-nsinfo/flow/session.h"

// What --color says, in the order of its choices.
enum { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

// Everything that a flag of any command can say.
struct flags {
    struct access_flags access;
    const char *cache_dir;
    bool help;
    const char *output;
    const char *sort_path;
    int colour;
    bool no_headers;
    const char *container;
    bool all_kube_namespaces;
    const char *selector;
    const char *field_selector;
    const char *node;
    uint64_t chunk_size;
    bool ignore_not_found;
    bool show_labels;
    struct option_texts files;
    bool recursive;
    const char *dry_run;
    bool force_conflicts;
    uint64_t timeout_ms;
    bool client;
    const char *sort_by;
    bool tree;
    bool watch;
    uint64_t interval_ms;
    const char *image;
    const char *node_selector;
    const char *runtime_endpoint;
    const char *team;
    bool wait;
    uint64_t rollout_timeout_ms;
    bool force;
    bool yes;
    bool ephemeral;
};

struct invocation {
    const char *argv0;
    const char *program; // what the user calls this program: "kubectl nsinfo"
    const struct command *command;
    struct flags flags;
    struct option_texts words; // the arguments that are no flags, without the command's name
    int argc;                  // all but the command's name, as they stand
    const char *const *argv;
};

// Where the values of a flag or the words of a command come from that completion proposes.
enum value_source {
    VALUES_NONE,
    VALUES_FILES, // the shell's own
    VALUES_COMMANDS,
    VALUES_SCRIPTS, // what `completion` takes
    VALUES_FORMATS,
    VALUES_ORDERS, // what `top --sort-by` takes
    VALUES_DRY_RUNS,
    VALUES_WAYS, // of --via
    VALUES_CONTEXTS,
    VALUES_KUBE_NAMESPACES,
    VALUES_PODS,
    VALUES_NODES,
    VALUES_CONTAINERS, // of the first pod that is named
    VALUES_COUNT,
};

// Flags that go together, for several commands.
struct option_group {
    const struct option *rows;
    size_t count;
};

struct example {
    const char *what;
    const char *arguments; // behind the program's name
};

enum { MAX_GROUPS = 9, MAX_EXAMPLES = 7 };

// A command: how it is parsed, explained and run. The help is made from it.
struct command {
    const char *name;
    const char *summary;     // a line in the list of commands; NULL: it is not listed
    const char *usage;       // behind the command's name
    const char *description; // whole lines
    struct example examples[MAX_EXAMPLES];
    const struct option_group *groups[MAX_GROUPS]; // its own flags; access_options come on top
    enum value_source words;
    bool takes_kind; // "pod NAME" is the pod NAME, as after kubectl get and kubectl top
    bool takes_all;  // its arguments are not parsed: the words are empty
    // The exit status, or -1 with err set. An ERROR_USAGE is followed by where to find help.
    int (*run)(struct invocation *invocation, struct error *err);
};

extern const struct command commands[];
extern const size_t command_count;

// NULL if there is none of that name.
const struct command *command_find(const char *name) ATTR_NONNULL(1);

// ERROR_USAGE that names what was written, and the nearest command there is. Returns -1.
int command_unknown(const char *program, const char *name, struct error *err) ATTR_NONNULL(1, 2, 3);

extern const struct option_group access_options; // every command's
extern const struct option_group output_options;
extern const struct option_group selection_options;
extern const struct option_group file_options;
extern const struct option_group sort_options;
extern const struct option_group container_options;
extern const struct option_group label_options;
extern const struct option_group top_options;
extern const struct option_group apply_options;
extern const struct option_group explain_options;
extern const struct option_group agent_options; // of those that ask agents
extern const struct option_group ephemeral_options;
extern const struct option_group version_options;
extern const struct option_group deploy_options;
extern const struct option_group undeploy_options;
extern const struct option_group rollout_options; // of both
extern const struct option_group doctor_options;

int command_pod(struct invocation *invocation, struct error *err) ATTR_NONNULL(1, 2);
int command_top(struct invocation *invocation, struct error *err) ATTR_NONNULL(1, 2);
int command_apply(struct invocation *invocation, struct error *err) ATTR_NONNULL(1, 2);
int command_explain(struct invocation *invocation, struct error *err) ATTR_NONNULL(1, 2);
int command_version(struct invocation *invocation, struct error *err) ATTR_NONNULL(1, 2);
int command_deploy(struct invocation *invocation, struct error *err) ATTR_NONNULL(1, 2);
int command_undeploy(struct invocation *invocation, struct error *err) ATTR_NONNULL(1, 2);
int command_doctor(struct invocation *invocation, struct error *err) ATTR_NONNULL(1, 2);
int command_completion(struct invocation *invocation, struct error *err) ATTR_NONNULL(1, 2);
int command_complete(struct invocation *invocation, struct error *err) ATTR_NONNULL(1, 2);
int command_help(struct invocation *invocation, struct error *err) ATTR_NONNULL(1, 2);

#endif
