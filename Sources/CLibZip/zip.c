// libzip's functions that this package calls: a further one wants a further line.
#include "CLibZip.h"

#include "CLoader.h"

static cl_library library = {.names = {"libzip.so.4", "libzip.so.5", "libzip.so"}, .package = "libzip4"};

CL_FORWARD(library, int, zip_close, (zip_t *a), (a))
CL_FORWARD(library, void, zip_discard, (zip_t *a), (a))
CL_FORWARD(library, const char *, zip_error_strerror, (zip_error_t *a), (a))
CL_FORWARD(library, int, zip_fclose, (zip_file_t *a), (a))
CL_FORWARD(library, int, zip_file_replace, (zip_t *a, zip_uint64_t b, zip_source_t *c, zip_flags_t d), (a, b, c, d))
CL_FORWARD(library, int, zip_file_set_mtime, (zip_t *a, zip_uint64_t b, time_t c, zip_flags_t d), (a, b, c, d))
CL_FORWARD(library, zip_file_t *, zip_fopen_index, (zip_t *a, zip_uint64_t b, zip_flags_t c), (a, b, c))
CL_FORWARD(library, zip_int64_t, zip_fread, (zip_file_t *a, void *b, zip_uint64_t c), (a, b, c))
CL_FORWARD(library, zip_int64_t, zip_get_num_entries, (zip_t *a, zip_flags_t b), (a, b))
CL_FORWARD(library, zip_t *, zip_open_from_source, (zip_source_t *a, int b, zip_error_t *c), (a, b, c))
CL_FORWARD(library, zip_source_t *, zip_source_buffer, (zip_t *a, const void *b, zip_uint64_t c, int d), (a, b, c, d))
CL_FORWARD(library, zip_source_t *, zip_source_buffer_create, (const void *a, zip_uint64_t b, int c, zip_error_t *d), (a, b, c, d))
CL_FORWARD(library, int, zip_source_close, (zip_source_t *a), (a))
CL_FORWARD(library, void, zip_source_free, (zip_source_t *a), (a))
CL_FORWARD(library, void, zip_source_keep, (zip_source_t *a), (a))
CL_FORWARD(library, int, zip_source_open, (zip_source_t *a), (a))
CL_FORWARD(library, zip_int64_t, zip_source_read, (zip_source_t *a, void *b, zip_uint64_t c), (a, b, c))
CL_FORWARD(library, int, zip_stat_index, (zip_t *a, zip_uint64_t b, zip_flags_t c, zip_stat_t *d), (a, b, c, d))
