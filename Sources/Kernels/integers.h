// Exact products of eight-bit integers.
// A part of template.h, which says what a path has to define.

typedef int8_t PATH(b32) __attribute__((vector_size(32), aligned(1)));
typedef int16_t PATH(h2) __attribute__((vector_size(4), aligned(2)));
typedef int16_t PATH(h32) __attribute__((vector_size(64), aligned(2)));
typedef int32_t PATH(i32) __attribute__((vector_size(128), aligned(4)));

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

// Sixteen sums of two products, spelt so that clang finds the instruction that does just that.
INLINE I16 PATH(pair_products)(PATH(h32) a, PATH(h32) b) {
    PATH(i32) p = __builtin_convertvector(a, PATH(i32)) * __builtin_convertvector(b, PATH(i32));
    return __builtin_shufflevector(p, p, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30)
        + __builtin_shufflevector(p, p, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
}

static void PATH(dot_panels_i8)(
    size_t count, size_t pairs, const int16_t *x, const int8_t *panels, const float *scales,
    float factor, float *out
) {
    for (size_t first = 0; first < count; first += LANES) {
        I16 total = {0};
        for (size_t pair = 0; pair < pairs; pair++, panels += 2 * LANES) {
            PATH(h2) e = *(const PATH(h2) *)(x + 2 * pair);
            PATH(h32) both = __builtin_shufflevector(
                e, e, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1,
                0, 1, 0, 1, 0, 1);
            total += PATH(pair_products)(
                __builtin_convertvector(*(const PATH(b32) *)panels, PATH(h32)), both);
        }
        V16 product = __builtin_convertvector(total, V16);
        size_t rows = count - first;
        if (rows >= LANES) {
            V16 scale = PATH(load)(scales + first) * PATH(splat)(factor);
            PATH(store)(out + first, product * scale);
        } else {
            V16 scale = PATH(load_part)(scales + first, rows, 0.0f) * PATH(splat)(factor);
            PATH(store_part)(out + first, rows, product * scale);
        }
    }
}
