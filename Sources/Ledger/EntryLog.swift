package import Identity

/// A log that entries can be added to and whose state can be asked: all that the steps from a
/// contribution to a paid answer need to know of it.
///
/// The writer of a log is one; so is whoever walks a finished log again, for whom the state is that
/// at its own place.
package protocol EntryLog: Sendable {
    /// What every signature in the log is bound to.
    var domain: SigningDomain { get }

    /// Adds an entry and returns when it is durable.
    ///
    /// - Returns: its receipt, which has its index.
    /// - Throws: ``Refusal`` when the entry is not valid now, else what the log's storage throws.
    func append(_ body: EntryBody) async throws -> Receipt

    /// Adds entries in their order, each accepted or refused by itself.
    ///
    /// - Throws: what the log's storage throws.
    func append(contentsOf bodies: [EntryBody]) async throws -> [Result<Receipt, any Error>]

    /// Asks the state, at no cost of a copy.
    ///
    /// - Throws: what the question throws, else what the log's storage throws.
    func query<Answer: Sendable>(
        _ question: @Sendable (LedgerState) throws -> Answer
    ) async throws -> Answer
}
