// Plain C with the target's baseline vectors. Where the baseline has no fused multiply-add the
// compiler calls fmaf for each lane: right, and slow.
#include "paths.h"

#define PATH(name) portable_##name
#define TILE_ROWS 2
#define TILE_PANELS 1
#include "template.h"
