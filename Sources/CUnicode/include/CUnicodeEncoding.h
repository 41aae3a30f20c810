// Encodings: guessing, and converting without loss.
#ifndef CUNICODE_ENCODING_H
#define CUNICODE_ENCODING_H

#include <stdbool.h>
#include <stdint.h>

// Guesses the encoding of a text. Writes its name and returns a confidence from 0 to 100.
int32_t cu_detect_encoding(const char *bytes, int32_t length, char *name, int32_t capacity);
// Converts between encodings. False where one is not known, or a character cannot be read or written. *out is for the
// caller to free().
bool cu_convert(const char *to, const char *from, const char *bytes, int32_t length, char **out, int32_t *out_length);

#endif
