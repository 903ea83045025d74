// 12 rows x 32 columns: twenty-four of thirty-two 512-bit registers hold the tile.
#include "paths.h"

#if defined(__x86_64__)
#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,evex512"))), \
    apply_to = function)
#define PATH(name) avx512_##name
#define TILE_ROWS 12
#define TILE_PANELS 2
#include "template.h"
#pragma clang attribute pop
#endif
