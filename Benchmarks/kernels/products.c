// Speed of the matrix products beside OpenBLAS on one core: the three take turns, each figure is a median, so that
// ratios hold on a busy machine too. Run ./run in this folder.
#include <cblas.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "CKernels.h"

// Not in every cblas.h.
extern void openblas_set_num_threads(int);
extern char *openblas_get_corename(void);

enum { ROUNDS = 15 };
static const double SECONDS_PER_MEASUREMENT = 0.01;

typedef struct {
  int transpose_a, transpose_b;
  size_t m, n, k;
  float *a, *b, *packed, *c;
  void *scratch;
} problem;

typedef void (*product)(const problem *);

static void ours_f32(const problem *p) {
  ck_gemm_f32(p->m, p->n, p->k, p->a, p->k, p->packed, NULL, CK_IDENTITY, p->c, p->n);
}

static void ours_bf16(const problem *p) {
  ck_gemm_bf16(p->transpose_a, p->transpose_b, p->m, p->n, p->k, p->a, p->transpose_a ? p->m : p->k, p->b,
               p->transpose_b ? p->k : p->n, 0, p->c, p->n, p->scratch);
}

static void openblas(const problem *p) {
  cblas_sgemm(CblasRowMajor, p->transpose_a ? CblasTrans : CblasNoTrans, p->transpose_b ? CblasTrans : CblasNoTrans,
              (int)p->m, (int)p->n, (int)p->k, 1, p->a, (int)(p->transpose_a ? p->m : p->k), p->b,
              (int)(p->transpose_b ? p->k : p->n), 0, p->c, (int)p->n);
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double gflops(product run, const problem *p) {
  double flops = 2.0 * (double)p->m * (double)p->n * (double)p->k, start = now(), elapsed;
  int times = 0;
  do {
    run(p);
    times++;
    elapsed = now() - start;
  } while (elapsed < SECONDS_PER_MEASUREMENT);
  return flops * times / elapsed * 1e-9;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static float *random_floats(size_t count) {
  float *x = aligned_alloc(64, (count * sizeof(float) + 63) / 64 * 64);
  if (!x) exit(1);
  for (size_t i = 0; i < count; i++) x[i] = (float)rand() / (float)RAND_MAX - 0.5f;
  return x;
}

static void measure(int transpose_a, int transpose_b, size_t m, size_t n, size_t k) {
  problem p = {.transpose_a = transpose_a, .transpose_b = transpose_b, .m = m, .n = n, .k = k};
  p.a = random_floats(m * k), p.b = random_floats(k * n), p.c = random_floats(m * n);
  p.packed = random_floats(ck_packed_floats(k, n));
  p.scratch = random_floats(ck_gemm_bf16_scratch(m, n, k) / sizeof(float) + 16);
  ck_pack_f32(p.b, transpose_b ? k : n, k, n, transpose_b, p.packed);
  // ck_gemm_f32 takes a as it is; with a transposed it has no place in the row.
  product products[] = {openblas, transpose_a ? NULL : ours_f32, ours_bf16};
  double speed[3][ROUNDS] = {{0}};
  for (int round = 0; round < ROUNDS; round++) {
    for (int i = 0; i < 3; i++) {
      if (products[i]) speed[i][round] = gflops(products[i], &p);
    }
  }
  for (int i = 0; i < 3; i++) qsort(speed[i], ROUNDS, sizeof(double), ascending);
  double base = speed[0][ROUNDS / 2], f32 = speed[1][ROUNDS / 2], bf16 = speed[2][ROUNDS / 2];
  printf("%5zu %5zu %5zu  %c%c  %8.1f %8.1f (%4.2f) %8.1f (%4.2f)\n", m, n, k, transpose_a ? 'T' : 'N',
         transpose_b ? 'T' : 'N', base, f32, f32 / base, bf16, bf16 / base);
  fflush(stdout);
  free(p.a), free(p.b), free(p.c), free(p.packed), free(p.scratch);
}

int main(void) {
  openblas_set_num_threads(1);
  printf("kernels: %s, OpenBLAS: %s; GFLOP/s, in brackets against OpenBLAS\n", ck_instruction_set(),
         openblas_get_corename());
  printf("    m     n     k       sgemm  gemm_f32        gemm_bf16\n");
  // Decoder steps and encoder.
  const size_t rows[] = {1, 2, 4, 8, 12, 16, 32, 100, 500};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    measure(0, 0, rows[i], 256, 256);
    measure(0, 0, rows[i], 1024, 256);
    measure(0, 0, rows[i], 256, 1024);
    measure(0, 1, rows[i], 8192, 256);
  }
  // Training: forward, gradients of inputs, gradients of weights.
  measure(0, 0, 2000, 256, 256);
  measure(0, 0, 2000, 1024, 256);
  measure(0, 0, 2000, 256, 1024);
  measure(0, 0, 2000, 512, 512);
  measure(0, 0, 2000, 384, 1536);
  measure(0, 1, 2000, 8192, 256);
  measure(0, 1, 2000, 256, 1024);
  measure(0, 0, 2000, 256, 8192);
  measure(1, 0, 256, 1024, 2000);
  measure(1, 0, 1024, 256, 2000);
  measure(1, 0, 256, 256, 2000);
  measure(1, 0, 8192, 256, 2000);
  measure(1, 1, 512, 512, 2000);
  return 0;
}
