// OpenBLAS, opened when training first needs it. Linked in, it would cost every start of the program its threads and
// some milliseconds, and translation does not use it.
#ifndef COPENBLAS_H
#define COPENBLAS_H

// Opens the library, held to one thread: workers are parallel themselves. Returns NULL, or why it cannot be opened. May
// be called by any thread, any number of times.
const char *ob_open(void);

// c [m, n] = op(a) op(b) + beta c in float32, rows one after the other at distances lda, ldb, ldc; op transposes if asked
// to. ob_open must have returned NULL.
void ob_sgemm(int transpose_a, int transpose_b, int m, int n, int k, const float *a, int lda, const float *b, int ldb,
              float beta, float *c, int ldc);

// c [n, n] = a a^T, a: [n, k]; if transpose, a^T a, a: [k, n]. c is symmetric and takes little more than half the time of
// ob_sgemm. ob_open must have returned NULL.
void ob_ssyrk(int transpose, int n, int k, const float *a, int lda, float *c, int ldc);

// The processor core that kernels have been chosen for, for instance "SkylakeX". ob_open must have returned NULL.
const char *ob_core_name(void);

#endif
