/// Takes objections to near-copy verdicts, and what the Datanet's owner decides.
package protocol Objecting: Sendable {
    /// Objects to the verdict that a row of the caller's is a near-copy; costs nothing.
    ///
    /// - Parameters:
    ///   - position: the row's place in its contribution, from 0.
    ///   - contribution: the index of the contribution's commit or of its reveal.
    ///   - reason: why the row is no copy.
    ///   - datanet: the Datanet's name.
    ///   - caller: whose row it is.
    /// - Returns: the objection, which is kept.
    /// - Throws: ``ServiceRefusal``; nothing is kept then.
    func object(
        to position: Int, ofContribution contribution: UInt64, reason: String,
        in datanet: String, caller: Caller
    ) async throws -> ObjectionRecord

    /// The caller's objections in their order; everybody's for the operator.
    ///
    /// - Parameters:
    ///   - datanet: the Datanet's name.
    ///   - after: ``ObjectionPage/next`` of the page before; nil for the first page.
    ///   - caller: whose they are.
    /// - Returns: a page.
    /// - Throws: ``ServiceRefusal``.
    func objections(
        in datanet: String, after: UInt64?, caller: Caller
    ) async throws -> ObjectionPage

    /// Decides an objection; the caller must be the operator.
    ///
    /// - Parameters:
    ///   - number: the objection's.
    ///   - datanet: the Datanet's name.
    ///   - isUpheld: whether the row is taken in after all, under its contributor's key.
    ///   - reason: why; of two decisions that say the same the first one's stands.
    ///   - caller: the operator.
    /// - Returns: the objection, and whether this call did anything.
    /// - Throws: ``ServiceRefusal``.
    func decide(
        _ number: UInt64, in datanet: String, isUpheld: Bool, reason: String, caller: Caller
    ) async throws -> (objection: ObjectionRecord, isNew: Bool)
}
