internal import Money
internal import Wire

extension JSONValue {
    /// An index or a count, as a number where every JSON reader takes it exactly.
    static func count(_ value: UInt64) -> JSONValue {
        Int64(exactly: value).map { .integer($0) } ?? .string(String(value))
    }

    /// An amount in nano-OPEN as a decimal string, which no JSON reader rounds.
    static func nano(_ amount: Amount) -> JSONValue { .string(String(amount.nanoOPEN)) }

    /// A sum in nano-OPEN as a decimal string.
    static func nano(_ sum: UInt128) -> JSONValue { .string(String(sum)) }
}
