// The layout of int8 matrices, which is the same for every set (see shared/gemm_s8.h).
#include <string.h>

#include "table.h"

#define PANEL 16

static size_t padded(size_t n) { return (n + PANEL - 1) / PANEL * PANEL; }

size_t ck_packed_s8_bytes(size_t k, size_t n) { return padded(n) * (CK_S8_DEPTH(k) + 3 * sizeof(float)); }

void ck_pack_s8_panel(const uint8_t *q, const float *scales, size_t count, size_t k, size_t n, size_t first,
                      void *packed) {
  size_t depth = CK_S8_DEPTH(k), width = padded(n);
  int8_t *panels = packed;
  float *packed_scales = (float *)(panels + width * depth);
  int32_t *shifts = (int32_t *)(packed_scales + width);
  // Four bytes of each column side by side; signed from here on.
  uint32_t *out = (uint32_t *)(panels + first * depth);
  for (size_t l = 0; l < depth; l += 4, out += PANEL) {
    uint32_t four[PANEL] = {0};
    for (size_t c = 0; c < count; c++) {
      memcpy(four + c, q + c * depth + l, 4);
      four[c] ^= 0x80808080u;
    }
    memcpy(out, four, sizeof four);
  }
  for (size_t c = 0; c < PANEL; c++) {
    int32_t sum = 0;
    if (c < count) {
      const uint8_t *column = q + c * depth;
      for (size_t l = 0; l < depth; l++) sum += column[l];
      sum -= 128 * (int32_t)depth;
    }
    packed_scales[first + c] = c < count ? scales[c] : 0;
    shifts[first + c] = -128 * sum;
  }
}

void ck_pack_s8_bias(const float *bias, size_t k, size_t n, void *packed) {
  float *biases = (float *)((int8_t *)packed + padded(n) * CK_S8_DEPTH(k)) + 2 * padded(n);
  for (size_t j = 0; j < padded(n); j++) biases[j] = bias && j < n ? bias[j] : 0;
}

void ck_pack_s8(const uint8_t *q, const float *scales, const float *bias, size_t k, size_t n, void *packed) {
  for (size_t j = 0; j < n; j += PANEL) {
    ck_pack_s8_panel(q + j * CK_S8_DEPTH(k), scales + j, n - j < PANEL ? n - j : PANEL, k, n, j, packed);
  }
  ck_pack_s8_bias(bias, k, n, packed);
}

// Blocks of 16 by 16: what is read of a row and written of another is a cache line each.
void ck_transpose(const float *x, size_t ldx, size_t rows, size_t columns, float *y) {
  for (size_t i = 0; i < rows; i += PANEL) {
    for (size_t j = 0; j < columns; j += PANEL) {
      size_t bottom = rows - i < PANEL ? rows : i + PANEL, right = columns - j < PANEL ? columns : j + PANEL;
      for (size_t c = j; c < right; c++) {
        for (size_t r = i; r < bottom; r++) y[c * rows + r] = x[r * ldx + c];
      }
    }
  }
}

void ck_unpack_column_s8(const void *packed, size_t k, size_t n, size_t column, float factor, float *x) {
  size_t depth = CK_S8_DEPTH(k);
  const int8_t *panels = packed, *start = panels + column / PANEL * PANEL * depth + column % PANEL * 4;
  float scale = ((const float *)(panels + padded(n) * depth))[column] * factor;
  for (size_t l = 0; l < k; l++) x[l] = (float)start[l / 4 * 4 * PANEL + l % 4] * scale;
}

void ck_gather_columns_s8(const void *packed, size_t k, size_t n, const int32_t *columns, size_t count,
                          void *gathered) {
  size_t depth = CK_S8_DEPTH(k), width = padded(count);
  const int8_t *panels = packed;
  // Scales, shifts and biases, of 4 bytes each whatever their type.
  const int8_t *facts = panels + padded(n) * depth;
  int8_t *out = gathered;
  int8_t *out_facts = out + width * depth;
  for (size_t j = 0; j < width; j++) {
    int8_t *to = out + j / PANEL * PANEL * depth + j % PANEL * 4;
    if (j >= count) {
      for (size_t l = 0; l < depth; l += 4) memset(to + l * PANEL, 0, 4);
      for (size_t fact = 0; fact < 3; fact++) memset(out_facts + 4 * (fact * width + j), 0, 4);
      continue;
    }
    size_t column = (size_t)columns[j];
    const int8_t *from = panels + column / PANEL * PANEL * depth + column % PANEL * 4;
    for (size_t l = 0; l < depth; l += 4) memcpy(to + l * PANEL, from + l * PANEL, 4);
    for (size_t fact = 0; fact < 3; fact++) {
      memcpy(out_facts + 4 * (fact * width + j), facts + 4 * (fact * padded(n) + column), 4);
    }
  }
}

static size_t blocked(size_t n) { return (n + CK_S8_BLOCK - 1) / CK_S8_BLOCK * CK_S8_BLOCK; }

size_t ck_unit_rows_bytes(size_t k, size_t n) { return CK_S8_DEPTH(k) * blocked(n); }

typedef int8_t sixteen __attribute__((vector_size(16)));

// Byte 16 i + 4 q + t of a block is column 16 q + 4 i + t (see shared/units_s8.h).
void ck_unit_rows_s8(const void *packed, size_t k, size_t n, void *rows) {
  size_t depth = CK_S8_DEPTH(k), width = blocked(n);
  if (padded(n) < width) memset(rows, 0, depth * width);
  for (size_t l = 0; l < depth; l += 4) {
    for (size_t j = 0; j < padded(n); j += 4) {
      const int8_t *from = (const int8_t *)packed + j / PANEL * PANEL * depth + l * PANEL + j % PANEL * 4;
      int8_t *to = (int8_t *)rows + l * width + j / CK_S8_BLOCK * CK_S8_BLOCK + j % PANEL * 4 + j % CK_S8_BLOCK / PANEL * 4;
      sixteen v;
      memcpy(&v, from, sizeof v);
      v = __builtin_shufflevector(v, v, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
      for (size_t i = 0; i < 4; i++) memcpy(to + i * width, (int8_t *)&v + 4 * i, 4);
    }
  }
}
