// The arithmetic, written once over vectors of sixteen floats. A path includes this file with
//   PATH(name)      the name's spelling on this path
//   TILE_ROWS       rows of a register tile of the matrix product
//   TILE_PANELS     panels of sixteen columns in that tile
// and clang lowers the vectors to what the path's CPU has. No value depends on the tile.

#pragma clang fp contract(off)
#pragma clang fp reassociate(off)

// Vectors are passed between functions that are always inlined: no call, so no convention to keep.
#pragma clang diagnostic ignored "-Wpsabi"

#include <string.h>

typedef float PATH(v16) __attribute__((vector_size(64), aligned(4)));
typedef int32_t PATH(i16) __attribute__((vector_size(64), aligned(4)));
#define V16 PATH(v16)
#define I16 PATH(i16)
#define LANES OL_PANEL_COLUMNS
#define INLINE static inline __attribute__((always_inline))

INLINE V16 PATH(load)(const float *p) {
    return *(const V16 *)p;
}

INLINE void PATH(store)(float *p, V16 v) {
    *(V16 *)p = v;
}

INLINE V16 PATH(splat)(float x) {
    return (V16){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x};
}

// The first `count` of sixteen elements, the others set to `fill`.
INLINE V16 PATH(load_part)(const float *p, size_t count, float fill) {
    V16 v = PATH(splat)(fill);
    memcpy(&v, p, count * sizeof(float));
    return v;
}

INLINE void PATH(store_part)(float *p, size_t count, V16 v) {
    memcpy(p, &v, count * sizeof(float));
}

#define FMA(a, b, c) __builtin_elementwise_fma(a, b, c)
#define SELECT(mask, a, b) ((V16)(((mask) & (I16)(a)) | (~(mask) & (I16)(b))))

#include "functions.h"
#include "product.h"
#include "rows.h"
#include "integers.h"
#include "selection.h"
#include "quantised.h"
#include "decoder.h"

const ol_kernels PATH(kernels) = {
    .gemm = PATH(gemm),
    .gemm_unpacked = PATH(gemm_unpacked),
    .gemm_quantised = PATH(gemm_quantised),
    .exp = PATH(exp),
    .log = PATH(log),
    .gelu = PATH(gelu),
    .gelu_backward = PATH(gelu_backward),
    .add_scaled = PATH(add_scaled),
    .scale = PATH(scale),
    .multiply = PATH(multiply),
    .magnitudes_outside = PATH(magnitudes_outside),
    .sum = PATH(sum),
    .dot = PATH(dot),
    .max = PATH(max),
    .block_maxima = PATH(block_maxima),
    .positions_above = PATH(positions_above),
    .softmax_rows = PATH(softmax_rows),
    .softmax_backward_rows = PATH(softmax_backward_rows),
    .layer_norm = PATH(layer_norm),
    .layer_norm_backward = PATH(layer_norm_backward),
    .rms_norm = PATH(rms_norm),
    .silu_product = PATH(silu_product),
    .rotate = PATH(rotate),
    .attend_pages = PATH(attend_pages),
    .adamw_step = PATH(adamw_step),
    .dot_i8 = PATH(dot_i8),
    .dot_rows_i8 = PATH(dot_rows_i8),
    .dot_panels_i8 = PATH(dot_panels_i8),
};
