// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/manifest_paths.h"

#include <dirent.h>
#include <errno.h>
#include <glob.h>
#include <sys/stat.h>

#include "common/base/strbuf.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/limits.h"

// What is wrong is told of every value together, as kubectl does.
struct search {
    const char *command;
    bool recursive;
    struct text_list found;
    bool stdin_taken;
    struct strbuf complaints; // a line each, escaped
    size_t complaint_count;
};

static void search_release(struct search *search)
{
    text_list_release(&search->found);
    strbuf_release(&search->complaints);
}

static void ATTR_PRINTF(2, 3) complain(struct search *search, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    CLEANUP_FREE char *text = xvasprintf(format, args);
    va_end(args);
    if (search->complaint_count++ > 0)
        strbuf_add_char(&search->complaints, '\n');
    text_add_escaped(&search->complaints, text);
}

static void complain_unreadable(struct search *search, const char *path, int number)
{
    CLEANUP_STRBUF struct strbuf reason = {0};

    text_add_uncapitalized(&reason, strerror(number));
    complain(search, "error reading \"%s\": open %s: %s", path, path, strbuf_text(&reason));
}

// False if there are too many, which is told once.
static bool add_file(struct search *search, const char *path)
{
    if (search->found.count < LIMIT_POD_FILES_COUNT) {
        text_list_add(&search->found, path);
        return true;
    }
    complain(search, "error reading \"%s\": these are more than %d files", path,
             LIMIT_POD_FILES_COUNT);
    return false;
}

static bool has_extension(const char *name)
{
    static const char *const extensions[] = {".json", ".yaml", ".yml"};
    const char *dot = strrchr(name, '.');

    for (size_t i = 0; i < ARRAY_SIZE(extensions); i++)
        if (str_eq(dot, extensions[i]))
            return true;
    return false;
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static bool add_folder(struct search *search, const char *path, int depth);

// False ends the search of the folder that it is in.
static bool add_entry(struct search *search, const char *folder, const char *name, int depth)
{
    size_t len = strlen(folder);
    CLEANUP_FREE char *path =
        xasprintf("%s%s%s", folder, len > 0 && folder[len - 1] == '/' ? "" : "/", name);
    struct stat info = {0};

    if (str_eq(name, ".") || str_eq(name, ".."))
        return true;
    if (lstat(path, &info) < 0) {
        complain_unreadable(search, path, errno);
        return false;
    }
    if (S_ISDIR(info.st_mode))
        return !search->recursive || add_folder(search, path, depth + 1);
    return !has_extension(name) || add_file(search, path);
}

static bool add_folder(struct search *search, const char *path, int depth)
{
    struct dirent **entries = NULL;
    bool all = true;

    if (depth > LIMIT_POD_FOLDER_DEPTH_LEVELS) {
        complain(search, "error reading \"%s\": it is more than %d folders deep", path,
                 LIMIT_POD_FOLDER_DEPTH_LEVELS);
        return false;
    }
    int count = scandir(path, &entries, NULL, by_bytes);
    if (count < 0) {
        complain_unreadable(search, path, errno);
        return false;
    }
    for (int i = 0; i < count; i++) {
        all = all && add_entry(search, path, entries[i]->d_name, depth);
        free(entries[i]);
    }
    free(entries);
    return all;
}

static void complain_unseen(struct search *search, const char *path, int number)
{
    CLEANUP_STRBUF struct strbuf reason = {0};

    text_add_uncapitalized(&reason, strerror(number));
    if (number == ENOENT)
        complain(search, "the path \"%s\" does not exist", path);
    else
        complain(search, "the path \"%s\" cannot be accessed: stat %s: %s", path, path,
                 strbuf_text(&reason));
}

static void add_path(struct search *search, const char *path)
{
    struct stat info = {0};

    if (stat(path, &info) < 0)
        complain_unseen(search, path, errno);
    // A link to a folder is a file to kubectl, which then cannot be read as one.
    else if (lstat(path, &info) == 0 && S_ISDIR(info.st_mode))
        add_folder(search, path, 0);
    else
        add_file(search, path);
}

// What is there by this name, else what there is of this pattern.
static void find_places(const char *name, struct text_list *places)
{
    CLEANUP(globfree) glob_t matches = {0};
    struct stat info = {0};

    if (stat(name, &info) < 0 && errno == ENOENT && glob(name, 0, NULL, &matches) == 0)
        for (size_t i = 0; i < matches.gl_pathc; i++)
            text_list_add(places, matches.gl_pathv[i]);
    else
        text_list_add(places, name);
}

static void add_places(struct search *search, const char *name)
{
    CLEANUP_TEXT_LIST struct text_list places = {0};
    CLEANUP_STRBUF struct strbuf names = {0};

    find_places(name, &places);
    for (size_t i = 0; i < places.count; i++) {
        add_path(search, places.items[i]);
        strbuf_add_format(&names, "%s%s", i == 0 ? "" : " ", places.items[i]);
    }
    if (search->found.count == 0 && search->complaint_count == 0)
        complain(search, "error reading [%s]: recognized file extensions are [.json .yaml .yml]",
                 strbuf_text(&names));
}

static void add_stdin(struct search *search)
{
    if (search->stdin_taken)
        complain(search, "standard input cannot be used for multiple arguments");
    else
        add_file(search, "-");
    search->stdin_taken = true;
}

static void add_one(struct search *search, const char *name)
{
    if (str_eq(name, "-"))
        add_stdin(search);
    else if (str_starts_with(name, "http://") || str_starts_with(name, "https://"))
        complain(search, "\"%s\" is a URL, which is not read here: use curl -s %s | %s -f -", name,
                 name, search->command);
    else
        add_places(search, name);
}

// An empty value has none, as pflag reads a StringSlice.
static void add_value(struct search *search, const char *value)
{
    while (*value != '\0') {
        size_t len = strcspn(value, ",");
        CLEANUP_FREE char *name = xstrndup(value, len);

        add_one(search, name);
        value += len;
        if (*value == ',' && *++value == '\0')
            add_one(search, value);
    }
}

int manifest_paths_find(const char *command, const char *const *values, size_t count,
                        bool recursive, struct text_list *ret, struct error *err)
{
    CLEANUP(search_release)
    struct search search = {.command = command, .recursive = recursive};

    for (size_t i = 0; i < count; i++)
        add_value(&search, values[i]);
    if (search.complaint_count > 0) {
        error_set(err, ERROR_BAD_REQUEST, "%s", strbuf_text(&search.complaints));
        if (search.complaint_count > 1)
            error_set_prefix(err, "%s", "");
        return -1;
    }
    if (search.found.count == 0)
        return error_set(err, ERROR_USAGE, "must specify -f");
    *ret = search.found;
    search.found = (struct text_list){0};
    return 0;
}
