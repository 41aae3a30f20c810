// Libraries that are opened when a function of theirs is first called, so that a start that needs none of them does not
// pay for them: libzip alone brings OpenSSL.
#ifndef CLOADER_H
#define CLOADER_H

#include <stdatomic.h>
#include <stddef.h>

typedef struct {
  // Names to try, one after the other, up to a null pointer.
  const char *names[4];
  // The package that has it, for whoever reads the message.
  const char *package;
  _Atomic(void *) handle;
} cl_library;

// The address of a function. Where the library is missing, or has no such function, the process ends with a message, as
// the dynamic linker would have ended it at its start.
void *cl_function(cl_library *library, const char *name);

// Defines a function of a library, declared by the library's own header, that calls the library's.
#define CL_FORWARD(library, result, name, parameters, arguments)                                                       \
  result name parameters {                                                                                             \
    static _Atomic(void *) known;                                                                                      \
    void *address = atomic_load_explicit(&known, memory_order_acquire);                                                \
    if (!address) {                                                                                                    \
      address = cl_function(&library, #name);                                                                          \
      atomic_store_explicit(&known, address, memory_order_release);                                                    \
    }                                                                                                                  \
    return ((__typeof__(&name))address)arguments;                                                                      \
  }

#endif
