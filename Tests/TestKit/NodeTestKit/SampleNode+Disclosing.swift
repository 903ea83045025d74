import Ledger
import LedgerTestKit
package import NodeAPI
import Synchronization
package import Wire

extension SampleNode: AnswerDisclosing {
    /// The most links that an answer may have had.
    package static let linkLimit = 3

    package func publish(_ index: UInt64, caller: Caller) async throws -> Bool {
        try work { state in
            try Self.requirePayer(of: index, caller, in: state)
            return state.published.insert(index).inserted
        }
    }

    package func makeLink(
        _ secret: LinkSecret?, to index: UInt64, caller: Caller
    ) async throws -> (link: AnswerLink, secret: LinkSecret) {
        try work { state in
            try Self.requirePayer(of: index, caller, in: state)
            let count = state.links[index, default: []].count
            let secret = secret ?? LinkSecret(SampleLog.digest("link \(count) of \(index)"))
            if let known = state.links[index]?.first(where: { $0.id == secret.id }) {
                return (known, secret)
            }
            guard count < Self.linkLimit else {
                throw ServiceRefusal.conflict("The answer has had as many links as it may.")
            }
            let link = AnswerLink(
                id: secret.id, madeSeconds: SampleLog.start, revokedSeconds: nil)
            state.links[index, default: []].append(link)
            return (link, secret)
        }
    }

    package func links(to index: UInt64, caller: Caller) async throws -> [AnswerLink] {
        try work { state in
            try Self.requirePayer(of: index, caller, in: state)
            return state.links[index] ?? []
        }
    }

    package func revoke(
        _ id: Digest, to index: UInt64, caller: Caller
    ) async throws -> AnswerLink {
        try work { state in
            try Self.requirePayer(of: index, caller, in: state)
            var links = state.links[index] ?? []
            guard let position = links.firstIndex(where: { $0.id == id }) else {
                throw ServiceRefusal.notFound("There is no such link.")
            }
            let link = AnswerLink(
                id: id, madeSeconds: links[position].madeSeconds,
                revokedSeconds: links[position].revokedSeconds ?? SampleLog.start + 1)
            links[position] = link
            state.links[index] = links
            return link
        }
    }

    private static func requirePayer(
        of index: UInt64, _ caller: Caller, in state: State
    ) throws {
        guard case .answer(let answer) = try state.log.receipt(at: index)?.entry.body else {
            throw ServiceRefusal.notFound("The log has no answer \(index).")
        }
        guard answer.payer == caller.account else {
            throw ServiceRefusal.forbidden("Only who paid for the answer may do this.")
        }
    }
}
