// The matrix product with weights that stay quantised in memory. A weight is scale * q + offset,
// fused: a product of its own rounding never occurs, so that an element's chain is the one that
// ol_gemm runs over the same weights in single precision.
// A part of template.h, which says what a path has to define.

typedef uint8_t PATH(u8) __attribute__((vector_size(16), aligned(1)));
typedef int8_t PATH(s8) __attribute__((vector_size(16), aligned(1)));

#define WEIGHT(q, p) FMA(__builtin_convertvector(q, V16), scale[p], offset[p])

// Panels whose chains run beside each other, and rows that share what is dequantised in registers.
// More rows than that go through a block of floats, where a tile of twelve meets each weight.
enum { BESIDE = TILE_PANELS * 2, FEW_ROWS = TILE_PANELS * 2 };

INLINE size_t PATH(block_bytes)(int bits, size_t block) {
    return 2 * LANES * sizeof(float) + block * LANES * (size_t)bits / 8;
}

// rows x panels of sixteen of c over all of k.
INLINE void PATH(quantised_tile)(
    int bits, size_t rows, size_t panels, size_t k, size_t block, const float *restrict a,
    size_t a_row, const uint8_t *restrict w, size_t w_panel, float *restrict c, size_t c_row,
    int accumulate
) {
    V16 sum[FEW_ROWS][BESIDE], scale[BESIDE], offset[BESIDE];
#pragma clang loop unroll(full)
    for (size_t i = 0; i < rows; i++)
#pragma clang loop unroll(full)
        for (size_t p = 0; p < panels; p++)
            sum[i][p] = accumulate ? PATH(load)(c + i * c_row + p * LANES) : PATH(splat)(0.0f);
    for (size_t at = 0; at < k; at += block) {
#pragma clang loop unroll(full)
        for (size_t p = 0; p < panels; p++) {
            scale[p] = PATH(load)((const float *)(w + p * w_panel));
            offset[p] = PATH(load)((const float *)(w + p * w_panel) + LANES);
        }
        const uint8_t *q = w + 2 * LANES * sizeof(float);
        for (size_t j = 0; j < block; j += 2, q += (size_t)bits / 4 * LANES) {
            const float *left = a + at + j;
#pragma clang loop unroll(full)
            for (size_t p = 0; p < panels; p++) {
                const uint8_t *from = q + p * w_panel;
                V16 first, second;
                if (bits == 4) {
                    I16 both = __builtin_convertvector(*(const PATH(u8) *)from, I16);
                    first = WEIGHT(both & 15, p);
                    second = WEIGHT(both >> 4, p);
                } else {
                    I16 one = __builtin_convertvector(*(const PATH(s8) *)from, I16);
                    I16 two = __builtin_convertvector(*(const PATH(s8) *)(from + LANES), I16);
                    first = WEIGHT(one, p);
                    second = WEIGHT(two, p);
                }
#pragma clang loop unroll(full)
                for (size_t i = 0; i < rows; i++) {
                    sum[i][p] = FMA(PATH(splat)(left[i * a_row]), first, sum[i][p]);
                    sum[i][p] = FMA(PATH(splat)(left[i * a_row + 1]), second, sum[i][p]);
                }
            }
        }
        w += PATH(block_bytes)(bits, block);
    }
#pragma clang loop unroll(full)
    for (size_t i = 0; i < rows; i++)
#pragma clang loop unroll(full)
        for (size_t p = 0; p < panels; p++)
            PATH(store)(c + i * c_row + p * LANES, sum[i][p]);
}

#define QUANTISED_CASE(r)                                                                         \
    case r:                                                                                       \
        for (; p + BESIDE <= panels; p += BESIDE)                                                 \
            PATH(quantised_tile)(                                                                 \
                bits, r, BESIDE, k, block, a, a_row, w + p * w_panel, w_panel, c + p * LANES,     \
                c_row, accumulate);                                                               \
        for (; p < panels; p++)                                                                   \
            PATH(quantised_tile)(                                                                 \
                bits, r, 1, k, block, a, a_row, w + p * w_panel, w_panel, c + p * LANES, c_row,   \
                accumulate);                                                                      \
        break;

// At most FEW_ROWS rows, all columns.
INLINE void PATH(quantised_rows)(
    int bits, size_t rows, size_t panels, size_t k, size_t block, const float *a, size_t a_row,
    const uint8_t *w, size_t w_panel, float *c, size_t c_row, int accumulate
) {
    size_t p = 0;
    switch (rows) {
        QUANTISED_CASE(1) QUANTISED_CASE(2)
#if TILE_PANELS >= 2
        QUANTISED_CASE(3) QUANTISED_CASE(4)
#endif
    }
}

// The floats of one panel over depth elements of k, a multiple of the block: [depth, 16].
INLINE void PATH(dequantise)(
    int bits, size_t depth, size_t block, const uint8_t *restrict w, float *restrict out
) {
    for (size_t at = 0; at < depth; at += block) {
        V16 scale[1] = {PATH(load)((const float *)w)};
        V16 offset[1] = {PATH(load)((const float *)w + LANES)};
        const uint8_t *q = w + 2 * LANES * sizeof(float);
        for (size_t j = 0; j < block; j += 2, q += (size_t)bits / 4 * LANES, out += 2 * LANES) {
            if (bits == 4) {
                I16 both = __builtin_convertvector(*(const PATH(u8) *)q, I16);
                PATH(store)(out, WEIGHT(both & 15, 0));
                PATH(store)(out + LANES, WEIGHT(both >> 4, 0));
            } else {
                I16 one = __builtin_convertvector(*(const PATH(s8) *)q, I16);
                I16 two = __builtin_convertvector(*(const PATH(s8) *)(q + LANES), I16);
                PATH(store)(out, WEIGHT(one, 0));
                PATH(store)(out + LANES, WEIGHT(two, 0));
            }
        }
        w += PATH(block_bytes)(bits, block);
    }
}

// Many rows: a stripe's weights are dequantised once for every BLOCK_ROWS of them.
INLINE void PATH(quantised_block)(
    int bits, size_t m, size_t panels, size_t k, size_t block, const float *a, size_t a_row,
    const uint8_t *w, size_t w_panel, float *c, size_t c_row, int accumulate
) {
    float left[BLOCK_ROWS * BLOCK_STRIDE];
    float right[TILE_PANELS * BLOCK_DEPTH * LANES];
    size_t depths = BLOCK_DEPTH / block * block;
    for (size_t row = 0; row < m; row += BLOCK_ROWS) {
        size_t rows = m - row < BLOCK_ROWS ? m - row : BLOCK_ROWS;
        for (size_t at = 0; at < k; at += depths) {
            size_t depth = k - at < depths ? k - at : depths;
            PATH(copy_rows)(rows, depth, a + row * a_row + at, a_row, 1, left);
            const uint8_t *from = w + at / block * PATH(block_bytes)(bits, block);
            for (size_t p = 0; p < panels; p += TILE_PANELS) {
                size_t beside = panels - p < TILE_PANELS ? panels - p : TILE_PANELS;
                for (size_t i = 0; i < beside; i++)
                    PATH(dequantise)(
                        bits, depth, block, from + (p + i) * w_panel,
                        right + i * BLOCK_DEPTH * LANES);
                float *out = c + row * c_row + p * LANES;
                if (beside == TILE_PANELS)
                    PATH(wide_stripe)(
                        rows, depth, left, BLOCK_STRIDE, 1, right, LANES, BLOCK_DEPTH * LANES, out,
                        c_row, accumulate || at > 0);
                else
                    for (size_t i = 0; i < beside; i++)
                        PATH(panel_stripe)(
                            rows, depth, left, BLOCK_STRIDE, 1, right + i * BLOCK_DEPTH * LANES,
                            LANES, out + i * LANES, c_row, accumulate || at > 0);
            }
        }
    }
}

INLINE void PATH(gemm_quantised_bits)(
    int bits, size_t m, size_t panels, size_t k, size_t block, const float *a, size_t a_row,
    const uint8_t *w, float *c, size_t c_row, int accumulate
) {
    size_t w_panel = k / block * PATH(block_bytes)(bits, block);
    if (m > FEW_ROWS)
        PATH(quantised_block)(
            bits, m, panels, k, block, a, a_row, w, w_panel, c, c_row, accumulate);
    else
        PATH(quantised_rows)(
            bits, m, panels, k, block, a, a_row, w, w_panel, c, c_row, accumulate);
}

static void PATH(gemm_quantised)(
    int bits, size_t m, size_t panels, size_t k, size_t block, const float *a, size_t a_row,
    const void *w, float *c, size_t c_row, int accumulate
) {
    if (bits == 4)
        PATH(gemm_quantised_bits)(4, m, panels, k, block, a, a_row, w, c, c_row, accumulate);
    else
        PATH(gemm_quantised_bits)(8, m, panels, k, block, a, a_row, w, c, c_row, accumulate);
}

#undef WEIGHT
