// The register tile of the AVX-512 path on the target's baseline, so that a machine without
// AVX-512 can still test that path's tiling.
#include "paths.h"

#define PATH(name) wide_tile_##name
#define TILE_ROWS 12
#define TILE_PANELS 2
#include "template.h"
