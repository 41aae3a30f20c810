#include "CLoader.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void *opened(cl_library *library) {
  void *handle = atomic_load(&library->handle);
  if (handle) return handle;
  for (size_t i = 0; !handle && library->names[i]; i++) handle = dlopen(library->names[i], RTLD_NOW | RTLD_LOCAL);
  // Two threads may come here; both get the same handle.
  if (handle) atomic_store(&library->handle, handle);
  return handle;
}

void *cl_function(cl_library *library, const char *name) {
  void *handle = opened(library);
  void *function = handle ? dlsym(handle, name) : NULL;
  if (function) return function;
  const char *reason = dlerror();
  fprintf(stderr, "translate: error: %s: %s; install the package %s\n", library->names[0], reason ? reason : name,
          library->package);
  _exit(EXIT_FAILURE);
}
