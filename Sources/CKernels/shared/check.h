// What comes from a file, before products rely on it.

// Whether the packed columns are such that sums of two products fit 16 bits, that the shifts undo what they are for, and
// that scales and biases are finite (see gemm_s8.h). Otherwise sets would disagree.
static int check_s8(const void *packed, size_t k, size_t n) {
  size_t depth = CK_S8_DEPTH(k), width = (n + CK_S8_PANEL - 1) / CK_S8_PANEL * CK_S8_PANEL;
  const int8_t *panels = packed, *scales = panels + width * depth;
  const int8_t *shifts = scales + 4 * width, *biases = shifts + 4 * width;
  vi bad = {0};
  vh most = {0}, least = {0};
  for (size_t j = 0; j < width; j += CK_WIDTH) {
    const int8_t *four = panels + j / CK_S8_PANEL * CK_S8_PANEL * depth + j % CK_S8_PANEL * 4;
    vi total = {0};
    for (size_t l = 0; l < depth;) {
      // So many sums of at most 128 fit 16 bits; larger ones are bad in any case.
      size_t end = depth - l > 4 * 255 ? l + 4 * 255 : depth;
      vuh sums = {0};
      for (; l < end; l += 4, four += 4 * CK_S8_PANEL) {
        vh v = (vh)load_integers(four), pairs = ((vh)((vuh)v << 8) >> 8) + (v >> 8);
        most = __builtin_elementwise_max(most, pairs);
        least = __builtin_elementwise_min(least, pairs);
        sums += (vuh)pairs;
      }
      total += ((vi)((vu)sums << 16) >> 16) + ((vi)sums >> 16);
    }
    vi scale = load_integers(scales + 4 * j), bias = load_integers(biases + 4 * j);
    bad |= load_integers(shifts + 4 * j) != -128 * total;
    bad |= ((scale & 0x7f800000) == 0x7f800000) | (scale < 0) | ((bias & 0x7f800000) == 0x7f800000);
  }
  int sum = 0;
  for (size_t i = 0; i < CK_WIDTH; i++) sum |= bad[i];
  for (size_t i = 0; i < 2 * CK_WIDTH; i++) sum |= most[i] > 128 || least[i] < -128;
  return sum == 0;
}

// Plain loops, which the compiler makes vectors of.
static int finite_f32(const float *x, size_t count) {
  uint32_t bad = 0;
  for (size_t i = 0; i < count; i++) {
    uint32_t bits;
    __builtin_memcpy(&bits, x + i, sizeof bits);
    bad |= (bits & 0x7f800000u) == 0x7f800000u;
  }
  return !bad;
}

static int finite_f16(const uint16_t *x, size_t count) {
  uint16_t bad = 0;
  for (size_t i = 0; i < count; i++) bad |= (x[i] & 0x7c00u) == 0x7c00u;
  return !bad;
}
