#ifndef CLIBZIP_H
#define CLIBZIP_H

#include <zip.h>

#endif
