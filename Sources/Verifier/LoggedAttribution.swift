package import Identity
import Wire

/// Why a line's money is not all paid now.
public enum HoldReason: UInt8, CaseIterable, Sendable {
    /// The part above the lower bound is held.
    case uncertain = 1
    /// The contributor did not pass the gate.
    case gated = 2
    /// The account has fewer rows than the rule asks for.
    case fewRows = 3

    /// Whether it holds a whole line rather than the part that is uncertain.
    var holdsWholeLine: Bool {
        switch self {
        case .uncertain: false
        case .gated, .fewRows: true
        }
    }
}

/// Whom an answer pays, as the lines at its end say.
package struct LoggedAttribution: Sendable {
    /// What a line pays, in the order in which equal weights stand.
    package struct Subject: Hashable, Comparable, Sendable {
        /// The kinds of subjects; the raw value is the line's byte.
        package enum Kind: UInt8, Sendable {
            /// One accepted row.
            case row = 0
            /// Rows that say the same, taken together.
            case cluster = 1
        }

        /// The index of the Datanet.
        package let datanet: UInt64
        /// Row or cluster.
        package let kind: Kind
        /// The row's number in the Datanet, or the cluster's.
        package let number: UInt32

        /// By Datanet, then rows before clusters, then by number.
        package static func < (left: Self, right: Self) -> Bool {
            (left.datanet, left.kind.rawValue, left.number)
                < (right.datanet, right.kind.rawValue, right.number)
        }
    }

    /// One row's or cluster's part.
    package struct Line: Sendable {
        /// What is paid.
        package let subject: Subject
        /// Bits: 1 influence, 2 verbatim spans, 4 retrieval.
        package let evidence: UInt8
        /// Its owner.
        package let account: AccountAddress
        /// Parts per billion: the point estimate.
        package let weight: UInt32
        /// Parts per billion: the lower bound.
        package let lower: UInt32
        /// nano-OPEN: the line's part of the fee.
        package let amount: UInt64
        /// nano-OPEN, payable now.
        package let paid: UInt64
        /// nano-OPEN, owed and not payable yet.
        package let held: UInt64
        /// Why something is held; nil when all is paid.
        package let reason: HoldReason?
    }

    /// The parts in which weights are counted.
    static let whole: UInt64 = 1_000_000_000

    /// The lines in their order.
    package let lines: [Line]
    /// Parts per billion that no line explains.
    package let unattributedWeight: UInt32
    /// nano-OPEN for the home Datanet's pool.
    package let unattributedAmount: UInt64

    /// Reads the lines and the rest of an answer.
    ///
    /// - Parameters:
    ///   - layout: the answer's.
    ///   - home: the answer's Datanet, which is that of every line of layout 1.
    ///   - reader: stands before the number of lines.
    /// - Throws: ``EntryFault`` or `WireError`.
    init(layout: UInt8, home: UInt64, from reader: inout WireReader) throws {
        let count = Int(try reader.u8())
        guard count <= EntryLayout.maximumLineCount else {
            throw EntryFault.value(field: "lineCount", rule: "is at most 64")
        }
        var lines: [Line] = []
        lines.reserveCapacity(count)
        for _ in 0..<count {
            lines.append(try Line(layout: layout, home: home, from: &reader))
        }
        self.lines = lines
        unattributedWeight = try reader.u32()
        unattributedAmount = try reader.u64()
    }
}

extension LoggedAttribution.Line {
    init(layout: UInt8, home: UInt64, from reader: inout WireReader) throws {
        if layout == 1 {
            subject = .init(datanet: home, kind: .row, number: try reader.u32())
            evidence = 1
        } else {
            let datanet = try reader.u64()
            guard let kind = LoggedAttribution.Subject.Kind(rawValue: try reader.u8()) else {
                throw EntryFault.value(field: "subject", rule: "is 0, a row, or 1, a cluster")
            }
            subject = .init(datanet: datanet, kind: kind, number: try reader.u32())
            evidence = try reader.u8()
            guard (1...7).contains(evidence) else {
                throw EntryFault.value(field: "evidence", rule: "is 1 to 7")
            }
        }
        account = try reader.address()
        weight = try reader.u32()
        lower = try reader.u32()
        amount = try reader.u64()
        paid = try reader.u64()
        held = try reader.u64()
        let code = try reader.u8()
        reason = HoldReason(rawValue: code)
        guard reason != nil || code == 0 else {
            throw EntryFault.value(field: "reason", rule: "is 0, 1, 2 or 3")
        }
    }
}
