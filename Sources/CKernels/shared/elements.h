// Kernels that work on each element by itself.

static void dropout(const float *x, size_t count, float rate, uint64_t key, float *y) {
  const size_t block = (size_t)1 << 32;
  for (size_t begin = 0; begin < count; begin += block) {
    dropout_state state = dropout_start(key, begin >> 32, rate);
    CK_EACH(i, lanes, smaller(block, count - begin)) {
      store_some(y + begin + i, drop(state, load_some(x + begin + i, lanes), (uint32_t)i), lanes);
    }
  }
}

static void dropout_add(const float *residual, const float *x, const float *bias, size_t rows, size_t columns,
                        float rate, uint64_t key, float *y) {
  dropout_state state = dropout_start(key, 0, rate);
  for (size_t r = 0; r < rows; r++, residual += columns, x += columns, y += columns) {
    CK_EACH(j, lanes, columns) {
      vf v = load_some(x + j, lanes);
      if (bias) v += load_some(bias + j, lanes);
      store_some(y + j, load_some(residual + j, lanes) + drop(state, v, (uint32_t)(r * columns + j)), lanes);
    }
  }
}

static void add(const float *x, size_t count, float *y) {
  CK_EACH(i, lanes, count) store_some(y + i, load_some(y + i, lanes) + load_some(x + i, lanes), lanes);
}

static void scale(const float *x, size_t count, float factor, float *y) {
  CK_EACH(i, lanes, count) store_some(y + i, load_some(x + i, lanes) * factor, lanes);
}

static void recurrent_unit(const float *u, const float *forget, size_t count, float *state, float *y) {
  CK_EACH(i, lanes, count) {
    vf f = sigmoid(load_some(forget + i, lanes));
    vf c = fma_(f, load_some(state + i, lanes), (1.0f - f) * load_some(u + i, lanes));
    store_some(state + i, c, lanes);
    store_some(y + i, activate(c, CK_RELU), lanes);
  }
}

// Sums of 2048 squares in float32, those in double.
static double sum_of_squares(const float *x, size_t count) {
  double total = 0;
  for (size_t begin = 0; begin < count; begin += 2048) {
    vf partial = splat(0);
    CK_EACH(i, lanes, smaller(2048, count - begin)) {
      vf v = load_some(x + begin + i, lanes);
      partial = fma_(v, v, partial);
    }
    total += (double)sum(partial);
  }
  return total;
}

static void adam(float *weights, float *gradients, float *m, float *v, size_t count, float gradient_scale,
                 float learning_rate, float beta1, float beta2, float epsilon, float weight_decay, float correction1,
                 float correction2) {
  float rate = learning_rate / correction1, root = 1.0f / sqrtf(correction2), decay = learning_rate * weight_decay;
  CK_EACH(i, lanes, count) {
    vf g = load_some(gradients + i, lanes) * gradient_scale, w = load_some(weights + i, lanes);
    vf first = fma_(splat(beta1), load_some(m + i, lanes), (1.0f - beta1) * g);
    vf second = fma_(splat(beta2), load_some(v + i, lanes), (1.0f - beta2) * g * g);
    vf deviation = __builtin_elementwise_sqrt(second) * root + epsilon;
    store_some(weights + i, w - rate * first / deviation - decay * w, lanes);
    store_some(m + i, first, lanes);
    store_some(v + i, second, lanes);
    store_some(gradients + i, splat(0), lanes);
  }
}
