import Identity
import Wire

extension LoggedEntry {
    /// The rules that the format's page lists under "Decoding requires", and an answer's first
    /// local rule.
    func checkRanges() throws(EntryFault) {
        switch kind {
        case .accountOpen:
            try require("role", "is 0 or 1") { $0 <= 1 }
        case .policySet:
            try checkShares()
            try require("revealWindow", "is at least 1") { $0 >= 1 }
        case .evaluationCommit:
            try require("itemCount", "is at least 1") { $0 >= 1 }
        case .contributionCommit:
            try require("rowCount", "is at least 1") { $0 >= 1 }
        case .manifestCommit:
            try require("methodId", "is at least 1") { $0 >= 1 }
            try require("accessTier", "is 0 or 1; sealed is reserved") { $0 <= 1 }
            try require("beaconRule", "is 0 or 1") { $0 <= 1 }
            let isNone = number("beaconRule") == 0
            guard address("beaconKey").bytes.allSatisfy({ $0 == 0 }) == isNone else {
                throw .value(field: "beaconKey", rule: "is zero under rule 0 and only there")
            }
            guard digest("beaconCommitment").bytes.allSatisfy({ $0 == 0 }) == isNone else {
                throw .value(field: "beaconCommitment", rule: "is zero under rule 0 and only there")
            }
        case .trainingResult:
            try require("evaluationTotal", "is at least 1") { $0 >= 1 }
            let total = number("evaluationTotal")
            try require("evaluationCorrect", "is at most evaluationTotal") { $0 <= total }
        case .trainingAbort:
            try require("reason", "is 1 to 6") { (1...6).contains($0) }
        case .deploy:
            try require("fee", "is at least 1") { $0 >= 1 }
        case .deposit:
            try require("amount", "is at least 1") { $0 >= 1 }
        case .answer:
            try require("disclosure", "is 0, open; sealed is reserved") { $0 == 0 }
            try checkShares()
            try require("grade", "is 0 to 3") { $0 <= 3 }
        case .datanetCreate, .contributionReveal, .beaconReveal, .evaluationOpen:
            break
        }
    }

    private func checkShares() throws(EntryFault) {
        guard FeeShareNames.inOrder.reduce(0, { $0 + number($1) }) == 10_000 else {
            throw .value(field: "the six shares", rule: "sum to 10000 basis points")
        }
        try require("stakers", "is 0 in this version") { $0 == 0 }
    }

    private func require(
        _ field: String, _ rule: String, _ holds: (UInt64) -> Bool
    ) throws(EntryFault) {
        guard holds(number(field)) else { throw .value(field: field, rule: rule) }
    }
}
