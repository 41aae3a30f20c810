// ARM with the dot product instructions (ARMv8.2 and later): only the int8 product differs from set_generic.c.
#if defined(__aarch64__)
#include <arm_neon.h>

#include "shared/prelude.h"

#define CK_WIDTH 4
#define CK_SET_DOT 1
#pragma clang attribute push(__attribute__((target("dotprod"))), apply_to = function)
#include "shared/vector.h"
#include "shared/exp.h"
#include "shared/scores.h"
#include "shared/gemm_s8.h"
#pragma clang attribute pop

void ck_override_neondot(struct ck_table *table) {
  table->gemm_s8 = gemm_s8;
  table->score_s8 = score_s8;
}
#endif
