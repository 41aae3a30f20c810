#include "CCLD2.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>

// The library is C++ and has no C interface. These are its names for
//   Language CLD2::DetectLanguage(const char *buffer, int length, bool is_plain_text, bool *is_reliable)
//   const char *CLD2::LanguageCode(Language)
static int (*detect)(const char *buffer, int length, bool is_plain_text, bool *is_reliable);
static const char *(*code)(int language);

static void open_library(void) {
  void *library = dlopen("libcld2.so.0", RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
  code = dlsym(library, "_ZN4CLD212LanguageCodeENS_8LanguageE");
  detect = dlsym(library, "_ZN4CLD214DetectLanguageEPKcibPb");
}

const char *cld2_detect(const char *text, int32_t length, bool *is_reliable) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, open_library);
  *is_reliable = false;
  if (!detect || !code) return NULL;
  return code(detect(text, length, true, is_reliable));
}
