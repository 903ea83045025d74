// What goes over rows: sums in the sixteen-lane order, softmax, normalisation and the optimiser.
// A part of template.h, which says what a path has to define.

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
    V16 best = n < LANES ? PATH(load_part)(x, n, x[0]) : PATH(load)(x);
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
