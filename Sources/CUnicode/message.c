#include <stdlib.h>
#include <unicode/uenum.h>
#include <unicode/umsg.h>
#include <unicode/upluralrules.h>
#include <unicode/ustring.h>

#include "CUnicode.h"

bool cu_is_message(const char *text, int32_t length, const char *locale) {
  UErrorCode status = U_ZERO_ERROR;
  int32_t units = 0;
  UChar *pattern = malloc(((size_t)length + 1) * sizeof(UChar));
  if (!pattern) return false;
  u_strFromUTF8(pattern, length + 1, &units, text, length, &status);
  UMessageFormat *format = NULL;
  if (U_SUCCESS(status)) format = umsg_open(pattern, units, locale, NULL, &status);
  if (format) umsg_close(format);
  free(pattern);
  // An argument may be a number in one place and text in another: what formats it decides, not the pattern.
  return U_SUCCESS(status) || status == U_ARGUMENT_TYPE_MISMATCH;
}

int32_t cu_plural_categories(const char *locale, bool ordinal, char *out, int32_t capacity) {
  UErrorCode status = U_ZERO_ERROR;
  UPluralRules *rules = uplrules_openForType(locale, ordinal ? UPLURAL_TYPE_ORDINAL : UPLURAL_TYPE_CARDINAL, &status);
  if (U_FAILURE(status)) return 0;
  UEnumeration *keywords = uplrules_getKeywords(rules, &status);
  int32_t length = 0;
  while (U_SUCCESS(status)) {
    int32_t count = 0;
    const char *keyword = uenum_next(keywords, &count, &status);
    if (!keyword || U_FAILURE(status) || length + count + 1 > capacity) break;
    for (int32_t i = 0; i < count; i++) out[length++] = keyword[i];
    out[length++] = ' ';
  }
  uenum_close(keywords);
  uplrules_close(rules);
  return length;
}
