#ifndef CUNICODE_CATEGORY_H
#define CUNICODE_CATEGORY_H

#include <stdbool.h>
#include <stdint.h>

// Properties of single code points. Values outside 0...0x10FFFF count as unassigned.

// 0: none of the others, 1: punctuation (P*), 2: symbol (S*), 3: number (N*).
int32_t cu_general_category(int32_t code_point);

// The simple (one to one) lower-case mapping.
int32_t cu_simple_lowercase(int32_t code_point);

bool cu_is_cased(int32_t code_point);
bool cu_is_case_ignorable(int32_t code_point);

#endif
