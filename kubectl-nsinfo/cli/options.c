// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/cli/command.h"

#define FIELD(name) offsetof(struct flags, name)
#define GROUP(rows)                                                                                \
    {                                                                                              \
        rows, ARRAY_SIZE(rows)                                                                     \
    }

static const struct option access_rows[] = {
    {.name = "namespace",
     .letter = 'n',
     .kind = OPTION_TEXT,
     .offset = FIELD(access.kube_namespace),
     .argument = "NAME",
     .values = VALUES_KUBE_NAMESPACES,
     .help = "the Kubernetes namespace, if not that of the context"},
    {.name = "agent-namespace",
     .kind = OPTION_TEXT,
     .offset = FIELD(access.agent_kube_namespace),
     .argument = "NAME",
     .values = VALUES_KUBE_NAMESPACES,
     .help = "the agents', if not $NSINFO_AGENT_NAMESPACE or nsinfo-system"},
    {.name = "context",
     .kind = OPTION_TEXT,
     .offset = FIELD(access.context),
     .argument = "NAME",
     .values = VALUES_CONTEXTS,
     .help = "the kubeconfig context to use, if not the current one"},
    {.name = "cluster",
     .kind = OPTION_TEXT,
     .offset = FIELD(access.cluster),
     .argument = "NAME",
     .help = "the kubeconfig cluster to use, if not that of the context"},
    {.name = "user",
     .kind = OPTION_TEXT,
     .offset = FIELD(access.user),
     .argument = "NAME",
     .help = "the kubeconfig user to use, if not that of the context"},
    {.name = "kubeconfig",
     .kind = OPTION_TEXT,
     .offset = FIELD(access.kubeconfig),
     .argument = "FILE",
     .values = VALUES_FILES,
     .help = "the kubeconfig, if not $KUBECONFIG or ~/.kube/config"},
    {.name = "server",
     .letter = 's',
     .kind = OPTION_TEXT,
     .offset = FIELD(access.server),
     .argument = "URL",
     .help = "the address of the API server"},
    {.name = "tls-server-name",
     .kind = OPTION_TEXT,
     .offset = FIELD(access.tls_server_name),
     .argument = "NAME",
     .help = "the name that the server's certificate must have"},
    {.name = "certificate-authority",
     .kind = OPTION_TEXT,
     .offset = FIELD(access.ca_file),
     .argument = "FILE",
     .values = VALUES_FILES,
     .help = "the file of the server's certificate authority"},
    {.name = "insecure-skip-tls-verify",
     .kind = OPTION_BOOL,
     .offset = FIELD(access.skip_verify),
     .help = "do not check the server's certificate, at your risk"},
    {.name = "client-certificate",
     .kind = OPTION_TEXT,
     .offset = FIELD(access.cert_file),
     .argument = "FILE",
     .values = VALUES_FILES,
     .help = "the file of a client certificate"},
    {.name = "client-key",
     .kind = OPTION_TEXT,
     .offset = FIELD(access.key_file),
     .argument = "FILE",
     .values = VALUES_FILES,
     .help = "the file of its key"},
    {.name = "token",
     .kind = OPTION_TEXT,
     .offset = FIELD(access.token),
     .argument = "TOKEN",
     .help = "the bearer token for the API server"},
    {.name = "as",
     .kind = OPTION_TEXT,
     .offset = FIELD(access.as),
     .argument = "USER",
     .help = "the user to impersonate"},
    {.name = "as-uid",
     .kind = OPTION_TEXT,
     .offset = FIELD(access.as_uid),
     .argument = "UID",
     .help = "the UID to impersonate"},
    {.name = "as-group",
     .kind = OPTION_TEXTS,
     .offset = FIELD(access.as_groups),
     .argument = "GROUP",
     .help = "a group to impersonate; may be repeated"},
    {.name = "as-user-extra",
     .kind = OPTION_TEXTS,
     .offset = FIELD(access.as_user_extra),
     .argument = "KEY=VALUE",
     .help = "more of the user to impersonate; may be repeated"},
    {.name = "request-timeout",
     .kind = OPTION_DURATION,
     .offset = FIELD(access.request_timeout_ms),
     .argument = "DURATION",
     .fallback = "65s",
     .help = "how long one request may take; 0 sets no limit"},
    {.name = "disable-compression",
     .kind = OPTION_BOOL,
     .offset = FIELD(access.disable_compression),
     .help = "let no reply of the server come compressed"},
    {.name = "cache-dir",
     .kind = OPTION_TEXT,
     .offset = FIELD(cache_dir),
     .argument = "FOLDER",
     .help = "taken as kubectl takes it; nothing is cached"},
    {.name = "v",
     .letter = 'v',
     .kind = OPTION_NUMBER,
     .offset = FIELD(access.verbosity),
     .argument = "LEVEL",
     .help = "show each request: 6; with headers: 7; with bodies: 8"},
    {.name = "help",
     .letter = 'h',
     .kind = OPTION_BOOL,
     .offset = FIELD(help),
     .help = "show this help"},
};
const struct option_group access_options = GROUP(access_rows);

static const char *const colour_choices[] = {"auto", "always", "never", NULL};

static const struct option output_rows[] = {
    {.name = "output",
     .letter = 'o',
     .kind = OPTION_TEXT,
     .offset = FIELD(output),
     .argument = "FORMAT",
     .values = VALUES_FORMATS,
     .help = "json, yaml, wide, name, jsonpath=T, custom-columns=T, ...-file=F"},
    {.name = "no-headers",
     .kind = OPTION_BOOL,
     .offset = FIELD(no_headers),
     .help = "print tables without their headings"},
    {.name = "color",
     .kind = OPTION_CHOICE,
     .offset = FIELD(colour),
     .argument = "WHEN",
     .fallback = "auto",
     .choices = colour_choices,
     .help = "colours in tables"},
};
const struct option_group output_options = GROUP(output_rows);

static const struct option selection_rows[] = {
    {.name = "all-namespaces",
     .letter = 'A',
     .kind = OPTION_BOOL,
     .offset = FIELD(all_kube_namespaces),
     .help = "of all Kubernetes namespaces, whatever -n says"},
    {.name = "selector",
     .letter = 'l',
     .kind = OPTION_TEXT,
     .offset = FIELD(selector),
     .argument = "SELECTOR",
     .help = "pods with these labels: app=web,tier!=back,env in (a,b),!old"},
    {.name = "field-selector",
     .kind = OPTION_TEXT,
     .offset = FIELD(field_selector),
     .argument = "SELECTOR",
     .help = "pods with these fields: status.phase=Running,spec.nodeName!=node-a"},
    {.name = "node",
     .kind = OPTION_TEXT,
     .offset = FIELD(node),
     .argument = "NAME",
     .values = VALUES_NODES,
     .help = "pods on this node"},
    {.name = "ignore-not-found",
     .kind = OPTION_BOOL,
     .offset = FIELD(ignore_not_found),
     .help = "take what is named and not there for no error"},
    {.name = "chunk-size",
     .kind = OPTION_NUMBER,
     .offset = FIELD(chunk_size),
     .argument = "COUNT",
     .fallback = "500",
     .max = INT64_MAX,
     .help = "how many pods to ask for at once; 0 asks for all"},
};
const struct option_group selection_options = GROUP(selection_rows);

#define FILENAME(text)                                                                             \
    {                                                                                              \
        .name = "filename", .letter = 'f', .kind = OPTION_TEXTS, .offset = FIELD(files),           \
        .argument = "FILE", .values = VALUES_FILES, .help = (text)                                 \
    }

#define RECURSIVE                                                                                  \
    {                                                                                              \
        .name = "recursive", .letter = 'R', .kind = OPTION_BOOL, .offset = FIELD(recursive),       \
        .help = "with a folder, take those below it too"                                           \
    }

static const struct option file_rows[] = {
    FILENAME("pods that a file or folder names, or makes; - for standard input"),
    RECURSIVE,
};
const struct option_group file_options = GROUP(file_rows);

static const struct option sort_rows[] = {
    {.name = "sort-by",
     .kind = OPTION_TEXT,
     .offset = FIELD(sort_path),
     .argument = "PATH",
     .help = "sort the pods by a field of -o json's items: .name, .node.name"},
};
const struct option_group sort_options = GROUP(sort_rows);

static const struct option container_rows[] = {
    {.name = "container",
     .letter = 'c',
     .kind = OPTION_TEXT,
     .offset = FIELD(container),
     .argument = "NAME",
     .values = VALUES_CONTAINERS,
     .help = "show this container alone, of the pods that have it"},
};
const struct option_group container_options = GROUP(container_rows);

static const struct option label_rows[] = {
    {.name = "show-labels",
     .kind = OPTION_BOOL,
     .offset = FIELD(show_labels),
     .help = "show the labels of each pod, in the last column"},
};
const struct option_group label_options = GROUP(label_rows);

static const struct option top_rows[] = {
    {.name = "sort-by",
     .kind = OPTION_TEXT,
     .offset = FIELD(sort_by),
     .argument = "ORDER",
     .values = VALUES_ORDERS,
     .help = "order pods, containers and processes: cpu, memory, pid or time"},
    {.name = "tree",
     .kind = OPTION_BOOL,
     .offset = FIELD(tree),
     .help = "show processes under their parents"},
    {.name = "watch",
     .letter = 'w',
     .kind = OPTION_BOOL,
     .offset = FIELD(watch),
     .help = "show them again and again, until q or Ctrl-C"},
    {.name = "interval",
     .kind = OPTION_DURATION,
     .offset = FIELD(interval_ms),
     .argument = "DURATION",
     .fallback = "2s",
     .help = "with --watch, how long to wait in between"},
};
const struct option_group top_options = GROUP(top_rows);

static const struct option apply_rows[] = {
    FILENAME("a file or folder of pods; - for standard input; may be repeated"),
    RECURSIVE,
    {.name = "dry-run",
     .kind = OPTION_TEXT,
     .offset = FIELD(dry_run),
     .argument = "WHERE",
     .bare = "unchanged",
     .fallback = "none",
     .values = VALUES_DRY_RUNS,
     .help = "only show what would be: server, or client to send nothing"},
    {.name = "force-conflicts",
     .kind = OPTION_BOOL,
     .offset = FIELD(force_conflicts),
     .help = "take over fields that another manager owns"},
    {.name = "timeout",
     .kind = OPTION_DURATION,
     .offset = FIELD(timeout_ms),
     .argument = "DURATION",
     .fallback = "60s",
     .help = "how long to wait until the pods run; 0 looks once"},
};
const struct option_group apply_options = GROUP(apply_rows);

static const struct option explain_rows[] = {
    FILENAME("a file or folder of pods or what makes them; - for standard input"),
    RECURSIVE,
};
const struct option_group explain_options = GROUP(explain_rows);

static const struct option agent_rows[] = {
    {.name = "via",
     .kind = OPTION_TEXT,
     .offset = FIELD(access.via),
     .argument = "WAY",
     .fallback = "proxy",
     .values = VALUES_WAYS,
     .help = "the way to agents: proxy, port-forward or a URL"},
};
const struct option_group agent_options = GROUP(agent_rows);

static const struct option ephemeral_rows[] = {
    {.name = "ephemeral",
     .kind = OPTION_BOOL,
     .offset = FIELD(ephemeral),
     .help = "start agents for this command alone, and remove them"},
    {.name = "image",
     .kind = OPTION_TEXT,
     .offset = FIELD(image),
     .argument = "IMAGE",
     .help = "with --ephemeral: the agents' image"},
};
const struct option_group ephemeral_options = GROUP(ephemeral_rows);

static const struct option version_rows[] = {
    {.name = "client",
     .kind = OPTION_BOOL,
     .offset = FIELD(client),
     .help = "show the client's version alone, without asking the cluster"},
};
const struct option_group version_options = GROUP(version_rows);

static const struct option deploy_rows[] = {
    {.name = "image",
     .kind = OPTION_TEXT,
     .offset = FIELD(image),
     .argument = "IMAGE",
     .help = "the agents' image, where the nodes can pull it"},
    {.name = "node-selector",
     .kind = OPTION_TEXT,
     .offset = FIELD(node_selector),
     .argument = "KEY=VALUE,...",
     .help = "put agents on nodes with these labels alone"},
    {.name = "runtime-endpoint",
     .kind = OPTION_TEXT,
     .offset = FIELD(runtime_endpoint),
     .argument = "PATH",
     .help = "a runtime's socket for the agents to ask too; or RUNTIME=PATH"},
    {.name = "team",
     .kind = OPTION_TEXT,
     .offset = FIELD(team),
     .argument = "NAMESPACE",
     .values = VALUES_KUBE_NAMESPACES,
     .help = "only let the group of this name see the pods in there"},
    {.name = "dry-run",
     .kind = OPTION_TEXT,
     .offset = FIELD(dry_run),
     .argument = "client",
     .help = "print what would be sent, without asking the cluster"},
    {.name = "output",
     .letter = 'o',
     .kind = OPTION_TEXT,
     .offset = FIELD(output),
     .argument = "FORMAT",
     .help = "with --dry-run=client: json or yaml"},
    {.name = "force",
     .kind = OPTION_BOOL,
     .offset = FIELD(force),
     .help = "put older agents in the place of newer ones"},
    {.name = "force-conflicts",
     .kind = OPTION_BOOL,
     .offset = FIELD(force_conflicts),
     .help = "take over fields that somebody else has set"},
};
const struct option_group deploy_options = GROUP(deploy_rows);

static const struct option undeploy_rows[] = {
    {.name = "yes",
     .letter = 'y',
     .kind = OPTION_BOOL,
     .offset = FIELD(yes),
     .help = "do not ask first"},
};
const struct option_group undeploy_options = GROUP(undeploy_rows);

static const struct option rollout_rows[] = {
    {.name = "wait",
     .kind = OPTION_BOOL,
     .offset = FIELD(wait),
     .fallback = "true",
     .help = "wait until all is done"},
    {.name = "timeout",
     .kind = OPTION_DURATION,
     .offset = FIELD(rollout_timeout_ms),
     .argument = "DURATION",
     .fallback = "5m",
     .help = "how long to wait; 0 looks once"},
};
const struct option_group rollout_options = GROUP(rollout_rows);

static const struct option doctor_rows[] = {
    {.name = "node",
     .kind = OPTION_TEXT,
     .offset = FIELD(node),
     .argument = "NAME",
     .values = VALUES_NODES,
     .help = "of all nodes, look at this one alone"},
    {.name = "output",
     .letter = 'o',
     .kind = OPTION_TEXT,
     .offset = FIELD(output),
     .argument = "FORMAT",
     .values = VALUES_FORMATS,
     .help = "json, yaml, name, jsonpath=T, custom-columns=T, ...-file=F"},
    {.name = "color",
     .kind = OPTION_CHOICE,
     .offset = FIELD(colour),
     .argument = "WHEN",
     .fallback = "auto",
     .choices = colour_choices,
     .help = "colours of the results"},
};
const struct option_group doctor_options = GROUP(doctor_rows);
