package import Identity
import Money
package import Wire

/// An answer entry as it should be; tests bend its fields before it is written.
package struct SampleAnswer {
    package struct Line {
        package var row: UInt32
        package var account: AccountKey
        package var weight: UInt32
        package var lower: UInt32
        package var amount: UInt64 = 0
        package var paid: UInt64 = 0
        package var held: UInt64 = 0
        package var reason: UInt8 = 0

        package init(
            row: UInt32, account: AccountKey, weight: UInt32, lower: UInt32, reason: UInt8 = 0
        ) {
            self.row = row
            self.account = account
            self.weight = weight
            self.lower = lower
            self.reason = reason
        }
    }

    /// Where the sample's model and Datanet stand in ``HandwrittenLog/deployed(origin:seed:)``.
    package static let deployIndex: UInt64 = 21
    package static let datanetIndex: UInt64 = 9

    package var disclosure: UInt8 = 0
    package var deploy = SampleAnswer.deployIndex
    package var payer = People.payer
    package var id: String
    package var fee: UInt64 = 10_000_000
    package var maximumFee: UInt64 = 12_000_000
    package var shares: [UInt16] = [7000, 1000, 1000, 500, 500, 0]
    package var methodVersion: UInt16 = 2
    package var index = salt("index")
    package var grade: UInt8 = 0
    package var datanet = SampleAnswer.datanetIndex
    package var lines: [Line]
    package var unattributedWeight: UInt32 = 0
    package var unattributedAmount: UInt64 = 0

    /// An answer with consistent numbers; the weights and the rest sum to one billion.
    package init(_ id: String, _ lines: [Line]) {
        self.id = id
        self.lines = lines
        settle()
    }

    /// Three lines of the sample's rows, one partly held and one gated.
    package static func ordinary(_ id: String) -> SampleAnswer {
        SampleAnswer(
            id,
            [
                Line(row: 5, account: People.teamB, weight: 400_000_001, lower: 400_000_001),
                Line(row: 2, account: People.teamA, weight: 333_333_333, lower: 111_111_110),
                Line(
                    row: 7, account: People.teamB, weight: 100_000_000, lower: 50_000_000, reason: 2
                ),
            ])
    }

    /// Makes rest, amounts, paid and held follow from the weights.
    package mutating func settle() {
        let sum = lines.reduce(0) { $0 + UInt64($1.weight) }
        unattributedWeight = UInt32(1_000_000_000 - sum)
        let parts = Apportionment.largestRemainder(fee, by: shares.map(UInt64.init)) ?? []
        let amounts =
            Apportionment.largestRemainder(
                parts[0], by: lines.map { UInt64($0.weight) } + [UInt64(unattributedWeight)]) ?? []
        for position in lines.indices {
            let line = lines[position]
            let amount = amounts[position]
            let paid =
                line.reason >= 2 || line.weight == 0
                ? 0 : UInt64(UInt128(amount) * UInt128(line.lower) / UInt128(line.weight))
            lines[position].amount = amount
            lines[position].paid = paid
            lines[position].held = amount - paid
            if line.reason < 2 { lines[position].reason = amount > paid ? 1 : 0 }
        }
        unattributedAmount = amounts[lines.count]
    }

    package var idBytes: [UInt8] { Array(salt(id).bytes.prefix(16)) }

    package var message: TypedMessage {
        TypedMessage(
            "Answer",
            [
                ("deploy", .uint(deploy, bits: 64)), ("payer", .address(payer.address)),
                ("idempotencyId", .bytes(idBytes)), ("maximumFee", .uint(maximumFee, bits: 64)),
                ("requestCommitment", .bytes32(salt("request " + id))),
            ])
    }

    package func write(_ writer: inout WireWriter) {
        writer.put(disclosure)
        writer.put(deploy)
        writer.put(payer)
        writer.put(raw: idBytes)
        writer.put(fee)
        writer.put(maximumFee)
        writer.put(salt("request " + id))
        writer.put(salt("answer " + id))
        for share in shares { writer.put(share) }
        writer.put(1 as UInt16)
        writer.put(methodVersion)
        writer.put(index)
        writer.put(grade)
        writer.put(People.maker)
        writer.put(People.node)
        writer.put(People.base)
        writer.put(datanet)
        writer.put(UInt8(lines.count))
        for line in lines {
            writer.put(line.row)
            writer.put(line.account)
            writer.put(line.weight)
            writer.put(line.lower)
            writer.put(line.amount)
            writer.put(line.paid)
            writer.put(line.held)
            writer.put(line.reason)
        }
        writer.put(unattributedWeight)
        writer.put(unattributedAmount)
    }
}

package extension HandwrittenLog {
    @discardableResult
    mutating func append(_ answer: SampleAnswer, signedBy key: AccountKey? = nil) -> UInt64 {
        append(13, by: key ?? answer.payer, answer.message) { answer.write(&$0) }
    }

    /// The deployed log with this many ordinary answers.
    static func answered(_ count: Int) throws -> HandwrittenLog {
        var log = try deployed()
        for number in 0..<count { log.append(.ordinary("question \(number)")) }
        return log
    }
}
