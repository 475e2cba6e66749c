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
    {.name = "kubeconfig",
     .kind = OPTION_TEXT,
     .offset = FIELD(access.kubeconfig),
     .argument = "FILE",
     .values = VALUES_FILES,
     .help = "the kubeconfig file to use, if not $KUBECONFIG or ~/.kube/config"},
    {.name = "request-timeout",
     .kind = OPTION_DURATION,
     .offset = FIELD(access.request_timeout_ms),
     .argument = "DURATION",
     .fallback = "65s",
     .help = "how long one request may take; 0 sets no limit"},
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

static const struct option apply_rows[] = {
    {.name = "filename",
     .letter = 'f',
     .kind = OPTION_TEXTS,
     .offset = FIELD(files),
     .argument = "FILE",
     .values = VALUES_FILES,
     .help = "a file of pods, - for standard input; may be given several times"},
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
     .help = "a file of pods or of what makes pods, - for standard input; may be repeated"},
};
const struct option_group explain_options = GROUP(explain_rows);

static const struct option version_rows[] = {
    {.name = "client",
     .kind = OPTION_BOOL,
     .offset = FIELD(client),
     .help = "show the client's version alone, without asking the cluster"},
};
const struct option_group version_options = GROUP(version_rows);
