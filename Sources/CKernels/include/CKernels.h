// Kernels of the CPU, chosen once at start by what the processor can do (see ck_instruction_set).
//
// Matrices are row-major; `ld*` is the distance between rows in elements. A function that takes `rows` works on each
// row by itself, in an order of operations that depends on the row's own length only: what a row yields never depends
// on how many rows are processed with it, nor on where in the matrix it stands.
#ifndef CKERNELS_H
#define CKERNELS_H

#include <stddef.h>
#include <stdint.h>

// MARK: Instruction sets

// The set in use: "avx512bf16", "avx512vnni", "avx512", "avxvnni", "avx2", "neondot", "neon" or "generic".
// TRANSLATE_CPU in the environment forces one.
const char *ck_instruction_set(void);
// What TRANSLATE_CPU says if this processor cannot run it, and the best set is used instead; otherwise null.
const char *ck_refused_set(void);
// Number of sets that this processor can run, and the name of each, best first.
int ck_available_sets(void);
const char *ck_available_set(int index);
// Switches the calling thread to the set called `name`, null: back to the one of the process. 0 if this processor
// cannot run it. For tests. Packed matrices and scratch space are the same for every set.
int ck_select(const char *name);

// MARK: Products

enum { CK_IDENTITY = 0, CK_RELU = 1, CK_SWISH = 2 };

// Floats that `ck_pack_f32` writes for a [k, n] matrix.
size_t ck_packed_floats(size_t k, size_t n);
// Packs b, [k, n] (or, if `transposed`, b is stored as [n, k]), into panels for ck_gemm_f32, which is fastest if
// `packed` is aligned to 64 bytes.
void ck_pack_f32(const float *b, size_t ldb, size_t k, size_t n, int transposed, float *packed);
// c[m, n] = activation(a[m, k] * b[k, n] + bias[n]); bias may be null. Every element is one chain of fused
// multiply-adds over k in ascending order, so that a row of c does not depend on m. ("generic" on x86 multiplies and
// adds, each rounded; the other sets agree bit for bit.)
void ck_gemm_f32(size_t m, size_t n, size_t k, const float *a, size_t lda, const float *packed, const float *bias,
                 int activation, float *c, size_t ldc);

// Bytes of a row of `k` quantised factors: k, rounded up to a multiple of four.
size_t ck_quantized_depth(size_t k);
// Quantises each row of x [rows, columns]: q [rows, ck_quantized_depth(columns)] = x / scale, rounded to nearest even,
// plus 128, with scale the largest magnitude / 127. A row of zeros (or one with an infinite element) has scale 0.
void ck_quantize_rows(const float *x, size_t ldx, size_t rows, size_t columns, uint8_t *q, float *scales);
// The same for weights, a row for each output. Their scale is the largest magnitude of a weight or of the sum of the
// weights 2 i and 2 i + 1, over 127: so rounded, two such neighbours add up to 128 at most, and sums of two products fit
// 16 bits, which AVX2's instruction for bytes asks for. It costs weights less than half a bit.
void ck_quantize_weights(const float *x, size_t ldx, size_t rows, size_t columns, uint8_t *q, float *scales);
// Bytes that ck_pack_s8 writes for a [k, n] matrix, a multiple of 64.
size_t ck_packed_s8_bytes(size_t k, size_t n);
// Packs the columns of b for ck_gemm_s8, column by column as ck_quantize_weights yields them: q [n,
// ck_quantized_depth(k)], scales [n]. bias [n] may be null. `packed` has to be aligned to 4 bytes, better 64. The
// result is the same on every machine of the same byte order and may be stored.
void ck_pack_s8(const uint8_t *q, const float *scales, const float *bias, size_t k, size_t n, void *packed);
// The same in parts. Columns first ..< first + count, of which q and scales hold only these: first is a multiple of 16,
// and count is 16 but for the last columns.
void ck_pack_s8_panel(const uint8_t *q, const float *scales, size_t count, size_t k, size_t n, size_t first,
                      void *packed);
// The bias.
void ck_pack_s8_bias(const float *bias, size_t k, size_t n, void *packed);
// Quantises x [k, columns], float32 or, if `half` is not 0, half precision, all finite, and packs it as columns
// first ..< first + columns, both multiples of 16: the same bytes as by way of ck_quantize_weights. ldx: in elements.
void ck_pack_s8_columns(const void *x, int half, size_t ldx, size_t columns, size_t k, size_t n, size_t first,
                        void *packed);
// 1 if packed columns that come from elsewhere keep what products rely on: two neighbouring weights add up to 128 at
// most, shifts are those of the weights, scales and biases are finite; 0 if not, and then sets may differ.
int ck_check_s8(const void *packed, size_t k, size_t n);
// c[m, n] = activation(a[m, k] * b[k, n] + bias[n]) + residual[m, n] with a as ck_quantize_rows yields it. residual may
// be null or c itself, and has the row distance of c. Sums are exact int32 (k up to 131072), equal on every set.
void ck_gemm_s8(size_t m, size_t n, size_t k, const uint8_t *a, const float *a_scales, const void *packed,
                int activation, const float *residual, float *c, size_t ldc);
// Bytes that ck_unit_rows_s8 writes for a packed [k, n] matrix, a multiple of 64.
size_t ck_unit_rows_bytes(size_t k, size_t n);
// The weights of a packed matrix row by row, for ck_gemm_units_s8; `rows` is best aligned to 64 bytes.
void ck_unit_rows_s8(const void *packed, size_t k, size_t n, void *rows);
// Floats of scratch space for ck_gemm_units_s8.
size_t ck_units_scratch(size_t k);
// What ck_gemm_s8 yields without an activation, to the bit. Where most factors are zero, as behind a ReLU, only the rows
// of the weights that meet others are read.
void ck_gemm_units_s8(size_t m, size_t n, size_t k, const uint8_t *a, const float *a_scales, const void *packed,
                      const void *rows, const float *residual, float *c, size_t ldc, float *scratch);
// y[columns, rows] = x[rows, columns] transposed.
void ck_transpose(const float *x, size_t ldx, size_t rows, size_t columns, float *y);
// x[k] = factor * column `column` of a packed [k, n] matrix: an embedding out of the output layer's weights.
void ck_unpack_column_s8(const void *packed, size_t k, size_t n, size_t column, float factor, float *x);

// Scores of which ck_scan_scores keeps the maximum together.
enum { CK_SCORE_BLOCK = 128 };
size_t ck_score_blocks(size_t n);
// For each row of x [rows, n]: the largest of every CK_SCORE_BLOCK scores, maxima [rows, ck_score_blocks(n)], and the
// logarithm of the sum of their exponentials, which is 0 if all are -inf.
void ck_scan_scores(const float *x, size_t ldx, size_t rows, size_t n, float *maxima, float *normalizers);
// ck_gemm_s8 without activation and residual, and ck_scan_scores of its result. scratch: ck_score_scratch(m) floats.
void ck_score_s8(size_t m, size_t n, size_t k, const uint8_t *a, const float *a_scales, const void *packed, float *c,
                 size_t ldc, float *maxima, float *normalizers, float *scratch);
size_t ck_score_scratch(size_t m);
// The columns columns[0 ..< count] of a packed [k, n] matrix as a packed [k, count] matrix of
// ck_packed_s8_bytes(k, count) bytes.
void ck_gather_columns_s8(const void *packed, size_t k, size_t n, const int32_t *columns, size_t count, void *gathered);

// Whether products in bfloat16 are fast on the set in use (VDPBF16PS).
int ck_has_bf16(void);
// Bytes of scratch space that ck_gemm_bf16 needs, aligned to 64.
size_t ck_gemm_bf16_scratch(size_t m, size_t n, size_t k);
// c[m, n] = op(a) * op(b) + beta * c with op(a) [m, k] and op(b) [k, n]; a and b are rounded to bfloat16 (to nearest
// even) while they are packed, sums are float32. `transpose_a` means that a is stored as [k, m]; likewise b as [n, k].
// beta is 0 (c is not read) or 1. Runs on every set (slowly where ck_has_bf16 is 0). VDPBF16PS takes subnormal numbers
// as zeros. Uses one thread.
void ck_gemm_bf16(int transpose_a, int transpose_b, size_t m, size_t n, size_t k, const float *a, size_t lda,
                  const float *b, size_t ldb, float beta, float *c, size_t ldc, void *scratch);

// MARK: Attention

// Attention of the decoder, scaled dot products, all heads at once. Caches hold float32 or, if `half` is not 0, half
// precision (what overflows it is lost). A query that sees only -inf gets zeros.

// Floats of scratch space for `rows` queries (of ck_attend_sentence at most 4) over `count` keys.
size_t ck_attend_scratch(size_t rows, size_t count, size_t heads);
// One query, [heads * head_dim], over the slots index[0 ..< count], each of which holds keys, then values, [2 * heads *
// head_dim]. out: like query.
void ck_attend_slots(const float *query, const void *slots, int half, const int32_t *index, size_t count, size_t heads,
                     size_t head_dim, float scale, float *out, float *scratch);
// Elements that ck_pack_sentence writes.
size_t ck_packed_sentence(size_t count, size_t heads, size_t head_dim);
// Lays out keys and values of a sentence, [count, heads * head_dim] each with row distance ld, for ck_attend_sentence.
void ck_pack_sentence(const float *keys, const float *values, size_t ld, size_t count, size_t heads, size_t head_dim,
                      int half, void *packed);
// Queries, [rows, heads * head_dim] with row distance ldq, over all keys of a sentence. With one row, scratch begins on
// return with the attention before normalisation, [heads, count rounded up to 16], then one over each head's sum,
// [heads].
void ck_attend_sentence(const float *query, size_t ldq, size_t rows, const void *packed, int half, size_t count,
                        size_t heads, size_t head_dim, float scale, float *out, float *scratch);

// Floats of scratch space for the two functions below.
size_t ck_attention_scratch(size_t queries, size_t keys, size_t head_dim);
// Attention of one sentence, all heads: q [queries, heads * head_dim] with row distance ldq, k and v [keys, ...],
// out [queries, ...]. `causal`: query i sees keys 0...i only. probabilities: [heads, queries, keys], before dropout.
// Attention dropout at `rate` (0: none, below 1) is reproduced from `key` by the backward function; the mask is that of
// ck_dropout over [heads, queries, keys].
void ck_attention_forward(const float *q, size_t ldq, const float *k, size_t ldk, const float *v, size_t ldv,
                          size_t queries, size_t keys, size_t heads, size_t head_dim, int causal, float scale,
                          float rate, uint64_t key, float *probabilities, float *out, size_t ldo, float *scratch);
// Gradients of the above: dq, dk, dv are overwritten (same row distances as q, k, v).
void ck_attention_backward(const float *q, size_t ldq, const float *k, size_t ldk, const float *v, size_t ldv,
                           const float *probabilities, const float *dout, size_t ldo, size_t queries, size_t keys,
                           size_t heads, size_t head_dim, int causal, float scale, float rate, uint64_t key,
                           float *dq, float *dk, float *dv, float *scratch);

// 1 if all numbers are finite.
int ck_finite_f32(const float *x, size_t count);
int ck_finite_f16(const uint16_t *x, size_t count);

// MARK: Rows

// In place: each row becomes its softmax. Entries of -inf become 0; a row of nothing else becomes zeros.
void ck_softmax(float *x, size_t rows, size_t columns);
// In place: each row becomes its log-softmax. A row of nothing but -inf stays.
void ck_log_softmax(float *x, size_t rows, size_t columns);
// y = (x - mean) / sqrt(variance + epsilon) * gamma + beta; mean and rstd ([rows]) may be null. y may be x.
void ck_layer_norm(const float *x, const float *gamma, const float *beta, float epsilon, size_t rows, size_t dim,
                   float *y, float *mean, float *rstd);
// dx = gradient with respect to x (overwritten; dx may be dy); dgamma and dbeta are added to.
void ck_layer_norm_backward(const float *dy, const float *x, const float *gamma, const float *mean, const float *rstd,
                            size_t rows, size_t dim, float *dx, float *dgamma, float *dbeta);
// x = activation(x + bias), in place; bias may be null.
void ck_bias_activation(float *x, const float *bias, size_t rows, size_t columns, int activation);
// The same, but keeps x + bias in x and writes the activation to y: what training needs for Swish.
void ck_bias_activation_keep(float *x, const float *bias, size_t rows, size_t columns, int activation, float *y);
// dx = dy * activation'(x), where x is the input of the activation (for ReLU its output serves as well). dx may be dy.
void ck_activation_backward(const float *dy, const float *x, size_t count, int activation, float *dx);
// sums[columns] += the sum over rows of x.
void ck_add_column_sums(const float *x, size_t rows, size_t columns, float *sums);
// Label-smoothed cross-entropy and its gradient. logits [rows, columns] are replaced by
// scale * (softmax - smoothed target). The target distribution gives `smoothing / columns` to every entry and the rest
// to targets[row]. *loss += the sum over rows of the smoothed loss, *nll += that of the plain negative log-likelihood.
// A row whose target is negative (or not below columns) is left out: it adds nothing and its gradient is 0.
void ck_cross_entropy(float *logits, const int32_t *targets, size_t rows, size_t columns, float smoothing,
                      float scale, double *loss, double *nll);

// MARK: Elements

// Dropout: element i survives, scaled by 1 / (1 - rate), if a hash of (key, i) says so, which it does alike on every
// set. rate is below 1. The same call on the gradient is the backward pass. x and y may be the same.
void ck_dropout(const float *x, size_t count, float rate, uint64_t key, float *y);
// y = residual + dropout(x + bias); bias [columns] may be null; y may be residual or x.
void ck_dropout_add(const float *residual, const float *x, const float *bias, size_t rows, size_t columns, float rate,
                    uint64_t key, float *y);
// y += x
void ck_add(const float *x, size_t count, float *y);
// y = factor * x; y may be x.
void ck_scale(const float *x, size_t count, float factor, float *y);
// A step of a simpler simple recurrent unit (Kim et al. 2019): f = sigmoid(forget), state = f * state + (1 - f) * u,
// y = max(state, 0). y may be u or forget.
void ck_recurrent_unit(const float *u, const float *forget, size_t count, float *state, float *y);
double ck_sum_of_squares(const float *x, size_t count);
// Adam (Kingma and Ba 2015): correction1 = 1 - beta1^t, correction2 = 1 - beta2^t. Gradients are multiplied by
// gradient_scale first (clipping, averaging) and set to zero afterwards. weight_decay is decoupled (Loshchilov and
// Hutter 2019): weights lose learning_rate * weight_decay of themselves.
void ck_adam(float *weights, float *gradients, float *m, float *v, size_t count, float gradient_scale,
             float learning_rate, float beta1, float beta2, float epsilon, float weight_decay, float correction1,
             float correction2);

// IEEE half precision, rounded to nearest even; beyond its range infinite, NaN stays NaN.
void ck_f32_to_f16(const float *x, size_t count, uint16_t *y);
void ck_f16_to_f32(const uint16_t *x, size_t count, float *y);

#endif
