// SQLite's functions that this package calls: a further one wants a further line.
#include "CSQLite.h"

#include "CLoader.h"

static cl_library library = {.names = {"libsqlite3.so.0", "libsqlite3.so"}, .package = "libsqlite3-0"};

CL_FORWARD(library, int, sqlite3_bind_blob64, (sqlite3_stmt *a, int b, const void *c, sqlite3_uint64 d, void (*e)(void *)), (a, b, c, d, e))
CL_FORWARD(library, int, sqlite3_bind_double, (sqlite3_stmt *a, int b, double c), (a, b, c))
CL_FORWARD(library, int, sqlite3_bind_int64, (sqlite3_stmt *a, int b, sqlite3_int64 c), (a, b, c))
CL_FORWARD(library, int, sqlite3_bind_null, (sqlite3_stmt *a, int b), (a, b))
CL_FORWARD(library, int, sqlite3_bind_text64, (sqlite3_stmt *a, int b, const char *c, sqlite3_uint64 d, void (*e)(void *), unsigned char f), (a, b, c, d, e, f))
CL_FORWARD(library, int, sqlite3_busy_timeout, (sqlite3 *a, int b), (a, b))
CL_FORWARD(library, int, sqlite3_close, (sqlite3 *a), (a))
CL_FORWARD(library, const void *, sqlite3_column_blob, (sqlite3_stmt *a, int b), (a, b))
CL_FORWARD(library, int, sqlite3_column_bytes, (sqlite3_stmt *a, int b), (a, b))
CL_FORWARD(library, double, sqlite3_column_double, (sqlite3_stmt *a, int b), (a, b))
CL_FORWARD(library, sqlite3_int64, sqlite3_column_int64, (sqlite3_stmt *a, int b), (a, b))
CL_FORWARD(library, const unsigned char *, sqlite3_column_text, (sqlite3_stmt *a, int b), (a, b))
CL_FORWARD(library, int, sqlite3_column_type, (sqlite3_stmt *a, int b), (a, b))
CL_FORWARD(library, const char *, sqlite3_errmsg, (sqlite3 *a), (a))
CL_FORWARD(library, int, sqlite3_exec, (sqlite3 *a, const char *b, int (*c)(void *, int, char **, char **), void *d, char **e), (a, b, c, d, e))
CL_FORWARD(library, int, sqlite3_finalize, (sqlite3_stmt *a), (a))
CL_FORWARD(library, sqlite3_int64, sqlite3_last_insert_rowid, (sqlite3 *a), (a))
CL_FORWARD(library, int, sqlite3_open_v2, (const char *a, sqlite3 **b, int c, const char *d), (a, b, c, d))
CL_FORWARD(library, int, sqlite3_prepare_v3, (sqlite3 *a, const char *b, int c, unsigned int d, sqlite3_stmt **e, const char **f), (a, b, c, d, e, f))
CL_FORWARD(library, int, sqlite3_reset, (sqlite3_stmt *a), (a))
CL_FORWARD(library, int, sqlite3_step, (sqlite3_stmt *a), (a))
