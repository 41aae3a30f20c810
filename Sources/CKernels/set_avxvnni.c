// AVX2 with AVX-VNNI (Alder Lake and later without AVX-512): only the int8 product differs from set_avx2.c.
#if defined(__x86_64__)
#include "shared/prelude.h"

#define CK_WIDTH 8
#define CK_SET_AVX2 1
#define CK_SET_VNNI 1
#pragma clang attribute push(__attribute__((target("avx2,fma,f16c,avxvnni"))), apply_to = function)
#include "shared/vector.h"
#include "shared/exp.h"
#include "shared/scores.h"
#include "shared/gemm_s8.h"
#include "shared/units_s8.h"
#pragma clang attribute pop

void ck_override_avxvnni(struct ck_table *table) {
  table->gemm_s8 = gemm_s8;
  table->gemm_units_s8 = gemm_units_s8;
  table->score_s8 = score_s8;
}
#endif
