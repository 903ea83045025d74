// What finds the few elements that count among many.
// A part of template.h, which says what a path has to define.

static void PATH(multiply)(size_t n, const float *x, float *y) {
    for (size_t i = 0; i < n; i++) y[i] = x[i] * y[i];
}

static void PATH(magnitudes_outside)(
    size_t n, int32_t group, const int32_t *groups, const float *x, float *out
) {
    for (size_t i = 0; i < n; i++) out[i] = groups[i] != group ? __builtin_fabsf(x[i]) : 0.0f;
}

static void PATH(block_maxima)(size_t n, size_t block, const float *x, float *out) {
    for (size_t at = 0; at < n; at += block)
        *out++ = PATH(max)(n - at < block ? n - at : block, x + at);
}

// Most vectors hold nothing above the threshold and are passed over whole.
static size_t PATH(positions_above)(
    size_t n, const float *x, float threshold, uint32_t *positions
) {
    size_t count = 0;
    for (size_t at = 0; at < n; at += LANES) {
        size_t end = n - at < LANES ? n : at + LANES;
        if (end == at + LANES
            && !__builtin_reduce_or((I16)(PATH(load)(x + at) > PATH(splat)(threshold))))
            continue;
        for (size_t i = at; i < end; i++) {
            positions[count] = (uint32_t)i;
            count += x[i] > threshold;
        }
    }
    return count;
}
