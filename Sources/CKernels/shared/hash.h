// Counter-based random bits for dropout: a hash of (key, element number), so that the backward pass and every
// instruction set reproduce the mask. Two rounds of multiply and xor-shift with one half of the key added before the
// first and the other between them.

typedef struct {
  uint32_t first, second;
  uint32_t threshold;  // elements whose hash is below it are dropped
  float factor;
} dropout_state;

CK_INLINE uint64_t mix64(uint64_t x) {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

// `block`: which 2^32 elements; the number within them is the counter.
CK_INLINE dropout_state dropout_start(uint64_t key, uint64_t block, float rate) {
  uint64_t mixed = mix64(mix64(key) + block);
  double threshold = (double)rate * 4294967296.0;
  return (dropout_state){(uint32_t)mixed, (uint32_t)(mixed >> 32),
                         threshold >= 4294967295.0 ? 0xffffffffu : (uint32_t)threshold, 1.0f / (1.0f - rate)};
}

// Ones where elements number, number + 1, ... survive.
CK_INLINE vi survivors(dropout_state s, uint32_t number) {
  vu x = (vu)lane_numbers() + (number + s.first);
  x = (x ^ (x >> 16)) * 0x21f0aaadu;
  x ^= s.second;
  x = (x ^ (x >> 15)) * 0xd35a2d97u;
  x ^= x >> 15;
  return (vi)(x >= s.threshold);
}

// The elements number, number + 1, ... of x after dropout.
CK_INLINE vf drop(dropout_state s, vf x, uint32_t number) {
  return (vf)((vi)(x * s.factor) & survivors(s, number));
}
