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

// MARK: Matrix product

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
        PATH(stripe)(rows, 1, depth, a, a_row, a_column, b, b_row, 0, block, LANES, 1);
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
                PATH(stripe)(
                    rows, TILE_PANELS, depth, left, left_row, left_column, right + p * b_panel,
                    b_row, b_panel, out + p * LANES, c_row, add);
            for (; p < full_panels; p++)
                PATH(stripe)(
                    rows, 1, depth, left, left_row, left_column, right + p * b_panel, b_row,
                    b_panel, out + p * LANES, c_row, add);
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

// MARK: Elementary functions

// exp(x) = 2^n * exp(r), |r| <= ln 2 / 2; relative error below 1.5e-7. Below -87 the result is 0,
// above 88 it is exp(88): the callers' arguments are differences from a maximum.
INLINE V16 PATH(exp16)(V16 x) {
    I16 tiny = x < PATH(splat)(-87.0f);
    V16 high = PATH(splat)(88.0f);
    x = SELECT(x > high, high, x);
    x = SELECT(tiny, PATH(splat)(0.0f), x);
    V16 magic = PATH(splat)(0x1.8p23f);
    V16 shifted = FMA(x, PATH(splat)(0x1.715476p+0f), magic);
    V16 n = shifted - magic;
    V16 r = FMA(n, PATH(splat)(-0x1.62e400p-1f), x);
    r = FMA(n, PATH(splat)(-0x1.7f7d1cp-20f), r);
    V16 p = PATH(splat)(0x1.6a242cp-10f);
    p = FMA(p, r, PATH(splat)(0x1.1239e6p-7f));
    p = FMA(p, r, PATH(splat)(0x1.5558f2p-5f));
    p = FMA(p, r, PATH(splat)(0x1.555492p-3f));
    p = FMA(p, r, PATH(splat)(0x1.fffffcp-2f));
    p = FMA(p, r, PATH(splat)(1.0f));
    p = FMA(p, r, PATH(splat)(1.0f));
    I16 exponent = ((I16)shifted - (I16)magic) << 23;
    V16 result = (V16)((I16)p + exponent);
    return SELECT(tiny, PATH(splat)(0.0f), result);
}

// log(x) = n * ln 2 + log(1 + u), sqrt(1/2) <= 1 + u < sqrt 2; relative error below 2e-7.
INLINE V16 PATH(log16)(V16 x) {
    I16 bits = (I16)x;
    I16 n = (bits - 0x3f3504f3) >> 23;
    V16 u = (V16)(bits - (n << 23)) - PATH(splat)(1.0f);
    V16 p = PATH(splat)(0x1.145718p-4f);
    p = FMA(p, u, PATH(splat)(-0x1.de3c0cp-4f));
    p = FMA(p, u, PATH(splat)(0x1.e6f0a8p-4f));
    p = FMA(p, u, PATH(splat)(-0x1.fc220cp-4f));
    p = FMA(p, u, PATH(splat)(0x1.233764p-3f));
    p = FMA(p, u, PATH(splat)(-0x1.555c4ep-3f));
    p = FMA(p, u, PATH(splat)(0x1.99a4b6p-3f));
    p = FMA(p, u, PATH(splat)(-0x1.000006p-2f));
    p = FMA(p, u, PATH(splat)(0x1.555548p-2f));
    V16 square = u * u;
    p = FMA(p, u, PATH(splat)(-0.5f));
    V16 scale = __builtin_convertvector(n, V16);
    V16 low = FMA(scale, PATH(splat)(0x1.7f7d1cp-20f), u);
    V16 small = FMA(square, p, low);
    return FMA(scale, PATH(splat)(0x1.62e400p-1f), small);
}

// erf(x) = x * P(x^2) / Q(x^2), a minimax quotient on |x| <= 3.925; absolute error below 4e-7.
INLINE V16 PATH(erf16)(V16 x) {
    V16 limit = PATH(splat)(3.925f);
    x = SELECT(x > limit, limit, x);
    x = SELECT(x < -limit, -limit, x);
    V16 t = x * x;
    V16 p = PATH(splat)(-0x1.b8c2c0p-27f);
    p = FMA(p, t, PATH(splat)(0x1.35ab3ap-18f));
    p = FMA(p, t, PATH(splat)(0x1.8b443ep-12f));
    p = FMA(p, t, PATH(splat)(0x1.f73f26p-9f));
    p = FMA(p, t, PATH(splat)(0x1.bc68fep-5f));
    p = FMA(p, t, PATH(splat)(0x1.7b2be8p-3f));
    p = FMA(p, t, PATH(splat)(0x1.20dd76p+0f));
    V16 q = PATH(splat)(0x1.05ecf0p-14f);
    q = FMA(q, t, PATH(splat)(0x1.554cf8p-10f));
    q = FMA(q, t, PATH(splat)(0x1.f9b0aap-7f));
    q = FMA(q, t, PATH(splat)(0x1.d27466p-4f));
    q = FMA(q, t, PATH(splat)(0x1.fd5972p-2f));
    q = FMA(q, t, PATH(splat)(1.0f));
    V16 one = PATH(splat)(1.0f), result = x * p / q;
    result = SELECT(result > one, one, result);
    return SELECT(result < -one, -one, result);
}

// Applies `expression` of V16 x to n elements; a short tail runs in a padded vector.
#define ELEMENTWISE(n, in, out, expression)                                                       \
    do {                                                                                          \
        size_t at_ = 0;                                                                           \
        for (; at_ + LANES <= (n); at_ += LANES) {                                                \
            V16 x = PATH(load)((in) + at_);                                                       \
            PATH(store)((out) + at_, expression);                                                 \
        }                                                                                         \
        if (at_ < (n)) {                                                                          \
            V16 x = PATH(load_part)((in) + at_, (n) - at_, 1.0f);                                 \
            PATH(store_part)((out) + at_, (n) - at_, expression);                                 \
        }                                                                                         \
    } while (0)

static void PATH(exp)(size_t n, const float *in, float *out) {
    ELEMENTWISE(n, in, out, PATH(exp16)(x));
}

static void PATH(log)(size_t n, const float *in, float *out) {
    ELEMENTWISE(n, in, out, PATH(log16)(x));
}

INLINE V16 PATH(normal_cdf)(V16 x) {
    V16 half = PATH(splat)(0.5f);
    return FMA(half, PATH(erf16)(x * PATH(splat)(0x1.6a09e6p-1f)), half);
}

static void PATH(gelu)(size_t n, const float *in, float *out) {
    ELEMENTWISE(n, in, out, x * PATH(normal_cdf)(x));
}

// d/dx (x * Phi(x)) = Phi(x) + x * phi(x)
INLINE V16 PATH(gelu_slope)(V16 x) {
    V16 density = PATH(splat)(0x1.988454p-2f) * PATH(exp16)(x * x * PATH(splat)(-0.5f));
    return FMA(x, density, PATH(normal_cdf)(x));
}

static void PATH(gelu_backward)(size_t n, const float *in, float *gradient) {
    size_t at = 0;
    for (; at + LANES <= n; at += LANES)
        PATH(store)(
            gradient + at,
            PATH(load)(gradient + at) * PATH(gelu_slope)(PATH(load)(in + at)));
    if (at < n)
        PATH(store_part)(
            gradient + at, n - at,
            PATH(load_part)(gradient + at, n - at, 0.0f)
                * PATH(gelu_slope)(PATH(load_part)(in + at, n - at, 0.0f)));
}

static void PATH(add_scaled)(size_t n, float factor, const float *x, float *y) {
    V16 f = PATH(splat)(factor);
    size_t at = 0;
    for (; at + LANES <= n; at += LANES)
        PATH(store)(y + at, FMA(f, PATH(load)(x + at), PATH(load)(y + at)));
    if (at < n) {
        V16 sum = FMA(
            f, PATH(load_part)(x + at, n - at, 0.0f), PATH(load_part)(y + at, n - at, 0.0f));
        PATH(store_part)(y + at, n - at, sum);
    }
}

static void PATH(scale)(size_t n, float factor, float *y) {
    ELEMENTWISE(n, y, y, x * PATH(splat)(factor));
}

// MARK: Reductions

INLINE float PATH(fold)(V16 v) {
    float lane[LANES];
    memcpy(lane, &v, sizeof lane);
    for (size_t width = LANES / 2; width > 0; width /= 2)
        for (size_t i = 0; i < width; i++) lane[i] += lane[i + width];
    return lane[0];
}

static float PATH(sum)(size_t n, const float *x) {
    V16 total = PATH(splat)(0.0f);
    size_t at = 0;
    for (; at + LANES <= n; at += LANES) total += PATH(load)(x + at);
    if (at < n) total += PATH(load_part)(x + at, n - at, 0.0f);
    return PATH(fold)(total);
}

static float PATH(dot)(size_t n, const float *x, const float *y) {
    V16 total = PATH(splat)(0.0f);
    size_t at = 0;
    for (; at + LANES <= n; at += LANES)
        total = FMA(PATH(load)(x + at), PATH(load)(y + at), total);
    if (at < n)
        total = FMA(
            PATH(load_part)(x + at, n - at, 0.0f), PATH(load_part)(y + at, n - at, 0.0f), total);
    return PATH(fold)(total);
}

static float PATH(max)(size_t n, const float *x) {
    V16 best = PATH(load_part)(x, n < LANES ? n : LANES, x[0]);
    size_t at = LANES;
    for (; at + LANES <= n; at += LANES) {
        V16 v = PATH(load)(x + at);
        best = SELECT(v > best, v, best);
    }
    if (at < n) {
        V16 v = PATH(load_part)(x + at, n - at, x[0]);
        best = SELECT(v > best, v, best);
    }
    float lane[LANES];
    memcpy(lane, &best, sizeof lane);
    for (size_t width = LANES / 2; width > 0; width /= 2)
        for (size_t i = 0; i < width; i++)
            lane[i] = lane[i + width] > lane[i] ? lane[i + width] : lane[i];
    return lane[0];
}

// MARK: Rows

static void PATH(softmax_rows)(size_t m, size_t n, float factor, float *x, size_t x_row) {
    for (size_t i = 0; i < m; i++, x += x_row) {
        float highest = PATH(max)(n, x);
        V16 f = PATH(splat)(factor), top = PATH(splat)(highest), total = PATH(splat)(0.0f);
        size_t at = 0;
        for (; at + LANES <= n; at += LANES) {
            V16 e = PATH(exp16)((PATH(load)(x + at) - top) * f);
            PATH(store)(x + at, e);
            total += e;
        }
        if (at < n) {
            V16 e = PATH(exp16)((PATH(load_part)(x + at, n - at, highest) - top) * f);
            PATH(store_part)(x + at, n - at, e);
            total += PATH(load_part)(x + at, n - at, 0.0f);
        }
        PATH(scale)(n, 1.0f / PATH(fold)(total), x);
    }
}

static void PATH(softmax_backward_rows)(
    size_t m, size_t n, float factor, const float *p, size_t p_row, float *gradient,
    size_t gradient_row
) {
    for (size_t i = 0; i < m; i++, p += p_row, gradient += gradient_row) {
        float inner = PATH(dot)(n, p, gradient);
        for (size_t j = 0; j < n; j++) gradient[j] = factor * (p[j] * (gradient[j] - inner));
    }
}

static void PATH(layer_norm)(
    size_t m, size_t n, float epsilon, const float *x, const float *weight, const float *bias,
    float *out, float *normal, float *inverse_deviation
) {
    float one_over_n = 1.0f / (float)n;
    for (size_t i = 0; i < m; i++, x += n, out += n, normal += n) {
        float mean = PATH(sum)(n, x) * one_over_n;
        for (size_t j = 0; j < n; j++) normal[j] = x[j] - mean;
        float variance = PATH(dot)(n, normal, normal) * one_over_n;
        float inverse = 1.0f / __builtin_sqrtf(variance + epsilon);
        inverse_deviation[i] = inverse;
        for (size_t j = 0; j < n; j++) {
            normal[j] = normal[j] * inverse;
            out[j] = __builtin_fmaf(normal[j], weight[j], bias[j]);
        }
    }
}

// With h = gradient * weight: inverse * (h - mean(h) - normal * mean(h * normal)).
static void PATH(layer_norm_backward)(
    size_t m, size_t n, const float *weight, const float *normal, const float *inverse_deviation,
    float *gradient
) {
    float one_over_n = 1.0f / (float)n;
    for (size_t i = 0; i < m; i++, gradient += n, normal += n) {
        for (size_t j = 0; j < n; j++) gradient[j] *= weight[j];
        float mean = PATH(sum)(n, gradient) * one_over_n;
        float along = PATH(dot)(n, gradient, normal) * one_over_n;
        float inverse = inverse_deviation[i];
        for (size_t j = 0; j < n; j++)
            gradient[j] = inverse * __builtin_fmaf(-normal[j], along, gradient[j] - mean);
    }
}

static void PATH(adamw_step)(
    size_t n, ol_adamw step, const float *gradient, float *parameter, float *moment1,
    float *moment2
) {
    float keep = 1.0f - step.learning_rate * step.weight_decay;
    for (size_t i = 0; i < n; i++) {
        float g = gradient[i];
        float m = __builtin_fmaf(step.beta1, moment1[i], (1.0f - step.beta1) * g);
        float v = __builtin_fmaf(step.beta2, moment2[i], (1.0f - step.beta2) * (g * g));
        moment1[i] = m;
        moment2[i] = v;
        float direction =
            (m * step.correction1) / (__builtin_sqrtf(v * step.correction2) + step.epsilon);
        parameter[i] = __builtin_fmaf(-step.learning_rate, direction, parameter[i] * keep);
    }
}

// MARK: Integers

static int32_t PATH(dot_i8)(size_t n, const int8_t *x, const int8_t *y) {
    int32_t total = 0;
    for (size_t i = 0; i < n; i++) total += (int32_t)x[i] * (int32_t)y[i];
    return total;
}

static void PATH(dot_rows_i8)(
    size_t count, size_t n, const int8_t *x, const int8_t *rows, int32_t *out
) {
    for (size_t i = 0; i < count; i++) out[i] = PATH(dot_i8)(n, x, rows + i * n);
}

const ol_kernels PATH(kernels) = {
    .gemm = PATH(gemm),
    .gemm_unpacked = PATH(gemm_unpacked),
    .exp = PATH(exp),
    .log = PATH(log),
    .gelu = PATH(gelu),
    .gelu_backward = PATH(gelu_backward),
    .add_scaled = PATH(add_scaled),
    .scale = PATH(scale),
    .sum = PATH(sum),
    .dot = PATH(dot),
    .max = PATH(max),
    .softmax_rows = PATH(softmax_rows),
    .softmax_backward_rows = PATH(softmax_backward_rows),
    .layer_norm = PATH(layer_norm),
    .layer_norm_backward = PATH(layer_norm_backward),
    .adamw_step = PATH(adamw_step),
    .dot_i8 = PATH(dot_i8),
    .dot_rows_i8 = PATH(dot_rows_i8),
};
