import Money
import Wire

extension AnswerLine {
    init(from reader: inout EntryReader) throws(EntryError) {
        let row = try reader.u32()
        let account = try reader.address()
        let weight = try reader.weight()
        let lower = try reader.weight()
        let amount = try reader.amount()
        let paid = try reader.amount()
        let held = try reader.amount()
        let code = try reader.u8()
        guard let reason = LineReason(rawValue: code) else { throw .holdReason(code) }
        self.init(
            row: row, account: account, weight: weight, lower: lower, amount: amount, paid: paid,
            held: held, reason: reason)
    }

    func write(to writer: inout WireWriter) {
        writer.put(row)
        writer.put(account)
        writer.put(weight.value)
        writer.put(lower.value)
        writer.put(amount)
        writer.put(paid)
        writer.put(held)
        writer.put(reason.rawValue)
    }
}

extension EntryReader {
    mutating func weight() throws(EntryError) -> PartsPerBillion {
        guard let weight = PartsPerBillion(try u32()) else { throw .answer(.weightOutOfRange) }
        return weight
    }
}
