internal import Kernels

/// Rotary positions: which angle turns each pair of elements of a head at each position.
///
/// Su and others 2021, arXiv 2104.09864, with elements j and j + width / 2 as a pair, as Hugging
/// Face's models have them. An angle is position · frequency rounded to single precision; its
/// cosine and sine are computed in double precision, by this file, and rounded once.
public struct RotaryFrequencies: Sendable {
    /// How frequencies are stretched for longer contexts.
    public enum Scaling: Equatable, Sendable {
        case none
        /// Every frequency divided by a factor (Chen and others 2023, arXiv 2306.15595).
        case linear(factor: Float)
        /// Low frequencies divided by a factor, high ones kept, and those between mixed, as in
        /// Llama 3.1.
        case llama3(
            factor: Float, lowFrequencyFactor: Float, highFrequencyFactor: Float,
            originalContext: Float)
    }

    /// Elements of a head that turn.
    public let width: Int
    /// One a pair of elements, radians a position.
    public let values: [Float]

    /// Frequencies base^(−2j / width), stretched.
    public init(width: Int, base: Double, scaling: Scaling = .none) {
        precondition(width > 0 && width % 2 == 0 && base > 0, "pairs of elements turn")
        self.width = width
        let step = -2 * base.naturalLogarithm / Double(width)
        values = (0..<width / 2).map { j in
            Self.stretched(Float((Double(j) * step).exponential), scaling)
        }
    }

    private static func stretched(_ frequency: Float, _ scaling: Scaling) -> Float {
        switch scaling {
        case .none: return frequency
        case .linear(let factor): return frequency / factor
        case .llama3(let factor, let low, let high, let context):
            let wavelength = 2 * Float.pi / frequency
            if wavelength < context / high { return frequency }
            if wavelength > context / low { return frequency / factor }
            let share = (context / wavelength - low) / (high - low)
            return (1 - share) * frequency / factor + share * frequency
        }
    }

    /// Cosines and sines at a position, one of each a pair.
    public func turn(at position: Int) -> (cosines: [Float], sines: [Float]) {
        var cosines: [Float] = []
        var sines: [Float] = []
        for frequency in values {
            let (cosine, sine) = Double(Float(position) * frequency).cosineAndSine
            cosines.append(Float(cosine))
            sines.append(Float(sine))
        }
        return (cosines, sines)
    }
}

extension Double {
    /// exp, relative error below 1e-15 for |x| < 700: e^x = 2^n · e^r, |r| ≤ ln 2 / 2, the series
    /// of e^r to its seventeenth power.
    var exponential: Double {
        let n = (self * 1.442_695_040_888_963_4).rounded()
        let r = (self - n * 0x1.62e42feep-1) - n * 0x1.a39ef35793c76p-33
        var sum = 1.0
        for power in stride(from: 17.0, to: 0, by: -1) { sum = 1 + sum * r / power }
        return Double(sign: .plus, exponent: Int(n), significand: sum)
    }

    /// ln, relative error below 1e-15 for normal x > 0: x = 2^n · m, √½ ≤ m < √2, and
    /// ln m = 2 artanh((m − 1) / (m + 1)) by its series to the thirty-fifth power.
    var naturalLogarithm: Double {
        var (n, m) = (Double(exponent), significand)
        if m > 1.414_213_562_373_095_1 { (n, m) = (n + 1, m / 2) }
        let t = (m - 1) / (m + 1)
        var sum = 0.0
        for power in stride(from: 35.0, to: 0, by: -2) { sum = sum * t * t + 1 / power }
        return n * 0.693_147_180_559_945_3 + 2 * t * sum
    }

    /// cos and sin, absolute error below 1e-15 for |x| < 10⁶: x minus the nearest multiple of π/2
    /// (Cody and Waite's reduction in three parts), then the series to the twentieth power.
    var cosineAndSine: (cosine: Double, sine: Double) {
        let n = (self * 0.636_619_772_367_581_3).rounded()
        let r =
            ((self - n * 0x1.921fb54p+0) - n * 0x1.10b46118p-30) - n * 0x1.313198a2e037p-61
        let square = r * r
        var (cosine, sine) = (1.0, 1.0)
        for power in stride(from: 20.0, to: 0, by: -2) {
            cosine = 1 - cosine * square / (power * (power - 1))
            sine = 1 - sine * square / (power * (power + 1))
        }
        sine *= r
        switch Int(n) & 3 {
        case 0: return (cosine, sine)
        case 1: return (-sine, cosine)
        case 2: return (-cosine, -sine)
        default: return (sine, -cosine)
        }
    }
}
