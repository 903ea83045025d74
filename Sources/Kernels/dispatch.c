// Picks the widest path that the CPU has, once, and forwards every call to it.
#include "paths.h"

#include <stdatomic.h>

static const ol_kernels *kernels_of(ol_path path) {
    switch (path) {
    case OL_PATH_PORTABLE: return &portable_kernels;
    case OL_PATH_WIDE_TILE: return &wide_tile_kernels;
#if defined(__x86_64__)
    case OL_PATH_AVX2:
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &avx2_kernels : 0;
    case OL_PATH_AVX512:
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
                && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")
            ? &avx512_kernels
            : 0;
#elif defined(__aarch64__)
    case OL_PATH_NEON: return &neon_kernels;
#endif
    default: return 0;
    }
}

static _Atomic(int) selected = -1;

static ol_path widest(void) {
    static const ol_path order[] = {OL_PATH_AVX512, OL_PATH_AVX2, OL_PATH_NEON};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if (kernels_of(order[i])) return order[i];
    return OL_PATH_PORTABLE;
}

int ol_path_is_available(ol_path path) {
    return kernels_of(path) != 0;
}

int ol_path_select(ol_path path) {
    if (!kernels_of(path)) return 0;
    atomic_store(&selected, (int)path);
    return 1;
}

ol_path ol_path_current(void) {
    int path = atomic_load_explicit(&selected, memory_order_relaxed);
    if (path < 0) {
        path = (int)widest();
        atomic_store(&selected, path);
    }
    return (ol_path)path;
}

static const ol_kernels *current(void) {
    return kernels_of(ol_path_current());
}

size_t ol_packed_count(size_t k, size_t n) {
    return (n + OL_PANEL_COLUMNS - 1) / OL_PANEL_COLUMNS * OL_PANEL_COLUMNS * k;
}

void ol_pack(
    size_t k, size_t n, const float *b, size_t b_row, size_t b_column, float *packed
) {
    for (size_t first = 0; first < n; first += OL_PANEL_COLUMNS) {
        size_t columns = n - first < OL_PANEL_COLUMNS ? n - first : OL_PANEL_COLUMNS;
        for (size_t i = 0; i < k; i++, packed += OL_PANEL_COLUMNS) {
            const float *row = b + i * b_row + first * b_column;
            for (size_t j = 0; j < columns; j++) packed[j] = row[j * b_column];
            for (size_t j = columns; j < OL_PANEL_COLUMNS; j++) packed[j] = 0.0f;
        }
    }
}

void ol_gemm(
    size_t m, size_t n, size_t k, const float *a, size_t a_row, size_t a_column,
    const float *b_packed, float *c, size_t c_row, int accumulate
) {
    current()->gemm(m, n, k, a, a_row, a_column, b_packed, c, c_row, accumulate);
}

void ol_gemm_unpacked(
    size_t m, size_t n, size_t k, const float *a, size_t a_row, size_t a_column, const float *b,
    size_t b_row, float *c, size_t c_row, int accumulate
) {
    current()->gemm_unpacked(m, n, k, a, a_row, a_column, b, b_row, c, c_row, accumulate);
}

void ol_gemm_quantised(
    int bits, size_t m, size_t panels, size_t k, size_t block, const float *a, size_t a_row,
    const void *weights, float *c, size_t c_row, int accumulate
) {
    current()->gemm_quantised(
        bits, m, panels, k, block, a, a_row, weights, c, c_row, accumulate);
}

void ol_exp(size_t n, const float *x, float *out) { current()->exp(n, x, out); }
void ol_log(size_t n, const float *x, float *out) { current()->log(n, x, out); }
void ol_gelu(size_t n, const float *x, float *out) { current()->gelu(n, x, out); }
void ol_gelu_backward(size_t n, const float *x, float *gradient) {
    current()->gelu_backward(n, x, gradient);
}
void ol_add_scaled(size_t n, float factor, const float *x, float *y) {
    current()->add_scaled(n, factor, x, y);
}
void ol_scale(size_t n, float factor, float *x) { current()->scale(n, factor, x); }
void ol_multiply(size_t n, const float *x, float *y) { current()->multiply(n, x, y); }
void ol_magnitudes_outside(
    size_t n, int32_t group, const int32_t *groups, const float *x, float *out
) {
    current()->magnitudes_outside(n, group, groups, x, out);
}
float ol_sum(size_t n, const float *x) { return current()->sum(n, x); }
float ol_dot(size_t n, const float *x, const float *y) { return current()->dot(n, x, y); }
float ol_max(size_t n, const float *x) { return current()->max(n, x); }
void ol_block_maxima(size_t n, size_t block, const float *x, float *out) {
    current()->block_maxima(n, block, x, out);
}
size_t ol_positions_above(size_t n, const float *x, float threshold, uint32_t *positions) {
    return current()->positions_above(n, x, threshold, positions);
}

void ol_softmax_rows(size_t m, size_t n, float factor, float *x, size_t x_row) {
    current()->softmax_rows(m, n, factor, x, x_row);
}

void ol_softmax_backward_rows(
    size_t m, size_t n, float factor, const float *p, size_t p_row, float *gradient,
    size_t gradient_row
) {
    current()->softmax_backward_rows(m, n, factor, p, p_row, gradient, gradient_row);
}

void ol_layer_norm(
    size_t m, size_t n, float epsilon, const float *x, const float *weight, const float *bias,
    float *out, float *normal, float *inverse_deviation
) {
    current()->layer_norm(m, n, epsilon, x, weight, bias, out, normal, inverse_deviation);
}

void ol_layer_norm_backward(
    size_t m, size_t n, const float *weight, const float *normal, const float *inverse_deviation,
    float *gradient
) {
    current()->layer_norm_backward(m, n, weight, normal, inverse_deviation, gradient);
}

void ol_rms_norm(
    size_t m, size_t n, float epsilon, const float *x, const float *weight, float *out,
    float *inverse_root
) {
    current()->rms_norm(m, n, epsilon, x, weight, out, inverse_root);
}

void ol_silu_product(size_t n, const float *gate, const float *up, float *out) {
    current()->silu_product(n, gate, up, out);
}

void ol_rotate(size_t heads, size_t half, const float *cosine, const float *sine, float *x) {
    current()->rotate(heads, half, cosine, sine, x);
}

void ol_attend_pages(
    size_t rows, size_t width, float factor, const uint32_t *lengths, const float *q, size_t q_row,
    const float *const *key_pages, const float *const *value_pages, float *scores, float *out,
    size_t out_row
) {
    current()->attend_pages(
        rows, width, factor, lengths, q, q_row, key_pages, value_pages, scores, out, out_row);
}

void ol_adamw_step(
    size_t n, ol_adamw step, const float *gradient, float *parameter, float *moment1,
    float *moment2
) {
    current()->adamw_step(n, step, gradient, parameter, moment1, moment2);
}

int32_t ol_dot_i8(size_t n, const int8_t *x, const int8_t *y) {
    return current()->dot_i8(n, x, y);
}

void ol_dot_rows_i8(
    size_t count, size_t n, const int8_t *x, const int8_t *rows, int32_t *out
) {
    current()->dot_rows_i8(count, n, x, rows, out);
}

void ol_dot_panels_i8(
    size_t count, size_t pairs, const int16_t *x, const int8_t *panels, const float *scales,
    float factor, float *out
) {
    current()->dot_panels_i8(count, pairs, x, panels, scales, factor, out);
}
