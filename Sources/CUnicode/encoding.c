#include <stdlib.h>
#include <string.h>
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>
#include <unicode/ustring.h>

#include "CUnicode.h"

int32_t cu_detect_encoding(const char *bytes, int32_t length, char *name, int32_t capacity) {
  UErrorCode status = U_ZERO_ERROR;
  int32_t confidence = 0;
  UCharsetDetector *detector = ucsdet_open(&status);
  ucsdet_setText(detector, bytes, length, &status);
  const UCharsetMatch *match = ucsdet_detect(detector, &status);
  if (U_SUCCESS(status) && match) {
    const char *found = ucsdet_getName(match, &status);
    confidence = ucsdet_getConfidence(match, &status);
    if (U_SUCCESS(status) && (int32_t)strlen(found) < capacity)
      strcpy(name, found);
    else
      confidence = 0;
  }
  ucsdet_close(detector);
  return confidence;
}

bool cu_convert(const char *to, const char *from, const char *bytes, int32_t length, char **out, int32_t *out_length) {
  UErrorCode status = U_ZERO_ERROR;
  UConverter *source = ucnv_open(from, &status);
  UConverter *target = ucnv_open(to, &status);
  bool done = false;
  if (U_SUCCESS(status)) {
    // What cannot be read or written stops the conversion, instead of being replaced.
    ucnv_setToUCallBack(source, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &status);
    ucnv_setFromUCallBack(target, UCNV_FROM_U_CALLBACK_STOP, NULL, NULL, NULL, &status);
    size_t capacity = (size_t)length * 4 + 16;
    char *buffer = malloc(capacity);
    char *end = buffer;
    const char *start = bytes;
    if (buffer) {
      ucnv_convertEx(target, source, &end, buffer + capacity, &start, bytes + length, NULL, NULL, NULL, NULL, true, true,
                     &status);
      done = U_SUCCESS(status);
      if (done) {
        *out = buffer;
        *out_length = (int32_t)(end - buffer);
      } else {
        free(buffer);
      }
    }
  }
  ucnv_close(source);
  ucnv_close(target);
  return done;
}
