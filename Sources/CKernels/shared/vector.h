// Vectors of CK_WIDTH floats and the few operations on them that clang's vector extensions do not spell themselves.

#define CK_INLINE static inline __attribute__((always_inline, unused))

typedef float vf __attribute__((vector_size(4 * CK_WIDTH)));
typedef int32_t vi __attribute__((vector_size(4 * CK_WIDTH)));
typedef uint32_t vu __attribute__((vector_size(4 * CK_WIDTH)));
typedef int16_t vh __attribute__((vector_size(4 * CK_WIDTH)));
typedef uint16_t vuh __attribute__((vector_size(4 * CK_WIDTH)));

// for (i = 0, CK_WIDTH, ...) with `lanes` elements left for this vector, CK_WIDTH except at the end.
#define CK_EACH(i, lanes, count)                                                                                       \
  for (size_t i = 0, lanes; i < (count) && (lanes = (count) - i < CK_WIDTH ? (count) - i : CK_WIDTH); i += CK_WIDTH)

CK_INLINE size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

// x - 0 is x for every x, which compilers know; 0 + x is not (-0), and would cost an addition.
CK_INLINE vf splat(float x) { return x - (vf){0}; }

CK_INLINE vf load(const float *p) {
  vf v;
  __builtin_memcpy(&v, p, sizeof v);
  return v;
}

CK_INLINE void store(float *p, vf v) { __builtin_memcpy(p, &v, sizeof v); }

CK_INLINE vi lane_numbers(void) {
#if CK_WIDTH == 16
  return (vi){0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
#elif CK_WIDTH == 8
  return (vi){0, 1, 2, 3, 4, 5, 6, 7};
#else
  return (vi){0, 1, 2, 3};
#endif
}

// The first `lanes` elements at p and zeros; touches nothing beyond them.
CK_INLINE vf load_some(const float *p, size_t lanes) {
  if (lanes >= CK_WIDTH) return load(p);
#if CK_SET_AVX512
  return (vf)_mm512_maskz_loadu_ps((__mmask16)((1u << lanes) - 1), p);
#elif CK_SET_AVX2
  return (vf)_mm256_maskload_ps(p, (__m256i)(lane_numbers() < (int32_t)lanes));
#else
  vf v = {0};
  for (size_t i = 0; i < lanes; i++) v[i] = p[i];
  return v;
#endif
}

CK_INLINE void store_some(float *p, vf v, size_t lanes) {
  if (lanes >= CK_WIDTH) {
    store(p, v);
    return;
  }
#if CK_SET_AVX512
  _mm512_mask_storeu_ps(p, (__mmask16)((1u << lanes) - 1), (__m512)v);
#elif CK_SET_AVX2
  _mm256_maskstore_ps(p, (__m256i)(lane_numbers() < (int32_t)lanes), (__m256)v);
#else
  for (size_t i = 0; i < lanes; i++) p[i] = v[i];
#endif
}

// a * b + c, rounded once where the machine can.
CK_INLINE vf fma_(vf a, vf b, vf c) {
#if CK_SET_AVX2 || CK_SET_AVX512 || defined(__aarch64__) || defined(__FMA__)
  return __builtin_elementwise_fma(a, b, c);
#else
  return a * b + c;
#endif
}

CK_INLINE vf choose_(vi mask, vf yes, vf no) { return (vf)(((vi)yes & mask) | ((vi)no & ~mask)); }

CK_INLINE vf vmax(vf a, vf b) { return choose_(a > b, a, b); }

// Lanes from `lanes` on become `filler`.
CK_INLINE vf fill_rest(vf v, size_t lanes, float filler) {
  return lanes >= CK_WIDTH ? v : choose_(lane_numbers() < (int32_t)lanes, v, splat(filler));
}

CK_INLINE float sum(vf v) {
  float s[CK_WIDTH];
  __builtin_memcpy(s, &v, sizeof v);
#pragma unroll
  for (size_t half = CK_WIDTH / 2; half > 0; half /= 2) {
#pragma unroll
    for (size_t i = 0; i < half; i++) s[i] += s[i + half];
  }
  return s[0];
}

CK_INLINE float largest(vf v) {
  float s[CK_WIDTH];
  __builtin_memcpy(s, &v, sizeof v);
#pragma unroll
  for (size_t half = CK_WIDTH / 2; half > 0; half /= 2) {
#pragma unroll
    for (size_t i = 0; i < half; i++) s[i] = s[i] > s[i + half] ? s[i] : s[i + half];
  }
  return s[0];
}

CK_INLINE vu load_units(const uint32_t *p) {
  vu v;
  __builtin_memcpy(&v, p, sizeof v);
  return v;
}

CK_INLINE void store_units(uint32_t *p, vu v) { __builtin_memcpy(p, &v, sizeof v); }

// Interleaving the first half of the lines with the second log2 CK_WIDTH times transposes them.
CK_INLINE void transpose(vu lines[CK_WIDTH]) {
#pragma unroll
  for (size_t stage = 1; stage < CK_WIDTH; stage *= 2) {
    vu next[CK_WIDTH];
#pragma unroll
    for (size_t i = 0; i < CK_WIDTH / 2; i++) {
      vu a = lines[i], b = lines[i + CK_WIDTH / 2];
#if CK_WIDTH == 16
      next[2 * i] = __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      next[2 * i + 1] = __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
#elif CK_WIDTH == 8
      next[2 * i] = __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
      next[2 * i + 1] = __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
#else
      next[2 * i] = __builtin_shufflevector(a, b, 0, 4, 1, 5);
      next[2 * i + 1] = __builtin_shufflevector(a, b, 2, 6, 3, 7);
#endif
    }
#pragma unroll
    for (size_t i = 0; i < CK_WIDTH; i++) lines[i] = next[i];
  }
}
