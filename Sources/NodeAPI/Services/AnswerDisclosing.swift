package import Wire

/// Shows the words of paid answers to others than their payers, as the payers say.
package protocol AnswerDisclosing: Sendable {
    /// Shows an answer's words to everyone from now on; nothing takes that back.
    ///
    /// - Parameters:
    ///   - index: the answer's entry.
    ///   - caller: who paid for it.
    /// - Returns: whether that was new.
    /// - Throws: ``ServiceRefusal``.
    func publish(_ index: UInt64, caller: Caller) async throws -> Bool

    /// Makes a link that shows an answer's words to whoever has its secret.
    ///
    /// A secret that is known makes no other link, and does not revive a revoked one.
    /// - Parameters:
    ///   - secret: the link's, of which only the digest is kept; nil for one that the node draws.
    ///   - index: the answer's entry.
    ///   - caller: who paid for it.
    /// - Returns: the link with its secret.
    /// - Throws: ``ServiceRefusal``.
    func makeLink(
        _ secret: LinkSecret?, to index: UInt64, caller: Caller
    ) async throws -> (link: AnswerLink, secret: LinkSecret)

    /// The links that an answer has had, the first one first.
    ///
    /// - Throws: ``ServiceRefusal`` for anybody but the payer.
    func links(to index: UInt64, caller: Caller) async throws -> [AnswerLink]

    /// Takes a link's right away; a link that is revoked stays so.
    ///
    /// - Parameters:
    ///   - id: the link's.
    ///   - index: the answer's entry.
    ///   - caller: who paid for it.
    /// - Returns: the link.
    /// - Throws: ``ServiceRefusal``.
    func revoke(_ id: Digest, to index: UInt64, caller: Caller) async throws -> AnswerLink
}
