// What every path provides; dispatch.c picks one at start.
#ifndef OPENLEDGER_KERNEL_PATHS_H
#define OPENLEDGER_KERNEL_PATHS_H

#include "include/kernels.h"

typedef struct {
    __typeof__(ol_gemm) *gemm;
    __typeof__(ol_gemm_unpacked) *gemm_unpacked;
    __typeof__(ol_gemm_quantised) *gemm_quantised;
    __typeof__(ol_exp) *exp;
    __typeof__(ol_log) *log;
    __typeof__(ol_gelu) *gelu;
    __typeof__(ol_gelu_backward) *gelu_backward;
    __typeof__(ol_add_scaled) *add_scaled;
    __typeof__(ol_scale) *scale;
    __typeof__(ol_multiply) *multiply;
    __typeof__(ol_magnitudes_outside) *magnitudes_outside;
    __typeof__(ol_sum) *sum;
    __typeof__(ol_dot) *dot;
    __typeof__(ol_max) *max;
    __typeof__(ol_block_maxima) *block_maxima;
    __typeof__(ol_positions_above) *positions_above;
    __typeof__(ol_softmax_rows) *softmax_rows;
    __typeof__(ol_softmax_backward_rows) *softmax_backward_rows;
    __typeof__(ol_layer_norm) *layer_norm;
    __typeof__(ol_layer_norm_backward) *layer_norm_backward;
    __typeof__(ol_rms_norm) *rms_norm;
    __typeof__(ol_silu_product) *silu_product;
    __typeof__(ol_rotate) *rotate;
    __typeof__(ol_attend_pages) *attend_pages;
    __typeof__(ol_adamw_step) *adamw_step;
    __typeof__(ol_dot_i8) *dot_i8;
    __typeof__(ol_dot_rows_i8) *dot_rows_i8;
    __typeof__(ol_dot_panels_i8) *dot_panels_i8;
} ol_kernels;

extern const ol_kernels portable_kernels;
extern const ol_kernels wide_tile_kernels;
#if defined(__x86_64__)
extern const ol_kernels avx2_kernels;
extern const ol_kernels avx512_kernels;
#elif defined(__aarch64__)
extern const ol_kernels neon_kernels;
#endif

#endif
