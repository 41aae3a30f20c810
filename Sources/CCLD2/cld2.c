#include "CCLD2.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>

// The library is C++ and has no C interface. These are its names for
//   Language CLD2::DetectLanguage(const char *buffer, int length, bool is_plain_text, bool *is_reliable)
//   Language CLD2::DetectLanguageSummary(const char *buffer, int length, bool is_plain_text, Language *language3,
//                                        int *percent3, int *text_bytes, bool *is_reliable)
//   const char *CLD2::LanguageCode(Language)
static int (*detect)(const char *buffer, int length, bool is_plain_text, bool *is_reliable);
static int (*rank)(const char *buffer, int length, bool is_plain_text, int *languages, int *percents, int *text_bytes,
                   bool *is_reliable);
static const char *(*code)(int language);

static void open_library(void) {
  void *library = dlopen("libcld2.so.0", RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
  code = dlsym(library, "_ZN4CLD212LanguageCodeENS_8LanguageE");
  detect = dlsym(library, "_ZN4CLD214DetectLanguageEPKcibPb");
  rank = dlsym(library, "_ZN4CLD221DetectLanguageSummaryEPKcibPNS_8LanguageEPiS4_Pb");
}

static void open_once(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, open_library);
}

const char *cld2_detect(const char *text, int32_t length, bool *is_reliable) {
  open_once();
  *is_reliable = false;
  if (!detect || !code) return NULL;
  return code(detect(text, length, true, is_reliable));
}

int32_t cld2_rank(const char *text, int32_t length, const char *codes[3], int32_t percents[3], bool *is_reliable) {
  open_once();
  *is_reliable = false;
  if (!rank || !code) return 0;
  int languages[3], text_bytes;
  rank(text, length, true, languages, percents, &text_bytes, is_reliable);
  int32_t count = 0;
  for (int i = 0; i < 3; i++) {
    if (percents[i] <= 0) continue;
    percents[count] = percents[i];
    codes[count++] = code(languages[i]);
  }
  return count;
}
