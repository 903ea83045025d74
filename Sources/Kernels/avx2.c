// 6 rows x 16 columns: twelve of sixteen 256-bit registers hold the tile.
#include "paths.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define PATH(name) avx2_##name
#define TILE_ROWS 6
#define TILE_PANELS 1
#include "template.h"
#pragma clang attribute pop
#endif
