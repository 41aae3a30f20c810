// Attention of the decoder: one query, cached keys and values.

// Keys whose scores are held at a time; more take turns, with their exponentials rescaled.
#define CK_ATTEND_BLOCK 256

// Lanes of a and b added in pairs, `distance` apart: sums of a in lanes whose number lacks the bit `distance`.
CK_INLINE vf add_pairs(vf a, vf b, const size_t distance) {
#if CK_WIDTH == 16
  if (distance == 8) {
    return __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23) +
           __builtin_shufflevector(a, b, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
  }
  if (distance == 4) {
    return __builtin_shufflevector(a, b, 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27) +
           __builtin_shufflevector(a, b, 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31);
  }
  if (distance == 2) {
    return __builtin_shufflevector(a, b, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29) +
           __builtin_shufflevector(a, b, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31);
  }
  return __builtin_shufflevector(a, b, 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30) +
         __builtin_shufflevector(a, b, 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31);
#elif CK_WIDTH == 8
  if (distance == 4) {
    return __builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11) +
           __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15);
  }
  if (distance == 2) {
    return __builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13) +
           __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15);
  }
  return __builtin_shufflevector(a, b, 0, 8, 2, 10, 4, 12, 6, 14) +
         __builtin_shufflevector(a, b, 1, 9, 3, 11, 5, 13, 7, 15);
#else
  if (distance == 2) {
    return __builtin_shufflevector(a, b, 0, 1, 4, 5) + __builtin_shufflevector(a, b, 2, 3, 6, 7);
  }
  return __builtin_shufflevector(a, b, 0, 4, 2, 6) + __builtin_shufflevector(a, b, 1, 5, 3, 7);
#endif
}

// Lane i of the result is the sum of the lanes of rows[i], every one in the same order.
CK_INLINE vf sums_of(vf rows[CK_WIDTH]) {
#pragma unroll
  for (size_t distance = CK_WIDTH / 2; distance > 0; distance /= 2) {
#pragma unroll
    for (size_t i = 0; i < distance; i++) rows[i] = add_pairs(rows[i], rows[i + distance], distance);
  }
  return rows[0];
}

CK_INLINE const float *attended(const float *rows, const int32_t *index, size_t i, size_t stride) {
  return rows + (index ? (size_t)index[i] : i) * stride;
}

// Scores of up to CK_WIDTH keys, -inf behind them. `whole`: head_dim is so many whole vectors, 0 if it is not.
CK_INLINE vf key_scores(const float *q, const float *keys, const int32_t *index, size_t first, size_t lanes,
                        size_t stride, size_t head_dim, const size_t whole, float scale) {
  vf products[CK_WIDTH];
#pragma unroll
  for (size_t i = 0; i < CK_WIDTH; i++) {
    products[i] = splat(0);
    if (i >= lanes) continue;
    const float *k = attended(keys, index, first + i, stride);
    if (whole) {
#pragma unroll
      for (size_t v = 0; v < whole; v++) products[i] = fma_(load(q + v * CK_WIDTH), load(k + v * CK_WIDTH), products[i]);
    } else {
      CK_EACH(d, left, head_dim) products[i] = fma_(load_some(q + d, left), load_some(k + d, left), products[i]);
    }
  }
  return fill_rest(sums_of(products) * scale, lanes, -INFINITY);
}

// out (+)= the sum of the values, each times its share; four chains, so that none waits for the one before.
CK_INLINE void add_values(const float *shares, const float *values, const int32_t *index, size_t first, size_t count,
                          size_t stride, size_t head_dim, const size_t whole, float *out) {
  const size_t vectors = whole ? whole : 1;
  for (size_t d = 0; d < head_dim; d += vectors * CK_WIDTH) {
    size_t lanes = whole ? CK_WIDTH : smaller(CK_WIDTH, head_dim - d);
    vf totals[4][4];
#pragma unroll
    for (size_t c = 0; c < 4; c++) {
#pragma unroll
      for (size_t v = 0; v < vectors; v++) totals[c][v] = splat(0);
    }
    size_t i = 0;
    for (; i + 4 <= count; i += 4) {
#pragma unroll
      for (size_t c = 0; c < 4; c++) {
        const float *row = attended(values, index, first + i + c, stride) + d;
#pragma unroll
        for (size_t v = 0; v < vectors; v++) {
          vf value = whole ? load(row + v * CK_WIDTH) : load_some(row, lanes);
          totals[c][v] = fma_(splat(shares[i + c]), value, totals[c][v]);
        }
      }
    }
    for (; i < count; i++) {
      const float *row = attended(values, index, first + i, stride) + d;
#pragma unroll
      for (size_t v = 0; v < vectors; v++) {
        vf value = whole ? load(row + v * CK_WIDTH) : load_some(row, lanes);
        totals[0][v] = fma_(splat(shares[i]), value, totals[0][v]);
      }
    }
#pragma unroll
    for (size_t v = 0; v < vectors; v++) {
      vf total = (totals[0][v] + totals[1][v]) + (totals[2][v] + totals[3][v]);
      float *at = out + d + v * CK_WIDTH;
      store_some(at, load_some(at, lanes) + total, lanes);
    }
  }
}

// One head. The exponentials of a block are taken from the largest score so far; what was summed before is rescaled.
CK_INLINE void attend_head(const float *q, const float *keys, const float *values, const int32_t *index, size_t count,
                           size_t stride, size_t head_dim, const size_t whole, float scale, float *weights,
                           float *out) {
  float shares[CK_ATTEND_BLOCK] __attribute__((aligned(64)));
  float top = -INFINITY, total = 0;
  CK_EACH(d, lanes, head_dim) store_some(out + d, splat(0), lanes);
  for (size_t first = 0; first < count; first += CK_ATTEND_BLOCK) {
    size_t size = smaller(CK_ATTEND_BLOCK, count - first);
    vf highest = splat(-INFINITY);
    CK_EACH(i, lanes, size) {
      vf scores = key_scores(q, keys, index, first + i, lanes, stride, head_dim, whole, scale);
      store(shares + i, scores);
      if (weights) store_some(weights + first + i, scores, lanes);
      highest = vmax(scores, highest);
    }
    float block_top = largest(highest), new_top = block_top > top ? block_top : top;
    if (new_top == -INFINITY) continue;
    if (first > 0) {
      vf shrink = vexp_nonpositive(splat(top - new_top));
      CK_EACH(d, lanes, head_dim) store_some(out + d, load_some(out + d, lanes) * shrink, lanes);
      total *= shrink[0];
    }
    vf sums = splat(0);
    CK_EACH(i, lanes, size) {
      vf e = vexp_nonpositive(load(shares + i) - new_top);
      store(shares + i, e);
      sums += e;
    }
    top = new_top;
    total += sum(sums);
    add_values(shares, values, index, first, size, stride, head_dim, whole, out);
  }
  float factor = total > 0 ? 1.0f / total : 0;
  CK_EACH(d, lanes, head_dim) store_some(out + d, load_some(out + d, lanes) * factor, lanes);
  if (!weights) return;
  CK_EACH(i, lanes, count) {
    vf e = total > 0 ? vexp_nonpositive(load_some(weights + i, lanes) - top) * factor : splat(0);
    store_some(weights + i, e, lanes);
  }
}

static void attend(const float *query, const float *keys, const float *values, const int32_t *index, size_t count,
                   size_t stride, size_t heads, size_t head_dim, float scale, float *weights, float *out) {
  size_t whole = head_dim % CK_WIDTH == 0 ? head_dim / CK_WIDTH : 0;
  for (size_t h = 0; h < heads; h++) {
    size_t at = h * head_dim;
    float *w = weights ? weights + h * count : NULL;
    const float *q = query + at, *k = keys + at, *v = values + at;
    if (whole == 1) attend_head(q, k, v, index, count, stride, head_dim, 1, scale, w, out + at);
    else if (whole == 2) attend_head(q, k, v, index, count, stride, head_dim, 2, scale, w, out + at);
    else if (whole == 4) attend_head(q, k, v, index, count, stride, head_dim, 4, scale, w, out + at);
    else attend_head(q, k, v, index, count, stride, head_dim, 0, scale, w, out + at);
  }
}
