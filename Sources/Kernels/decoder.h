// What a decoder needs beside products: its normalisation, its gate, rotary positions, and
// attention over the pages of a cache. A part of template.h, which says what a path has to define.

static void PATH(rms_norm)(
    size_t m, size_t n, float epsilon, const float *x, const float *weight, float *out,
    float *inverse_root
) {
    float one_over_n = 1.0f / (float)n;
    for (size_t i = 0; i < m; i++, x += n, out += n) {
        float square = PATH(dot)(n, x, x) * one_over_n;
        float inverse = 1.0f / __builtin_sqrtf(square + epsilon);
        if (inverse_root) inverse_root[i] = inverse;
        for (size_t j = 0; j < n; j++) out[j] = (x[j] * inverse) * weight[j];
    }
}

// x * sigmoid(x) = x / (1 + exp(-x))
INLINE V16 PATH(silu16)(V16 x) {
    return x / (PATH(exp16)(-x) + PATH(splat)(1.0f));
}

static void PATH(silu_product)(size_t n, const float *gate, const float *up, float *out) {
    size_t at = 0;
    for (; at + LANES <= n; at += LANES)
        PATH(store)(out + at, PATH(silu16)(PATH(load)(gate + at)) * PATH(load)(up + at));
    if (at < n) {
        V16 g = PATH(load_part)(gate + at, n - at, 0.0f);
        V16 u = PATH(load_part)(up + at, n - at, 0.0f);
        PATH(store_part)(out + at, n - at, PATH(silu16)(g) * u);
    }
}

static void PATH(rotate)(
    size_t heads, size_t half, const float *cosine, const float *sine, float *x
) {
    for (size_t h = 0; h < heads; h++, x += 2 * half) {
        for (size_t j = 0; j < half; j++) {
            float first = x[j], second = x[j + half];
            x[j] = __builtin_fmaf(first, cosine[j], -(second * sine[j]));
            x[j + half] = __builtin_fmaf(second, cosine[j], first * sine[j]);
        }
    }
}

// Probabilities times values for rows that see different numbers of positions: together as far as
// all of them see, and each alone from there on.
INLINE void PATH(weigh_values)(
    size_t rows, size_t width, const uint32_t *lengths, const float *const *pages,
    const float *p, size_t p_row, float *out, size_t out_row
) {
    size_t common = lengths[0], full = width / LANES;
    for (size_t r = 1; r < rows; r++) common = lengths[r] < common ? lengths[r] : common;
    for (size_t at = 0; at < common; at += LANES) {
        size_t depth = common - at < LANES ? common - at : LANES;
        for (size_t d = 0; d < full; d++)
            PATH(panel_stripe)(
                rows, depth, p + at, p_row, 1, pages[at / LANES] + d * LANES, width,
                out + d * LANES, out_row, at > 0);
    }
    for (size_t r = 0; r < rows; r++) {
        size_t at = common;
        while (at < lengths[r]) {
            size_t within = at % LANES, depth = LANES - within;
            if (depth > lengths[r] - at) depth = lengths[r] - at;
            for (size_t d = 0; d < full; d++)
                PATH(panel_stripe)(
                    1, depth, p + r * p_row + at, p_row, 1,
                    pages[at / LANES] + within * width + d * LANES, width,
                    out + r * out_row + d * LANES, out_row, at > 0);
            at += depth;
        }
    }
}

static void PATH(attend_pages)(
    size_t rows, size_t width, float factor, const uint32_t *lengths, const float *q, size_t q_row,
    const float *const *key_pages, const float *const *value_pages, float *scores, float *out,
    size_t out_row
) {
    size_t longest = 0;
    for (size_t r = 0; r < rows; r++) longest = lengths[r] > longest ? lengths[r] : longest;
    size_t pages = (longest + LANES - 1) / LANES, score_row = pages * LANES;
    for (size_t page = 0; page < pages; page++)
        PATH(panel_stripe)(
            rows, width, q, q_row, 1, key_pages[page], LANES, scores + page * LANES, score_row,
            0);
    for (size_t r = 0; r < rows; r++)
        PATH(softmax_rows)(1, lengths[r], factor, scores + r * score_row, score_row);
    for (size_t r = 0; r < rows; r += TILE_ROWS) {
        size_t some = rows - r < TILE_ROWS ? rows - r : TILE_ROWS;
        PATH(weigh_values)(
            some, width, lengths + r, value_pages, scores + r * score_row, score_row,
            out + r * out_row, out_row);
    }
}
