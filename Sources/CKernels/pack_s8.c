// The layout of int8 matrices, which is the same for every set (see shared/gemm_s8.h).
#include <string.h>

#include "table.h"

#define PANEL 16

static size_t padded(size_t n) { return (n + PANEL - 1) / PANEL * PANEL; }

size_t ck_packed_s8_bytes(size_t k, size_t n) { return padded(n) * (CK_S8_DEPTH(k) + 3 * sizeof(float)); }

void ck_pack_s8(const uint8_t *q, const float *scales, const float *bias, size_t k, size_t n, void *packed) {
  size_t depth = CK_S8_DEPTH(k), width = padded(n);
  int8_t *panels = packed;
  float *packed_scales = (float *)(panels + width * depth), *biases = packed_scales + 2 * width;
  int32_t *shifts = (int32_t *)(packed_scales + width);
  memset(packed, 0, ck_packed_s8_bytes(k, n));
  for (size_t j = 0; j < n; j++, q += depth) {
    int8_t *column = panels + j / PANEL * PANEL * depth + j % PANEL * 4;
    int32_t sum = 0;
    for (size_t l = 0; l < depth; l++) {
      int8_t value = l < k ? (int8_t)((int)q[l] - 128) : 0;
      column[l / 4 * 4 * PANEL + l % 4] = value;
      sum += value;
    }
    packed_scales[j] = scales[j];
    shifts[j] = -128 * sum;
    biases[j] = bias ? bias[j] : 0;
  }
}

void ck_unpack_column_s8(const void *packed, size_t k, size_t n, size_t column, float factor, float *x) {
  size_t depth = CK_S8_DEPTH(k);
  const int8_t *panels = packed, *start = panels + column / PANEL * PANEL * depth + column % PANEL * 4;
  float scale = ((const float *)(panels + padded(n) * depth))[column] * factor;
  for (size_t l = 0; l < k; l++) x[l] = (float)start[l / 4 * 4 * PANEL + l % 4] * scale;
}
