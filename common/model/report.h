// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_MODEL_REPORT_H
#define NSINFO_MODEL_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/model/ns_kind.h"

// What the agent says of a node's containers: the contract between the two programs. In every
// struct the texts and arrays are owned. Times are seconds since 1970 in UTC; 0 is one that is not
// known.

struct process {
    uint64_t pid; // as the node's own PID namespace has it
    uint64_t ppid;
    uint64_t *ns_pids; // its PID in every namespace from the node's to its own (NSpid, proc(5))
    size_t ns_pid_count;
    bool uid_known;
    uint32_t uid; // effective, as the node's own user namespace has it
    char *user;   // its name in the container's /etc/passwd; NULL if it has none there
    char state;   // R, S, D, Z, …: proc(5), /proc/PID/stat
    uint64_t threads;
    int64_t start_time;
    double cpu_seconds; // user and system
    uint64_t resident_bytes;
    char *name;         // comm: at most 15 bytes, shown where there are no arguments
    bool command_known; // false: the arguments could not be read
    char **command;     // the arguments; none for a kernel thread or a zombie
    size_t command_count;
    bool command_truncated; // cut at LIMIT_COMMAND, or LIMIT_REPORT_COMMANDS
};

// What a second back end says of a container's init process.
struct cross_check {
    char *by; // its name; NULL if it had no answer, or was not asked
    uint64_t pid;
    bool agrees; // it is the same process
    char *error; // why it had none; NULL if it was not asked
};

struct container_report {
    char *id;          // as asked for: "<runtime>://<64 hex>"
    uint64_t pid;      // of its init process
    char *resolved_by; // the back end that found it: "cgroup", …
    struct cross_check cross_check;
    int64_t start_time;
    char *pod_uid;  // NULL if its cgroup does not say
    char *pod_name; // as the API server has it; this and the next two are NULL if no pod claims it
    char *kube_namespace;
    char *container_name;
    char *cgroup;
    struct ns_set namespaces;
    bool has_processes;        // they were asked for
    bool truncated;            // it has more than are listed
    struct process *processes; // by PID
    size_t process_count;
};

struct container_error {
    char *id; // as asked for
    enum error_code code;
    char *message;
};

struct node_info {
    char *name;
    char *boot_id; // NULL or "" if it is not known, as the next one
    char *kernel_version;
    char *agent_version;
    int64_t time;             // the node's clock when the report was made
    uint64_t uptime_ms;       // how long it had been up by then: no setting of the clock changes
                              // it; 0 if it is not known
    struct ns_set namespaces; // the node's own: those of its PID 1
};

enum report_kind {
    REPORT_CONTAINER_LIST, // of the containers that were asked for
    REPORT_NODE,           // of every container that was found
};

struct report {
    enum report_kind kind;
    struct node_info node;
    struct container_report *containers;
    size_t container_count;
    struct container_error *errors; // of the containers that were asked for
    size_t error_count;
};

void process_release(struct process *process) ATTR_NONNULL(1);
void cross_check_release(struct cross_check *check) ATTR_NONNULL(1);
void container_report_release(struct container_report *container) ATTR_NONNULL(1);
void report_release(struct report *report) ATTR_NONNULL(1);

#define CLEANUP_REPORT CLEANUP(report_release)

// The PID that a process has inside the container: in the PID namespace of the init process, not in
// one of its own making; if init is not listed, in its own. 0 if it has none there.
uint64_t container_report_pid_inside(const struct container_report *container,
                                     const struct process *process) ATTR_NODISCARD
    ATTR_NONNULL(1, 2);

// The container asked for as `id`, or NULL; belongs to the report.
const struct container_report *report_find(const struct report *report, const char *id)
    ATTR_NONNULL(1, 2);
const struct container_error *report_find_error(const struct report *report, const char *id)
    ATTR_NONNULL(1, 2);

#endif
