// Products in float32 with a packed right-hand side. Panels of 16 columns; a tile is up to CK_TILE_ROWS rows by one,
// two, four or eight panels, as many as the registers hold (16 or, with AVX-512 and on ARM, 32).

#define CK_PANEL 16
#define CK_PANEL_VECTORS (CK_PANEL / CK_WIDTH)
#if CK_WIDTH == 16
#define CK_TILE_ROWS 12
#elif CK_WIDTH == 8 || defined(__aarch64__)
#define CK_TILE_ROWS 6
#else
#define CK_TILE_ROWS 3
#endif
// For many rows: a block of the right-hand side that stays in the second cache; the rows of a tile are in the first.
// Sums go through c between one depth and the next, which does not change them.
#define CK_DEPTH 256
#define CK_COLUMN_BLOCK 512

static void pack_f32(const float *b, size_t ldb, size_t k, size_t n, int transposed, float *packed) {
  for (size_t j = 0; j < n; j += CK_PANEL, packed += k * CK_PANEL) {
    size_t columns = smaller(CK_PANEL, n - j);
    if (columns < CK_PANEL) memset(packed, 0, k * CK_PANEL * sizeof(float));
    for (size_t l = 0; l < k; l++) {
      if (transposed) {
        for (size_t c = 0; c < columns; c++) packed[l * CK_PANEL + c] = b[(j + c) * ldb + l];
      } else {
        memcpy(packed + l * CK_PANEL, b + l * ldb + j, columns * sizeof(float));
      }
    }
  }
}

typedef struct {
  size_t k, columns;  // columns: those to be stored
  const float *a;
  size_t lda;
  const float *b;
  size_t panel;  // floats from one panel to the next
  float *c;
  size_t ldc;
  int resume;  // sums begin with what c holds
} tile_f32;

CK_INLINE void multiply_tile_f32(const size_t rows, const size_t panels, const tile_f32 *t) {
  const size_t vectors = panels * CK_PANEL_VECTORS;
  vf sums[CK_TILE_ROWS][8 * CK_PANEL_VECTORS];
#pragma unroll
  for (size_t r = 0; r < rows; r++) {
#pragma unroll
    for (size_t v = 0; v < vectors; v++) sums[r][v] = splat(0);
  }
  if (t->resume) {
#pragma unroll
    for (size_t r = 0; r < rows; r++) {
#pragma unroll
      for (size_t v = 0; v < vectors; v++) {
        size_t j = v * CK_WIDTH;
        if (j < t->columns) sums[r][v] = load_some(t->c + r * t->ldc + j, t->columns - j);
      }
    }
  }
  const float *a = t->a, *b = t->b;
  const size_t lda = t->lda, panel = t->panel, k = t->k;
  for (size_t l = 0; l < k; l++) {
    vf right[8 * CK_PANEL_VECTORS];
#pragma unroll
    for (size_t v = 0; v < vectors; v++) {
      right[v] = load(b + v / CK_PANEL_VECTORS * panel + l * CK_PANEL + v % CK_PANEL_VECTORS * CK_WIDTH);
    }
#pragma unroll
    for (size_t r = 0; r < rows; r++) {
      vf left = splat(a[r * lda + l]);
#pragma unroll
      for (size_t v = 0; v < vectors; v++) sums[r][v] = fma_(left, right[v], sums[r][v]);
    }
  }
#pragma unroll
  for (size_t r = 0; r < rows; r++) {
#pragma unroll
    for (size_t v = 0; v < vectors; v++) {
      size_t j = v * CK_WIDTH;
      if (j < t->columns) store_some(t->c + r * t->ldc + j, sums[r][v], t->columns - j);
    }
  }
}

#define CK_TILE(rows, panels)                                                                                          \
  static void tile_f32_##rows##x##panels(const tile_f32 *t) { multiply_tile_f32(rows, panels, t); }

#define CK_TILES_1_2(rows) CK_TILE(rows, 1) CK_TILE(rows, 2)
#define CK_TILES_1_2_4(rows) CK_TILES_1_2(rows) CK_TILE(rows, 4)
#define CK_TILES_ALL(rows) CK_TILES_1_2_4(rows) CK_TILE(rows, 8)
#define CK_NAMES_1(rows) [rows] = {tile_f32_##rows##x1}
#define CK_NAMES_1_2(rows) [rows] = {tile_f32_##rows##x1, tile_f32_##rows##x2}
#define CK_NAMES_1_2_4(rows) [rows] = {tile_f32_##rows##x1, tile_f32_##rows##x2, tile_f32_##rows##x4}
#define CK_NAMES_ALL(rows)                                                                                             \
  [rows] = {tile_f32_##rows##x1, tile_f32_##rows##x2, tile_f32_##rows##x4, tile_f32_##rows##x8}

// tiles_f32[rows][i]: the tile of 2^i panels, null where the registers are too few.
typedef void (*tile_function)(const tile_f32 *);
#if CK_WIDTH == 16
CK_TILES_ALL(1) CK_TILES_ALL(2) CK_TILES_ALL(3) CK_TILES_1_2_4(4) CK_TILES_1_2_4(5) CK_TILES_1_2_4(6)
CK_TILES_1_2(7) CK_TILES_1_2(8) CK_TILES_1_2(9) CK_TILES_1_2(10) CK_TILES_1_2(11) CK_TILES_1_2(12)
static const tile_function tiles_f32[CK_TILE_ROWS + 1][4] = {
    CK_NAMES_ALL(1),   CK_NAMES_ALL(2), CK_NAMES_ALL(3), CK_NAMES_1_2_4(4), CK_NAMES_1_2_4(5), CK_NAMES_1_2_4(6),
    CK_NAMES_1_2(7),   CK_NAMES_1_2(8), CK_NAMES_1_2(9), CK_NAMES_1_2(10),  CK_NAMES_1_2(11),  CK_NAMES_1_2(12)};
#elif CK_TILE_ROWS == 6
CK_TILES_1_2_4(1) CK_TILES_1_2(2) CK_TILES_1_2(3) CK_TILE(4, 1) CK_TILE(5, 1) CK_TILE(6, 1)
static const tile_function tiles_f32[CK_TILE_ROWS + 1][4] = {
    CK_NAMES_1_2_4(1), CK_NAMES_1_2(2), CK_NAMES_1_2(3), CK_NAMES_1(4), CK_NAMES_1(5), CK_NAMES_1(6)};
#else
CK_TILES_1_2(1) CK_TILE(2, 1) CK_TILE(3, 1)
static const tile_function tiles_f32[CK_TILE_ROWS + 1][4] = {CK_NAMES_1_2(1), CK_NAMES_1(2), CK_NAMES_1(3)};
#endif

static void finish_f32(size_t rows, size_t columns, const float *bias, int activation, float *c, size_t ldc) {
  for (size_t r = 0; r < rows; r++, c += ldc) {
    CK_EACH(j, lanes, columns) {
      vf x = load_some(c + j, lanes);
      if (bias) x += load_some(bias + j, lanes);
      store_some(c + j, activate(x, activation), lanes);
    }
  }
}

// All columns of a few rows, as many panels at a time as a tile of so many rows allows.
CK_INLINE void multiply_rows_f32(size_t rows, size_t from, size_t to, tile_f32 t) {
  const float *b = t.b;
  float *c = t.c;
  for (size_t j = from; j < to;) {
    size_t size = 3;
    while (size > 0 && (!tiles_f32[rows][size] || ((size_t)CK_PANEL << size) >= to - j + CK_PANEL)) size--;
    size_t width = (size_t)CK_PANEL << size;
    t.columns = smaller(width, to - j);
    t.b = b + j / CK_PANEL * t.panel;
    t.c = c + j;
    tiles_f32[rows][size](&t);
    j += width;
  }
}

// Rows of a close to each other, so that those of a wide matrix do not compete for the same places in the cache.
static void gather_rows(const float *a, size_t lda, size_t rows, size_t depth, float *out) {
  for (size_t r = 0; r < rows; r++) {
    CK_EACH(l, lanes, depth) store_some(out + r * CK_DEPTH + l, load_some(a + r * lda + l, lanes), lanes);
  }
}

static void gemm_f32(size_t m, size_t n, size_t k, const float *a, size_t lda, const float *packed, const float *bias,
                     int activation, float *c, size_t ldc) {
  float gathered[CK_TILE_ROWS * CK_DEPTH] __attribute__((aligned(64)));
  int few = m <= CK_TILE_ROWS;
  // Tiles of nearly equal height, rather than a last one of one row.
  size_t tiles = (m + CK_TILE_ROWS - 1) / CK_TILE_ROWS;
  size_t l = 0;
  do {
    size_t depth = few ? k : smaller(CK_DEPTH, k - l), step = few ? n : CK_COLUMN_BLOCK;
    int last = l + depth == k;
    for (size_t j = 0; j < n; j += step) {
      size_t to = smaller(j + step, n), i = 0;
      for (size_t left = tiles; left > 0; left--) {
        size_t rows = (m - i + left - 1) / left;
        float *target = c + i * ldc;
        tile_f32 t = {depth, 0, a + i * lda + l, lda, packed + l * CK_PANEL, k * CK_PANEL, target, ldc, l > 0};
        if (!few) {
          gather_rows(t.a, lda, rows, depth, gathered);
          t.a = gathered;
          t.lda = CK_DEPTH;
        }
        multiply_rows_f32(rows, j, to, t);
        if (last && (bias || activation != CK_IDENTITY)) {
          finish_f32(rows, to - j, bias ? bias + j : NULL, activation, target + j, ldc);
        }
        i += rows;
      }
    }
    l += depth;
  } while (l < k);
}
