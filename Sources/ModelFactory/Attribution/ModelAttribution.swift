package import Economy
package import Identity
internal import Ledger
internal import Machine
internal import Money
package import ProofOfAttribution
package import Tensors
package import Wire

/// How a model's answers are traced to its rows: an attribution method with its settings.
///
/// Here and nowhere else stands which methods there are. Whoever trains, keeps, reads, serves or
/// repeats a model asks a value of this type; what a method computes is in `ProofOfAttribution`.
package enum ModelAttribution: Equatable, Sendable {
    /// The exact kernel of a classification head.
    case headKernel(HeadKernelSettings)

    /// What classifiers are traced by unless a manifest says otherwise.
    package static let standard = ModelAttribution.headKernel(HeadKernelSettings())

    /// The method's number and version, as the log names them.
    package var code: MethodCode {
        switch self {
        case .headKernel: HeadKernel.code
        }
    }

    /// The part of a training result that is the method's index.
    package var part: UInt16 { ModelPart.index(of: code.number) }

    /// The name of the index among a model's files.
    package var fileName: String {
        switch self {
        case .headKernel: "index.olhk"
        }
    }

    /// Builds the index of a classifier's rows.
    ///
    /// - Parameters:
    ///   - features: of the training rows, as the head reads them.
    ///   - labels: their classes.
    ///   - head: the trained head.
    ///   - seed: what the method draws from.
    ///   - threads: who works; the bits do not depend on it.
    /// - Returns: the index.
    /// - Throws: what the method throws where the rows allow no index.
    package func index(
        features: Matrix, labels: [Int], head: SoftmaxRegression.Parameters, seed: Digest,
        threads: ComputeThreads
    ) throws -> Index {
        switch self {
        case .headKernel(let settings):
            .headKernel(
                try HeadKernelIndex(
                    features: features, labels: labels, head: head, settings: settings, seed: seed,
                    threads: threads))
        }
    }

    /// The method as the gate needs it, which looks at the model's own head alone.
    package var withoutResampling: ModelAttribution {
        switch self {
        case .headKernel(var settings):
            settings.resampledHeads = 0
            return .headKernel(settings)
        }
    }

    /// Reads an index of the method.
    ///
    /// - Throws: what the method throws for bytes that are no index.
    package func index(fileBytes: [UInt8]) throws -> Index {
        switch self {
        case .headKernel: .headKernel(try HeadKernelIndex(fileBytes: fileBytes))
        }
    }
}

// MARK: - Index and answers

extension ModelAttribution {
    /// What a method keeps of a model and its rows.
    package enum Index: Equatable, Sendable {
        /// The head kernel's.
        case headKernel(HeadKernelIndex)

        /// The file's bytes.
        package var fileBytes: [UInt8] {
            switch self {
            case .headKernel(let index): index.fileBytes
            }
        }

        /// The number of rows.
        package var rowCount: Int {
            switch self {
            case .headKernel(let index): index.count
            }
        }

        /// What each row is worth on evaluation items, as the gate sees it.
        package func rowValues(
            onFeatures features: Matrix, labels: [Int], rule: PaymentRule, threads: ComputeThreads
        ) -> [Float] {
            switch self {
            case .headKernel(let index):
                ContributionValue.ofRows(
                    in: index, evaluationFeatures: features, evaluationLabels: labels,
                    chanceQuantileMillis: rule.gateChanceQuantileMillis, threads: threads)
            }
        }
    }

    /// An index laid out for single answers.
    package enum Tracer: Sendable {
        /// The head kernel's.
        case headKernel(HeadKernel)

        /// Lays an index out.
        package init(_ index: Index) {
            switch index {
            case .headKernel(let index): self = .headKernel(HeadKernel(index: index))
            }
        }

        /// An answer's lines before money is put to them.
        ///
        /// - Parameters:
        ///   - answer: what a classifier answered.
        ///   - rows: the training rows, by their positions in the index.
        ///   - standings: where accounts stand; whoever is missing has no rows to be judged by.
        /// - Returns: a line for each row that is credited, by falling weight.
        package func lines(
            of answer: ClassifiedAnswer, rows: [TrainedRow],
            standings: [AccountAddress: Standing]
        ) -> [AttributedRow] {
            let attribution =
                switch self {
                case .headKernel(let method): method.attribution(of: answer)
                }
            return attribution.lines.map { line in
                let row = rows[line.position]
                return AttributedRow(
                    row.subject, account: row.account, weight: line.weight, lower: line.lower,
                    hold: (standings[row.account] ?? .held(.fewRows)).hold)
            }
        }
    }
}

// MARK: - In a manifest

extension ModelAttribution {
    /// How method and settings stand in a manifest.
    package var json: JSONValue {
        switch self {
        case .headKernel(let settings):
            .object([
                ("method", .string("headKernel")),
                ("number", .integer(Int64(code.number))),
                ("version", .integer(Int64(code.version))),
                ("dampingMillis", .integer(Int64((settings.damping * 1000).rounded()))),
                ("chanceQuantileMillis", .integer(Int64(settings.chanceQuantileMillis))),
                ("maximumLines", .integer(Int64(settings.maximumLines))),
                ("resampledHeads", .integer(Int64(settings.resampledHeads))),
                ("refitSteps", .integer(Int64(settings.refitSteps))),
                (
                    "refitPenaltyMillionths",
                    .integer(Int64((settings.refitPenalty * 1e6).rounded()))
                ),
                ("boundDeviationsMillis", .integer(Int64(settings.boundDeviationsMillis))),
            ])
        }
    }

    /// Reads a manifest's section; nil where no method of this program wrote it.
    package init?(json: JSONValue) {
        switch json["method"]?.stringValue {
        case "headKernel":
            guard let settings = Self.headKernelSettings(json) else { return nil }
            self = .headKernel(settings)
        default: return nil
        }
        // Another version gives other integers; a value that a manifest would write otherwise
        // would change the manifest's digest.
        guard CanonicalJSON.encode(self.json) == CanonicalJSON.encode(json) else { return nil }
    }

    private static func headKernelSettings(_ json: JSONValue) -> HeadKernelSettings? {
        func integer(_ key: String, _ range: ClosedRange<Int64>) -> Int? {
            json[key]?.integerValue.flatMap { range.contains($0) ? Int($0) : nil }
        }
        guard let damping = integer("dampingMillis", 1...1_000_000),
            let quantile = integer("chanceQuantileMillis", 0...1000),
            let lines = integer("maximumLines", 1...64),
            let heads = integer("resampledHeads", 2...255),
            let steps = integer("refitSteps", 1...1000),
            let penalty = integer("refitPenaltyMillionths", 0...1_000_000_000),
            let bound = integer("boundDeviationsMillis", 0...10_000)
        else { return nil }
        var settings = HeadKernelSettings()
        settings.damping = Float(damping) / 1000
        settings.chanceQuantileMillis = quantile
        settings.maximumLines = lines
        settings.resampledHeads = heads
        settings.refitSteps = steps
        settings.refitPenalty = Float(penalty) / 1e6
        settings.boundDeviationsMillis = bound
        return settings
    }
}
