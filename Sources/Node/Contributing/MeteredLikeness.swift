internal import Datanets
internal import Identity
internal import ModelFactory

/// Compares the texts of an account's rows as long as it may have that done for nothing.
struct MeteredLikeness: TextLikeness {
    let likeness: EmbeddingLikeness
    let allowance: FreeAllowance
    let account: AccountAddress

    /// - Throws: `ServiceRefusal.limited`, and what comparing throws.
    func millis(between text: String, and others: [String]) throws -> [Int] {
        try allowance.take(1, of: account)
        return try likeness.millis(between: text, and: others)
    }
}
