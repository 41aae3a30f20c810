// Rows of floats to int8.

// x[rows, columns] -> q[rows, CK_S8_DEPTH(columns)]: each row divided by its scale and rounded to nearest, plus 128.
static void quantize_rows(const float *x, size_t ldx, size_t rows, size_t columns, uint8_t *q, float *scales) {
  size_t depth = CK_S8_DEPTH(columns);
  for (size_t i = 0; i < rows; i++, x += ldx, q += depth) {
    vf top = splat(0);
    CK_EACH(j, lanes, columns) {
      vf v = load_some(x + j, lanes);
      top = vmax((vf)((vi)v & 0x7fffffff), top);
    }
    float most = largest(top);
    int usable = most > 1e-30f && most < INFINITY;
    scales[i] = usable ? most / 127.0f : 0;
    float factor = usable ? 127.0f / most : 0;
    CK_EACH(j, lanes, columns) {
      // Adding 1.5 * 2^23 rounds to an integer, which is then in the low bits; 128 more shifts it.
      vf scaled = load_some(x + j, lanes) * factor;
      scaled = scaled + (12582912.0f + 128.0f);
#if CK_SET_AVX512
      _mm512_mask_cvtepi32_storeu_epi8(q + j, (__mmask16)((1u << lanes) - 1), (__m512i)((vi)scaled & 0xff));
#else
      typedef uint8_t vb __attribute__((vector_size(CK_WIDTH)));
      vb bytes = __builtin_convertvector((vu)scaled & 0xff, vb);
      __builtin_memcpy(q + j, &bytes, lanes);
#endif
    }
    memset(q + columns, 128, depth - columns);
  }
}
