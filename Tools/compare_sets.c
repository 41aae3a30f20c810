// Runs every kernel of one instruction set on made-up and on awkward numbers and writes down what it yields, or compares
// two such files. Tools/check-neon does so for ARM under emulation and for the machine's own sets.
//
//   compare_sets sets                  names of the sets that run here
//   compare_sets write SET FILE
//   compare_sets compare FILE FILE     status 1 if they differ; sections marked exact have to be equal to the bit
//
// Memory that kernels get ends where the mapped memory ends, so that reading or writing behind it stops the program.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "CKernels.h"

static FILE *out;

// MARK: Numbers

static uint64_t state;

static uint64_t next(void) {
  uint64_t z = state += 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

static void *guarded(size_t bytes) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE), whole = (bytes / page + 1) * page;
  char *mapping = mmap(NULL, whole + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapping == MAP_FAILED || mprotect(mapping + whole, page, PROT_NONE)) abort();
  return mapping + whole - bytes;
}

static float *zeros(size_t count) { return guarded(count * sizeof(float)); }

// Between -range and range.
static float *numbers(size_t count, float range) {
  float *x = zeros(count);
  for (size_t i = 0; i < count; i++) x[i] = ((float)(next() >> 40) / (1 << 23) - 1) * range;
  return x;
}

static float *copy(const float *x, size_t count) { return memcpy(zeros(count), x, count * sizeof(float)); }

// MARK: Files: a line for each section (name, type, exact or not, count), then its numbers

static void section(const char *name, char type, int exact, size_t size, const void *values, size_t count) {
  fprintf(out, "%s %c %d %zu\n", name, type, exact, count);
  fwrite(values, size, count, out);
  fputc('\n', out);
}

static void floats(const char *name, const float *x, size_t count) { section(name, 'f', 0, 4, x, count); }
static void exact_floats(const char *name, const float *x, size_t count) { section(name, 'f', 1, 4, x, count); }
static void bytes(const char *name, const void *x, size_t count) { section(name, 'b', 1, 1, x, count); }

// MARK: Kernels

static const size_t sizes[] = {1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 33, 64, 100, 131, 257};
enum { SIZES = sizeof sizes / sizeof *sizes };

static void products_f32(size_t m, size_t n, size_t k) {
  float *a = numbers(m * k, 1), *b = numbers(k * n, 1), *bias = numbers(n, 1), *c = zeros(m * n);
  for (int transposed = 0; transposed < 2; transposed++) {
    float *packed = zeros(ck_packed_floats(k, n));
    ck_pack_f32(b, transposed ? k : n, k, n, transposed, packed);
    exact_floats("pack_f32", packed, ck_packed_floats(k, n));
    for (int activation = CK_IDENTITY; activation <= CK_SWISH; activation++) {
      ck_gemm_f32(m, n, k, a, k, packed, activation ? bias : NULL, activation, c, n);
      floats("gemm_f32", c, m * n);
    }
  }
  void *scratch = aligned_alloc(64, (ck_gemm_bf16_scratch(m, n, k) + 63) / 64 * 64);
  for (int kind = 0; kind < 8; kind++) {
    int ta = kind & 1, tb = kind >> 1 & 1;
    ck_gemm_bf16(ta, tb, m, n, k, a, ta ? m : k, b, tb ? k : n, (float)(kind >> 2), c, n, scratch);
    floats("gemm_bf16", c, m * n);
  }
  free(scratch);
}

// x [rows, columns] as bytes and scales. `extreme`: nothing but the largest magnitudes.
static uint8_t *quantized(size_t rows, size_t columns, int extreme, int are_weights, float **scales) {
  float *x = numbers(rows * columns, 4);
  for (size_t i = 0; extreme && i < rows * columns; i++) x[i] = extreme > 1 || (next() & 1) ? 3 : -3;
  uint8_t *q = guarded(rows * ck_quantized_depth(columns));
  *scales = zeros(rows);
  (are_weights ? ck_quantize_weights : ck_quantize_rows)(x, columns, rows, columns, q, *scales);
  bytes(are_weights ? "quantize_weights" : "quantize_rows", q, rows * ck_quantized_depth(columns));
  exact_floats(are_weights ? "quantize_weights.scales" : "quantize_rows.scales", *scales, rows);
  return q;
}

// The definition, with the roundings of CKernels.h. Stops where the kernel's result is another one.
static void check_s8(const float *c, size_t m, size_t n, size_t k, const uint8_t *a, const float *as, const uint8_t *b,
                     const float *bs, const float *bias, int activation, const float *residual) {
  size_t depth = ck_quantized_depth(k);
  for (size_t i = 0; i < m; i++) {
    for (size_t j = 0; j < n; j++) {
      int32_t sum = 0;
      for (size_t l = 0; l < k; l++) sum += (a[i * depth + l] - 128) * (b[j * depth + l] - 128);
      volatile float x = (float)sum * as[i];
      x = x * bs[j];
      if (bias) x = x + bias[j];
      if (activation == CK_RELU && !(x > 0)) x = 0;
      if (residual) x = x + residual[i * n + j];
      if (x == c[i * n + j]) continue;
      fprintf(stderr, "gemm_s8 %zux%zux%zu: row %zu, column %zu is %a, not %a\n", m, n, k, i, j, c[i * n + j], x);
      exit(1);
    }
  }
}

static void products_s8(size_t m, size_t n, size_t k, int extreme) {
  float *as, *bs, *bias = numbers(n, 2), *residual = numbers(m * n, 2), *c = zeros(m * n);
  uint8_t *a = quantized(m, k, extreme, 0, &as), *b = quantized(n, k, extreme, 1, &bs);
  size_t size = ck_packed_s8_bytes(k, n);
  void *packed = guarded(size);
  ck_pack_s8(b, bs, bias, k, n, packed);
  bytes("pack_s8", packed, size);
  for (int activation = CK_IDENTITY; activation <= CK_SWISH; activation++) {
    for (int with = 0; with < 2; with++) {
      ck_gemm_s8(m, n, k, a, as, packed, activation, with ? residual : NULL, c, n);
      if (activation == CK_SWISH) {
        floats("gemm_s8.swish", c, m * n);
      } else {
        exact_floats("gemm_s8", c, m * n);
        check_s8(c, m, n, k, a, as, b, bs, bias, activation, with ? residual : NULL);
      }
    }
  }
  float *maxima = zeros(m * ck_score_blocks(n)), *normalizers = zeros(m), *scratch = zeros(ck_score_scratch(m));
  ck_score_s8(m, n, k, a, as, packed, c, n, maxima, normalizers, scratch);
  exact_floats("score_s8", c, m * n);
  exact_floats("score_s8.maxima", maxima, m * ck_score_blocks(n));
  floats("score_s8.normalizers", normalizers, m);
  check_s8(c, m, n, k, a, as, b, bs, bias, CK_IDENTITY, NULL);
}

static void rows(size_t count, size_t columns) {
  size_t all = count * columns;
  float *x = numbers(all, 8), *dy = numbers(all, 1), *gamma = numbers(columns, 1), *beta = numbers(columns, 1);
  if (columns > 2) x[1] = -INFINITY;
  float *y = copy(x, all), *maxima = zeros(count * ck_score_blocks(columns)), *normalizers = zeros(count);
  ck_scan_scores(x, columns, count, columns, maxima, normalizers);
  exact_floats("scan_scores.maxima", maxima, count * ck_score_blocks(columns));
  floats("scan_scores.normalizers", normalizers, count);
  ck_softmax(y, count, columns);
  floats("softmax", y, all);
  y = copy(x, all);
  ck_log_softmax(y, count, columns);
  floats("log_softmax", y, all);

  if (columns > 2) x[1] = 2;
  float *mean = zeros(count), *rstd = zeros(count), *dgamma = copy(gamma, columns), *dbeta = copy(beta, columns);
  ck_layer_norm(x, gamma, beta, 1e-6f, count, columns, y, mean, rstd);
  floats("layer_norm", y, all);
  if (columns > 2) {  // of two columns it is zero but for rounding
    ck_layer_norm_backward(dy, x, gamma, mean, rstd, count, columns, y, dgamma, dbeta);
    floats("layer_norm_backward", y, all);
    floats("layer_norm_backward.gamma", dgamma, columns);
    floats("layer_norm_backward.beta", dbeta, columns);
  }
  for (int activation = CK_IDENTITY; activation <= CK_SWISH; activation++) {
    float *in = copy(x, all);
    ck_bias_activation(in, activation ? beta : NULL, count, columns, activation);
    floats("bias_activation", in, all);
    in = copy(x, all);
    ck_bias_activation_keep(in, beta, count, columns, activation, y);
    floats("bias_activation_keep", y, all);
    floats("bias_activation_keep.x", in, all);
    ck_activation_backward(dy, x, all, activation, y);
    floats("activation_backward", y, all);
  }
  ck_add_column_sums(x, count, columns, dgamma);
  floats("add_column_sums", dgamma, columns);

  int32_t *targets = guarded(count * sizeof *targets);
  for (size_t i = 0; i < count; i++) targets[i] = i == 1 ? -1 : (int32_t)(next() % columns);
  double loss[2] = {0, 0};
  y = copy(x, all);
  ck_cross_entropy(y, targets, count, columns, 0.1f, 0.5f, loss, loss + 1);
  floats("cross_entropy", y, all);
  floats("cross_entropy.loss", (float[]){(float)loss[0], (float)loss[1]}, 2);
  ck_dropout_add(dy, x, beta, count, columns, 0.3f, 7, y);
  floats("dropout_add", y, all);
}

static void elements(size_t count) {
  float *x = numbers(count, 3), *y = numbers(count, 3), *m = numbers(count, 1), *v = numbers(count, 1);
  ck_add(x, count, y);
  exact_floats("add", y, count);
  ck_scale(x, count, 0.3f, y);
  exact_floats("scale", y, count);
  ck_dropout(x, count, 0.4f, 3, y);
  exact_floats("dropout", y, count);
  floats("sum_of_squares", (float[]){(float)ck_sum_of_squares(x, count)}, 1);
  for (size_t i = 0; i < count; i++) v[i] = v[i] * v[i];
  ck_adam(y, x, m, v, count, 0.5f, 0.01f, 0.9f, 0.98f, 1e-6f, 0.1f, 0.1f, 0.02f);
  floats("adam", y, count);
  floats("adam.m", m, count);
  floats("adam.v", v, count);
  exact_floats("adam.gradients", x, count);
}

// All half numbers, and floats around the places where rounding, overflow and underflow begin.
static void halves(void) {
  enum { ALL = 1 << 16, AROUND = 4096 };
  uint16_t *h = guarded(ALL * sizeof *h), *back = guarded(ALL * sizeof *back);
  float *x = zeros(ALL), *around = zeros(AROUND);
  for (size_t i = 0; i < ALL; i++) h[i] = (uint16_t)i;
  ck_f16_to_f32(h, ALL, x);
  // What kind of NaN comes out is not laid down.
  for (size_t i = 0; i < ALL; i++) if (x[i] != x[i]) x[i] = 12345;
  exact_floats("f16_to_f32", x, ALL);
  ck_f32_to_f16(x, ALL, back);
  bytes("f32_to_f16", back, ALL * sizeof *back);
  const float places[] = {65504, 65520, 65519.996f, 6.1e-5f, 5.96e-8f, 2.98e-8f, 2.9802326e-8f, 1, 2049, 1e-40f};
  for (size_t i = 0; i < AROUND; i++) around[i] = places[i % 10] * (1 + (float)(next() >> 40) / (1 << 30));
  around[0] = INFINITY, around[1] = -INFINITY, around[2] = -0.0f, around[3] = 1e30f;
  for (size_t i = 4; i < 14; i++) around[i] = places[i - 4];
  ck_f32_to_f16(around, AROUND, back);
  bytes("f32_to_f16.around", back, AROUND * sizeof *back);
}

static void cached_attention(size_t count, size_t heads, size_t head_dim, int half) {
  size_t dim = heads * head_dim, slots = count + 3;
  float *query = numbers(4 * dim, 2), *keys = numbers(count * dim, 2), *values = numbers(count * dim, 2);
  float *result = zeros(4 * dim), *scratch = zeros(ck_attend_scratch(4, count, heads));
  size_t packed_count = ck_packed_sentence(count, heads, head_dim);
  void *packed = guarded(packed_count * (half ? 2 : 4));
  ck_pack_sentence(keys, values, dim, count, heads, head_dim, half, packed);
  bytes("pack_sentence", packed, packed_count * (half ? 2 : 4));
  for (size_t n = 1; n <= 4; n++) {
    ck_attend_sentence(query, dim, n, packed, half, count, heads, head_dim, 0.35f, result, scratch);
    floats("attend_sentence", result, n * dim);
  }
  float *cache = numbers(slots * 2 * dim, 2);
  uint16_t *half_cache = guarded(slots * 2 * dim * sizeof *half_cache);
  ck_f32_to_f16(cache, slots * 2 * dim, half_cache);
  int32_t *index = guarded(count * sizeof *index);
  for (size_t i = 0; i < count; i++) index[i] = (int32_t)(next() % slots);
  ck_attend_slots(query, half ? (void *)half_cache : cache, half, index, count, heads, head_dim, 0.35f, result,
                  zeros(ck_attend_scratch(1, count, heads)));
  floats("attend_slots", result, dim);
}

static void training_attention(size_t queries, size_t keys, size_t heads, size_t head_dim, int causal, float rate) {
  size_t dim = heads * head_dim;
  float *q = numbers(queries * dim, 1), *k = numbers(keys * dim, 1), *v = numbers(keys * dim, 1);
  float *probabilities = zeros(heads * queries * keys), *result = zeros(queries * dim), *dout = numbers(queries * dim, 1);
  float *scratch = zeros(ck_attention_scratch(queries, keys, head_dim));
  float *dq = zeros(queries * dim), *dk = zeros(keys * dim), *dv = zeros(keys * dim);
  ck_attention_forward(q, dim, k, dim, v, dim, queries, keys, heads, head_dim, causal, 0.4f, rate, 5, probabilities,
                       result, dim, scratch);
  floats("attention_forward", result, queries * dim);
  floats("attention_forward.probabilities", probabilities, heads * queries * keys);
  ck_attention_backward(q, dim, k, dim, v, dim, probabilities, dout, dim, queries, keys, heads, head_dim, causal, 0.4f,
                        rate, 5, dq, dk, dv, scratch);
  floats("attention_backward.q", dq, queries * dim);
  floats("attention_backward.k", dk, keys * dim);
  floats("attention_backward.v", dv, keys * dim);
}

static void run_all(void) {
  for (size_t i = 0; i < 60; i++) {
    size_t m = 1 + next() % 14, n = sizes[next() % SIZES], k = sizes[next() % SIZES];
    products_f32(m, n, k);
    products_s8(m, n, k, (int)(i % 3));
  }
  products_s8(3, 33, 16384, 2);
  products_s8(13, 520, 256, 0);
  float *zero = zeros(8), scale;
  zero[4] = INFINITY;
  uint8_t q[8];
  for (size_t row = 0; row < 2; row++) {
    ck_quantize_rows(zero + 4 * row, 4, 1, 4, q, &scale);
    exact_floats("quantize_rows.none", &scale, 1);
  }
  for (size_t i = 0; i < SIZES; i++) {
    for (size_t count = 1; count < 6; count += 2) rows(count, sizes[i]);
    elements(sizes[i]);
    for (int half = 0; half < 2; half++) {
      cached_attention(sizes[i], 2, 8, half);
      cached_attention(sizes[i], 3, 5, half);
      cached_attention(sizes[i], 1, 64, half);
    }
    training_attention(sizes[i], sizes[i], 2, 8, 1, 0.2f);
    training_attention(sizes[SIZES - 1 - i], sizes[i], 3, 5, 0, 0);
  }
  halves();
}

// MARK: Comparison

static int differ(const char *name, const float *a, const float *b, size_t count) {
  float scale = 1e-3f;
  for (size_t i = 0; i < count; i++) if (isfinite(a[i])) scale = fmaxf(scale, fabsf(a[i]));
  for (size_t i = 0; i < count; i++) {
    if (a[i] == b[i] || fabsf(a[i] - b[i]) <= 2e-5f * scale || (isnan(a[i]) && isnan(b[i]))) continue;
    fprintf(stderr, "%s: number %zu of %zu is %g, not %g\n", name, i, count, b[i], a[i]);
    return 1;
  }
  return 0;
}

static int compare(const char *one, const char *other) {
  FILE *files[2] = {fopen(one, "rb"), fopen(other, "rb")};
  if (!files[0] || !files[1]) return 1;
  size_t sections = 0, exact_sections = 0, different = 0;
  char lines[2][200];
  while (fgets(lines[0], 200, files[0])) {
    char name[100], type;
    int exact;
    size_t count;
    if (!fgets(lines[1], 200, files[1]) || strcmp(lines[0], lines[1]) ||
        sscanf(lines[0], "%99s %c %d %zu", name, &type, &exact, &count) != 4) {
      fprintf(stderr, "the files do not have the same sections: %s", lines[0]);
      return 1;
    }
    size_t size = (type == 'f' ? 4 : 1) * count;
    char *values[2];
    for (int i = 0; i < 2; i++) {
      values[i] = malloc(size + 1);
      if (!values[i] || fread(values[i], 1, size + 1, files[i]) != size + 1) return 1;
    }
    int equal = memcmp(values[0], values[1], size) == 0;
    if (exact && !equal) fprintf(stderr, "%s: not equal to the bit\n", name);
    if (!equal && (exact || differ(name, (float *)values[0], (float *)values[1], count))) different++;
    sections++, exact_sections += exact != 0;
    free(values[0]), free(values[1]);
  }
  printf("%zu results, of which %zu had to be equal to the bit; %zu are wrong\n", sections, exact_sections, different);
  return different > 0;
}

int main(int count, char **arguments) {
  if (count == 2 && strcmp(arguments[1], "sets") == 0) {
    for (int i = 0; i < ck_available_sets(); i++) puts(ck_available_set(i));
    return 0;
  }
  if (count == 4 && strcmp(arguments[1], "compare") == 0) return compare(arguments[2], arguments[3]);
  if (count != 4 || strcmp(arguments[1], "write") != 0) return 2;
  if (!ck_select(arguments[2])) return fprintf(stderr, "%s does not run here\n", arguments[2]), 2;
  out = fopen(arguments[3], "wb");
  if (!out) return perror(arguments[3]), 2;
  run_all();
  return fclose(out) != 0;
}
