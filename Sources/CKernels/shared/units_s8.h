// The second product of a feed-forward layer in int8: its ReLU leaves most factors of a row zero, and only the rows of
// the weights that meet others are multiplied. Sums are integers, so the result is that of gemm_s8 to the bit.
//
// The weights stand row by row here (ck_unit_rows_s8), in blocks of 64 columns. Four rows that follow one another in the
// list of a row's factors are interleaved in registers to what s8_dot takes; the order of the columns of a block is such
// that vector q of the four is columns 16 q and following. Factors are 0 ... 127 and need no shift, and two products of
// at most 127 * 127 fit the 16 bits of VPMADDUBSW whichever rows meet.

// Vectors of bytes whose sums the registers hold.
#define CK_UNIT_VECTORS (CK_WIDTH == 16 ? 4 : 2)

// Where bytes of a row of factors are not 128, which stands for zero.
typedef struct {
  size_t count;      // rounded up to a multiple of four by units of no weight
  int negative;      // a factor is below zero: no list
  uint32_t *units;
  uint8_t *factors;
} unit_list;

CK_INLINE void list_unit(unit_list *list, size_t unit, uint8_t byte) {
  list->units[list->count] = (uint32_t)unit;
  list->factors[list->count++] = byte ^ 128;
}

CK_INLINE void list_units(const uint8_t *a, size_t depth, unit_list *list) {
  list->count = 0;
  list->negative = 0;
  size_t l = 0;
#if CK_SET_AVX512
  for (; l < depth; l += 64) {
    __mmask64 some = depth - l < 64 ? ((__mmask64)1 << (depth - l)) - 1 : ~(__mmask64)0;
    __m512i zero = _mm512_set1_epi8((char)128), bytes = _mm512_mask_loadu_epi8(zero, some, a + l);
    list->negative |= _mm512_movepi8_mask(bytes) != ~(__mmask64)0;
    for (__mmask64 left = _mm512_cmpneq_epi8_mask(bytes, zero); left; left &= left - 1) {
      size_t unit = l + (size_t)__builtin_ctzll(left);
      list_unit(list, unit, a[unit]);
    }
  }
#elif CK_SET_AVX2
  for (; l + 32 <= depth; l += 32) {
    __m256i bytes = (__m256i)load_integers(a + l);
    list->negative |= _mm256_movemask_epi8(bytes) != -1;
    uint32_t left = ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8((char)128)));
    for (; left; left &= left - 1) {
      size_t unit = l + (size_t)__builtin_ctz(left);
      list_unit(list, unit, a[unit]);
    }
  }
#endif
  for (; l < depth; l++) {
    list->negative |= a[l] < 128;
    if (a[l] != 128) list_unit(list, l, a[l]);
  }
  while (list->count % 4) list_unit(list, 0, 128);
}

#if CK_SET_AVX512 || CK_SET_AVX2
#if CK_WIDTH == 16
#define CK_INTERLEAVE(part, bits, x, y) (vi) _mm512_unpack##part##_epi##bits((__m512i)(x), (__m512i)(y))
#else
#define CK_INTERLEAVE(part, bits, x, y) (vi) _mm256_unpack##part##_epi##bits((__m256i)(x), (__m256i)(y))
#endif

// sums[v][q]: columns 16 q and following of the block (or its half) that vector v of bytes lies in.
CK_INLINE void multiply_listed(const size_t vectors, const unit_list *list, const int8_t *rows, size_t width,
                              vi sums[CK_UNIT_VECTORS][4]) {
#pragma unroll
  for (size_t v = 0; v < vectors; v++) sums[v][0] = sums[v][1] = sums[v][2] = sums[v][3] = (vi){0};
  for (size_t i = 0; i < list->count; i += 4) {
    int32_t four;
    __builtin_memcpy(&four, list->factors + i, 4);
    s8_left left = {four - (vi){0}};
    const int8_t *first = rows + list->units[i] * width, *second = rows + list->units[i + 1] * width;
    const int8_t *third = rows + list->units[i + 2] * width, *fourth = rows + list->units[i + 3] * width;
#pragma unroll
    for (size_t v = 0; v < vectors; v++) {
      size_t at = v * 4 * CK_WIDTH;
      vi w0 = load_integers(first + at), w1 = load_integers(second + at);
      vi w2 = load_integers(third + at), w3 = load_integers(fourth + at);
      vi low = CK_INTERLEAVE(lo, 8, w0, w1), high = CK_INTERLEAVE(hi, 8, w0, w1);
      vi low2 = CK_INTERLEAVE(lo, 8, w2, w3), high2 = CK_INTERLEAVE(hi, 8, w2, w3);
      sums[v][0] = s8_dot(sums[v][0], left, (s8_right){CK_INTERLEAVE(lo, 16, low, low2)});
      sums[v][1] = s8_dot(sums[v][1], left, (s8_right){CK_INTERLEAVE(hi, 16, low, low2)});
      sums[v][2] = s8_dot(sums[v][2], left, (s8_right){CK_INTERLEAVE(lo, 16, high, high2)});
      sums[v][3] = s8_dot(sums[v][3], left, (s8_right){CK_INTERLEAVE(hi, 16, high, high2)});
    }
  }
}
#else
CK_INLINE void multiply_listed(const size_t vectors, const unit_list *list, const int8_t *rows, size_t width,
                              vi sums[CK_UNIT_VECTORS][4]) {
  int32_t totals[CK_UNIT_VECTORS * 4 * CK_WIDTH] = {0};
  for (size_t i = 0; i < list->count; i++) {
    const int8_t *row = rows + list->units[i] * width;
    for (size_t j = 0; j < vectors * 4 * CK_WIDTH; j++) totals[j] += list->factors[i] * row[j];
  }
  __builtin_memcpy(sums, totals, vectors * sizeof *sums);
}
#endif

// Columns from `first` on, `vectors` vectors of bytes, of a row.
CK_INLINE void units_columns(const size_t vectors, size_t first, const unit_list *list, const tile_s8 *t) {
  size_t width = (t->columns + CK_S8_BLOCK - 1) / CK_S8_BLOCK * CK_S8_BLOCK;
  vi sums[CK_UNIT_VECTORS][4];
  multiply_listed(vectors, list, t->b + first, width, sums);
#pragma unroll
  for (size_t v = 0; v < vectors; v++) {
    size_t byte = first + v * 4 * CK_WIDTH, block = byte / CK_S8_BLOCK * CK_S8_BLOCK;
#pragma unroll
    for (size_t q = 0; q < 4; q++) {
      size_t j = block + 16 * q + (byte - block) / 4;
      if (j >= t->columns) continue;
      size_t left = t->columns - j;
      vf x = __builtin_convertvector(sums[v][q], vf) * t->a_scales[0];
      x = x * load_some(t->scales + j, left);
      x = x + load_some(t->biases + j, left);
      if (t->residual) x = x + load_some(t->residual + j, left);
      store_some(t->c + j, x, left);
    }
  }
}

static void units_row(const unit_list *list, const tile_s8 *t) {
  size_t width = (t->columns + CK_S8_BLOCK - 1) / CK_S8_BLOCK * CK_S8_BLOCK, step = CK_UNIT_VECTORS * 4 * CK_WIDTH;
  size_t j = 0;
  for (; j + step <= width; j += step) units_columns(CK_UNIT_VECTORS, j, list, t);
  for (; j < width; j += 4 * CK_WIDTH) units_columns(1, j, list, t);
}

// Rows that tell how many units are at work, and with how many in a hundred the other product is as quick. That of one
// row waits for its weights, so fewer of them are worth more.
#define CK_UNIT_SAMPLES 4
#define CK_BUSY_ROW 40
#if CK_SET_VNNI && CK_WIDTH == 16 || CK_WIDTH == 4
#define CK_BUSY_ROWS 18
#elif CK_SET_VNNI || CK_WIDTH == 16
#define CK_BUSY_ROWS 30
#else
#define CK_BUSY_ROWS 40
#endif

static int mostly_idle(size_t m, size_t depth, const uint8_t *a) {
  size_t samples = smaller(m, CK_UNIT_SAMPLES), busy = 0;
  for (size_t i = 0; i < samples; i++) {
    const uint8_t *row = a + m * i / samples * depth;
    for (size_t l = 0; l < depth; l++) busy += row[l] != 128;
  }
  return 100 * busy <= (m < 2 ? CK_BUSY_ROW : CK_BUSY_ROWS) * samples * depth;
}

static void gemm_units_s8(size_t m, size_t n, size_t k, const uint8_t *a, const float *a_scales, const void *packed,
                          const void *rows, const float *residual, float *c, size_t ldc, float *scratch) {
  size_t depth = CK_S8_DEPTH(k), padded = (n + CK_S8_PANEL - 1) / CK_S8_PANEL * CK_S8_PANEL;
  if (!mostly_idle(m, depth, a)) {
    gemm_s8(m, n, k, a, a_scales, packed, CK_IDENTITY, residual, c, ldc);
    return;
  }
  const float *scales = (const float *)((const char *)packed + padded * depth);
  unit_list list = {0, 0, (uint32_t *)scratch, (uint8_t *)(scratch + depth)};
  for (size_t i = 0; i < m; i++, a += depth, c += ldc, residual = residual ? residual + ldc : NULL) {
    list_units(a, depth, &list);
    if (list.negative) {
      gemm_s8(1, n, k, a, a_scales + i, packed, CK_IDENTITY, residual, c, ldc);
      continue;
    }
    tile_s8 t = {depth, n, a, a_scales + i, rows, 0, scales, scales + 2 * padded, NULL, CK_IDENTITY, residual, c, ldc};
    units_row(&list, &t);
  }
}
