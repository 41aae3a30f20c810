// Attention of the decoder: keys and values in caches, in float32 or half precision.

// Keys of a sentence are turned in blocks of so many, so that a vector holds one dimension of several keys.
#define CK_KEY_BLOCK 16
// Queries that read a sentence's keys and values together.
#define CK_ATTEND_ROWS 4

// Lanes of a and b added in pairs, `distance` apart: sums of a in lanes whose number lacks the bit `distance`.
CK_INLINE vf add_pairs(vf a, vf b, const size_t distance) {
#if CK_WIDTH == 16
  if (distance == 8) {
    return __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23) +
           __builtin_shufflevector(a, b, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
  }
  if (distance == 4) {
    return __builtin_shufflevector(a, b, 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27) +
           __builtin_shufflevector(a, b, 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31);
  }
  if (distance == 2) {
    return __builtin_shufflevector(a, b, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29) +
           __builtin_shufflevector(a, b, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31);
  }
  return __builtin_shufflevector(a, b, 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30) +
         __builtin_shufflevector(a, b, 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31);
#elif CK_WIDTH == 8
  if (distance == 4) {
    return __builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11) +
           __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15);
  }
  if (distance == 2) {
    return __builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13) +
           __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15);
  }
  return __builtin_shufflevector(a, b, 0, 8, 2, 10, 4, 12, 6, 14) +
         __builtin_shufflevector(a, b, 1, 9, 3, 11, 5, 13, 7, 15);
#else
  if (distance == 2) {
    return __builtin_shufflevector(a, b, 0, 1, 4, 5) + __builtin_shufflevector(a, b, 2, 3, 6, 7);
  }
  return __builtin_shufflevector(a, b, 0, 4, 2, 6) + __builtin_shufflevector(a, b, 1, 5, 3, 7);
#endif
}

// Lane i of the result is the sum of the lanes of rows[i], every one in the same order.
CK_INLINE vf sums_of(vf rows[CK_WIDTH]) {
#pragma unroll
  for (size_t distance = CK_WIDTH / 2; distance > 0; distance /= 2) {
#pragma unroll
    for (size_t i = 0; i < distance; i++) rows[i] = add_pairs(rows[i], rows[i + distance], distance);
  }
  return rows[0];
}

// Scores, -inf behind them up to a multiple of 16, become exponentials. Returns one over their sum; 0 if all are -inf.
CK_INLINE float attention_shares(float *scores, size_t count) {
  vf highest = splat(-INFINITY), sums = splat(0);
  for (size_t i = 0; i < count; i += CK_WIDTH) highest = vmax(load(scores + i), highest);
  float top = largest(highest);
  if (top == -INFINITY) {
    memset(scores, 0, count * sizeof(float));
    return 0;
  }
  for (size_t i = 0; i < count; i += CK_WIDTH) {
    vf e = vexp_for_sums(load(scores + i) - top);
    store(scores + i, e);
    sums += e;
  }
  return 1.0f / sum(sums);
}

#define CK_CACHED float
#define CK_CACHED_NAME(name) name##_f32
#include "attend_cached.h"
#undef CK_CACHED
#undef CK_CACHED_NAME

#define CK_CACHED uint16_t
#define CK_CACHED_NAME(name) name##_f16
#include "attend_cached.h"
#undef CK_CACHED
#undef CK_CACHED_NAME

static void attend_slots(const float *query, const void *slots, int half, const int32_t *index, size_t count,
                         size_t heads, size_t head_dim, float scale, float *out, float *scratch) {
  if (half) attend_slots_f16(query, slots, index, count, heads, head_dim, scale, out, scratch);
  else attend_slots_f32(query, slots, index, count, heads, head_dim, scale, out, scratch);
}

static void pack_sentence(const float *keys, const float *values, size_t ld, size_t count, size_t heads,
                          size_t head_dim, int half, void *packed) {
  if (half) pack_sentence_f16(keys, values, ld, count, heads, head_dim, packed);
  else pack_sentence_f32(keys, values, ld, count, heads, head_dim, packed);
}

static void attend_sentence(const float *query, size_t ldq, size_t rows, const void *packed, int half, size_t count,
                            size_t heads, size_t head_dim, float scale, float *out, float *scratch) {
  for (size_t i = 0, group; i < rows; i += group, query += group * ldq, out += group * heads * head_dim) {
    group = smaller(rows - i, CK_ATTEND_ROWS);
    if (half) attend_group_f16(group, query, ldq, packed, count, heads, head_dim, scale, out, scratch);
    else attend_group_f32(group, query, ldq, packed, count, heads, head_dim, scale, out, scratch);
  }
}
