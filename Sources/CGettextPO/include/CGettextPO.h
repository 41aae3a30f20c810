// Reads PO files with GNU libgettextpo. The library keeps state in global variables: callers take turns.
#ifndef CGETTEXTPO_H
#define CGETTEXTPO_H

#include <stddef.h>

// Calls `message` for every message that is neither fuzzy nor obsolete, with the strings in the file's own encoding.
// `context` and `msgid_plural` may be NULL. Plural messages are reported once a form: index 0 is the form for msgid's
// singular or, where a language has one form only, for both; 1 and up are further forms. For others index is -1.
typedef void (*cg_message)(void *state, const char *context, const char *msgid, const char *msgid_plural,
                           const char *msgstr, int index);

// Reads a file. Returns 0, or -1 with the first complaint in `error`; messages may have been reported before it.
// `charset` gets the encoding that the header names, or an empty string.
int cg_read(const char *path, cg_message message, void *state, char *charset, size_t charset_size, char *error,
            size_t error_size);

#endif
