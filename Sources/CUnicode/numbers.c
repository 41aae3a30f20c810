#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/unum.h>
#include <unicode/ustring.h>

#include "CUnicode.h"

enum { UNITS = 64 };

struct cu_number_format {
  UNumberFormat *decimal;
  bool spaces_percent;
};

// `locale` with ASCII digits, whatever is usual there.
static void with_latin_digits(const char *locale, char *out, size_t capacity) {
  snprintf(out, capacity, "%s%snumbers=latn", locale, strchr(locale, '@') ? ";" : "@");
}

static bool has_spaced_percent(const char *locale) {
  UErrorCode status = U_ZERO_ERROR;
  UNumberFormat *percent = unum_open(UNUM_PERCENT, NULL, 0, locale, NULL, &status);
  UChar pattern[UNITS];
  int32_t units = U_SUCCESS(status) ? unum_toPattern(percent, false, pattern, UNITS, &status) : 0;
  bool spaced = false;
  for (int32_t i = 0; U_SUCCESS(status) && i + 1 < units; i++) {
    bool is_space = pattern[i] == 0x20 || pattern[i] == 0xA0 || pattern[i] == 0x202F;
    if (is_space && pattern[i + 1] == '%') spaced = true;
  }
  unum_close(percent);
  return spaced;
}

cu_number_format *cu_number_format_open(const char *locale, int32_t *status) {
  char latin[128];
  with_latin_digits(locale, latin, sizeof latin);
  UErrorCode code = U_ZERO_ERROR;
  cu_number_format *format = calloc(1, sizeof *format);
  if (format) format->decimal = unum_open(UNUM_DECIMAL, NULL, 0, latin, NULL, &code);
  *status = format ? code : U_MEMORY_ALLOCATION_ERROR;
  if (format && U_SUCCESS(code)) {
    format->spaces_percent = has_spaced_percent(latin);
    return format;
  }
  cu_number_format_close(format);
  return NULL;
}

void cu_number_format_close(cu_number_format *format) {
  if (!format) return;
  if (format->decimal) unum_close(format->decimal);
  free(format);
}

static int32_t to_utf8(const UChar *units, int32_t count, char *out, int32_t capacity) {
  UErrorCode status = U_ZERO_ERROR;
  int32_t length = 0;
  u_strToUTF8(out, capacity, &length, units, count, &status);
  return U_SUCCESS(status) && length < capacity ? length : 0;
}

static void write_symbol(const cu_number_format *format, UNumberFormatSymbol symbol, char *out) {
  UChar units[UNITS];
  UErrorCode status = U_ZERO_ERROR;
  int32_t count = unum_getSymbol(format->decimal, symbol, units, UNITS, &status);
  out[U_SUCCESS(status) ? to_utf8(units, count, out, 16) : 0] = 0;
}

void cu_number_format_grouping(const cu_number_format *format, char *out) {
  write_symbol(format, UNUM_GROUPING_SEPARATOR_SYMBOL, out);
}

void cu_number_format_decimal(const cu_number_format *format, char *out) {
  write_symbol(format, UNUM_DECIMAL_SEPARATOR_SYMBOL, out);
}

bool cu_number_format_spaces_percent(const cu_number_format *format) { return format->spaces_percent; }

int32_t cu_number_format_write(cu_number_format *format, const char *decimal, int32_t decimals, bool groups, char *out,
                               int32_t capacity) {
  UNumberFormat *writer = format->decimal;
  unum_setAttribute(writer, UNUM_MAX_INTEGER_DIGITS, 400);
  unum_setAttribute(writer, UNUM_MAX_FRACTION_DIGITS, decimals);
  unum_setAttribute(writer, UNUM_MIN_FRACTION_DIGITS, decimals);
  unum_setAttribute(writer, UNUM_GROUPING_USED, groups);
  UChar units[512];
  UErrorCode status = U_ZERO_ERROR;
  int32_t count = unum_formatDecimal(writer, decimal, -1, units, 512, NULL, &status);
  return U_SUCCESS(status) ? to_utf8(units, count, out, capacity) : 0;
}

int32_t cu_ordinal_write(const char *locale, const char *number, char *out, int32_t capacity) {
  char latin[128];
  with_latin_digits(locale, latin, sizeof latin);
  UErrorCode status = U_ZERO_ERROR;
  UNumberFormat *writer = unum_open(UNUM_ORDINAL, NULL, 0, latin, NULL, &status);
  UChar units[UNITS];
  int32_t count = U_SUCCESS(status) ? unum_formatDecimal(writer, number, -1, units, UNITS, NULL, &status) : 0;
  unum_close(writer);
  return U_SUCCESS(status) ? to_utf8(units, count, out, capacity) : 0;
}
