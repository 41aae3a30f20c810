// What a search needs of a row of scores beside the scores: where the large ones stand, and what normalises them.

// Scores that are looked at together, and those of which the maximum is kept.
#define CK_SCORE_CHUNK 512

// What is known of a row so far: the largest score, and in each lane the sum of exp(score - top).
typedef struct {
  float top;
  float sums[CK_WIDTH];
} score_state;

CK_INLINE void score_begin(score_state *s) {
  s->top = -INFINITY;
  for (size_t i = 0; i < CK_WIDTH; i++) s->sums[i] = 0;
}

// Takes in up to CK_SCORE_CHUNK scores and writes the maximum of every CK_SCORE_BLOCK of them.
CK_INLINE void score_chunk(score_state *s, const float *x, size_t n, float *maxima) {
  float top = s->top;
  for (size_t j = 0; j < n; j += CK_SCORE_BLOCK) {
    vf a = splat(-INFINITY), b = a;
    size_t size = smaller(CK_SCORE_BLOCK, n - j), i = 0;
    for (; i + 2 * CK_WIDTH <= size; i += 2 * CK_WIDTH) {
      a = vmax(load(x + j + i), a);
      b = vmax(load(x + j + i + CK_WIDTH), b);
    }
    for (; i < size; i += CK_WIDTH) {
      size_t lanes = smaller(CK_WIDTH, size - i);
      a = vmax(fill_rest(load_some(x + j + i, lanes), lanes, -INFINITY), a);
    }
    float most = largest(vmax(a, b));
    *maxima++ = most;
    top = most > top ? most : top;
  }
  if (!(top > -INFINITY && top < INFINITY)) return;
  vf a = load(s->sums), b = splat(0);
  if (top > s->top) a = a * vexp_nonpositive(splat(s->top - top));
  size_t i = 0;
  for (; i + 2 * CK_WIDTH <= n; i += 2 * CK_WIDTH) {
    a += vexp_for_sums(load(x + i) - top);
    b += vexp_for_sums(load(x + i + CK_WIDTH) - top);
  }
  for (; i < n; i += CK_WIDTH) {
    size_t lanes = smaller(CK_WIDTH, n - i);
    a += fill_rest(vexp_for_sums(load_some(x + i, lanes) - top), lanes, 0);
  }
  store(s->sums, a + b);
  s->top = top;
}

// The logarithm of the sum of all exponentials; 0 where there is nothing to normalise.
CK_INLINE float score_end(const score_state *s) {
  return s->top > -INFINITY ? s->top + logf(sum(load(s->sums))) : 0;
}

static __attribute__((unused)) void scan_scores(const float *x, size_t ldx, size_t rows, size_t n, float *maxima,
                                                float *normalizers) {
  size_t blocks = CK_SCORE_BLOCKS(n);
  for (size_t r = 0; r < rows; r++, x += ldx, maxima += blocks) {
    score_state state;
    score_begin(&state);
    for (size_t j = 0; j < n; j += CK_SCORE_CHUNK) {
      score_chunk(&state, x + j, smaller(CK_SCORE_CHUNK, n - j), maxima + j / CK_SCORE_BLOCK);
    }
    normalizers[r] = score_end(&state);
  }
}
