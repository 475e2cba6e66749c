// SPDX-License-Identifier: Apache-2.0
//
// jsonpath_eval FORMAT TEMPLATE: what `kubectl get -o FORMAT=TEMPLATE` prints, of the JSON on
// standard input and by this repository's JSONPath; to be compared with kubectl's.
#include <unistd.h>

#include "common/base/fdio.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "kubectl-nsinfo/render/render.h"

static int evaluate(const char *format, const char *template, struct strbuf *out, struct error *err)
{
    CLEANUP_RENDERER struct renderer *renderer = NULL;
    CLEANUP_STRBUF struct strbuf document = {0};
    CLEANUP_JSON json_t *tree = NULL;
    CLEANUP_FREE char *wish = xasprintf("%s=%s", format, template);
    const struct view_options options = {0};

    if (renderer_new(wish, file_read, &renderer, err) < 0 || file_read("-", &document, err) < 0 ||
        json_parse(strbuf_text(&document), document.len, &tree, err) < 0)
        return -1;
    return render_tree(renderer, &options, tree, out, err);
}

int main(int argc, char **argv)
{
    CLEANUP_STRBUF struct strbuf out = {0};
    CLEANUP_ERROR struct error err = {0};

    if (argc != 3) {
        fprintf(stderr, "usage: jsonpath_eval FORMAT TEMPLATE <DOCUMENT\n");
        return EXIT_FAILURE;
    }
    if (evaluate(argv[1], argv[2], &out, &err) < 0) {
        fprintf(stderr, "error: %s\n", err.message);
        return EXIT_FAILURE;
    }
    return fd_write_all(STDOUT_FILENO, strbuf_text(&out), out.len) < 0 ? EXIT_FAILURE
                                                                       : EXIT_SUCCESS;
}
