import Identity
import Wire

extension LoggedEntry {
    /// The rules that the format's page lists under "Decoding requires", and an answer's first
    /// local rule.
    func checkRanges() throws(EntryFault) {
        switch kind {
        case .accountOpen:
            try require("role", 0...1)
        case .policySet:
            try checkShares()
            try requireSome("revealWindow")
        case .datanetCreate:
            if layout == 2 { try checkDatanetPolicy() }
        case .evaluationCommit:
            try requireSome("itemCount")
        case .contributionCommit:
            try requireSome("rowCount")
        case .manifestCommit:
            try checkManifest()
        case .trainingResult:
            try checkResult()
        case .trainingAbort:
            try require("reason", 1...6)
        case .deploy:
            try requireSome("fee")
        case .deposit:
            try requireSome("amount")
        case .answer:
            try require("disclosure", 0...0)
            try checkShares()
            try require("grade", 0...3)
            if layout == 2 { try checkMethods() }
        case .contributionReveal, .beaconReveal, .evaluationOpen:
            break
        }
    }

    private func checkShares() throws(EntryFault) {
        guard shares.reduce(0, +) == 10_000 else {
            throw .value(field: "the six shares", rule: "sum to 10000 basis points")
        }
        try require("stakers", 0...0)
    }

    private func checkDatanetPolicy() throws(EntryFault) {
        try require("revealWindow", 1...1_000_000)
        try require("contributorsLeast", 0...9_000)
        try requireSome("leastFee")
        try require("trainers", 0...1)
        try require("leastEvaluationItems", 1...1_000_000)
        try require("minimumRows", 1...10_000)
        try require("gateDeviationsMillis", 0...10_000)
        try require("gateChanceQuantileMillis", 0...999)
    }

    private func checkManifest() throws(EntryFault) {
        try require("accessTier", 0...1)
        try require("beaconRule", 0...1)
        let isNone = number("beaconRule") == 0
        guard address("beaconKey").bytes.allSatisfy({ $0 == 0 }) == isNone else {
            throw .value(field: "beaconKey", rule: "is zero under rule 0 and only there")
        }
        guard digest("beaconCommitment").bytes.allSatisfy({ $0 == 0 }) == isNone else {
            throw .value(field: "beaconCommitment", rule: "is zero under rule 0 and only there")
        }
        guard layout == 2 else {
            try requireSome("methodId")
            return
        }
        let rows = list("datanets")
        guard Set(rows.map { $0.number("datanet") }).count == rows.count else {
            throw .value(field: "datanets", rule: "are named once each")
        }
        for element in rows { try Self.require(element, "rowCount", 1...UInt64.max) }
        try checkShares()
        try checkMethods()
    }

    private func checkMethods() throws(EntryFault) {
        for element in list("methods") { try Self.require(element, "method", 1...4095) }
        try checkAscending("methods", by: "method")
    }

    private func checkResult() throws(EntryFault) {
        guard layout == 2 else {
            try requireSome("evaluationTotal")
            try require("evaluationCorrect", 0...number("evaluationTotal"))
            return
        }
        for element in list("parts") { try Self.require(element, "part", 1...UInt64.max) }
        try checkAscending("parts", by: "part")
        for element in list("metrics") {
            try Self.require(element, "metric", 1...UInt64.max)
            try Self.require(element, "count", 1...UInt64.max)
            guard element.number("metric") == Self.accuracy else { continue }
            try Self.require(element, "value", 0...element.number("count"))
        }
        try checkAscending("metrics", by: "metric")
    }

    private func checkAscending(_ name: String, by key: String) throws(EntryFault) {
        let numbers = list(name).map { $0.number(key) }
        guard zip(numbers, numbers.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw .value(field: name, rule: "stand once each in the order of their numbers")
        }
    }

    private func require(_ field: String, _ range: ClosedRange<UInt64>) throws(EntryFault) {
        try Self.require(content, field, range)
    }

    private func requireSome(_ field: String) throws(EntryFault) {
        try Self.require(content, field, 1...UInt64.max)
    }

    private static func require(
        _ content: FieldValues, _ field: String, _ range: ClosedRange<UInt64>
    ) throws(EntryFault) {
        guard !range.contains(content.number(field)) else { return }
        let (least, most) = (range.lowerBound, range.upperBound)
        let rule =
            switch most {
            case least: "is \(least); other values are reserved"
            case UInt64.max: "is at least \(least)"
            default: "is \(least) to \(most)"
            }
        throw .value(field: field, rule: rule)
    }
}
