// The matrix product: register tiles, stripes of them, and blocks that fit the caches.
// A part of template.h, which says what a path has to define.

// One register tile: rows x (panels of sixteen) of c, over depth elements of k.
INLINE void PATH(tile)(
    size_t rows, size_t panels, size_t depth, const float *restrict a, size_t a_row,
    size_t a_column, const float *restrict b, size_t b_row, size_t b_panel, float *restrict c,
    size_t c_row, int accumulate
) {
    V16 sum[TILE_ROWS][TILE_PANELS];
#pragma clang loop unroll(full)
    for (size_t i = 0; i < rows; i++)
#pragma clang loop unroll(full)
        for (size_t p = 0; p < panels; p++)
            sum[i][p] =
                accumulate ? PATH(load)(c + i * c_row + p * LANES) : PATH(splat)(0.0f);
#pragma clang loop unroll_count(2)
    for (size_t k = 0; k < depth; k++) {
        V16 right[TILE_PANELS];
#pragma clang loop unroll(full)
        for (size_t p = 0; p < panels; p++)
            right[p] = PATH(load)(b + p * b_panel + k * b_row);
#pragma clang loop unroll(full)
        for (size_t i = 0; i < rows; i++) {
            V16 left = PATH(splat)(a[i * a_row + k * a_column]);
#pragma clang loop unroll(full)
            for (size_t p = 0; p < panels; p++)
                sum[i][p] = FMA(left, right[p], sum[i][p]);
        }
    }
#pragma clang loop unroll(full)
    for (size_t i = 0; i < rows; i++)
#pragma clang loop unroll(full)
        for (size_t p = 0; p < panels; p++)
            PATH(store)(c + i * c_row + p * LANES, sum[i][p]);
}

// Blocks keep a panel and the rows that meet it in the first two caches. Storing and reloading an
// accumulator is exact, so the chain over k is unbroken. Rows of a that meet several panels are
// copied together first: as they stand, rows a power of two apart fall on the same cache lines. The
// copy's rows are odd multiples of a line apart, a distance known when the tile is compiled.
enum {
    BLOCK_DEPTH = 256,
    BLOCK_ROWS = 96,
    BLOCK_STRIDE = BLOCK_DEPTH + LANES,
    FEWEST_PANELS_TO_COPY = 4,
};

// All full and partial row tiles of one column stripe.
#define TILE_CASE(r)                                                                              \
    case r:                                                                                       \
        if (a_column == 1 && a_row == BLOCK_STRIDE)                                               \
            PATH(tile)(                                                                           \
                r, panels, depth, a, BLOCK_STRIDE, 1, b, b_row, b_panel, c, c_row, accumulate);   \
        else if (a_column == 1)                                                                   \
            PATH(tile)(r, panels, depth, a, a_row, 1, b, b_row, b_panel, c, c_row, accumulate);   \
        else                                                                                      \
            PATH(tile)(                                                                           \
                r, panels, depth, a, a_row, a_column, b, b_row, b_panel, c, c_row, accumulate);   \
        break;

INLINE void PATH(stripe)(
    size_t m, size_t panels, size_t depth, const float *a, size_t a_row, size_t a_column,
    const float *b, size_t b_row, size_t b_panel, float *c, size_t c_row, int accumulate
) {
    while (m > 0) {
        size_t rows = m < TILE_ROWS ? m : TILE_ROWS;
        switch (rows) {
            TILE_CASE(1)
#if TILE_ROWS >= 2
            TILE_CASE(2)
#endif
#if TILE_ROWS >= 6
            TILE_CASE(3) TILE_CASE(4) TILE_CASE(5) TILE_CASE(6)
#endif
#if TILE_ROWS >= 12
            TILE_CASE(7) TILE_CASE(8) TILE_CASE(9) TILE_CASE(10) TILE_CASE(11) TILE_CASE(12)
#endif
        }
        a += rows * a_row;
        c += rows * c_row;
        m -= rows;
    }
}

// The two stripes that there are. They hold every tile, so that they are compiled once and called.
static __attribute__((noinline)) void PATH(wide_stripe)(
    size_t m, size_t depth, const float *a, size_t a_row, size_t a_column, const float *b,
    size_t b_row, size_t b_panel, float *c, size_t c_row, int accumulate
) {
    PATH(stripe)(
        m, TILE_PANELS, depth, a, a_row, a_column, b, b_row, b_panel, c, c_row, accumulate);
}

static __attribute__((noinline)) void PATH(panel_stripe)(
    size_t m, size_t depth, const float *a, size_t a_row, size_t a_column, const float *b,
    size_t b_row, float *c, size_t c_row, int accumulate
) {
    PATH(stripe)(m, 1, depth, a, a_row, a_column, b, b_row, 0, c, c_row, accumulate);
}

// A stripe whose last panel has fewer than sixteen columns of c: through a block of its own.
static void PATH(edge)(
    size_t m, size_t columns, size_t depth, const float *a, size_t a_row, size_t a_column,
    const float *b, size_t b_row, float *c, size_t c_row, int accumulate
) {
    float block[TILE_ROWS * LANES];
    while (m > 0) {
        size_t rows = m < TILE_ROWS ? m : TILE_ROWS;
        for (size_t i = 0; i < rows; i++)
            PATH(store)(
                block + i * LANES,
                accumulate ? PATH(load_part)(c + i * c_row, columns, 0.0f) : PATH(splat)(0.0f));
        PATH(panel_stripe)(rows, depth, a, a_row, a_column, b, b_row, block, LANES, 1);
        for (size_t i = 0; i < rows; i++)
            memcpy(c + i * c_row, block + i * LANES, columns * sizeof(float));
        a += rows * a_row;
        c += rows * c_row;
        m -= rows;
    }
}

// Copies rows x depth elements of a into a block.
static void PATH(copy_rows)(
    size_t rows, size_t depth, const float *a, size_t a_row, size_t a_column,
    float *restrict block
) {
    for (size_t i = 0; i < rows; i++) {
        const float *from = a + i * a_row;
        float *to = block + i * BLOCK_STRIDE;
        if (a_column == 1)
            memcpy(to, from, depth * sizeof(float));
        else
            for (size_t j = 0; j < depth; j++) to[j] = from[j * a_column];
    }
}

static void PATH(gemm_strided)(
    size_t m, size_t n, size_t k, const float *a, size_t a_row, size_t a_column, const float *b,
    size_t b_row, size_t b_panel, float *c, size_t c_row, int accumulate
) {
    size_t full_panels = n / LANES, edge_columns = n % LANES;
    int copies = full_panels >= FEWEST_PANELS_TO_COPY;
    float block[BLOCK_ROWS * BLOCK_STRIDE];
    for (size_t row = 0; row < m; row += BLOCK_ROWS) {
        size_t rows = m - row < BLOCK_ROWS ? m - row : BLOCK_ROWS;
        size_t at = 0;
        do {
            size_t depth = k - at < BLOCK_DEPTH ? k - at : BLOCK_DEPTH;
            const float *left = a + row * a_row + at * a_column;
            size_t left_row = a_row, left_column = a_column;
            if (copies) {
                PATH(copy_rows)(rows, depth, left, a_row, a_column, block);
                left = block;
                left_row = BLOCK_STRIDE;
                left_column = 1;
            }
            const float *right = b + at * b_row;
            float *out = c + row * c_row;
            int add = accumulate || at > 0;
            size_t p = 0;
            for (; p + TILE_PANELS <= full_panels; p += TILE_PANELS)
                PATH(wide_stripe)(
                    rows, depth, left, left_row, left_column, right + p * b_panel, b_row, b_panel,
                    out + p * LANES, c_row, add);
            for (; p < full_panels; p++)
                PATH(panel_stripe)(
                    rows, depth, left, left_row, left_column, right + p * b_panel, b_row,
                    out + p * LANES, c_row, add);
            if (edge_columns > 0)
                PATH(edge)(
                    rows, edge_columns, depth, left, left_row, left_column, right + p * b_panel,
                    b_row, out + p * LANES, c_row, add);
            at += depth;
        } while (at < k);
    }
}

static void PATH(gemm)(
    size_t m, size_t n, size_t k, const float *a, size_t a_row, size_t a_column,
    const float *b_packed, float *c, size_t c_row, int accumulate
) {
    PATH(gemm_strided)(
        m, n, k, a, a_row, a_column, b_packed, LANES, k * LANES, c, c_row, accumulate);
}

static void PATH(gemm_unpacked)(
    size_t m, size_t n, size_t k, const float *a, size_t a_row, size_t a_column, const float *b,
    size_t b_row, float *c, size_t c_row, int accumulate
) {
    PATH(gemm_strided)(
        m, n, k, a, a_row, a_column, b, b_row, LANES, c, c_row, accumulate);
}
