// x86 with AVX2, FMA and F16C (2013 onwards): vectors of eight floats.
#if defined(__x86_64__)
#include "shared/prelude.h"

#define CK_WIDTH 8
#define CK_SET_AVX2 1
#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)
#include "shared/kernels.h"
#pragma clang attribute pop

CK_TABLE(ck_table_avx2, "avx2")
#endif
