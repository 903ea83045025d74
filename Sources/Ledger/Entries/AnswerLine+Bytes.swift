import Economy
import Identity
import Money
import Wire

/// An answer's lines are the bulk of a log's bytes, so theirs are written by hand instead of by a
/// table. What a line is of differs between the layouts; the rest is the same.
extension AnswerLine {
    private init(
        _ subject: EvidenceSubject, _ evidence: EvidenceKinds, from reader: inout EntryReader
    ) throws(EntryError) {
        let account = try reader.address()
        let weight = try reader.weight()
        let lower = try reader.weight()
        let amount = try reader.amount()
        let paid = try reader.amount()
        let held = try reader.amount()
        let code = try reader.u8()
        let reason = HoldReason(rawValue: code)
        guard reason != nil || code == 0 else { throw .holdReason(code) }
        self.init(
            subject, evidence: evidence, account: account, weight: weight, lower: lower,
            amount: amount, paid: paid, held: held, reason: reason)
    }

    /// A row's line of layout 1, whose Datanet stands in the answer.
    fileprivate init(
        inDatanet datanet: UInt64, from reader: inout EntryReader
    ) throws(EntryError) {
        let subject = EvidenceSubject(datanet: datanet, number: try reader.u32())
        try self.init(subject, .influence, from: &reader)
    }

    fileprivate init(from reader: inout EntryReader) throws(EntryError) {
        let datanet = try reader.u64()
        let code = try reader.u8()
        guard let kind = EvidenceSubject.Kind(rawValue: code) else { throw .subject(code) }
        let number = try reader.u32()
        let evidence = EvidenceKinds(rawValue: try reader.u8())
        guard evidence.isKnown else { throw .evidence(evidence.rawValue) }
        try self.init(
            EvidenceSubject(datanet: datanet, kind: kind, number: number), evidence, from: &reader)
    }

    fileprivate func writeLayout1(to writer: inout WireWriter) {
        writer.put(subject.number)
        writeRest(to: &writer)
    }

    fileprivate func write(to writer: inout WireWriter) {
        writer.put(subject.datanet)
        writer.put(subject.kind.rawValue)
        writer.put(subject.number)
        writer.put(evidence.rawValue)
        writeRest(to: &writer)
    }

    private func writeRest(to writer: inout WireWriter) {
        writer.put(account)
        writer.put(weight.value)
        writer.put(lower.value)
        writer.put(amount)
        writer.put(paid)
        writer.put(held)
        writer.put(reason?.rawValue ?? 0)
    }

    /// The fields behind what a line is of, as a page lists them.
    private static let listedRest: [TypedStruct.Member] = [
        .init("account", AccountAddress.kind), .init("weight", PartsPerBillion.kind),
        .init("lower", PartsPerBillion.kind), .init("amount", Amount.kind),
        .init("paid", Amount.kind), .init("held", Amount.kind), .init("reason", UInt8.kind),
    ]

    fileprivate static let listedLayout1 = TypedStruct(
        "Line", [.init("row", UInt32.kind)] + listedRest)

    fileprivate static let listed = TypedStruct(
        "Line",
        [
            .init("datanet", UInt64.kind), .init("subject", UInt8.kind),
            .init("number", UInt32.kind), .init("evidence", UInt8.kind),
        ] + listedRest)

    private var restValues: [TypedValue] {
        [
            account.typed, weight.typed, lower.typed, amount.typed, paid.typed, held.typed,
            (reason?.rawValue ?? 0).typed,
        ]
    }

    fileprivate var valuesOfLayout1: [TypedValue] { [subject.number.typed] + restValues }

    fileprivate var values: [TypedValue] {
        [
            subject.datanet.typed, subject.kind.rawValue.typed, subject.number.typed,
            evidence.rawValue.typed,
        ] + restValues
    }
}

extension LayoutField {
    /// A count in one byte and as many lines, each of a row of one Datanet.
    static func linesOfLayout1(
        _ path: LayoutPath<Fields, [AnswerLine]>, in datanet: LayoutPath<Fields, UInt64>
    ) -> LayoutField {
        let part = Part(name: "lines", kind: .structs(AnswerLine.listedLayout1)) {
            .structs(AnswerLine.listedLayout1, $0[keyPath: path].map(\.valuesOfLayout1))
        }
        return LayoutField([part]) { reader, fields throws(EntryError) in
            let home = fields[keyPath: datanet]
            fields[keyPath: path] = try reader.lines { reader throws(EntryError) in
                try AnswerLine(inDatanet: home, from: &reader)
            }
        } write: {
            let lines = $0[keyPath: path]
            $1.put(UInt8(lines.count))
            for line in lines { line.writeLayout1(to: &$1) }
        }
    }

    /// A count in one byte and as many lines.
    static func lines(_ path: LayoutPath<Fields, [AnswerLine]>) -> LayoutField {
        let part = Part(name: "lines", kind: .structs(AnswerLine.listed)) {
            .structs(AnswerLine.listed, $0[keyPath: path].map(\.values))
        }
        return LayoutField([part]) { reader, fields throws(EntryError) in
            fields[keyPath: path] = try reader.lines { reader throws(EntryError) in
                try AnswerLine(from: &reader)
            }
        } write: {
            let lines = $0[keyPath: path]
            $1.put(UInt8(lines.count))
            for line in lines { line.write(to: &$1) }
        }
    }
}

extension EntryReader {
    fileprivate mutating func lines(
        _ line: (inout EntryReader) throws(EntryError) -> AnswerLine
    ) throws(EntryError) -> [AnswerLine] {
        let count = try u8()
        guard count <= AnswerSplit.lineLimit else { throw .tooManyLines(count) }
        var lines: [AnswerLine] = []
        lines.reserveCapacity(Int(count))
        for _ in 0..<count { lines.append(try line(&self)) }
        return lines
    }
}
