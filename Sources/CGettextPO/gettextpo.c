#include "CGettextPO.h"

#include <gettext-po.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

// libgettextpo's error callbacks carry no state of the caller's, hence these; cg_read's callers take turns.
static jmp_buf fatal;
static char *error_text;
static size_t error_capacity;

static void keep(const char *text, size_t line) {
  if (error_text[0] != 0) return;
  if (line != (size_t)-1 && line != 0)
    snprintf(error_text, error_capacity, "line %zu: %s", line, text);
  else
    snprintf(error_text, error_capacity, "%s", text);
}

// A fatal complaint must not return to the library. Every frame between here and cg_read is C.
static void complain(int severity, po_message_t message, const char *filename, size_t lineno, size_t column,
                     int multiline, const char *text) {
  (void)message, (void)filename, (void)column, (void)multiline;
  if (severity == PO_SEVERITY_WARNING) return;
  keep(text, lineno);
  if (severity == PO_SEVERITY_FATAL_ERROR) longjmp(fatal, 1);
}

static void complain2(int severity, po_message_t message1, const char *filename1, size_t lineno1, size_t column1,
                      int multiline1, const char *text1, po_message_t message2, const char *filename2, size_t lineno2,
                      size_t column2, int multiline2, const char *text2) {
  (void)message2, (void)filename2, (void)lineno2, (void)column2, (void)multiline2, (void)text2;
  complain(severity, message1, filename1, lineno1, column1, multiline1, text1);
}

static const struct po_xerror_handler handler = {complain, complain2};

static void read_charset(po_file_t file, char *out, size_t size) {
  const char *header = po_file_domain_header(file, NULL);
  const char *found = header ? strstr(header, "charset=") : NULL;
  if (!found) return;
  found += strlen("charset=");
  size_t length = strcspn(found, " \t\r\n;\"");
  if (length < size) snprintf(out, size, "%.*s", (int)length, found);
}

static void report(po_message_t item, cg_message message, void *state) {
  const char *context = po_message_msgctxt(item), *id = po_message_msgid(item), *plural = po_message_msgid_plural(item);
  if (!plural) {
    message(state, context, id, NULL, po_message_msgstr(item), -1);
    return;
  }
  for (int index = 0;; index++) {
    const char *form = po_message_msgstr_plural(item, index);
    if (!form) return;
    message(state, context, id, plural, form, index);
  }
}

int cg_read(const char *path, cg_message message, void *state, char *charset, size_t charset_size, char *error,
            size_t error_size) {
  error_text = error;
  error_capacity = error_size;
  error[0] = 0;
  charset[0] = 0;
  // What a fatal complaint leaves allocated inside the library is lost; the library offers no other way out.
  if (setjmp(fatal)) return -1;
  po_file_t file = po_file_read(path, &handler);
  if (!file) {
    keep("cannot be opened", 0);
    return -1;
  }
  read_charset(file, charset, charset_size);
  po_message_iterator_t messages = po_message_iterator(file, NULL);
  for (po_message_t item; (item = po_next_message(messages));)
    if (!po_message_is_fuzzy(item) && !po_message_is_obsolete(item)) report(item, message, state);
  po_message_iterator_free(messages);
  po_file_free(file);
  return error[0] ? -1 : 0;
}
