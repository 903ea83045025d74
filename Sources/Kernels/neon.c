// 6 rows x 16 columns: twenty-four of thirty-two 128-bit registers hold the tile.
#include "paths.h"

#if defined(__aarch64__)
#define PATH(name) neon_##name
#define TILE_ROWS 6
#define TILE_PANELS 1
#include "template.h"
#endif
