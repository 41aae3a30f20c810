// CLD2, Google's Compact Language Detector, opened when a language is first asked for: a start does not pay for it.
#ifndef CCLD2_H
#define CCLD2_H

#include <stdbool.h>
#include <stdint.h>

// The code of the language, such as "en", that most of a text (UTF-8) is in, and whether that is sure. NULL where the
// library is missing.
const char *cld2_detect(const char *text, int32_t length, bool *is_reliable);

// The codes of up to three languages that a text may be in, the likeliest first, with the percentage of it that is in
// each. Returns their number; 0 where the library is missing.
int32_t cld2_rank(const char *text, int32_t length, const char *codes[3], int32_t percents[3], bool *is_reliable);

#endif
