// Rows of floats to int8.

// Magnitudes that a scale has to bring down to 127. Of weights that is also the sum of two neighbours of one sign, so
// that rounded they add up to 128 at most (see gemm_s8.h).
CK_INLINE vf range_of(vf v, const int of_weights) {
  vf most = (vf)((vi)v & 0x7fffffff);
  if (!of_weights) return most;
  typedef uint64_t vl __attribute__((vector_size(4 * CK_WIDTH)));
  vf neighbours = (vf)((vl)v << 32 | (vl)v >> 32);
  return vmax((vf)((vi)(v + neighbours) & 0x7fffffff), most);
}

// x[rows, columns] -> q[rows, CK_S8_DEPTH(columns)]: each row divided by its scale and rounded to nearest, plus 128.
CK_INLINE void quantize(const float *x, size_t ldx, size_t rows, size_t columns, uint8_t *q, float *scales,
                        const int of_weights) {
  size_t depth = CK_S8_DEPTH(columns);
  for (size_t i = 0; i < rows; i++, x += ldx, q += depth) {
    vf top = splat(0);
    CK_EACH(j, lanes, columns) top = vmax(range_of(load_some(x + j, lanes), of_weights), top);
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
      // Of a size that is known this is one store, otherwise a call.
      if (lanes == CK_WIDTH) {
        __builtin_memcpy(q + j, &bytes, CK_WIDTH);
      } else {
        __builtin_memcpy(q + j, &bytes, lanes);
      }
#endif
    }
    memset(q + columns, 128, depth - columns);
  }
}

static void quantize_rows(const float *x, size_t ldx, size_t rows, size_t columns, uint8_t *q, float *scales) {
  quantize(x, ldx, rows, columns, q, scales, 0);
}

static void quantize_weights(const float *x, size_t ldx, size_t rows, size_t columns, uint8_t *q, float *scales) {
  quantize(x, ldx, rows, columns, q, scales, 1);
}

// CK_WIDTH columns of x[k, _] -> their lanes of a packed panel, with scales and shifts (see pack_s8.c).
#define CK_PACK_COLUMNS(name, element, load_element)                                                             \
  static void name(const element *x, size_t ldx, size_t k, uint32_t *out, float *scales, int32_t *shifts) {           \
    size_t depth = CK_S8_DEPTH(k);                                                                                     \
    vf top = splat(0);                                                                                                 \
    for (size_t l = 0; l < k; l += 2) {                                                                                \
      vf one = load_element(x + l * ldx), other = l + 1 < k ? load_element(x + (l + 1) * ldx) : splat(0);              \
      top = vmax((vf)((vi)one & 0x7fffffff), top);                                                                     \
      top = vmax((vf)((vi)other & 0x7fffffff), top);                                                                   \
      top = vmax((vf)((vi)(one + other) & 0x7fffffff), top);                                                           \
    }                                                                                                                  \
    vi usable = (top > 1e-30f) & (top < INFINITY);                                                                     \
    vf factor = choose_(usable, 127.0f / top, splat(0));                                                               \
    store(scales, choose_(usable, top / 127.0f, splat(0)));                                                            \
    vu total = {0};                                                                                                    \
    for (size_t l = 0; l < depth; l += 4, out += 16) {                                                                 \
      vu four = {0};                                                                                                   \
      for (size_t i = 0; i < 4; i++) {                                                                                 \
        vu byte = (vu){0} + 128u;                                                                                      \
        if (l + i < k) {                                                                                               \
          vf scaled = load_element(x + (l + i) * ldx) * factor;                                                  \
          scaled = scaled + (12582912.0f + 128.0f);                                                                    \
          byte = (vu)scaled & 0xff;                                                                                    \
        }                                                                                                              \
        total += byte;                                                                                                 \
        four |= byte << (uint32_t)(8 * i);                                                                             \
      }                                                                                                                \
      store_units(out, four ^ 0x80808080u);                                                                            \
    }                                                                                                                  \
    vu sums = total - 128u * (uint32_t)depth;                                                                          \
    store_units((uint32_t *)shifts, sums * (uint32_t)-128);                                                            \
  }

CK_PACK_COLUMNS(pack_lanes_f32, float, load_f32)
CK_PACK_COLUMNS(pack_lanes_f16, uint16_t, load_f16)
#undef CK_PACK_COLUMNS

static void pack_s8_columns(const void *x, int half, size_t ldx, size_t columns, size_t k, size_t n, size_t first,
                            void *packed) {
  size_t depth = CK_S8_DEPTH(k), width = (n + 15) / 16 * 16;
  int8_t *panels = packed;
  float *scales = (float *)(panels + width * depth);
  int32_t *shifts = (int32_t *)(scales + width);
  for (size_t j = 0; j < columns; j += CK_WIDTH) {
    size_t column = first + j;
    uint32_t *out = (uint32_t *)(panels + column / 16 * 16 * depth) + column % 16;
    if (half) {
      pack_lanes_f16((const uint16_t *)x + j, ldx, k, out, scales + column, shifts + column);
    } else {
      pack_lanes_f32((const float *)x + j, ldx, k, out, scales + column, shifts + column);
    }
  }
}
