#ifndef CUNICODE_H
#define CUNICODE_H

#include "CUnicodeCategory.h"

#endif
