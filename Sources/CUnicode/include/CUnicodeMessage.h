// Messages of ICU's MessageFormat, and the plural rules of languages (CLDR).
#ifndef CUNICODE_MESSAGE_H
#define CUNICODE_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

// Whether ICU's MessageFormat reads the text as a pattern.
bool cu_is_message(const char *text, int32_t length, const char *locale);
// Writes the plural categories of a language, each with a space behind it, such as "one other ". Returns the length.
int32_t cu_plural_categories(const char *locale, bool ordinal, char *out, int32_t capacity);

#endif
