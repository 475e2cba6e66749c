// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/apply_refusal.h"

#include "common/base/strbuf.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"

// k8s.io/kubectl pkg/cmd/apply.
static const char RESOLUTIONS[] =
    "Please review the fields above--they currently have other managers. Here\n"
    "are the ways you can resolve this warning:\n"
    "* If you intend to manage all of these fields, please re-run the apply\n"
    "  command with the `--force-conflicts` flag.\n"
    "* If you do not intend to manage all of the fields, please edit your\n"
    "  manifest to remove references to the fields that should keep their\n"
    "  current managers.\n"
    "* You may co-own fields by updating your manifest to match the existing\n"
    "  value; in this case, you'll become the manager if the other manager(s)\n"
    "  stop managing the field (remove it from their configuration).\n"
    "See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts";

static bool is_field_conflict(const struct error *err)
{
    return str_eq(err->prefix, "Error from server (Conflict)") &&
           str_starts_with(err->message, "Apply failed with ");
}

// "The Pod "x" is invalid" stands in front of a single pod's error alone.
static void demote_invalid(struct error *err)
{
    CLEANUP_FREE char *message = NULL;

    if (err->prefix == NULL || !str_starts_with(err->prefix, "The "))
        return;
    message = xasprintf("%s: %s", err->prefix + strlen("The "), err->message);
    error_set(err, err->code, "%s", message);
    error_set_prefix(err, "Error from server (Invalid)");
}

static void name_source(const struct pod_manifest *manifest, struct error *err)
{
    CLEANUP_FREE char *quoted = xasprintf("\"%s\"", manifest->name);

    demote_invalid(err);
    if (strstr(err->message, quoted) == NULL)
        error_wrap(err, "pod %s", quoted);
    error_wrap(err, "error when applying \"%s\"",
               str_eq(manifest->file, "-") ? "STDIN" : manifest->file);
}

int apply_refusal(const struct pod_manifest *manifest, bool several, struct error *err)
{
    CLEANUP_FREE char *conflict = NULL;

    if (err->prefix == NULL || !(str_starts_with(err->prefix, "Error from server") ||
                                 str_starts_with(err->prefix, "The Pod ")))
        return -1;
    if (is_field_conflict(err)) {
        conflict = xasprintf("%s\n%s", err->message, RESOLUTIONS);
        error_set(err, err->code, "%s", conflict);
    }
    if (several)
        name_source(manifest, err);
    return -1;
}
