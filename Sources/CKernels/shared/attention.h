// Attention for training and for the encoder (whole sentences) and for the decoder (one query, cached keys).

#define CK_ROUND_UP(n) (((n) + 15) / 16 * 16)

// c[m, n] = factor * a * b with a(i, l) at a[i * row_step + l * step], b [k, ldb] padded with zeros to whole vectors.
// Every element is one chain over l ascending. Tiles of `rows` by up to two vectors.
CK_INLINE void small_tile(const size_t rows, const size_t vectors, size_t k, const float *a, size_t row_step,
                          size_t step, const float *b, size_t ldb, size_t columns, float factor, float *c,
                          size_t ldc) {
  vf sums[4][2];
#pragma unroll
  for (size_t r = 0; r < rows; r++) {
#pragma unroll
    for (size_t v = 0; v < vectors; v++) sums[r][v] = splat(0);
  }
  for (size_t l = 0; l < k; l++) {
#pragma unroll
    for (size_t r = 0; r < rows; r++) {
      vf left = splat(a[r * row_step + l * step]);
#pragma unroll
      for (size_t v = 0; v < vectors; v++) sums[r][v] = fma_(left, load(b + l * ldb + v * CK_WIDTH), sums[r][v]);
    }
  }
#pragma unroll
  for (size_t r = 0; r < rows; r++) {
#pragma unroll
    for (size_t v = 0; v < vectors; v++) {
      store_some(c + r * ldc + v * CK_WIDTH, sums[r][v] * factor, columns - v * CK_WIDTH);
    }
  }
}

CK_INLINE void small_rows(const size_t rows, size_t n, size_t k, const float *a, size_t row_step, size_t step,
                          const float *b, size_t ldb, float factor, float *c, size_t ldc) {
  size_t j = 0;
  for (; j + CK_WIDTH < n; j += 2 * CK_WIDTH) {
    small_tile(rows, 2, k, a, row_step, step, b + j, ldb, n - j, factor, c + j, ldc);
  }
  if (j < n) small_tile(rows, 1, k, a, row_step, step, b + j, ldb, n - j, factor, c + j, ldc);
}

// Four rows of the product above, or fewer.
static void small_product(size_t rows, size_t n, size_t k, const float *a, size_t row_step, size_t step,
                          const float *b, size_t ldb, float factor, float *c, size_t ldc) {
  if (rows >= 4) {
    small_rows(4, n, k, a, row_step, step, b, ldb, factor, c, ldc);
  } else {
    for (size_t r = 0; r < rows; r++) small_rows(1, n, k, a + r * row_step, row_step, step, b, ldb, factor,
                                                 c + r * ldc, ldc);
  }
}

// out[rows, CK_ROUND_UP(columns)], padded with zeros.
static void copy_padded(const float *x, size_t ld, size_t rows, size_t columns, float *out) {
  size_t padded = CK_ROUND_UP(columns);
  for (size_t i = 0; i < rows; i++) {
    memcpy(out + i * padded, x + i * ld, columns * sizeof(float));
    memset(out + i * padded + columns, 0, (padded - columns) * sizeof(float));
  }
}

// out[columns, CK_ROUND_UP(rows)], padded with zeros.
static void copy_transposed(const float *x, size_t ld, size_t rows, size_t columns, float *out) {
  size_t padded = CK_ROUND_UP(rows);
  for (size_t i = 0; i < padded; i += CK_WIDTH) {
    CK_EACH(j, lanes, columns) {
      vu lines[CK_WIDTH];
#pragma unroll
      for (size_t r = 0; r < CK_WIDTH; r++) {
        lines[r] = i + r < rows ? (vu)load_some(x + (i + r) * ld + j, lanes) : (vu){0};
      }
      transpose(lines);
#pragma unroll
      for (size_t c = 0; c < CK_WIDTH; c++) {
        if (c < lanes) store_units((uint32_t *)out + (j + c) * padded + i, lines[c]);
      }
    }
  }
}

// Keys that the queries up to `query` may see.
CK_INLINE size_t visible(size_t query, size_t keys, int causal) { return causal ? smaller(query + 1, keys) : keys; }

// A row of attention after dropout, from the row before it.
CK_INLINE void drop_row(const float *x, size_t n, dropout_state state, size_t number, float *y) {
  CK_EACH(j, lanes, n) store_some(y + j, drop(state, load_some(x + j, lanes), (uint32_t)(number + j)), lanes);
}

static void attention_forward(const float *q, size_t ldq, const float *k, size_t ldk, const float *v, size_t ldv,
                              size_t queries, size_t keys, size_t heads, size_t head_dim, int causal, float scale,
                              float rate, uint64_t key, float *probabilities, float *out, size_t ldo,
                              float *scratch) {
  size_t padded_keys = CK_ROUND_UP(keys), padded_dim = CK_ROUND_UP(head_dim);
  float *columns = scratch, *rows = columns + head_dim * padded_keys, *dropped = rows + keys * padded_dim;
  dropout_state state = dropout_start(key, 0, rate);
  for (size_t h = 0; h < heads; h++, q += head_dim, k += head_dim, v += head_dim, out += head_dim) {
    copy_transposed(k, ldk, keys, head_dim, columns);
    copy_padded(v, ldv, keys, head_dim, rows);
    for (size_t i = 0; i < queries; i += 4) {
      size_t count = smaller(4, queries - i), reach = visible(i + count - 1, keys, causal);
      float *p = probabilities + (h * queries + i) * keys;
      small_product(count, reach, head_dim, q + i * ldq, ldq, 1, columns, padded_keys, scale, p, keys);
      for (size_t r = 0; r < count; r++) {
        size_t seen = visible(i + r, keys, causal);
        row_softmax(p + r * keys, seen);
        memset(p + r * keys + seen, 0, (keys - seen) * sizeof(float));
        if (rate > 0) drop_row(p + r * keys, reach, state, (h * queries + i + r) * keys, dropped + r * keys);
      }
      small_product(count, head_dim, reach, rate > 0 ? dropped : p, keys, 1, rows, padded_dim, 1, out + i * ldo, ldo);
    }
  }
}

// dS = P * (dP - sum(P * dP)) with dP the gradient after dropout, masked and scaled like the forward pass.
CK_INLINE void score_gradients(const float *p, size_t n, float rate, dropout_state state, size_t number, float *dp) {
  vf total = splat(0);
  CK_EACH(j, lanes, n) {
    vf d = load_some(dp + j, lanes);
    if (rate > 0) d = drop(state, d, (uint32_t)(number + j));
    store_some(dp + j, d, lanes);
    total = fma_(load_some(p + j, lanes), d, total);
  }
  float average = sum(total);
  CK_EACH(j, lanes, n) store_some(dp + j, load_some(p + j, lanes) * (load_some(dp + j, lanes) - average), lanes);
}

static void attention_backward(const float *q, size_t ldq, const float *k, size_t ldk, const float *v, size_t ldv,
                               const float *probabilities, const float *dout, size_t ldo, size_t queries, size_t keys,
                               size_t heads, size_t head_dim, int causal, float scale, float rate, uint64_t key,
                               float *dq, float *dk, float *dv, float *scratch) {
  size_t padded_keys = CK_ROUND_UP(keys), padded_dim = CK_ROUND_UP(head_dim);
  float *columns = scratch, *key_rows = columns + head_dim * padded_keys, *query_rows = key_rows + keys * padded_dim;
  float *out_rows = query_rows + queries * padded_dim, *ds = out_rows + queries * padded_dim;
  float *dropped = ds + queries * keys;
  dropout_state state = dropout_start(key, 0, rate);
  for (size_t h = 0; h < heads; h++) {
    size_t at = h * head_dim;
    const float *p = probabilities + h * queries * keys;
    copy_transposed(v + at, ldv, keys, head_dim, columns);
    copy_padded(k + at, ldk, keys, head_dim, key_rows);
    copy_padded(q + at, ldq, queries, head_dim, query_rows);
    copy_padded(dout + at, ldo, queries, head_dim, out_rows);
    for (size_t i = 0; i < queries; i += 4) {
      size_t count = smaller(4, queries - i), reach = visible(i + count - 1, keys, causal);
      small_product(count, reach, head_dim, out_rows + i * padded_dim, padded_dim, 1, columns, padded_keys, 1,
                    ds + i * keys, keys);
      for (size_t r = i; r < i + count; r++) {
        size_t number = (h * queries + r) * keys;
        score_gradients(p + r * keys, reach, rate, state, number, ds + r * keys);
        memset(ds + r * keys + reach, 0, (keys - reach) * sizeof(float));
        if (rate > 0) drop_row(p + r * keys, keys, state, number, dropped + r * keys);
      }
      small_product(count, head_dim, reach, ds + i * keys, keys, 1, key_rows, padded_dim, scale, dq + at + i * ldq,
                    ldq);
    }
    const float *used = rate > 0 ? dropped : p;
    for (size_t j = 0; j < keys; j += 4) {
      size_t count = smaller(4, keys - j), first = causal ? smaller(j, queries) : 0, rest = queries - first;
      small_product(count, head_dim, rest, ds + first * keys + j, 1, keys, query_rows + first * padded_dim,
                    padded_dim, scale, dk + at + j * ldk, ldk);
      small_product(count, head_dim, rest, used + first * keys + j, 1, keys, out_rows + first * padded_dim,
                    padded_dim, 1, dv + at + j * ldv, ldv);
    }
  }
}

