// AVX-512 with VDPBF16PS (Zen 4, Sapphire Rapids and later): only the bfloat16 product differs from set_avx512.c.
#if defined(__x86_64__)
#include "shared/prelude.h"

#define CK_WIDTH 16
#define CK_SET_AVX512 1
#define CK_SET_BF16 1
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512bf16,avx2,fma,f16c"))),  \
                             apply_to = function)
#include "shared/vector.h"
#include "shared/gemm_bf16.h"
#pragma clang attribute pop

void ck_override_avx512bf16(struct ck_table *table) {
  table->has_bf16 = 1;
  table->gemm_bf16 = gemm_bf16;
}
#endif
