#include <unicode/ulocdata.h>
#include <unicode/uset.h>

#include "CUnicode.h"

// A set of ICU's under a name of ours.
static USet *set_of(const cu_alphabet *alphabet) { return (USet *)alphabet; }

cu_alphabet *cu_alphabet_open(const char *locale, int32_t *status) {
  UErrorCode code = U_ZERO_ERROR;
  ULocaleData *data = ulocdata_open(locale, &code);
  USet *letters =
      U_SUCCESS(code) ? ulocdata_getExemplarSet(data, NULL, USET_CASE_INSENSITIVE, ULOCDATA_ES_STANDARD, &code) : NULL;
  if (data) ulocdata_close(data);
  *status = code;
  if (U_SUCCESS(code) && letters) {
    uset_freeze(letters);
    return (cu_alphabet *)letters;
  }
  uset_close(letters);
  return NULL;
}

void cu_alphabet_close(cu_alphabet *alphabet) { uset_close(set_of(alphabet)); }

bool cu_alphabet_contains(const cu_alphabet *alphabet, uint32_t scalar) {
  return uset_contains(set_of(alphabet), (UChar32)scalar);
}
