#include "COpenBLAS.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

// cblas.h's, so that the library's headers need not be installed.
enum { ROW_MAJOR = 101, NO_TRANSPOSE = 111, TRANSPOSE = 112, UPPER = 121 };

static void (*sgemm)(int order, int transpose_a, int transpose_b, int m, int n, int k, float alpha, const float *a,
                     int lda, const float *b, int ldb, float beta, float *c, int ldc);
static void (*ssyrk)(int order, int triangle, int transpose, int n, int k, float alpha, const float *a, int lda, float beta,
                     float *c, int ldc);
static char *(*core_name)(void);
static char problem[256];

static void open_library(void) {
  void *library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL);
  if (!library) library = dlopen("libopenblas.so", RTLD_NOW | RTLD_LOCAL);
  void (*set_threads)(int) = library ? dlsym(library, "openblas_set_num_threads") : NULL;
  if (library) {
    sgemm = dlsym(library, "cblas_sgemm");
    ssyrk = dlsym(library, "cblas_ssyrk");
    core_name = dlsym(library, "openblas_get_corename");
  }
  if (!sgemm || !ssyrk || !core_name || !set_threads) {
    const char *reason = dlerror();
    snprintf(problem, sizeof problem, "%s", reason ? reason : "libopenblas.so.0 lacks a function");
    return;
  }
  set_threads(1);
}

const char *ob_open(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, open_library);
  return problem[0] ? problem : NULL;
}

void ob_sgemm(int transpose_a, int transpose_b, int m, int n, int k, const float *a, int lda, const float *b, int ldb,
              float beta, float *c, int ldc) {
  sgemm(ROW_MAJOR, transpose_a ? TRANSPOSE : NO_TRANSPOSE, transpose_b ? TRANSPOSE : NO_TRANSPOSE, m, n, k, 1, a, lda, b,
        ldb, beta, c, ldc);
}

void ob_ssyrk(int transpose, int n, int k, const float *a, int lda, float *c, int ldc) {
  ssyrk(ROW_MAJOR, UPPER, transpose ? TRANSPOSE : NO_TRANSPOSE, n, k, 1, a, lda, 0, c, ldc);
  for (int row = 1; row < n; row++) {
    for (int column = 0; column < row; column++) c[(size_t)row * ldc + column] = c[(size_t)column * ldc + row];
  }
}

const char *ob_core_name(void) { return core_name(); }
