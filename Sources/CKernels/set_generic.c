// Any machine: vectors of four floats, which every 64-bit processor has (SSE2, NEON).
#include "shared/prelude.h"

#define CK_WIDTH 4
#define CK_SET_GENERIC 1
#include "shared/kernels.h"

#if defined(__aarch64__)
CK_TABLE(ck_table_generic, "neon")
#else
CK_TABLE(ck_table_generic, "generic")
#endif
