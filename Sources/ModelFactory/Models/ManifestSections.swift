package import Economy
internal import Money
package import ProofOfAttribution
package import Wire

/// How the attribution method's settings and the payment rule stand in a manifest.
extension HeadKernelSettings {
    package var json: JSONValue {
        .object([
            ("method", .string("headKernel")),
            ("number", .integer(Int64(HeadKernel.code.number))),
            ("version", .integer(Int64(HeadKernel.code.version))),
            ("dampingMillis", .integer(Int64((damping * 1000).rounded()))),
            ("chanceQuantileMillis", .integer(Int64(chanceQuantileMillis))),
            ("maximumLines", .integer(Int64(maximumLines))),
            ("resampledHeads", .integer(Int64(resampledHeads))),
            ("refitSteps", .integer(Int64(refitSteps))),
            ("refitPenaltyMillionths", .integer(Int64((refitPenalty * 1e6).rounded()))),
            ("boundDeviationsMillis", .integer(Int64(boundDeviationsMillis))),
        ])
    }

    package init?(json: JSONValue) {
        func integer(_ key: String, _ range: ClosedRange<Int64>) -> Int? {
            json[key]?.integerValue.flatMap { range.contains($0) ? Int($0) : nil }
        }
        guard json["method"]?.stringValue == "headKernel",
            integer("number", 0...65_535) == Int(HeadKernel.code.number),
            integer("version", 0...65_535) == Int(HeadKernel.code.version),
            let damping = integer("dampingMillis", 1...1_000_000),
            let quantile = integer("chanceQuantileMillis", 0...1000),
            let lines = integer("maximumLines", 1...64),
            let heads = integer("resampledHeads", 2...255),
            let steps = integer("refitSteps", 1...1000),
            let penalty = integer("refitPenaltyMillionths", 0...1_000_000_000),
            let bound = integer("boundDeviationsMillis", 0...10_000)
        else { return nil }
        self.init()
        self.damping = Float(damping) / 1000
        chanceQuantileMillis = quantile
        maximumLines = lines
        resampledHeads = heads
        refitSteps = steps
        refitPenalty = Float(penalty) / 1e6
        boundDeviationsMillis = bound
    }
}

extension PaymentRule {
    /// The rule and the fee split that goes with it.
    package func json(shares: FeeShares) -> JSONValue {
        .object([
            ("minimumRows", .integer(Int64(minimumRows))),
            ("gateDeviationsMillis", .integer(Int64(gateDeviationsMillis))),
            ("gateChanceQuantileMillis", .integer(Int64(gateChanceQuantileMillis))),
            ("duplicates", .string("word-set Jaccard 1/2 with an earlier accepted row")),
            ("fidelityGate", .string("none")),
            ("fallback", .string("hold")),
            (
                "shareBasisPoints",
                .object([
                    ("contributors", .integer(Int64(shares.contributors))),
                    ("modelMaker", .integer(Int64(shares.modelMaker))),
                    ("node", .integer(Int64(shares.node))),
                    ("baseModel", .integer(Int64(shares.baseModel))),
                    ("burn", .integer(Int64(shares.burn))),
                    ("stakers", .integer(Int64(shares.stakers))),
                ])
            ),
        ])
    }

    package init?(json: JSONValue) {
        guard let rows = json["minimumRows"]?.integerValue, 1...1_000_000 ~= rows,
            let deviations = json["gateDeviationsMillis"]?.integerValue, 0...10_000 ~= deviations,
            let chance = json["gateChanceQuantileMillis"]?.integerValue, 0...1000 ~= chance
        else { return nil }
        self.init()
        minimumRows = Int(rows)
        gateDeviationsMillis = Int(deviations)
        gateChanceQuantileMillis = Int(chance)
    }
}
