#include "CUnicodeCategory.h"

#include <unicode/uchar.h>

int32_t cu_general_category(int32_t code_point) {
  uint32_t mask = U_GET_GC_MASK(code_point);
  if (mask & U_GC_P_MASK) return 1;
  if (mask & U_GC_S_MASK) return 2;
  if (mask & U_GC_N_MASK) return 3;
  return 0;
}

int32_t cu_simple_lowercase(int32_t code_point) { return u_tolower(code_point); }

bool cu_is_cased(int32_t code_point) { return u_hasBinaryProperty(code_point, UCHAR_CASED); }

bool cu_is_case_ignorable(int32_t code_point) { return u_hasBinaryProperty(code_point, UCHAR_CASE_IGNORABLE); }
