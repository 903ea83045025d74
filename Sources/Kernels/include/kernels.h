// Bit-reproducible single-precision arithmetic.
//
// Every result below is a fixed expression over IEEE 754 binary32 operations, so it has one right
// answer: the same bits on every path, for every thread count and every batch. The rules that make
// it so:
//   - products are fused multiply-adds in a stated order; nothing else may be contracted;
//   - an element of a matrix product is one chain of fused multiply-adds over k ascending, and
//     vectors run over output columns, never over k;
//   - sums over a row use sixteen lanes (lane l takes elements l, l + 16, ...), folded by halves;
//   - exp, log and erf are polynomials written here; nothing calls the C library's mathematics but
//     fmaf, whose result IEEE 754 defines exactly, where the CPU has no such instruction.
//
// Matrices are row-major. Sizes are counts of elements, strides too. No function allocates.
#ifndef OPENLEDGER_KERNELS_H
#define OPENLEDGER_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#if defined(__cplusplus)
extern "C" {
#endif

// Columns in one panel of a packed right-hand matrix, on every path.
#define OL_PANEL_COLUMNS 16

typedef enum {
    OL_PATH_PORTABLE = 0,
    OL_PATH_AVX2 = 1,
    OL_PATH_AVX512 = 2,
    OL_PATH_NEON = 3,
    // The AVX-512 register tile in whatever vectors the baseline has: slow, for tests of that tile
    // on a CPU without AVX-512.
    OL_PATH_WIDE_TILE = 4,
} ol_path;

// Whether this CPU can run the path.
int ol_path_is_available(ol_path path);
// Makes every later call use the path. Returns 0 and changes nothing when the CPU lacks it.
int ol_path_select(ol_path path);
// The path in use; the widest available one unless selected otherwise.
ol_path ol_path_current(void);

// Elements that ol_pack writes for a right-hand matrix of k rows and n columns.
size_t ol_packed_count(size_t k, size_t n);
// packed := b, where element (i, j) lies at b[i * b_row + j * b_column]; unused columns are zero.
void ol_pack(
    size_t k, size_t n, const float *b, size_t b_row, size_t b_column, float *packed);

// c[m, n] := (accumulate ? c : 0) + a[m, k] * b[k, n], b packed by ol_pack.
// Element (i, l) of a lies at a[i * a_row + l * a_column]; row i of c begins at c[i * c_row].
void ol_gemm(
    size_t m, size_t n, size_t k, const float *a, size_t a_row, size_t a_column,
    const float *b_packed, float *c, size_t c_row, int accumulate);
// The same product with b[k, n] row-major as it stands; n must be a multiple of OL_PANEL_COLUMNS.
void ol_gemm_unpacked(
    size_t m, size_t n, size_t k, const float *a, size_t a_row, size_t a_column, const float *b,
    size_t b_row, float *c, size_t c_row, int accumulate);

// The product with a right-hand matrix of 16 * panels columns whose elements are kept as integers
// q of 4 bits (0 ... 15) or 8 bits (-128 ... 127): element (i, j) is fma(q, scale, offset), with
// one scale and one offset for each column and each block of k. As in a file of quantised weights
// the product q * scale must be exact: then the result is that of ol_gemm over the same elements.
// A panel holds its blocks in order: sixteen scales, sixteen offsets, and for each pair of rows
// sixteen bytes (first row low, second high) or two times sixteen. block is even, at most 256, and
// divides k.
void ol_gemm_quantised(
    int bits, size_t m, size_t panels, size_t k, size_t block, const float *a, size_t a_row,
    const void *weights, float *c, size_t c_row, int accumulate);

// Elementwise, in place or not (out may equal x).
void ol_exp(size_t n, const float *x, float *out);
void ol_log(size_t n, const float *x, float *out);  // x > 0, normal
// Gaussian error linear unit x * Phi(x), Hendrycks and Gimpel 2016 (arXiv 1606.08415), exact form.
void ol_gelu(size_t n, const float *x, float *out);
// gradient := gradient * gelu'(x)
void ol_gelu_backward(size_t n, const float *x, float *gradient);
// y := y + factor * x
void ol_add_scaled(size_t n, float factor, const float *x, float *y);
// x := factor * x
void ol_scale(size_t n, float factor, float *x);
// y := x * y
void ol_multiply(size_t n, const float *x, float *y);
// out := |x| where the element's group is another than the given one, elsewhere 0
void ol_magnitudes_outside(
    size_t n, int32_t group, const int32_t *groups, const float *x, float *out);

// Sums in the sixteen-lane order.
float ol_sum(size_t n, const float *x);
float ol_dot(size_t n, const float *x, const float *y);
float ol_max(size_t n, const float *x);  // n >= 1
// out[b] := the largest of the `block` elements from b * block on, as far as there are any.
void ol_block_maxima(size_t n, size_t block, const float *x, float *out);
// The positions of the elements above a threshold, ascending, with room for n; returns how many.
size_t ol_positions_above(size_t n, const float *x, float threshold, uint32_t *positions);

// Rows of x[m, n] in place: softmax(factor * x).
void ol_softmax_rows(size_t m, size_t n, float factor, float *x, size_t x_row);
// For probabilities p = softmax(factor * z): gradient := factor * p * (gradient - <p, gradient>).
void ol_softmax_backward_rows(
    size_t m, size_t n, float factor, const float *p, size_t p_row, float *gradient,
    size_t gradient_row);

// Layer normalisation of x[m, n] (Ba et al. 2016, arXiv 1607.06450): out := normal * weight + bias
// with normal = (x - mean) / sqrt(variance + epsilon). normal[m, n] and inverse_deviation[m] are
// kept for the backward pass.
void ol_layer_norm(
    size_t m, size_t n, float epsilon, const float *x, const float *weight, const float *bias,
    float *out, float *normal, float *inverse_deviation);
// gradient[m, n] with respect to out becomes the gradient with respect to x.
void ol_layer_norm_backward(
    size_t m, size_t n, const float *weight, const float *normal, const float *inverse_deviation,
    float *gradient);

// Root mean square normalisation of x[m, n] (Zhang and Sennrich 2019, arXiv 1910.07467):
// out := (x * r) * weight with r = 1 / sqrt(<x, x> / n + epsilon), which inverse_root keeps.
void ol_rms_norm(
    size_t m, size_t n, float epsilon, const float *x, const float *weight, float *out,
    float *inverse_root);
// out := silu(gate) * up, the gate of SwiGLU (Shazeer 2020, arXiv 2002.05202).
void ol_silu_product(size_t n, const float *gate, const float *up, float *out);
// Rotary positions (Su et al. 2021, arXiv 2104.09864) for heads of 2 * half elements, element j
// turned with element j + half.
void ol_rotate(size_t heads, size_t half, const float *cosine, const float *sine, float *x);
// Attention of rows over one head of a cache: out := softmax(factor * q k') v, where row r sees the
// first lengths[r] >= 1 positions. A page holds sixteen positions: keys as [width, 16], values as
// [16, width]; width is a multiple of 16. scores has room for rows * (positions, up to full pages).
void ol_attend_pages(
    size_t rows, size_t width, float factor, const uint32_t *lengths, const float *q, size_t q_row,
    const float *const *key_pages, const float *const *value_pages, float *scores, float *out,
    size_t out_row);

// One AdamW step (Loshchilov and Hutter 2019, arXiv 1711.05101, algorithm 2). The corrections are
// 1 / (1 - beta^t), kept by the caller as running products.
typedef struct {
    float learning_rate, beta1, beta2, epsilon, weight_decay, correction1, correction2;
} ol_adamw;
void ol_adamw_step(
    size_t n, ol_adamw step, const float *gradient, float *parameter, float *moment1,
    float *moment2);

// Integer dot product, exact: |result| <= n * 127 * 127, so n <= 133,000 cannot overflow.
int32_t ol_dot_i8(size_t n, const int8_t *x, const int8_t *y);
// out[i] := <x, rows[i]> for rows[count, n] of int8.
void ol_dot_rows_i8(
    size_t count, size_t n, const int8_t *x, const int8_t *rows, int32_t *out);
// out[i] := (float)<x, row i> * (scales[i] * factor) for i < count; the inner product is exact.
// The rows lie in panels of OL_PANEL_COLUMNS rows. A panel holds, for each pair of columns 2 j and
// 2 j + 1, the two integers of its first row, of its second, ...; missing rows and columns are 0.
void ol_dot_panels_i8(
    size_t count, size_t pairs, const int16_t *x, const int8_t *panels, const float *scales,
    float factor, float *out);

// A team of threads of its own. Work never runs on the caller's executor's other threads, and the
// division of work never enters the arithmetic.
typedef struct ol_team ol_team;
ol_team *ol_team_create(size_t threads);
void ol_team_destroy(ol_team *team);
// Calls body(context, 0 ... count - 1), each once, the calling thread helping; returns when all are
// done. Calls from several threads take turns.
void ol_team_run(
    ol_team *team, size_t count, void (*body)(void *context, size_t index), void *context);

#if defined(__cplusplus)
}
#endif

#endif
