// Which set of kernels runs, and the public functions, which call through its table.
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__)
#include <cpuid.h>
#elif defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>
#ifndef HWCAP_ASIMDDP
#define HWCAP_ASIMDDP (1 << 20)
#endif
#endif

#include "table.h"

// A set, and whether this processor can run it.
struct candidate {
  const struct ck_table *table;
  int (*runs)(void);
};

static int always(void) { return 1; }

#if defined(__x86_64__)
static struct ck_table avx512bf16, avx512vnni, avxvnni;

// What the compiler's own list of features has no name for on every version.
static int has_avxvnni(void) {
  unsigned a = 0, b = 0, c = 0, d = 0;
  return __get_cpuid_count(7, 1, &a, &b, &c, &d) && (a >> 4 & 1);
}

// Runs before any thread of the program, so that the tables are as good as constant afterwards.
__attribute__((constructor)) static void complete_tables(void) {
  __builtin_cpu_init();
  avx512vnni = avx512bf16 = ck_table_avx512;
  avx512vnni.name = "avx512vnni";
  ck_override_avx512vnni(&avx512vnni);
  if (__builtin_cpu_supports("avx512vnni")) avx512bf16 = avx512vnni;
  avx512bf16.name = "avx512bf16";
  ck_override_avx512bf16(&avx512bf16);
  avxvnni = ck_table_avx2;
  avxvnni.name = "avxvnni";
  ck_override_avxvnni(&avxvnni);
}

static int has_avx2(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c");
}

static int has_avx512(void) {
  return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
}

static int runs_avx512bf16(void) { return has_avx512() && __builtin_cpu_supports("avx512bf16"); }
static int runs_avx512vnni(void) { return has_avx512() && __builtin_cpu_supports("avx512vnni"); }
static int runs_avxvnni(void) { return has_avx2() && has_avxvnni(); }

// Best first.
static const struct candidate candidates[] = {
    {&avx512bf16, runs_avx512bf16}, {&avx512vnni, runs_avx512vnni}, {&ck_table_avx512, has_avx512},
    {&avxvnni, runs_avxvnni},       {&ck_table_avx2, has_avx2},     {&ck_table_generic, always},
};
#elif defined(__aarch64__) && defined(__linux__)
static struct ck_table neondot;

__attribute__((constructor)) static void complete_tables(void) {
  neondot = ck_table_generic;
  neondot.name = "neondot";
  ck_override_neondot(&neondot);
}

static int runs_neondot(void) { return (getauxval(AT_HWCAP) & HWCAP_ASIMDDP) != 0; }

static const struct candidate candidates[] = {{&neondot, runs_neondot}, {&ck_table_generic, always}};
#else
static const struct candidate candidates[] = {{&ck_table_generic, always}};
#endif

#define CANDIDATES (sizeof candidates / sizeof *candidates)

// The set at a place among those that this processor can run; null behind the last.
static const struct ck_table *set_at(int index) {
  for (size_t i = 0; i < CANDIDATES; i++) {
    if (candidates[i].runs() && index-- == 0) return candidates[i].table;
  }
  return NULL;
}

static const struct ck_table *find_set(const char *name) {
  for (size_t i = 0; i < CANDIDATES; i++) {
    if (strcmp(candidates[i].table->name, name) == 0 && candidates[i].runs()) return candidates[i].table;
  }
  return NULL;
}

static _Atomic(const struct ck_table *) current;
static _Thread_local const struct ck_table *selected;

static const char *forced(void) {
  const char *name = getenv("TRANSLATE_CPU");
  return name && *name ? name : NULL;
}

// Threads that come here at the same time choose the same set, so whichever stores last changes nothing.
static __attribute__((noinline)) const struct ck_table *choose(void) {
  const struct ck_table *chosen = forced() ? find_set(forced()) : NULL;
  if (!chosen) chosen = set_at(0);
  atomic_store_explicit(&current, chosen, memory_order_release);
  return chosen;
}

const char *ck_refused_set(void) { return forced() && !find_set(forced()) ? forced() : NULL; }

static inline const struct ck_table *table(void) {
  if (selected) return selected;
  const struct ck_table *known = atomic_load_explicit(&current, memory_order_acquire);
  return known ? known : choose();
}

const char *ck_instruction_set(void) { return table()->name; }

int ck_available_sets(void) {
  int count = 0;
  while (set_at(count)) count++;
  return count;
}

const char *ck_available_set(int index) {
  const struct ck_table *set = index >= 0 ? set_at(index) : NULL;
  return set ? set->name : NULL;
}

int ck_select(const char *name) {
  const struct ck_table *set = name ? find_set(name) : NULL;
  if (set || !name) selected = set;
  return set || !name;
}

// The layout of packed matrices is the same for every set: panels of 16 columns, the last one padded with zeros.
size_t ck_packed_floats(size_t k, size_t n) { return (n + 15) / 16 * 16 * k; }

void ck_pack_f32(const float *b, size_t ldb, size_t k, size_t n, int transposed, float *packed) {
  table()->pack_f32(b, ldb, k, n, transposed, packed);
}

void ck_gemm_f32(size_t m, size_t n, size_t k, const float *a, size_t lda, const float *packed, const float *bias,
                 int activation, float *c, size_t ldc) {
  table()->gemm_f32(m, n, k, a, lda, packed, bias, activation, c, ldc);
}

size_t ck_quantized_depth(size_t k) { return CK_S8_DEPTH(k); }

void ck_quantize_rows(const float *x, size_t ldx, size_t rows, size_t columns, uint8_t *q, float *scales) {
  table()->quantize_rows(x, ldx, rows, columns, q, scales);
}

void ck_quantize_weights(const float *x, size_t ldx, size_t rows, size_t columns, uint8_t *q, float *scales) {
  table()->quantize_weights(x, ldx, rows, columns, q, scales);
}

void ck_pack_s8_columns(const void *x, int half, size_t ldx, size_t columns, size_t k, size_t n, size_t first,
                        void *packed) {
  table()->pack_s8_columns(x, half, ldx, columns, k, n, first, packed);
}

void ck_gemm_s8(size_t m, size_t n, size_t k, const uint8_t *a, const float *a_scales, const void *packed,
                int activation, const float *residual, float *c, size_t ldc) {
  table()->gemm_s8(m, n, k, a, a_scales, packed, activation, residual, c, ldc);
}

// A row's list holds a number of four and of one byte for each unit.
size_t ck_units_scratch(size_t k) { return CK_S8_DEPTH(k) / 4 * 5; }

void ck_gemm_units_s8(size_t m, size_t n, size_t k, const uint8_t *a, const float *a_scales, const void *packed,
                      const void *rows, const float *residual, float *c, size_t ldc, float *scratch) {
  table()->gemm_units_s8(m, n, k, a, a_scales, packed, rows, residual, c, ldc, scratch);
}

size_t ck_score_blocks(size_t n) { return CK_SCORE_BLOCKS(n); }

// A largest score, and a sum for each lane of the widest vectors.
size_t ck_score_scratch(size_t m) { return 17 * m; }

void ck_score_s8(size_t m, size_t n, size_t k, const uint8_t *a, const float *a_scales, const void *packed, float *c,
                 size_t ldc, float *maxima, float *normalizers, float *scratch) {
  table()->score_s8(m, n, k, a, a_scales, packed, c, ldc, maxima, normalizers, scratch);
}

void ck_scan_scores(const float *x, size_t ldx, size_t rows, size_t n, float *maxima, float *normalizers) {
  table()->scan_scores(x, ldx, rows, n, maxima, normalizers);
}

int ck_has_bf16(void) { return table()->has_bf16; }

// Blocks have the same size whatever the matrices.
size_t ck_gemm_bf16_scratch(size_t m, size_t n, size_t k) {
  (void)m, (void)n, (void)k;
  return sizeof(uint32_t) * CK_BF16_SCRATCH_UNITS;
}

void ck_gemm_bf16(int transpose_a, int transpose_b, size_t m, size_t n, size_t k, const float *a, size_t lda,
                  const float *b, size_t ldb, float beta, float *c, size_t ldc, void *scratch) {
  table()->gemm_bf16(transpose_a, transpose_b, m, n, k, a, lda, b, ldb, beta, c, ldc, scratch);
}

static size_t padded(size_t n) { return (n + 15) / 16 * 16; }

size_t ck_attend_scratch(size_t rows, size_t count, size_t heads) { return rows * heads * (padded(count) + 1); }

void ck_attend_slots(const float *query, const void *slots, int half, const int32_t *index, size_t count, size_t heads,
                     size_t head_dim, float scale, float *out, float *scratch) {
  table()->attend_slots(query, slots, half, index, count, heads, head_dim, scale, out, scratch);
}

size_t ck_packed_sentence(size_t count, size_t heads, size_t head_dim) {
  return (padded(count) + count) * heads * head_dim;
}

void ck_pack_sentence(const float *keys, const float *values, size_t ld, size_t count, size_t heads, size_t head_dim,
                      int half, void *packed) {
  table()->pack_sentence(keys, values, ld, count, heads, head_dim, half, packed);
}

void ck_attend_sentence(const float *query, size_t ldq, size_t rows, const void *packed, int half, size_t count,
                        size_t heads, size_t head_dim, float scale, float *out, float *scratch) {
  table()->attend_sentence(query, ldq, rows, packed, half, count, heads, head_dim, scale, out, scratch);
}

size_t ck_attention_scratch(size_t queries, size_t keys, size_t head_dim) {
  return head_dim * padded(keys) + (keys + 2 * queries) * padded(head_dim) + 2 * (queries + 4) * keys;
}

void ck_attention_forward(const float *q, size_t ldq, const float *k, size_t ldk, const float *v, size_t ldv,
                          size_t queries, size_t keys, size_t heads, size_t head_dim, int causal, float scale,
                          float rate, uint64_t key, float *probabilities, float *out, size_t ldo, float *scratch) {
  table()->attention_forward(q, ldq, k, ldk, v, ldv, queries, keys, heads, head_dim, causal, scale, rate, key,
                             probabilities, out, ldo, scratch);
}

void ck_attention_backward(const float *q, size_t ldq, const float *k, size_t ldk, const float *v, size_t ldv,
                           const float *probabilities, const float *dout, size_t ldo, size_t queries, size_t keys,
                           size_t heads, size_t head_dim, int causal, float scale, float rate, uint64_t key,
                           float *dq, float *dk, float *dv, float *scratch) {
  table()->attention_backward(q, ldq, k, ldk, v, ldv, probabilities, dout, ldo, queries, keys, heads, head_dim, causal,
                              scale, rate, key, dq, dk, dv, scratch);
}

void ck_softmax(float *x, size_t rows, size_t columns) { table()->softmax(x, rows, columns); }

void ck_log_softmax(float *x, size_t rows, size_t columns) { table()->log_softmax(x, rows, columns); }

void ck_layer_norm(const float *x, const float *gamma, const float *beta, float epsilon, size_t rows, size_t dim,
                   float *y, float *mean, float *rstd) {
  table()->layer_norm(x, gamma, beta, epsilon, rows, dim, y, mean, rstd);
}

void ck_layer_norm_backward(const float *dy, const float *x, const float *gamma, const float *mean, const float *rstd,
                            size_t rows, size_t dim, float *dx, float *dgamma, float *dbeta) {
  table()->layer_norm_backward(dy, x, gamma, mean, rstd, rows, dim, dx, dgamma, dbeta);
}

void ck_bias_activation(float *x, const float *bias, size_t rows, size_t columns, int activation) {
  table()->bias_activation(x, bias, rows, columns, activation);
}

void ck_bias_activation_keep(float *x, const float *bias, size_t rows, size_t columns, int activation, float *y) {
  table()->bias_activation_keep(x, bias, rows, columns, activation, y);
}

void ck_activation_backward(const float *dy, const float *x, size_t count, int activation, float *dx) {
  table()->activation_backward(dy, x, count, activation, dx);
}

void ck_add_column_sums(const float *x, size_t rows, size_t columns, float *sums) {
  table()->add_column_sums(x, rows, columns, sums);
}

void ck_cross_entropy(float *logits, const int32_t *targets, size_t rows, size_t columns, float smoothing,
                      float scale, double *loss, double *nll) {
  table()->cross_entropy(logits, targets, rows, columns, smoothing, scale, loss, nll);
}

void ck_dropout(const float *x, size_t count, float rate, uint64_t key, float *y) {
  table()->dropout(x, count, rate, key, y);
}

void ck_dropout_add(const float *residual, const float *x, const float *bias, size_t rows, size_t columns, float rate,
                    uint64_t key, float *y) {
  table()->dropout_add(residual, x, bias, rows, columns, rate, key, y);
}

void ck_recurrent_unit(const float *u, const float *forget, size_t count, float *state, float *y) {
  table()->recurrent_unit(u, forget, count, state, y);
}

void ck_add(const float *x, size_t count, float *y) { table()->add(x, count, y); }

void ck_scale(const float *x, size_t count, float factor, float *y) { table()->scale(x, count, factor, y); }

double ck_sum_of_squares(const float *x, size_t count) { return table()->sum_of_squares(x, count); }

void ck_adam(float *weights, float *gradients, float *m, float *v, size_t count, float gradient_scale,
             float learning_rate, float beta1, float beta2, float epsilon, float weight_decay, float correction1,
             float correction2) {
  table()->adam(weights, gradients, m, v, count, gradient_scale, learning_rate, beta1, beta2, epsilon, weight_decay,
                correction1, correction2);
}

void ck_f32_to_f16(const float *x, size_t count, uint16_t *y) { table()->f32_to_f16(x, count, y); }

void ck_f16_to_f32(const uint16_t *x, size_t count, float *y) { table()->f16_to_f32(x, count, y); }

int ck_check_s8(const void *packed, size_t k, size_t n) { return table()->check_s8(packed, k, n); }

int ck_finite_f32(const float *x, size_t count) { return table()->finite_f32(x, count); }

int ck_finite_f16(const uint16_t *x, size_t count) { return table()->finite_f16(x, count); }
