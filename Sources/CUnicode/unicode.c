#include "CUnicode.h"

#include <stdlib.h>
#include <unicode/uloc.h>
#include <unicode/ubrk.h>
#include <unicode/ucasemap.h>
#include <unicode/uchar.h>
#include <unicode/uloc.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <unicode/utext.h>
#include <unicode/uversion.h>

const char *cu_error_name(int32_t status) { return u_errorName((UErrorCode)status); }

void cu_version(char *out) {
  UVersionInfo version;
  u_getVersion(version);
  u_versionToString(version, out);
}

// ---- Normalisation

static UChar *to_utf16(const char *text, int32_t length, int32_t *units, UErrorCode *status) {
  // UTF-16 never has more units than UTF-8 has bytes.
  UChar *out = malloc(((size_t)length + 1) * sizeof(UChar));
  if (!out) {
    *status = U_MEMORY_ALLOCATION_ERROR;
    return NULL;
  }
  u_strFromUTF8WithSub(out, length + 1, units, text, length, 0xFFFD, NULL, status);
  if (U_FAILURE(*status)) {
    free(out);
    return NULL;
  }
  return out;
}

static char *to_utf8(const UChar *text, int32_t units, int32_t *length, UErrorCode *status) {
  char *out = malloc((size_t)units * 3 + 1);
  if (!out) {
    *status = U_MEMORY_ALLOCATION_ERROR;
    return NULL;
  }
  int64_t capacity = (int64_t)units * 3 + 1;
  u_strToUTF8WithSub(out, capacity > INT32_MAX ? INT32_MAX : (int32_t)capacity, length, text, units, 0xFFFD, NULL,
                     status);
  if (U_FAILURE(*status)) {
    free(out);
    return NULL;
  }
  return out;
}

static UChar *normalise(const UNormalizer2 *form, const UChar *text, int32_t units, int32_t *out_units,
                        UErrorCode *status) {
  // Composition seldom lengthens a text; where it does, the second round has the size that ICU asked for.
  int32_t capacity = units + 16;
  for (int round = 0; round < 2; round++) {
    UChar *out = malloc((size_t)capacity * sizeof(UChar));
    if (!out) {
      *status = U_MEMORY_ALLOCATION_ERROR;
      return NULL;
    }
    *out_units = unorm2_normalize(form, text, units, out, capacity, status);
    if (U_SUCCESS(*status)) return out;
    free(out);
    if (*status != U_BUFFER_OVERFLOW_ERROR || round == 1) return NULL;
    *status = U_ZERO_ERROR;
    capacity = *out_units + 1;
  }
  return NULL;
}

bool cu_nfc(const char *text, int32_t length, char **out, int32_t *out_length, int32_t *status) {
  UErrorCode error = U_ZERO_ERROR;
  *out = NULL;
  *out_length = 0;
  int32_t units = 0, normal_units = 0;
  UChar *normal = NULL;
  const UNormalizer2 *form = unorm2_getNFCInstance(&error);
  UChar *utf16 = U_SUCCESS(error) ? to_utf16(text, length, &units, &error) : NULL;
  bool changes = utf16 && unorm2_spanQuickCheckYes(form, utf16, units, &error) < units;
  if (changes && U_SUCCESS(error)) normal = normalise(form, utf16, units, &normal_units, &error);
  if (normal) *out = to_utf8(normal, normal_units, out_length, &error);
  free(normal);
  free(utf16);
  *status = (int32_t)error;
  return *out != NULL;
}

// ---- Names

int32_t cu_language_name(const char *language, const char *locale, char *out, int32_t capacity, int32_t *status) {
  UErrorCode error = U_ZERO_ERROR;
  UChar name[128];
  int32_t units = uloc_getDisplayName(language, locale, name, 128, &error), length = 0;
  if (U_SUCCESS(error)) u_strToUTF8WithSub(out, capacity, &length, name, units, 0xFFFD, NULL, &error);
  *status = (int32_t)error;
  return length;
}

// ---- Casing

struct cu_case_mapper {
  UCaseMap *map;
};

cu_case_mapper *cu_case_mapper_open(const char *locale, int32_t *status) {
  UErrorCode error = U_ZERO_ERROR;
  cu_case_mapper *mapper = calloc(1, sizeof *mapper);
  if (!mapper) error = U_MEMORY_ALLOCATION_ERROR;
  if (mapper) mapper->map = ucasemap_open(locale, 0, &error);
  *status = (int32_t)error;
  if (U_SUCCESS(error)) return mapper;
  cu_case_mapper_close(mapper);
  return NULL;
}

void cu_case_mapper_close(cu_case_mapper *mapper) {
  if (!mapper) return;
  if (mapper->map) ucasemap_close(mapper->map);
  free(mapper);
}

static int32_t map_case(UCaseMap *map, cu_case form, char *out, int32_t capacity, const char *text, int32_t length,
                        UErrorCode *error) {
  switch (form) {
    case CU_LOWER: return ucasemap_utf8ToLower(map, out, capacity, text, length, error);
    case CU_UPPER: return ucasemap_utf8ToUpper(map, out, capacity, text, length, error);
    default: return ucasemap_utf8ToTitle(map, out, capacity, text, length, error);
  }
}

void cu_case_mapper_apply(cu_case_mapper *mapper, cu_case form, const char *text, int32_t length, char **out,
                          int32_t *out_length, int32_t *status) {
  UErrorCode error = U_ZERO_ERROR;
  int32_t capacity = length + length / 8 + 16;
  *out = NULL;
  for (int round = 0; round < 2; round++) {
    error = U_ZERO_ERROR;
    *out = malloc((size_t)capacity);
    if (!*out) error = U_MEMORY_ALLOCATION_ERROR;
    if (*out) *out_length = map_case(mapper->map, form, *out, capacity, text, length, &error);
    if (U_SUCCESS(error)) break;
    free(*out);
    *out = NULL;
    if (error != U_BUFFER_OVERFLOW_ERROR) break;
    capacity = *out_length + 1;
  }
  *status = (int32_t)error;
}

// ---- Boundaries

struct cu_breaker {
  UBreakIterator *iterator;
  UText *text;
};

cu_breaker *cu_breaker_open(cu_boundary kind, const char *locale, int32_t *status) {
  UErrorCode error = U_ZERO_ERROR;
  cu_breaker *breaker = calloc(1, sizeof *breaker);
  if (!breaker) error = U_MEMORY_ALLOCATION_ERROR;
  if (breaker) {
    UBreakIteratorType type = kind == CU_WORD ? UBRK_WORD : UBRK_SENTENCE;
    breaker->iterator = ubrk_open(type, locale, NULL, 0, &error);
  }
  *status = (int32_t)error;
  if (U_SUCCESS(error)) return breaker;
  cu_breaker_close(breaker);
  return NULL;
}

void cu_breaker_close(cu_breaker *breaker) {
  if (!breaker) return;
  if (breaker->iterator) ubrk_close(breaker->iterator);
  if (breaker->text) utext_close(breaker->text);
  free(breaker);
}

void cu_breaker_set(cu_breaker *breaker, const char *text, int32_t length, int32_t *status) {
  UErrorCode error = U_ZERO_ERROR;
  breaker->text = utext_openUTF8(breaker->text, text, length, &error);
  ubrk_setUText(breaker->iterator, breaker->text, &error);
  if (U_SUCCESS(error)) ubrk_first(breaker->iterator);
  *status = (int32_t)error;
}

int32_t cu_breaker_next(cu_breaker *breaker, int32_t *out, int32_t capacity) {
  int32_t count = 0;
  while (count < capacity) {
    int32_t boundary = ubrk_next(breaker->iterator);
    if (boundary == UBRK_DONE) break;
    out[count++] = boundary;
  }
  return count;
}

// ---- Properties

int32_t cu_category(uint32_t scalar) { return u_charType((UChar32)scalar); }
bool cu_is_white_space(uint32_t scalar) { return u_isUWhiteSpace((UChar32)scalar); }
bool cu_is_ideographic(uint32_t scalar) { return u_hasBinaryProperty((UChar32)scalar, UCHAR_IDEOGRAPHIC); }
bool cu_is_uppercase(uint32_t scalar) { return u_isUUppercase((UChar32)scalar); }
bool cu_is_lowercase(uint32_t scalar) { return u_isULowercase((UChar32)scalar); }

const char *cu_script(uint32_t scalar) {
  UErrorCode error = U_ZERO_ERROR;
  UScriptCode script = uscript_getScript((UChar32)scalar, &error);
  return U_SUCCESS(error) ? uscript_getShortName(script) : "Zzzz";
}

// ---- Languages

void cu_language(const char *code, char *out) {
  UErrorCode error = U_ZERO_ERROR;
  out[0] = 0;
  uloc_getLanguage(code, out, 16, &error);
  if (U_FAILURE(error) || error == U_STRING_NOT_TERMINATED_WARNING) out[0] = 0;
}

void cu_language_script(const char *code, char *out) {
  UErrorCode error = U_ZERO_ERROR;
  char full[ULOC_FULLNAME_CAPACITY];
  out[0] = 0;
  uloc_addLikelySubtags(code, full, sizeof full, &error);
  if (U_FAILURE(error) || error == U_STRING_NOT_TERMINATED_WARNING) return;
  uloc_getScript(full, out, 16, &error);
  if (U_FAILURE(error)) out[0] = 0;
}
