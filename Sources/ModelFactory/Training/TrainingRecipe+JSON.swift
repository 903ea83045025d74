package import Wire

extension TrainingRecipe {
    /// The recipe as a manifest holds it.
    ///
    /// Fractions are written with the fewest digits that give the same single-precision number
    /// back.
    package var json: JSONValue {
        .object([
            ("rank", .integer(Int64(rank))),
            ("alpha", Self.number(alpha)),
            ("epochs", .integer(Int64(epochs))),
            ("batchRows", .integer(Int64(batchRows))),
            ("adapterLearningRate", Self.number(adapterLearningRate)),
            ("headLearningRate", Self.number(headLearningRate)),
            ("beta1", Self.number(beta1)),
            ("beta2", Self.number(beta2)),
            ("epsilon", Self.number(epsilon)),
            ("weightDecay", Self.number(weightDecay)),
            ("warmUpPercent", .integer(Int64(warmUpPercent))),
            ("maximumTokens", .integer(Int64(maximumTokens))),
            ("stepsPerCommitment", .integer(Int64(stepsPerCommitment))),
        ])
    }

    /// Reads a recipe; nil where a value is missing or out of range.
    package init?(json: JSONValue) {
        func integer(_ key: String, _ range: ClosedRange<Int64>) -> Int? {
            json[key]?.integerValue.flatMap { range.contains($0) ? Int($0) : nil }
        }
        func float(_ key: String) -> Float? {
            json[key]?.doubleValue.map { Float($0) }.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
        }
        guard let rank = integer("rank", 1...1024), let alpha = float("alpha"),
            let epochs = integer("epochs", 1...1000),
            let batchRows = integer("batchRows", 1...65_536),
            let adapterRate = float("adapterLearningRate"),
            let headRate = float("headLearningRate"), let beta1 = float("beta1"),
            let beta2 = float("beta2"), beta1 < 1, beta2 < 1, let epsilon = float("epsilon"),
            let weightDecay = float("weightDecay"),
            let warmUpPercent = integer("warmUpPercent", 0...100),
            let maximumTokens = integer("maximumTokens", 2...65_536),
            let stepsPerCommitment = integer("stepsPerCommitment", 1...1_000_000)
        else { return nil }
        self.init()
        self.rank = rank
        self.alpha = alpha
        self.epochs = epochs
        self.batchRows = batchRows
        adapterLearningRate = adapterRate
        headLearningRate = headRate
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.weightDecay = weightDecay
        self.warmUpPercent = warmUpPercent
        self.maximumTokens = maximumTokens
        self.stepsPerCommitment = stepsPerCommitment
    }

    private static func number(_ value: Float) -> JSONValue {
        .decimal(Double("\(value)") ?? Double(value))
    }
}
