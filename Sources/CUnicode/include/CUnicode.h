// A thin, prefixed layer over ICU. ICU's own names carry a version suffix behind macros that Swift cannot see, so its
// headers are included in unicode.c only and this header uses plain C types.
//
// Text goes in and comes out as UTF-8; lengths and offsets count bytes. Functions that can fail report an ICU error
// code: 0 or below is success, above is failure, and cu_error_name() gives its name.
#ifndef CUNICODE_H
#define CUNICODE_H

#include <stdbool.h>
#include <stdint.h>

const char *cu_error_name(int32_t status);
// The version of the ICU library that is loaded, such as "72.1", written to out (at least 32 bytes).
void cu_version(char *out);

// ---- Normalisation and casing: *out is a new buffer for the caller to free(), or NULL where *status is a failure.

// NFC. Returns false and leaves *out NULL where the text is in NFC already.
bool cu_nfc(const char *text, int32_t length, char **out, int32_t *out_length, int32_t *status);

typedef enum { CU_LOWER, CU_UPPER, CU_TITLE } cu_case;
typedef struct cu_case_mapper cu_case_mapper;
cu_case_mapper *cu_case_mapper_open(const char *locale, int32_t *status);
void cu_case_mapper_close(cu_case_mapper *mapper);
void cu_case_mapper_apply(cu_case_mapper *mapper, cu_case form, const char *text, int32_t length, char **out,
                          int32_t *out_length, int32_t *status);

// ---- Names

// The name of a language, such as "de", in the language of a locale, as UTF-8 with a terminating NUL. Returns its length
// in bytes; what does not fit is a failure.
int32_t cu_language_name(const char *language, const char *locale, char *out, int32_t capacity, int32_t *status);

// ---- Boundaries: set a text, which must stay where it is, then fetch boundaries until none are left.

typedef enum { CU_WORD, CU_SENTENCE } cu_boundary;
typedef struct cu_breaker cu_breaker;
cu_breaker *cu_breaker_open(cu_boundary kind, const char *locale, int32_t *status);
void cu_breaker_close(cu_breaker *breaker);
void cu_breaker_set(cu_breaker *breaker, const char *text, int32_t length, int32_t *status);
// Writes up to capacity boundaries behind the last one given, in rising order; 0 is never among them and the text's
// length is the last. Returns how many were written; fewer than capacity means the end.
int32_t cu_breaker_next(cu_breaker *breaker, int32_t *out, int32_t capacity);

// ---- Numbers in a locale's writing, in ASCII digits.

typedef struct cu_number_format cu_number_format;
cu_number_format *cu_number_format_open(const char *locale, int32_t *status);
void cu_number_format_close(cu_number_format *format);
// The separators between groups of digits and in front of decimals, as UTF-8; out has room for 16 bytes.
void cu_number_format_grouping(const cu_number_format *format, char *out);
void cu_number_format_decimal(const cu_number_format *format, char *out);
// Whether a space stands between a number and the percent sign.
bool cu_number_format_spaces_percent(const cu_number_format *format);
// Writes `decimal`, such as "1299.90", with so many decimals to out; the length, or 0 where that fails.
int32_t cu_number_format_write(cu_number_format *format, const char *decimal, int32_t decimals, bool groups, char *out,
                               int32_t capacity);
// Writes a number as an ordinal, such as "2." for German; the length, or 0 where that fails.
int32_t cu_ordinal_write(const char *locale, const char *number, char *out, int32_t capacity);

// ---- Alphabets.

typedef struct cu_alphabet cu_alphabet;
// The letters that a language is written with, small and large.
cu_alphabet *cu_alphabet_open(const char *locale, int32_t *status);
void cu_alphabet_close(cu_alphabet *alphabet);
bool cu_alphabet_contains(const cu_alphabet *alphabet, uint32_t scalar);

// ---- Properties of one code point.

// The general category, in the order of the Unicode Character Database as ICU numbers it (UCharCategory).
int32_t cu_category(uint32_t scalar);
bool cu_is_white_space(uint32_t scalar);
bool cu_is_ideographic(uint32_t scalar);
bool cu_is_uppercase(uint32_t scalar);
bool cu_is_lowercase(uint32_t scalar);
// The four-letter ISO 15924 code of the script, such as "Latn".
const char *cu_script(uint32_t scalar);

// ---- Languages: of a code such as "de", "deu", "pt-BR" or "zho_Hans", in out (at least 16 bytes).

// The shortest code of the language alone: "de" of "deu_Latn". What ICU does not know stays.
void cu_language(const char *code, char *out);
// The script that is written, said or likely: "Latn" of "de". Empty where ICU does not know.
void cu_language_script(const char *code, char *out);

#include "CUnicodeCategory.h"
#include "CUnicodeEncoding.h"
#include "CUnicodeMessage.h"

#endif
