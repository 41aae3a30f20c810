// Products in int8 with exact int32 sums. Left factors are unsigned, shifted by 128 (that is what VPDPBUSD takes);
// sums begin with -128 times the sum of the column, which undoes the shift. The packed right-hand side is the same for
// every set: panels of 16 columns, in each for every four rows of b 16 columns times 4 bytes, then for all columns the
// scales (float), the shift's compensations (int32) and the biases (float).
//
// VPMADDUBSW adds two products in 16 bits and would saturate beyond 32,767. Weights are quantised so that it never has
// to (ck_quantize_weights): two neighbours add up to 128 at most, times 255 that fits.

#define CK_S8_PANEL 16
#define CK_S8_VECTORS (CK_S8_PANEL / CK_WIDTH)
// Without an instruction that multiplies bytes they are widened to 16 bits.
#define CK_S8_HALVES (CK_WIDTH == 4 && !CK_SET_DOT)

CK_INLINE vi load_integers(const void *p) {
  vi v;
  __builtin_memcpy(&v, p, sizeof v);
  return v;
}

// Four factors of a row in every lane, as the set's dot product wants them; likewise those of a vector of columns.
typedef struct {
#if CK_S8_HALVES
  vi even, odd;  // in the halves of each lane
#else
  vi all;
#endif
} s8_left;

typedef s8_left s8_right;

CK_INLINE s8_left s8_left_of(const uint8_t *a) {
  int32_t four;
  __builtin_memcpy(&four, a, 4);
#if CK_S8_HALVES
  return (s8_left){(four & 0x00ff00ff) - (vi){0}, (int32_t)((uint32_t)four >> 8 & 0x00ff00ff) - (vi){0}};
#elif CK_SET_DOT
  return (s8_left){(four ^ (int32_t)0x80808080) - (vi){0}};
#else
  return (s8_left){four - (vi){0}};
#endif
}

CK_INLINE s8_right s8_right_of(const int8_t *b) {
  vi v = load_integers(b);
#if CK_S8_HALVES
  typedef int16_t vh __attribute__((vector_size(4 * CK_WIDTH)));
  vh halves = (vh)v;
  return (s8_right){(vi)((vh)(halves << 8) >> 8), (vi)(halves >> 8)};
#else
  return (s8_right){v};
#endif
}

#if CK_S8_HALVES
// Products of the 16-bit halves of each lane, summed.
CK_INLINE vi multiply_halves(vi x, vi y) {
#if defined(__x86_64__)
  return (vi)_mm_madd_epi16((__m128i)x, (__m128i)y);
#else
  return ((x << 16) >> 16) * ((y << 16) >> 16) + (x >> 16) * (y >> 16);
#endif
}
#endif

CK_INLINE vi s8_dot(vi sums, s8_left a, s8_right b) {
#if CK_S8_HALVES
  return sums + (multiply_halves(a.even, b.even) + multiply_halves(a.odd, b.odd));
#elif CK_SET_DOT
  return (vi)vdotq_s32((int32x4_t)sums, (int8x16_t)b.all, (int8x16_t)a.all);
#elif CK_SET_VNNI && CK_WIDTH == 16
  return (vi)_mm512_dpbusd_epi32((__m512i)sums, (__m512i)a.all, (__m512i)b.all);
#elif CK_SET_VNNI
  return (vi)_mm256_dpbusd_avx_epi32((__m256i)sums, (__m256i)a.all, (__m256i)b.all);
#elif CK_WIDTH == 16
  __m512i pairs = _mm512_maddubs_epi16((__m512i)a.all, (__m512i)b.all);
  return sums + (vi)_mm512_madd_epi16(pairs, _mm512_set1_epi16(1));
#else
  __m256i pairs = _mm256_maddubs_epi16((__m256i)a.all, (__m256i)b.all);
  return sums + (vi)_mm256_madd_epi16(pairs, _mm256_set1_epi16(1));
#endif
}

typedef struct {
  size_t depth, columns;  // columns: those to be stored
  const uint8_t *a;
  const float *a_scales;
  const int8_t *b;
  size_t panel;  // bytes from one panel to the next
  const float *scales, *biases;
  const int32_t *shifts;
  int activation;
  const float *residual;
  float *c;
  size_t ldc;
} tile_s8;

CK_INLINE void multiply_tile_s8(const size_t rows, const size_t panels, const tile_s8 *t) {
  const size_t vectors = panels * CK_S8_VECTORS;
  vi sums[12][8 * CK_S8_VECTORS];
#pragma unroll
  for (size_t v = 0; v < vectors; v++) {
#if CK_SET_DOT
    vi start = {0};
#else
    vi start = load_integers(t->shifts + v * CK_WIDTH);
#endif
#pragma unroll
    for (size_t r = 0; r < rows; r++) sums[r][v] = start;
  }
  const uint8_t *a = t->a;
  const int8_t *b = t->b;
  const size_t depth = t->depth, panel = t->panel;
  for (size_t l = 0; l < depth; l += 4) {
    s8_right right[8 * CK_S8_VECTORS];
#pragma unroll
    for (size_t v = 0; v < vectors; v++) {
      right[v] = s8_right_of(b + v / CK_S8_VECTORS * panel + l * CK_S8_PANEL + v % CK_S8_VECTORS * 4 * CK_WIDTH);
    }
#pragma unroll
    for (size_t r = 0; r < rows; r++) {
      s8_left left = s8_left_of(a + r * depth + l);
#pragma unroll
      for (size_t v = 0; v < vectors; v++) sums[r][v] = s8_dot(sums[r][v], left, right[v]);
    }
  }
#pragma unroll
  for (size_t r = 0; r < rows; r++) {
#pragma unroll
    for (size_t v = 0; v < vectors; v++) {
      size_t j = v * CK_WIDTH;
      if (j >= t->columns) continue;
      vf x = __builtin_convertvector(sums[r][v], vf) * t->a_scales[r];
      x = x * load(t->scales + j);
      x = x + load(t->biases + j);
      x = activate(x, t->activation);
      if (t->residual) x = x + load_some(t->residual + r * t->ldc + j, t->columns - j);
      store_some(t->c + r * t->ldc + j, x, t->columns - j);
    }
  }
}

// Tiles of as many rows and panels as the registers hold.
#define CK_S8_TILE(rows, panels)                                                                                       \
  static void tile_s8_##rows##x##panels(const tile_s8 *t) { multiply_tile_s8(rows, panels, t); }
#define CK_S8_1_2(rows) CK_S8_TILE(rows, 1) CK_S8_TILE(rows, 2)
#define CK_S8_1_2_4(rows) CK_S8_1_2(rows) CK_S8_TILE(rows, 4)
#define CK_S8_NAMES_1(rows) [rows] = {tile_s8_##rows##x1}
#define CK_S8_NAMES_1_2(rows) [rows] = {tile_s8_##rows##x1, tile_s8_##rows##x2}
#define CK_S8_NAMES_1_2_4(rows) [rows] = {tile_s8_##rows##x1, tile_s8_##rows##x2, tile_s8_##rows##x4}

// tiles_s8[rows][i]: the tile of 2^i panels, null where the registers are too few.
typedef void (*tile_s8_function)(const tile_s8 *);
#if CK_WIDTH == 16
#define CK_S8_ROWS 12
CK_S8_1_2_4(1) CK_S8_1_2_4(2) CK_S8_1_2_4(3) CK_S8_1_2_4(4) CK_S8_1_2_4(5) CK_S8_1_2_4(6)
CK_S8_1_2(7) CK_S8_1_2(8) CK_S8_1_2(9) CK_S8_1_2(10) CK_S8_1_2(11) CK_S8_1_2(12)
static const tile_s8_function tiles_s8[CK_S8_ROWS + 1][3] = {
    CK_S8_NAMES_1_2_4(1), CK_S8_NAMES_1_2_4(2), CK_S8_NAMES_1_2_4(3), CK_S8_NAMES_1_2_4(4),
    CK_S8_NAMES_1_2_4(5), CK_S8_NAMES_1_2_4(6), CK_S8_NAMES_1_2(7),   CK_S8_NAMES_1_2(8),
    CK_S8_NAMES_1_2(9),   CK_S8_NAMES_1_2(10),  CK_S8_NAMES_1_2(11),  CK_S8_NAMES_1_2(12)};
#elif CK_WIDTH == 8 && !CK_SET_VNNI
#define CK_S8_ROWS 4
CK_S8_1_2(1) CK_S8_1_2(2) CK_S8_TILE(3, 1) CK_S8_TILE(4, 1)
static const tile_s8_function tiles_s8[CK_S8_ROWS + 1][3] = {CK_S8_NAMES_1_2(1), CK_S8_NAMES_1_2(2), CK_S8_NAMES_1(3),
                                                             CK_S8_NAMES_1(4)};
#elif CK_SET_DOT || CK_WIDTH == 8
#define CK_S8_ROWS 6
CK_S8_1_2(1) CK_S8_1_2(2) CK_S8_TILE(3, 1) CK_S8_TILE(4, 1) CK_S8_TILE(5, 1) CK_S8_TILE(6, 1)
static const tile_s8_function tiles_s8[CK_S8_ROWS + 1][3] = {CK_S8_NAMES_1_2(1), CK_S8_NAMES_1_2(2), CK_S8_NAMES_1(3),
                                                             CK_S8_NAMES_1(4),   CK_S8_NAMES_1(5),   CK_S8_NAMES_1(6)};
#else
#define CK_S8_ROWS 2
CK_S8_TILE(1, 1) CK_S8_TILE(2, 1)
static const tile_s8_function tiles_s8[CK_S8_ROWS + 1][3] = {CK_S8_NAMES_1(1), CK_S8_NAMES_1(2)};
#endif

// Columns from `first` (a multiple of CK_S8_PANEL) to `end` of gemm_s8.
CK_INLINE void gemm_s8_columns(size_t first, size_t end, size_t m, size_t n, size_t k, const uint8_t *a,
                               const float *a_scales, const void *packed, int activation, const float *residual,
                               float *c, size_t ldc) {
  size_t depth = CK_S8_DEPTH(k), panel = depth * CK_S8_PANEL, padded = (n + CK_S8_PANEL - 1) / CK_S8_PANEL * CK_S8_PANEL;
  const float *scales = (const float *)((const char *)packed + padded * depth), *biases = scales + 2 * padded;
  const int32_t *shifts = (const int32_t *)(scales + padded);
  size_t tiles = (m + CK_S8_ROWS - 1) / CK_S8_ROWS, tallest = tiles ? (m + tiles - 1) / tiles : 1;
  for (size_t j = first; j < end;) {
    // As wide as the tallest tile may be and as columns are left.
    size_t size = 2;
    while (size > 0 && (!tiles_s8[tallest][size] || ((size_t)CK_S8_PANEL << size) >= end - j + CK_S8_PANEL)) size--;
    size_t i = 0;
    for (size_t left = tiles; left > 0; left--) {
      size_t rows = (m - i + left - 1) / left;
      tile_s8 t = {depth, n - j, a + i * depth, a_scales + i, (const int8_t *)packed + j * depth, panel, scales + j,
                   biases + j, shifts + j, activation, residual ? residual + i * ldc + j : NULL, c + i * ldc + j, ldc};
      tiles_s8[rows][size](&t);
      i += rows;
    }
    j += (size_t)CK_S8_PANEL << size;
  }
}

static void gemm_s8(size_t m, size_t n, size_t k, const uint8_t *a, const float *a_scales, const void *packed,
                    int activation, const float *residual, float *c, size_t ldc) {
  gemm_s8_columns(0, n, m, n, k, a, a_scales, packed, activation, residual, c, ldc);
}

// A chunk of columns of all rows at a time, which is still in the cache when it is looked at again.
static void score_s8(size_t m, size_t n, size_t k, const uint8_t *a, const float *a_scales, const void *packed,
                     float *c, size_t ldc, float *maxima, float *normalizers, float *scratch) {
  score_state *states = (score_state *)scratch;
  size_t blocks = CK_SCORE_BLOCKS(n);
  for (size_t r = 0; r < m; r++) score_begin(states + r);
  for (size_t j = 0; j < n; j += CK_SCORE_CHUNK) {
    size_t size = smaller(CK_SCORE_CHUNK, n - j);
    gemm_s8_columns(j, j + size, m, n, k, a, a_scales, packed, CK_IDENTITY, NULL, c, ldc);
    for (size_t r = 0; r < m; r++) {
      score_chunk(states + r, c + r * ldc + j, size, maxima + r * blocks + j / CK_SCORE_BLOCK);
    }
  }
  for (size_t r = 0; r < m; r++) normalizers[r] = score_end(states + r);
}
