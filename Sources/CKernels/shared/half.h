// IEEE half precision, to nearest even; what the processor's own instructions give, bit for bit.

CK_INLINE uint16_t half_from(float value) {
  uint32_t bits;
  __builtin_memcpy(&bits, &value, 4);
  uint32_t sign = bits >> 16 & 0x8000u, magnitude = bits & 0x7fffffffu;
  if (magnitude > 0x7f800000u) return (uint16_t)(sign | 0x7e00u | (magnitude >> 13 & 0x3ffu));
  if (magnitude >= 0x477ff000u) return (uint16_t)(sign | 0x7c00u);
  if (magnitude < 0x38800000u) {
    // Subnormal: adding 0.5 leaves the rounded multiple of 2^-24 in the low bits.
    float shifted;
    __builtin_memcpy(&shifted, &magnitude, 4);
    shifted += 0.5f;
    __builtin_memcpy(&magnitude, &shifted, 4);
    return (uint16_t)(sign | (magnitude - 0x3f000000u));
  }
  uint32_t odd = magnitude >> 13 & 1u;
  return (uint16_t)(sign | ((magnitude - 0x38000000u + 0xfffu + odd) >> 13));
}

CK_INLINE float float_from(uint16_t half) {
  uint32_t sign = (uint32_t)(half & 0x8000u) << 16, magnitude = half & 0x7fffu, bits;
  if (magnitude >= 0x7c00u) {
    bits = 0x7f800000u | (magnitude & 0x3ffu) << 13 | (magnitude > 0x7c00u ? 0x00400000u : 0);
  } else if (magnitude < 0x400u) {
    float small = (float)magnitude * 0x1p-24f;
    __builtin_memcpy(&bits, &small, 4);
  } else {
    bits = (magnitude << 13) + 0x38000000u;
  }
  bits |= sign;
  float value;
  __builtin_memcpy(&value, &bits, 4);
  return value;
}

static void f32_to_f16(const float *x, size_t count, uint16_t *y) {
  size_t i = 0;
#if CK_SET_AVX2 || CK_SET_AVX512
  for (; i + 8 <= count; i += 8) {
    _mm_storeu_si128((__m128i *)(y + i), _mm256_cvtps_ph(_mm256_loadu_ps(x + i), _MM_FROUND_TO_NEAREST_INT));
  }
#endif
  for (; i < count; i++) y[i] = half_from(x[i]);
}

static void f16_to_f32(const uint16_t *x, size_t count, float *y) {
  size_t i = 0;
#if CK_SET_AVX2 || CK_SET_AVX512
  for (; i + 8 <= count; i += 8) _mm256_storeu_ps(y + i, _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(x + i))));
#endif
  for (; i < count; i++) y[i] = float_from(x[i]);
}

// MARK: Vectors, in memory as float32 or in half precision

CK_INLINE vf load_f32(const float *p) { return load(p); }

CK_INLINE vf load_some_f32(const float *p, size_t lanes) { return load_some(p, lanes); }

CK_INLINE void store_some_f32(float *p, vf v, size_t lanes) { store_some(p, v, lanes); }

CK_INLINE vf load_f16(const uint16_t *p) {
#if CK_SET_AVX512
  return (vf)_mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)p));
#elif CK_SET_AVX2
  return (vf)_mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)p));
#else
  // The exponent's bias is put right by a multiplication, which serves subnormal numbers too. Not for infinities.
  typedef uint16_t vh __attribute__((vector_size(2 * CK_WIDTH)));
  vh halves;
  __builtin_memcpy(&halves, p, sizeof halves);
  vu bits = __builtin_convertvector(halves, vu);
  vf magnitude = (vf)((bits & 0x7fffu) << 13) * 0x1p112f;
  return (vf)((vu)magnitude | (bits & 0x8000u) << 16);
#endif
}

CK_INLINE vf load_some_f16(const uint16_t *p, size_t lanes) {
  if (lanes >= CK_WIDTH) return load_f16(p);
  uint16_t some[CK_WIDTH] = {0};
  for (size_t i = 0; i < lanes; i++) some[i] = p[i];
  return load_f16(some);
}

CK_INLINE void store_some_f16(uint16_t *p, vf v, size_t lanes) {
#if CK_SET_AVX512
  if (lanes >= CK_WIDTH) {
    _mm256_storeu_si256((__m256i *)p, _mm512_cvtps_ph((__m512)v, _MM_FROUND_TO_NEAREST_INT));
    return;
  }
#elif CK_SET_AVX2
  if (lanes >= CK_WIDTH) {
    _mm_storeu_si128((__m128i *)p, _mm256_cvtps_ph((__m256)v, _MM_FROUND_TO_NEAREST_INT));
    return;
  }
#endif
  for (size_t i = 0; i < lanes && i < CK_WIDTH; i++) p[i] = half_from(v[i]);
}
