import Identity
import Wire

extension LoggedEntry {
    /// The rules that the format's page lists under "Decoding requires", and an answer's first
    /// local rule.
    func checkRanges() throws(EntryFault) {
        try content.checkRanges()
        try kind.rules.check(self)
    }

    func checkShares() throws(EntryFault) {
        guard shares.reduce(0, +) == 10_000 else {
            throw .value(field: "the six shares", rule: "sum to 10000 basis points")
        }
        try FieldValues.require("stakers", number("stakers"), 0...0)
    }

    func checkAnswer() throws(EntryFault) {
        try checkShares()
        if layout == 2 { try checkAscending("methods", by: "method") }
    }

    func checkManifest() throws(EntryFault) {
        let isNone = number("beaconRule") == 0
        guard address("beaconKey").bytes.allSatisfy({ $0 == 0 }) == isNone else {
            throw .value(field: "beaconKey", rule: "is zero under rule 0 and only there")
        }
        guard digest("beaconCommitment").bytes.allSatisfy({ $0 == 0 }) == isNone else {
            throw .value(field: "beaconCommitment", rule: "is zero under rule 0 and only there")
        }
        guard layout > 1 else { return }
        let rows = list("datanets")
        guard Set(rows.map { $0.number("datanet") }).count == rows.count else {
            throw .value(field: "datanets", rule: "are named once each")
        }
        try checkShares()
        try checkAscending("methods", by: "method")
    }

    func checkDatanet() throws(EntryFault) {
        guard layout == 3 else { return }
        let listed = list("listedTrainers").map { $0.address("account") }
        guard listed.isEmpty == (number("trainers") != 2),
            zip(listed, listed.dropFirst()).allSatisfy({ $0 < $1 })
        else {
            throw .value(
                field: "listedTrainers",
                rule: "stand once each, in their order, under rule 2 and only there")
        }
    }

    func checkResult() throws(EntryFault) {
        guard layout == 2 else {
            let range = 0...number("evaluationTotal")
            return try FieldValues.require("evaluationCorrect", number("evaluationCorrect"), range)
        }
        try checkAscending("parts", by: "part")
        for element in list("metrics") where element.number("metric") == Self.accuracy {
            try FieldValues.require("value", element.number("value"), 0...element.number("count"))
        }
        try checkAscending("metrics", by: "metric")
    }

    private func checkAscending(_ name: String, by key: String) throws(EntryFault) {
        let numbers = list(name).map { $0.number(key) }
        guard zip(numbers, numbers.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw .value(field: name, rule: "stand once each in the order of their numbers")
        }
    }
}

extension FieldValues {
    /// Whether each number is one that its field may have, those in lists included.
    fileprivate func checkRanges() throws(EntryFault) {
        for (field, value) in zip(fields, values) {
            switch value {
            case .number(let number):
                if let range = field.range { try Self.require(field.name, number, range) }
            case .list(let elements):
                for element in elements { try element.checkRanges() }
            case .address, .bytes32, .id: break
            }
        }
    }

    fileprivate static func require(
        _ field: String, _ number: UInt64, _ range: ClosedRange<UInt64>
    ) throws(EntryFault) {
        guard !range.contains(number) else { return }
        let (least, most) = (range.lowerBound, range.upperBound)
        let rule =
            if least == most {
                "is \(least); other values are reserved"
            } else if most == UInt64.max {
                "is at least \(least)"
            } else {
                "is \(least) to \(most)"
            }
        throw .value(field: field, rule: rule)
    }
}
