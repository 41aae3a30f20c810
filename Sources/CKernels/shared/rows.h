// Kernels that work on each row by itself.

CK_INLINE float row_maximum(const float *x, size_t n) {
  // Four chains, each of which waits for itself only.
  vf a = splat(-INFINITY), b = a, c = a, d = a;
  for (; n >= 4 * CK_WIDTH; n -= 4 * CK_WIDTH, x += 4 * CK_WIDTH) {
    a = vmax(load(x), a);
    b = vmax(load(x + CK_WIDTH), b);
    c = vmax(load(x + 2 * CK_WIDTH), c);
    d = vmax(load(x + 3 * CK_WIDTH), d);
  }
  CK_EACH(j, lanes, n) a = vmax(fill_rest(load_some(x + j, lanes), lanes, -INFINITY), a);
  return largest(vmax(vmax(a, b), vmax(c, d)));
}

// x becomes exp(x - top); returns the sum. Padding lanes hold zeros that must not count.
CK_INLINE float row_exponentials(float *x, size_t n, float top) {
  vf total = splat(0);
  CK_EACH(j, lanes, n) {
    vf e = vexp_nonpositive(load_some(x + j, lanes) - top);
    store_some(x + j, e, lanes);
    total += fill_rest(e, lanes, 0);
  }
  return sum(total);
}

CK_INLINE void row_scale(float *x, size_t n, float factor) {
  CK_EACH(j, lanes, n) store_some(x + j, load_some(x + j, lanes) * factor, lanes);
}

CK_INLINE void row_softmax(float *x, size_t n) {
  float top = row_maximum(x, n);
  if (top == -INFINITY) {
    memset(x, 0, n * sizeof(float));
    return;
  }
  row_scale(x, n, 1.0f / row_exponentials(x, n, top));
}

static void softmax(float *x, size_t rows, size_t columns) {
  for (size_t i = 0; i < rows; i++) row_softmax(x + i * columns, columns);
}

static void log_softmax(float *x, size_t rows, size_t columns) {
  for (size_t i = 0; i < rows; i++, x += columns) {
    float top = row_maximum(x, columns);
    if (top == -INFINITY) continue;
    vf total = splat(0);
    CK_EACH(j, lanes, columns) total += fill_rest(vexp_nonpositive(load_some(x + j, lanes) - top), lanes, 0);
    float log_total = logf(sum(total));
    CK_EACH(j, lanes, columns) store_some(x + j, load_some(x + j, lanes) - top - log_total, lanes);
  }
}

static void layer_norm(const float *x, const float *gamma, const float *beta, float epsilon, size_t rows, size_t dim,
                       float *y, float *mean, float *rstd) {
  for (size_t i = 0; i < rows; i++, x += dim, y += dim) {
    vf total = splat(0), squares = splat(0);
    CK_EACH(j, lanes, dim) total += load_some(x + j, lanes);
    float center = sum(total) / (float)dim;
    CK_EACH(j, lanes, dim) {
      vf d = fill_rest(load_some(x + j, lanes) - center, lanes, 0);
      squares = fma_(d, d, squares);
    }
    float factor = 1.0f / sqrtf(sum(squares) / (float)dim + epsilon);
    CK_EACH(j, lanes, dim) {
      vf normal = (load_some(x + j, lanes) - center) * factor;
      store_some(y + j, fma_(normal, load_some(gamma + j, lanes), load_some(beta + j, lanes)), lanes);
    }
    if (mean) mean[i] = center;
    if (rstd) rstd[i] = factor;
  }
}

static void layer_norm_backward(const float *dy, const float *x, const float *gamma, const float *mean,
                                const float *rstd, size_t rows, size_t dim, float *dx, float *dgamma, float *dbeta) {
  for (size_t i = 0; i < rows; i++, dy += dim, x += dim, dx += dim) {
    float center = mean[i], factor = rstd[i];
    vf total = splat(0), projected = splat(0);
    CK_EACH(j, lanes, dim) {
      vf d = load_some(dy + j, lanes), normal = (load_some(x + j, lanes) - center) * factor;
      vf scaled = d * load_some(gamma + j, lanes);
      total += scaled;
      projected = fma_(scaled, normal, projected);
    }
    float average = sum(total) / (float)dim, slope = sum(projected) / (float)dim;
    CK_EACH(j, lanes, dim) {
      vf d = load_some(dy + j, lanes), normal = (load_some(x + j, lanes) - center) * factor;
      store_some(dgamma + j, fma_(d, normal, load_some(dgamma + j, lanes)), lanes);
      store_some(dbeta + j, d + load_some(dbeta + j, lanes), lanes);
      store_some(dx + j, (d * load_some(gamma + j, lanes) - average - normal * slope) * factor, lanes);
    }
  }
}

CK_INLINE void row_activation(float *x, const float *bias, size_t columns, const int activation, float *kept,
                              float *y) {
  CK_EACH(j, lanes, columns) {
    vf v = load_some(x + j, lanes);
    if (bias) v += load_some(bias + j, lanes);
    if (kept) store_some(kept + j, v, lanes);
    store_some(y + j, activate(v, activation), lanes);
  }
}

static void bias_activation(float *x, const float *bias, size_t rows, size_t columns, int activation) {
  for (size_t i = 0; i < rows; i++, x += columns) row_activation(x, bias, columns, activation, NULL, x);
}

static void bias_activation_keep(float *x, const float *bias, size_t rows, size_t columns, int activation, float *y) {
  for (size_t i = 0; i < rows; i++, x += columns, y += columns) {
    row_activation(x, bias, columns, activation, bias ? x : NULL, y);
  }
}

static void activation_backward(const float *dy, const float *x, size_t count, int activation, float *dx) {
  CK_EACH(i, lanes, count) {
    vf d = load_some(dy + i, lanes);
    if (activation == CK_RELU) {
      d = choose_(load_some(x + i, lanes) > splat(0), d, splat(0));
    } else if (activation == CK_SWISH) {
      vf v = load_some(x + i, lanes), s = sigmoid(v);
      d *= s * (1.0f + v * (1.0f - s));
    }
    store_some(dx + i, d, lanes);
  }
}

// Four vectors of columns at a time down the rows.
static void add_column_sums(const float *x, size_t rows, size_t columns, float *sums) {
  for (size_t j = 0; j < columns; j += 4 * CK_WIDTH) {
    size_t left = columns - j;
    vf totals[4];
#pragma unroll
    for (size_t v = 0; v < 4; v++) {
      totals[v] = v * CK_WIDTH < left ? load_some(sums + j + v * CK_WIDTH, left - v * CK_WIDTH) : splat(0);
    }
    for (size_t i = 0; i < rows; i++) {
      const float *row = x + i * columns + j;
#pragma unroll
      for (size_t v = 0; v < 4; v++) {
        if (v * CK_WIDTH < left) totals[v] += load_some(row + v * CK_WIDTH, left - v * CK_WIDTH);
      }
    }
#pragma unroll
    for (size_t v = 0; v < 4; v++) {
      if (v * CK_WIDTH < left) store_some(sums + j + v * CK_WIDTH, totals[v], left - v * CK_WIDTH);
    }
  }
}

static void cross_entropy(float *logits, const int32_t *targets, size_t rows, size_t columns, float smoothing,
                          float scale, double *loss, double *nll) {
  for (size_t i = 0; i < rows; i++, logits += columns) {
    if (targets[i] < 0 || (size_t)targets[i] >= columns) {
      memset(logits, 0, columns * sizeof(float));
      continue;
    }
    size_t target = (size_t)targets[i];
    float top = row_maximum(logits, columns);
    // Differences from the maximum are summed, not the logits, whose sum would lose digits.
    vf differences = splat(0), total = splat(0);
    float chosen = logits[target] - top;
    CK_EACH(j, lanes, columns) {
      vf d = fill_rest(load_some(logits + j, lanes) - top, lanes, 0);
      vf e = vexp_nonpositive(d);
      differences += d;
      total += fill_rest(e, lanes, 0);
      store_some(logits + j, e, lanes);
    }
    float whole = sum(total), factor = scale / whole, share = smoothing / (float)columns;
    double log_whole = log((double)whole);
    *nll += log_whole - chosen;
    *loss += log_whole - (1.0 - smoothing) * chosen - smoothing * ((double)sum(differences) / (double)columns);
    float less = scale * share;
    CK_EACH(j, lanes, columns) store_some(logits + j, load_some(logits + j, lanes) * factor - less, lanes);
    logits[target] -= scale * (1.0f - smoothing);
  }
}
