// x86 with AVX-512: vectors of sixteen floats.
#if defined(__x86_64__)
#include "shared/prelude.h"

#define CK_WIDTH 16
#define CK_SET_AVX512 1
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx2,fma,f16c"))),             \
                             apply_to = function)
#include "shared/kernels.h"
#pragma clang attribute pop

CK_TABLE(ck_table_avx512, "avx512")
#endif
