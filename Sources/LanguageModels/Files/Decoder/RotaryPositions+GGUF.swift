extension RotaryPositions {
    private static let usualTheta = 10_000.0
    static let factorsName = "rope_freqs.weight"

    /// Reads the metadata and, where there is one, the tensor of factors.
    init(_ fields: GGUFFields, _ type: String, headSize: Int) throws(ModelFolderError) {
        theta = try fields.number(
            type + ".rope.freq_base", in: DecoderConfiguration.Bounds.theta,
            default: Self.usualTheta)
        let named = try Self.namedScaling(fields, type)
        guard let tensor = fields.file.tensor(Self.factorsName) else {
            scaling = named
            return
        }
        guard named == .none else {
            throw fields.unsupported(Self.factorsName, "together with \(type).rope.scaling")
        }
        let wanted = [headSize / 2]
        guard tensor.shape == wanted else {
            throw .gguf(
                .wrongShape(tensor: tensor.name, expected: wanted, found: tensor.shape))
        }
        let factors: [Float]
        do { factors = try fields.file.floats(tensor) } catch { throw .gguf(error) }
        guard let scaling = Self.scaling(of: factors, theta: theta) else {
            throw fields.unsupported(Self.factorsName, "of other factors than Llama 3's")
        }
        self.scaling = scaling
    }

    /// The scaling that keys name; llama.cpp takes a factor without a type for a linear one.
    private static func namedScaling(
        _ fields: GGUFFields, _ type: String
    ) throws(ModelFolderError) -> Scaling {
        let key = type + ".rope.scaling.type"
        let kind = try fields.text(key) ?? "linear"
        guard kind == "none" || kind == "linear" else { throw fields.unsupported(key, kind) }
        guard kind == "linear" else { return .none }
        for name in [".rope.scaling.factor", ".rope.scale_linear"] where fields.has(type + name) {
            let factor = try fields.number(type + name, in: 0...1e6)
            guard factor == 0 || factor >= 1 else { throw fields.invalid(type + name) }
            return factor <= 1 ? .none : .linear(factor: factor)
        }
        return .none
    }
}

// MARK: - Llama 3's factors

extension RotaryPositions {
    /// The scaling whose factors these are, or nil.
    ///
    /// llama.cpp's conversion keeps what each frequency is divided by, and not the parameters that
    /// this follows from. Every Llama 3 has the same ones but for the factor, which is that of the
    /// lowest frequency; what they give is compared with all factors of the file, which were made
    /// in single precision.
    static func scaling(of factors: [Float], theta: Double) -> Scaling? {
        guard let last = factors.last.map(Double.init) else { return nil }
        if factors.allSatisfy({ $0 == 1 }) { return Scaling.none }
        guard DecoderConfiguration.Bounds.factor.contains(last) else { return nil }
        let llama3 = Llama3(factor: last, low: 1, high: 4, original: 8_192)
        let expected = llama3.divisors(theta: theta, count: factors.count)
        let isSame = zip(factors, expected).allSatisfy { abs(Double($0) - $1) <= 1e-4 * $1 }
        return isSame ? .llama3(llama3) : nil
    }
}

extension RotaryPositions.Llama3 {
    /// What the frequencies theta^(−i / count), for i from 0 up, are divided by.
    func divisors(theta: Double, count: Int) -> [Double] {
        let ratio = Self.root(of: theta, degree: count)
        var inverse = 1.0
        return (0..<count).map { _ in
            let length = 2 * Double.pi * inverse
            inverse *= ratio
            if length < Double(original) / high { return 1 }
            if length > Double(original) / low { return factor }
            let smooth = (Double(original) / length - low) / (high - low)
            return 1 / ((1 - smooth) / factor + smooth)
        }
    }

    /// The positive number whose power of that degree is `value`, which is at least 1, by halving
    /// an interval: only operations that every machine rounds alike.
    private static func root(of value: Double, degree: Int) -> Double {
        var (low, high) = (1.0, value)
        while true {
            let middle = low + (high - low) / 2
            guard middle > low, middle < high else { return middle }
            var power = 1.0
            for _ in 0..<degree { power *= middle }
            if power > value { high = middle } else { low = middle }
        }
    }
}
