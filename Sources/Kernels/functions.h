// Elementary functions, element by element.
// A part of template.h, which says what a path has to define.

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
