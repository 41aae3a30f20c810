// One table of function pointers for each instruction set. A set is a .c file that picks a vector width and target,
// includes the shared sources, which define every kernel as a static function, and ends in CK_TABLE.
#ifndef CK_TABLE_H
#define CK_TABLE_H

#include "include/CKernels.h"

// Scratch space of ck_gemm_bf16 in units of 32 bits: what the set with the largest tiles uses.
#define CK_BF16_SCRATCH_UNITS (512 * 256 + 192 * 260)

// Bytes of a row of k quantised factors.
#define CK_S8_DEPTH(k) (((k) + 3) / 4 * 4)

// Columns that stand together in a row of ck_unit_rows_s8.
#define CK_S8_BLOCK 64

// Blocks of scores in a row of n.
#define CK_SCORE_BLOCKS(n) (((n) + CK_SCORE_BLOCK - 1) / CK_SCORE_BLOCK)

#define CK_KERNELS(X)                                                                                                  \
  X(pack_f32) X(gemm_f32) X(gemm_bf16) X(quantize_rows) X(quantize_weights) X(gemm_s8) X(gemm_units_s8) X(score_s8) X(scan_scores)      \
  X(attend_slots) X(pack_sentence) X(attend_sentence) X(attention_forward) X(attention_backward)                       \
  X(softmax) X(log_softmax) X(layer_norm) X(layer_norm_backward) X(bias_activation) X(bias_activation_keep)            \
  X(activation_backward) X(add_column_sums) X(cross_entropy) X(dropout) X(dropout_add) X(add) X(scale)                 \
  X(recurrent_unit) X(sum_of_squares) X(adam) X(f32_to_f16) X(f16_to_f32) X(pack_s8_columns) X(check_s8)    \
  X(finite_f32) X(finite_f16)

struct ck_table {
  const char *name;
  int has_bf16;
#define CK_FIELD(kernel) __typeof__(ck_##kernel) *kernel;
  CK_KERNELS(CK_FIELD)
#undef CK_FIELD
};

#define CK_ENTRY(kernel) .kernel = kernel,
#define CK_TABLE(symbol, title) const struct ck_table symbol = {.name = title, .has_bf16 = 0, CK_KERNELS(CK_ENTRY)};

extern const struct ck_table ck_table_generic;
#if defined(__x86_64__)
extern const struct ck_table ck_table_avx2, ck_table_avx512;
// Fill in what differs from the set without the extension.
void ck_override_avx512bf16(struct ck_table *table);
void ck_override_avx512vnni(struct ck_table *table);
void ck_override_avxvnni(struct ck_table *table);
#elif defined(__aarch64__)
void ck_override_neondot(struct ck_table *table);
#endif

#endif
