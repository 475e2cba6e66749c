// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_POD_POD_H
#define NSINFO_POD_POD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/strbuf.h"

// A pod as a plain struct: what this program needs of k8s.io/api core/v1, Pod. Every text is owned,
// and NULL where the API server says nothing. pod_decode.c and pod_pack.c have tables of the
// fields.

enum container_kind {
    CONTAINER_INIT,
    CONTAINER_ORDINARY,
    CONTAINER_EPHEMERAL,
    CONTAINER_KIND_COUNT,
};

// A switch of the spec: what the API server takes for no where nothing is said may still be told
// from a no.
enum pod_switch { SWITCH_UNSET, SWITCH_NO, SWITCH_YES };

enum container_phase { CONTAINER_WAITING, CONTAINER_RUNNING, CONTAINER_TERMINATED };

// How a container that has ended did.
struct container_end {
    char *reason; // "Completed", "Error", "OOMKilled", …
    char *message;
    int exit_code;
    int signal; // 0 if it ended by itself
};

struct pod_container {
    enum container_kind kind;
    char *name;
    char *image;
    bool sidecar;    // an init container that goes on running: restartPolicy Always (KEP-753)
    bool privileged; // securityContext.privileged
    char *target;    // targetContainerName: whose PID namespace an ephemeral container joins
    enum container_phase phase;
    char *reason; // of waiting or of having ended: "ContainerCreating", "OOMKilled", …
    char *message;
    int exit_code;             // CONTAINER_TERMINATED
    int signal;                // the same; 0 if it ended by itself
    bool ended_before;         // it is not its first run that this is, or that it waits for
    struct container_end last; // how the run before ended, if ended_before
    uint64_t restart_count;
    bool ready;
    char *id; // "<runtime>://<64 hex>"
};

struct pod {
    char *kube_namespace;
    char *name;
    char *uid;
    char *labels; // "app=web,tier=front"
    char *node;   // NULL until it was scheduled
    bool taken;   // by its node's kubelet: status.startTime
    char *phase;
    char *reason; // of the phase: "Evicted", …
    char *message;
    char *unschedulable; // why no node takes it, while none does
    bool nominated;      // a node is being cleared for it (status.nominatedNodeName)
    char *restart_policy;
    bool deleted;        // it is being deleted
    char *deletion_time; // RFC 3339: when its grace period ends
    bool ready;
    enum pod_switch host_network;
    enum pod_switch host_pid;
    enum pod_switch host_ipc;
    enum pod_switch host_users;
    enum pod_switch share_process_namespace;
    char *runtime_class;              // runtimeClassName
    char *os;                         // os.name: "linux", "windows"
    struct pod_container *containers; // init, ordinary, ephemeral
    size_t container_count;
};

#define CLEANUP_POD CLEANUP(pod_release)

void pod_release(struct pod *pod) ATTR_NONNULL(1);

// Appends its name as tables have it: "nginx", "init:setup", "ephemeral:debugger".
void container_add_name(const struct pod_container *container, struct strbuf *buf)
    ATTR_NONNULL(1, 2);

// Whether that is its name, plain or as tables have it.
bool container_is_called(const struct pod_container *container, const char *name)
    ATTR_NONNULL(1, 2);

// The container that is called so, or NULL; belongs to the pod. Names are unique over all three
// kinds.
const struct pod_container *pod_find_container(const struct pod *pod, const char *name)
    ATTR_NONNULL(1, 2);

// The same as a check: ERROR_NOT_FOUND, in kubectl's words.
int pod_require_container(const struct pod *pod, const char *name, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3);

// "init", "container", "ephemeral": the kind as -o json has it.
const char *container_kind_name(enum container_kind kind);

// Appends the state of a container of the pod in one line: "Running", "CrashLoopBackOff",
// "Completed (exit 0)"; of one without a state of its own, the pod's: "Pending", "Evicted". Behind
// it how the run before ended, for what waits: "CrashLoopBackOff (last: OOMKilled, exit 137)", and
// " (Terminating)" where the pod is being deleted and the container has not ended yet.
void container_add_state(const struct pod *pod, const struct pod_container *container,
                         struct strbuf *buf) ATTR_NONNULL(1, 2, 3);

// Whether that state is other than on the way from its start to an end with exit status 0.
bool container_is_troubled(const struct pod *pod, const struct pod_container *container)
    ATTR_NONNULL(1, 2);

// Whether any of its containers runs.
bool pod_any_runs(const struct pod *pod) ATTR_NONNULL(1);

// Whether it has a node whose kubelet has said nothing of it: the node may be down, or not exist.
bool pod_is_untaken(const struct pod *pod) ATTR_NONNULL(1);

// Appends the pod's state in one line, with the reason where there is one: "Pending
// (Unschedulable: 0/2 nodes are available)", "Failed (Evicted: low on memory)", "Running".
void pod_add_state(const struct pod *pod, struct strbuf *buf) ATTR_NONNULL(1, 2);

#endif
