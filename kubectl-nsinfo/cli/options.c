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

static const struct option output_rows[] = {
    {.name = "output",
     .letter = 'o',
     .kind = OPTION_TEXT,
     .offset = FIELD(output),
     .argument = "FORMAT",
     .values = VALUES_FORMATS,
     .help = "json, yaml, or wide for a table with more columns"},
    {.name = "no-headers",
     .kind = OPTION_BOOL,
     .offset = FIELD(no_headers),
     .help = "print tables without their headings"},
};
const struct option_group output_options = GROUP(output_rows);

static const struct option container_rows[] = {
    {.name = "container",
     .letter = 'c',
     .kind = OPTION_TEXT,
     .offset = FIELD(container),
     .argument = "NAME",
     .values = VALUES_CONTAINERS,
     .help = "show this container alone"},
};
const struct option_group container_options = GROUP(container_rows);

#define RECURSIVE                                                                                  \
    {                                                                                              \
        .name = "recursive", .letter = 'R', .kind = OPTION_BOOL, .offset = FIELD(recursive),       \
        .help = "with a folder, take those below it too"                                           \
    }

static const struct option top_rows[] = {
    {.name = "sort-by",
     .kind = OPTION_TEXT,
     .offset = FIELD(sort_by),
     .argument = "ORDER",
     .values = VALUES_ORDERS,
     .help = "order the processes of each container: cpu, memory, pid or time"},
    {.name = "tree",
     .kind = OPTION_BOOL,
     .offset = FIELD(tree),
     .help = "show processes under their parents"},
};
const struct option_group top_options = GROUP(top_rows);

static const struct option apply_rows[] = {
    {.name = "filename",
     .letter = 'f',
     .kind = OPTION_TEXTS,
     .offset = FIELD(files),
     .argument = "FILE",
     .values = VALUES_FILES,
     .help = "a file or folder of pods; - for standard input; may be repeated"},
    RECURSIVE,
    {.name = "timeout",
     .kind = OPTION_DURATION,
     .offset = FIELD(timeout_ms),
     .argument = "DURATION",
     .fallback = "60s",
     .help = "how long to wait until the pods run; 0 looks once"},
};
const struct option_group apply_options = GROUP(apply_rows);

static const struct option explain_rows[] = {
    {.name = "filename",
     .letter = 'f',
     .kind = OPTION_TEXTS,
     .offset = FIELD(files),
     .argument = "FILE",
     .values = VALUES_FILES,
     .help = "a file or folder of pods or what makes them; - for standard input"},
    RECURSIVE,
};
const struct option_group explain_options = GROUP(explain_rows);

static const struct option version_rows[] = {
    {.name = "client",
     .kind = OPTION_BOOL,
     .offset = FIELD(client),
     .help = "show the client's version alone, without asking the cluster"},
};
const struct option_group version_options = GROUP(version_rows);
