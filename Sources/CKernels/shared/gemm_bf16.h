// Products of matrices rounded to bfloat16, with float32 sums, for training. Both operands are converted while they
// are packed: a block of b that stays in the second cache, then tiles of a that stay in the first. An element of a
// packed matrix is a unit of 32 bits: two neighbours along k for VDPBF16PS, otherwise one rounded value as a float.

#if CK_SET_BF16
#define CK_UNIT 2
#else
#define CK_UNIT 1
#endif
#if CK_WIDTH == 16
#define CK_BLOCK_ROWS 12
#define CK_BLOCK_VECTORS 2
#elif CK_WIDTH == 8
#define CK_BLOCK_ROWS 6
#define CK_BLOCK_VECTORS 2
#else
#define CK_BLOCK_ROWS 4
#define CK_BLOCK_VECTORS 2
#endif
#define CK_BLOCK_COLUMNS (CK_BLOCK_VECTORS * CK_WIDTH)
// Units of k, rows of a and units of b that are packed at a time.
#define CK_BLOCK_UNITS 256
#define CK_PACK_ROWS (16 * CK_BLOCK_ROWS)
// Units from one tile of a transposed a to the next: not a power of two, so that the tiles, which are written side by
// side, do not compete for the same places in the cache.
#define CK_TILE_UNITS (CK_BLOCK_UNITS + 4)
#define CK_PACK_UNITS (512 * CK_BLOCK_UNITS)

_Static_assert(CK_PACK_UNITS + CK_PACK_ROWS * CK_TILE_UNITS <= CK_BF16_SCRATCH_UNITS, "scratch space for every set");

// To bfloat16 and back; to nearest, ties to even.
CK_INLINE vu rounded(vf x) {
  vu bits = (vu)x;
  vu nearest = bits + 0x7fffu + ((bits >> 16) & 1u);
  vu nan = (vu)((bits & 0x7fffffffu) > 0x7f800000u);
  return ((nearest & ~nan) | ((bits | 0x00400000u) & nan)) & 0xffff0000u;
}

// Units from a row of k (even) and, for pairs, its successor.
CK_INLINE vu units_across(vf first, vf second) {
#if CK_SET_BF16
  const __m512i order = _mm512_set_epi16(31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8, 23, 7, 22, 6,
                                         21, 5, 20, 4, 19, 3, 18, 2, 17, 1, 16, 0);
  __m512i both = (__m512i)_mm512_cvtne2ps_pbh((__m512)second, (__m512)first);
  return (vu)_mm512_permutexvar_epi16(order, both);
#else
  (void)second;
  return rounded(first);
#endif
}

// Units from consecutive values along k; `count` of them are there, the rest is zero.
CK_INLINE vu units_along(const float *x, size_t count) {
  vf first = load_some(x, count);
#if CK_SET_BF16
  vf second = count > CK_WIDTH ? load_some(x + CK_WIDTH, count - CK_WIDTH) : splat(0);
  return (vu)_mm512_cvtne2ps_pbh((__m512)second, (__m512)first);
#else
  return rounded(first);
#endif
}

CK_INLINE vf multiply_units(vf total, uint32_t left, vu right) {
#if CK_SET_BF16
  return (vf)_mm512_dpbf16_ps((__m512)total, (__m512bh)_mm512_set1_epi32((int)left), (__m512bh)right);
#else
  float value;
  __builtin_memcpy(&value, &left, 4);
  return fma_(splat(value), (vf)right, total);
#endif
}

// Packs lines that are contiguous along the columns (b as it is, a transposed): out[tile][unit][width], where x points
// at the first of `depth` rows of k and `count` columns are there.
CK_INLINE void pack_across(const float *x, size_t ld, size_t depth, size_t count, const size_t width, size_t units,
                           uint32_t *out) {
  size_t used = (depth + CK_UNIT - 1) / CK_UNIT;
  for (size_t u = 0; u < used; u++) {
    const float *row = x + u * CK_UNIT * ld;
    int paired = CK_UNIT == 2 && u * 2 + 1 < depth;
    // Rows are far apart, which the processor's own prefetching does not follow.
    for (size_t j = 0; j < count; j += 16) {
      for (size_t next = 4 * CK_UNIT; next < 5 * CK_UNIT; next++) __builtin_prefetch(row + next * ld + j);
    }
    for (size_t tile = 0; tile * width < count; tile++) {
      uint32_t *to = out + (tile * units + u) * width;
#pragma unroll
      for (size_t v = 0; v < width; v += CK_WIDTH) {
        size_t j = tile * width + v, lanes = j < count ? smaller(smaller(CK_WIDTH, width - v), count - j) : 0;
        vf first = load_some(row + j, lanes);
        vf second = paired ? load_some(row + ld + j, lanes) : splat(0);
        store_some((float *)(to + v), (vf)units_across(first, second), width - v);
      }
    }
  }
}

// Packs rows of a that are contiguous along k: out[row][CK_BLOCK_UNITS], missing rows up to a whole tile are zero.
static void pack_rows(const float *x, size_t ld, size_t depth, size_t count, uint32_t *out) {
  size_t used = (depth + CK_UNIT - 1) / CK_UNIT;
  for (size_t r = 0; r < count; r++, x += ld, out += CK_BLOCK_UNITS) {
    for (size_t u = 0; u < used; u += CK_WIDTH) {
      const float *from = x + u * CK_UNIT;
      __builtin_prefetch(from + 4 * ld);
      __builtin_prefetch(from + 4 * ld + 16);
      store_units(out + u, units_along(from, depth - u * CK_UNIT));
    }
  }
  size_t missing = (CK_BLOCK_ROWS - count % CK_BLOCK_ROWS) % CK_BLOCK_ROWS;
  memset(out, 0, missing * CK_BLOCK_UNITS * sizeof(uint32_t));
}

// Packs b stored as [n, k]: out[tile][unit][CK_BLOCK_COLUMNS].
static void pack_transposed(const float *x, size_t ld, size_t depth, size_t count, size_t units, uint32_t *out) {
  for (size_t j = 0; j < count; j += CK_WIDTH) {
    uint32_t *column = out + j / CK_BLOCK_COLUMNS * units * CK_BLOCK_COLUMNS + j % CK_BLOCK_COLUMNS;
    for (size_t u = 0; u < units; u += CK_WIDTH) {
      vu lines[CK_WIDTH];
#pragma unroll
      for (size_t c = 0; c < CK_WIDTH; c++) {
        lines[c] = j + c < count ? units_along(x + (j + c) * ld + u * CK_UNIT, depth - u * CK_UNIT) : (vu){0};
      }
      transpose(lines);
#pragma unroll
      for (size_t i = 0; i < CK_WIDTH; i++) {
        if (u + i < units) store_units(column + (u + i) * CK_BLOCK_COLUMNS, lines[i]);
      }
    }
  }
}

// One tile of c; a at a[row * row_step + unit * unit_step].
CK_INLINE void multiply_block(size_t units, const uint32_t *a, const size_t row_step, const size_t unit_step,
                              const uint32_t *b, size_t rows, size_t columns, int add, float *c, size_t ldc) {
  vf sums[CK_BLOCK_ROWS][CK_BLOCK_VECTORS];
  if (add) {
#pragma unroll
    for (size_t r = 0; r < CK_BLOCK_ROWS; r++) {
      if (r < rows) {
        __builtin_prefetch(c + r * ldc, 1);
        __builtin_prefetch(c + r * ldc + 16, 1);
      }
    }
  }
#pragma unroll
  for (size_t r = 0; r < CK_BLOCK_ROWS; r++) {
#pragma unroll
    for (size_t v = 0; v < CK_BLOCK_VECTORS; v++) sums[r][v] = splat(0);
  }
  for (size_t u = 0; u < units; u++, a += unit_step, b += CK_BLOCK_COLUMNS) {
    vu right[CK_BLOCK_VECTORS];
#pragma unroll
    for (size_t v = 0; v < CK_BLOCK_VECTORS; v++) right[v] = load_units(b + v * CK_WIDTH);
#pragma unroll
    for (size_t r = 0; r < CK_BLOCK_ROWS; r++) {
#pragma unroll
      for (size_t v = 0; v < CK_BLOCK_VECTORS; v++) sums[r][v] = multiply_units(sums[r][v], a[r * row_step], right[v]);
    }
  }
#pragma unroll
  for (size_t r = 0; r < CK_BLOCK_ROWS; r++) {
#pragma unroll
    for (size_t v = 0; v < CK_BLOCK_VECTORS; v++) {
      size_t j = v * CK_WIDTH;
      if (r < rows && j < columns) {
        float *to = c + r * ldc + j;
        store_some(to, add ? sums[r][v] + load_some(to, columns - j) : sums[r][v], columns - j);
      }
    }
  }
}

static void multiply_rowwise(size_t units, const uint32_t *a, const uint32_t *b, size_t rows, size_t columns, int add,
                             float *c, size_t ldc) {
  multiply_block(units, a, CK_BLOCK_UNITS, 1, b, rows, columns, add, c, ldc);
}

static void multiply_columnwise(size_t units, const uint32_t *a, const uint32_t *b, size_t rows, size_t columns,
                                int add, float *c, size_t ldc) {
  multiply_block(units, a, 1, CK_BLOCK_ROWS, b, rows, columns, add, c, ldc);
}

static void gemm_bf16(int transpose_a, int transpose_b, size_t m, size_t n, size_t k, const float *a, size_t lda,
                      const float *b, size_t ldb, float beta, float *c, size_t ldc, void *scratch) {
  uint32_t *packed_b = scratch, *packed_a = packed_b + CK_PACK_UNITS;
  if (k == 0 && beta == 0) {
    for (size_t i = 0; i < m; i++) memset(c + i * ldc, 0, n * sizeof(float));
  }
  for (size_t l = 0; l < k; l += CK_BLOCK_UNITS * CK_UNIT) {
    size_t depth = smaller(CK_BLOCK_UNITS * CK_UNIT, k - l), units = (depth + CK_UNIT - 1) / CK_UNIT;
    size_t step = CK_PACK_UNITS / units / CK_BLOCK_COLUMNS * CK_BLOCK_COLUMNS;
    int add = l > 0 || beta != 0;
    for (size_t j = 0; j < n; j += step) {
      size_t columns = smaller(step, n - j);
      if (transpose_b) {
        pack_transposed(b + j * ldb + l, ldb, depth, columns, units, packed_b);
      } else {
        pack_across(b + l * ldb + j, ldb, depth, columns, CK_BLOCK_COLUMNS, units, packed_b);
      }
      for (size_t i = 0; i < m; i += CK_PACK_ROWS) {
        size_t rows = smaller(CK_PACK_ROWS, m - i);
        if (transpose_a) {
          pack_across(a + l * lda + i, lda, depth, rows, CK_BLOCK_ROWS, CK_TILE_UNITS, packed_a);
        } else {
          pack_rows(a + i * lda + l, lda, depth, rows, packed_a);
        }
        for (size_t r = 0; r < rows; r += CK_BLOCK_ROWS) {
          for (size_t s = 0; s < columns; s += CK_BLOCK_COLUMNS) {
            const uint32_t *tile = packed_a + r * (transpose_a ? CK_TILE_UNITS : CK_BLOCK_UNITS);
            (transpose_a ? multiply_columnwise : multiply_rowwise)(
                units, tile, packed_b + s * units, smaller(CK_BLOCK_ROWS, rows - r),
                smaller(CK_BLOCK_COLUMNS, columns - s), add, c + (i + r) * ldc + j + s, ldc);
          }
        }
      }
    }
  }
}
