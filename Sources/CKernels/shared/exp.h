// exp in float32: x = n ln 2 + r with |r| <= ln 2 / 2, exp(r) by a polynomial. About 1 ulp; results below the smallest
// normal number become 0, exp(-inf) is 0, exp(inf) is inf and NaN stays NaN.

// `nonpositive`: x is at most 0 (or NaN), which saves the care for large results.
CK_INLINE vf exp_of(vf x, const int nonpositive) {
  const float lowest = -87.336544f, highest = 88.722839f;
  vi under = x < splat(lowest), over = x > splat(highest);
  vf y = choose_(under, splat(lowest), x);
  if (!nonpositive) y = choose_(over, splat(highest), y);
  // Adding 1.5 * 2^23 rounds to an integer, which is then in the low bits.
  const float magic = 12582912.0f;
  vf shifted = fma_(y, splat(1.44269504f), splat(magic));
  vf n = shifted - magic;
  // ln 2 in two parts; the first has so few bits that n times it is exact.
  vf r = fma_(n, splat(-0.693359375f), y);
  r = fma_(n, splat(2.12194440e-4f), r);
  // The Taylor series to r^7, whose rest is below 1e-8 here.
  vf p = splat(1.98412698e-4f);
  p = fma_(p, r, splat(1.38888889e-3f));
  p = fma_(p, r, splat(8.33333333e-3f));
  p = fma_(p, r, splat(4.16666667e-2f));
  p = fma_(p, r, splat(1.66666667e-1f));
  p = fma_(p, r, splat(0.5f));
  p = fma_(p * r, r, r) + 1.0f;
  vu exponent = (vu)shifted - (vu)splat(magic);
  if (nonpositive) return choose_(under, splat(0), p * (vf)((exponent + 127u) << 23));
  // Twice half of the exponent, since 2^128 is not a float.
  vu half = (vu)((vi)exponent >> 1);
  vf scaled = p * (vf)((half + 127u) << 23) * (vf)((exponent - half + 127u) << 23);
  return choose_(over, splat(INFINITY), choose_(under, splat(0), scaled));
}

CK_INLINE vf vexp(vf x) { return exp_of(x, 0); }

CK_INLINE vf vexp_nonpositive(vf x) { return exp_of(x, 1); }

// exp for sums of many, x at most 0: relative error below 1e-6 where it matters, results below 1e-38 do not.
CK_INLINE vf vexp_for_sums(vf x) {
  const float magic = 12582912.0f + 127.0f;  // the exponent's bias goes along
  vf y = vmax(x * 1.44269504f, splat(-126.0f));
  vf shifted = y + magic;
  vf f = y - (shifted - magic);
  // 2^f for |f| <= 1/2, fitted by least squares of the relative error.
  vf p = fma_(splat(0.00132669704f), f, splat(0.00967545975f));
  p = fma_(p, f, splat(0.0555074262f));
  p = fma_(p, f, splat(0.240221218f));
  p = fma_(p, f, splat(0.693146949f));
  p = fma_(p, f, splat(1.00000007f));
  return p * (vf)((vu)shifted << 23);
}

CK_INLINE vf sigmoid(vf x) { return 1.0f / (1.0f + vexp(-x)); }

CK_INLINE vf activate(vf x, int activation) {
  if (activation == CK_RELU) return choose_(x < splat(0), splat(0), x);  // NaN stays
  if (activation == CK_SWISH) return x * sigmoid(x);
  return x;
}
