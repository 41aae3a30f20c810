// Included once for each type of cache: CK_CACHED is float, or uint16_t for half precision.

#define cached CK_CACHED
#define load_cached CK_CACHED_NAME(load)
#define load_some_cached CK_CACHED_NAME(load_some)
#define store_some_cached CK_CACHED_NAME(store_some)

// MARK: One query, keys anywhere

// Scores of up to CK_WIDTH keys, -inf behind them. `whole`: head_dim is so many whole vectors, 0 if it is not.
CK_INLINE vf CK_CACHED_NAME(key_scores)(const float *q, const cached *keys, const int32_t *index, size_t lanes,
                                        size_t stride, size_t head_dim, const size_t whole, float scale) {
  vf products[CK_WIDTH];
#pragma unroll
  for (size_t i = 0; i < CK_WIDTH; i++) {
    products[i] = splat(0);
    if (i >= lanes) continue;
    const cached *k = keys + (size_t)index[i] * stride;
    if (whole) {
#pragma unroll
      for (size_t v = 0; v < whole; v++) {
        products[i] = fma_(load(q + v * CK_WIDTH), load_cached(k + v * CK_WIDTH), products[i]);
      }
    } else {
      CK_EACH(d, left, head_dim) products[i] = fma_(load_some(q + d, left), load_some_cached(k + d, left), products[i]);
    }
  }
  return fill_rest(sums_of(products) * scale, lanes, -INFINITY);
}

// out = factor * the sum of the values, each times its share; four chains, so that none waits for the one before.
CK_INLINE void CK_CACHED_NAME(sum_slots)(const float *shares, float factor, const cached *values, const int32_t *index,
                                         size_t count, size_t stride, size_t head_dim, const size_t whole,
                                         float *out) {
  const size_t vectors = whole ? whole : 1;
  for (size_t d = 0; d < head_dim; d += vectors * CK_WIDTH) {
    size_t lanes = whole ? CK_WIDTH : smaller(CK_WIDTH, head_dim - d);
    vf totals[4][4];
#pragma unroll
    for (size_t c = 0; c < 4; c++) {
#pragma unroll
      for (size_t v = 0; v < vectors; v++) totals[c][v] = splat(0);
    }
    for (size_t i = 0; i < count; i += 4) {
#pragma unroll
      for (size_t c = 0; c < 4; c++) {
        if (i + c >= count) continue;
        const cached *row = values + (size_t)index[i + c] * stride + d;
#pragma unroll
        for (size_t v = 0; v < vectors; v++) {
          vf value = whole ? load_cached(row + v * CK_WIDTH) : load_some_cached(row, lanes);
          totals[c][v] = fma_(splat(shares[i + c]), value, totals[c][v]);
        }
      }
    }
#pragma unroll
    for (size_t v = 0; v < vectors; v++) {
      vf total = (totals[0][v] + totals[1][v]) + (totals[2][v] + totals[3][v]);
      store_some(out + d + v * CK_WIDTH, total * factor, lanes);
    }
  }
}

// All scores first, then all exponentials, then all sums: so the heads' chains of dependent steps overlap.
CK_INLINE void CK_CACHED_NAME(attend_slots_by)(const size_t whole, const float *query, const cached *slots,
                                               const int32_t *index, size_t count, size_t heads, size_t head_dim,
                                               float scale, float *out, float *scratch) {
  size_t padded = CK_ROUND_UP(count), stride = 2 * heads * head_dim;
  float *factors = scratch + heads * padded;
  for (size_t h = 0; h < heads; h++) {
    for (size_t i = 0; i < padded; i += CK_WIDTH) {
      vf scores = splat(-INFINITY);
      if (i < count) {
        scores = CK_CACHED_NAME(key_scores)(query + h * head_dim, slots + h * head_dim, index + i,
                                            smaller(CK_WIDTH, count - i), stride, head_dim, whole, scale);
      }
      store(scratch + h * padded + i, scores);
    }
  }
  for (size_t h = 0; h < heads; h++) factors[h] = attention_shares(scratch + h * padded, padded);
  const cached *values = slots + heads * head_dim;
  for (size_t h = 0; h < heads; h++) {
    CK_CACHED_NAME(sum_slots)(scratch + h * padded, factors[h], values + h * head_dim, index, count, stride, head_dim,
                              whole, out + h * head_dim);
  }
}

static void CK_CACHED_NAME(attend_slots)(const float *query, const cached *slots, const int32_t *index, size_t count,
                                         size_t heads, size_t head_dim, float scale, float *out, float *scratch) {
  size_t whole = head_dim % CK_WIDTH == 0 ? head_dim / CK_WIDTH : 0;
#define CK_ATTEND(number)                                                                                              \
  CK_CACHED_NAME(attend_slots_by)(number, query, slots, index, count, heads, head_dim, scale, out, scratch)
  if (whole == 1) CK_ATTEND(1);
  else if (whole == 2) CK_ATTEND(2);
  else if (whole == 4) CK_ATTEND(4);
  else CK_ATTEND(0);
#undef CK_ATTEND
}

// MARK: Several queries, one sentence

// Keys and values of a sentence, one head after the other: blocks of sixteen keys, [head_dim, 16] each, padded with
// zeros, then the values, [keys, head_dim].
static void CK_CACHED_NAME(pack_sentence)(const float *keys, const float *values, size_t ld, size_t count,
                                          size_t heads, size_t head_dim, cached *packed) {
  for (size_t h = 0; h < heads; h++, keys += head_dim, values += head_dim) {
    for (size_t first = 0; first < CK_ROUND_UP(count); first += CK_WIDTH) {
      cached *block = packed + first / CK_KEY_BLOCK * CK_KEY_BLOCK * head_dim + first % CK_KEY_BLOCK;
      CK_EACH(d, lanes, head_dim) {
        vu lines[CK_WIDTH];
#pragma unroll
        for (size_t i = 0; i < CK_WIDTH; i++) {
          lines[i] = first + i < count ? (vu)load_some(keys + (first + i) * ld + d, lanes) : (vu){0};
        }
        transpose(lines);
#pragma unroll
        for (size_t i = 0; i < CK_WIDTH; i++) {
          if (i < lanes) store_some_cached(block + (d + i) * CK_KEY_BLOCK, (vf)lines[i], CK_WIDTH);
        }
      }
    }
    packed += CK_ROUND_UP(count) * head_dim;
    for (size_t i = 0; i < count; i++, packed += head_dim) {
      CK_EACH(d, lanes, head_dim) store_some_cached(packed + d, load_some(values + i * ld + d, lanes), lanes);
    }
  }
}

// Scores of sixteen keys for some queries. Two chains for each, one of the even and one of the odd dimensions.
CK_INLINE void CK_CACHED_NAME(block_scores)(const size_t rows, const float *query, size_t ldq, const cached *keys,
                                            size_t head_dim, size_t lanes, float scale, float *scores, size_t lds) {
  for (size_t part = 0; part < CK_KEY_BLOCK; part += CK_WIDTH) {
    vf sums[CK_ATTEND_ROWS][2];
#pragma unroll
    for (size_t r = 0; r < rows; r++) sums[r][0] = sums[r][1] = splat(0);
    for (size_t d = 0; d < head_dim; d += 2) {
#pragma unroll
      for (size_t c = 0; c < 2; c++) {
        if (d + c >= head_dim) continue;
        vf key = load_cached(keys + (d + c) * CK_KEY_BLOCK + part);
#pragma unroll
        for (size_t r = 0; r < rows; r++) sums[r][c] = fma_(splat(query[r * ldq + d + c]), key, sums[r][c]);
      }
    }
#pragma unroll
    for (size_t r = 0; r < rows; r++) {
      vf total = (sums[r][0] + sums[r][1]) * scale;
      store(scores + r * lds + part, fill_rest(total, lanes > part ? lanes - part : 0, -INFINITY));
    }
  }
}

// out = the sum of the values times their shares and the query's factor. Two chains, of the even and the odd keys.
CK_INLINE void CK_CACHED_NAME(sum_sentence)(const size_t rows, const size_t vectors, const float *shares, size_t lds,
                                            const float *factors, const cached *values, size_t count, size_t head_dim,
                                            float *out, size_t ldo) {
  for (size_t d = 0; d < head_dim; d += vectors * CK_WIDTH) {
    size_t left = head_dim - d;
    int whole = left >= vectors * CK_WIDTH;
    vf totals[CK_ATTEND_ROWS][2][2];
#pragma unroll
    for (size_t r = 0; r < rows; r++) {
#pragma unroll
      for (size_t v = 0; v < vectors; v++) totals[r][0][v] = totals[r][1][v] = splat(0);
    }
    for (size_t i = 0; i < count; i += 2) {
#pragma unroll
      for (size_t c = 0; c < 2; c++) {
        if (i + c >= count) continue;
        const cached *row = values + (i + c) * head_dim + d;
#pragma unroll
        for (size_t v = 0; v < vectors; v++) {
          if (v * CK_WIDTH >= left) continue;
          vf value = whole ? load_cached(row + v * CK_WIDTH)
                           : load_some_cached(row + v * CK_WIDTH, smaller(CK_WIDTH, left - v * CK_WIDTH));
#pragma unroll
          for (size_t r = 0; r < rows; r++) {
            totals[r][c][v] = fma_(splat(shares[r * lds + i + c]), value, totals[r][c][v]);
          }
        }
      }
    }
#pragma unroll
    for (size_t r = 0; r < rows; r++) {
#pragma unroll
      for (size_t v = 0; v < vectors; v++) {
        if (v * CK_WIDTH >= left) continue;
        vf total = (totals[r][0][v] + totals[r][1][v]) * factors[r];
        store_some(out + r * ldo + d + v * CK_WIDTH, total, left - v * CK_WIDTH);
      }
    }
  }
}

// scratch: exponentials, [heads, rows, padded], then one over the sums, [heads, rows].
CK_INLINE void CK_CACHED_NAME(attend_rows)(const size_t rows, const float *query, size_t ldq, const cached *packed,
                                           size_t count, size_t heads, size_t head_dim, float scale, float *out,
                                           float *scratch) {
  size_t padded = CK_ROUND_UP(count), size = (padded + count) * head_dim, width = heads * head_dim;
  float *factors = scratch + heads * rows * padded;
  for (size_t h = 0; h < heads; h++) {
    for (size_t first = 0; first < padded; first += CK_KEY_BLOCK) {
      CK_CACHED_NAME(block_scores)(rows, query + h * head_dim, ldq, packed + h * size + first * head_dim, head_dim,
                                   smaller(count - first, CK_KEY_BLOCK), scale, scratch + h * rows * padded + first,
                                   padded);
    }
  }
  for (size_t i = 0; i < heads * rows; i++) factors[i] = attention_shares(scratch + i * padded, padded);
  for (size_t h = 0; h < heads; h++) {
    const cached *values = packed + h * size + padded * head_dim;
    const float *shares = scratch + h * rows * padded;
    if (head_dim > CK_WIDTH) {
      CK_CACHED_NAME(sum_sentence)(rows, 2, shares, padded, factors + h * rows, values, count, head_dim,
                                   out + h * head_dim, width);
    } else {
      CK_CACHED_NAME(sum_sentence)(rows, 1, shares, padded, factors + h * rows, values, count, head_dim,
                                   out + h * head_dim, width);
    }
  }
}

static void CK_CACHED_NAME(attend_group)(size_t rows, const float *query, size_t ldq, const cached *packed,
                                         size_t count, size_t heads, size_t head_dim, float scale, float *out,
                                         float *scratch) {
#define CK_ATTEND(number)                                                                                              \
  CK_CACHED_NAME(attend_rows)(number, query, ldq, packed, count, heads, head_dim, scale, out, scratch)
  if (rows == 4) CK_ATTEND(4);
  else if (rows == 3) CK_ATTEND(3);
  else if (rows == 2) CK_ATTEND(2);
  else CK_ATTEND(1);
#undef CK_ATTEND
}

#undef cached
#undef load_cached
#undef load_some_cached
#undef store_some_cached
