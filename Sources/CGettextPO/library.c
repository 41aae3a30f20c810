// libgettextpo's functions that this package calls: a further one wants a further line.
#include <gettext-po.h>

#include "CLoader.h"

static cl_library library = {.names = {"libgettextpo.so.0", "libgettextpo.so"}, .package = "libgettextpo0"};

CL_FORWARD(library, const char *, po_file_domain_header, (po_file_t a, const char *b), (a, b))
CL_FORWARD(library, void, po_file_free, (po_file_t a), (a))
CL_FORWARD(library, po_file_t, po_file_read_v3, (const char *a, po_xerror_handler_t b), (a, b))
CL_FORWARD(library, int, po_message_is_fuzzy, (po_message_t a), (a))
CL_FORWARD(library, int, po_message_is_obsolete, (po_message_t a), (a))
CL_FORWARD(library, po_message_iterator_t, po_message_iterator, (po_file_t a, const char *b), (a, b))
CL_FORWARD(library, void, po_message_iterator_free, (po_message_iterator_t a), (a))
CL_FORWARD(library, const char *, po_message_msgctxt, (po_message_t a), (a))
CL_FORWARD(library, const char *, po_message_msgid, (po_message_t a), (a))
CL_FORWARD(library, const char *, po_message_msgid_plural, (po_message_t a), (a))
CL_FORWARD(library, const char *, po_message_msgstr, (po_message_t a), (a))
CL_FORWARD(library, const char *, po_message_msgstr_plural, (po_message_t a, int b), (a, b))
CL_FORWARD(library, po_message_t, po_next_message, (po_message_iterator_t a), (a))
