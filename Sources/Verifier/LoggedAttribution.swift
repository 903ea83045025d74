package import Identity
import Wire

/// Whom an answer pays, as the lines at its end say.
package struct LoggedAttribution: Sendable {
    /// Why a line's money is not all paid now.
    package enum Reason: UInt8, Sendable {
        /// All is paid.
        case none = 0
        /// The part above the lower bound is held.
        case uncertain = 1
        /// The contributor did not pass the gate.
        case gated = 2
        /// The account has fewer rows than the rule asks for.
        case fewRows = 3
    }

    /// One training row's part.
    package struct Line: Sendable {
        /// The row's number in the Datanet.
        package let row: UInt32
        /// Its owner.
        package let account: AccountAddress
        /// Parts per billion: the point estimate.
        package let weight: UInt32
        /// Parts per billion: the lower bound.
        package let lower: UInt32
        /// nano-OPEN: the row's part of the fee.
        package let amount: UInt64
        /// nano-OPEN, payable now.
        package let paid: UInt64
        /// nano-OPEN, owed and not payable yet.
        package let held: UInt64
        /// Why something is held.
        package let reason: Reason
    }

    /// The parts in which weights are counted.
    static let whole: UInt64 = 1_000_000_000

    /// The lines in their order.
    package let lines: [Line]
    /// Parts per billion that no row explains.
    package let unattributedWeight: UInt32
    /// nano-OPEN for the Datanet's pool.
    package let unattributedAmount: UInt64

    init(from reader: inout WireReader) throws(EntryFault) {
        do {
            let count = Int(try reader.u8())
            guard count <= EntryLayout.maximumLineCount else {
                throw EntryFault.value(field: "lineCount", rule: "is at most 64")
            }
            var lines: [Line] = []
            for _ in 0..<count { lines.append(try Line(from: &reader)) }
            self.lines = lines
            unattributedWeight = try reader.u32()
            unattributedAmount = try reader.u64()
        } catch let error as EntryFault {
            throw error
        } catch let error as WireError {
            throw .bytes(error)
        } catch {
            throw .bytes(.invalid("\(error)"))
        }
    }
}

extension LoggedAttribution.Line {
    init(from reader: inout WireReader) throws {
        row = try reader.u32()
        account = try reader.address()
        weight = try reader.u32()
        lower = try reader.u32()
        amount = try reader.u64()
        paid = try reader.u64()
        held = try reader.u64()
        guard let reason = LoggedAttribution.Reason(rawValue: try reader.u8()) else {
            throw EntryFault.value(field: "reason", rule: "is 0, 1, 2 or 3")
        }
        self.reason = reason
    }
}
