// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_BASE_OPTIONS_H
#define NSINFO_BASE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/strbuf.h"

// Command lines as kubectl takes them (spf13/pflag): --name value, --name=value, -nvalue,
// -n value, --switch, --switch=false, and --name alone where it has a `bare` value; options and
// words mix; "--" ends the options. One table drives the parser and the help.

// What an option sets, at its row's offset in the caller's struct.
enum option_kind {
    OPTION_BOOL,     // bool
    OPTION_TEXT,     // const char *, pointing into argv; a repeated option replaces it
    OPTION_TEXTS,    // struct option_texts; each occurrence adds one
    OPTION_NUMBER,   // uint64_t, at most `max`
    OPTION_DURATION, // uint64_t, milliseconds
    OPTION_CHOICE,   // int, the index in `choices`
};

struct option_texts {
    const char **items; // the array is owned, the texts point into argv
    size_t count;
    size_t capacity;
};

struct option {
    const char *name; // without the dashes
    char letter;      // 0 if there is none
    enum option_kind kind;
    size_t offset;
    const char *bare;           // the value where none is written; NULL: that is an error
    const char *argument;       // what the help calls the value, NULL for a bool
    const char *fallback;       // the default as the help shows it, NULL to show none
    const char *help;           // one sentence, no full stop
    const char *const *choices; // OPTION_CHOICE: ends with NULL
    uint64_t max;               // OPTION_NUMBER; 0: no limit
    int values;                 // where values come from that can be proposed, for the caller
};

// A command's options are several tables in a row: its own, then those that all commands share.
struct option_table {
    const struct option *rows;
    size_t count;
    void *target; // the struct that the rows' offsets point into
};

// Sets what argv[0..argc) says and collects the words (owned by the caller, released by
// option_texts_release()). On failure an ERROR_USAGE in err; targets may be half set then.
int options_parse(const struct option_table *tables, size_t table_count, int argc,
                  const char *const *argv, struct option_texts *ret_words,
                  struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 4, 5, 6);

// The same for a command line that somebody is still writing: a value that is missing at its end is
// no error.
struct options_end {
    const struct option *lacking; // the option whose value would come next; NULL if there is none
    bool options_ended;           // "--" was there
};
int options_parse_unfinished(const struct option_table *tables, size_t table_count, int argc,
                             const char *const *argv, struct option_texts *ret_words,
                             struct options_end *ret_end, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 4, 5, 6, 7);

// Appends what the option means: its help, its choices and its default.
void option_add_meaning(struct strbuf *buf, const struct option *row) ATTR_NONNULL(1, 2);

// Appends the help's lines: "  -n, --namespace=NAME   help (default "x")".
void options_add_help(struct strbuf *buf, const struct option_table *table) ATTR_NONNULL(1, 2);

void option_texts_release(struct option_texts *texts) ATTR_NONNULL(1);

#endif
