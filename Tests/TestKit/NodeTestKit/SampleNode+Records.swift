import Economy
package import Identity
package import Ledger
import LedgerTestKit
import Money
package import NodeAPI
import Synchronization
import TransparencyLog
import Wire

extension SampleNode: Catalogue {
    package func models() async throws -> [ModelCard] {
        try work { state in
            guard let terms = state.log.state.model(deploy: state.log.deploy) else { return [] }
            return [
                ModelCard(
                    name: Self.model, terms: terms,
                    createdSeconds: SampleLog.start + terms.deploy,
                    datanets: terms.datanets.map {
                        ModelCard.TrainedOn(
                            index: $0.datanet, name: Self.datanet, rowCount: $0.rowCount)
                    }, labels: Self.labels,
                    files: ["manifest.json", "gate.bin"].map {
                        ModelCard.File($0, SampleLog.digest($0))
                    }, metrics: [ModelMetric(metric: ModelMetric.accuracy, value: 60, count: 100)],
                    isEvaluationOpened: false, runs: (1, 0, 0),
                    beaconRule: "none", standings: [.payable: 1, .held(.gated): 1])
            ]
        }
    }

    package func datanets() async throws -> [DatanetCard] {
        try work { state in
            [
                DatanetCard(
                    name: Self.datanet, index: state.log.datanet,
                    policy: state.log.state.policy(ofDatanet: state.log.datanet),
                    labels: Self.labels,
                    acceptedCount: PublishedLog.rowCount, duplicateCount: 1,
                    rowsRoot: SampleLog.digest("training rows"),
                    contributions: [
                        ContributionRecord(
                            account: SampleLog.account("contributor 0"), acceptedCount: 10,
                            duplicateCount: 0)
                    ], contributionCount: 1, contributorCount: 1,
                    objections: ObjectionCounts(
                        open: state.objections.count { $0.state == .open },
                        upheld: state.objections.count { $0.state == .upheld },
                        dismissed: state.objections.count { $0.state == .dismissed }))
            ]
        }
    }

    package func rows(
        of datanet: String, query: String?, after: UInt64?
    ) async throws -> RowPage? {
        try work { _ in
            guard datanet == Self.datanet else { return nil }
            let all = (0..<PublishedLog.rowCount).map { number in
                let owner = PublishedLog.contributors[number / Int(PublishedLog.rowsEach)]
                return Self.row(UInt32(number), SampleLog.account(owner))
            }
            let rest = all.filter { query.map($0.text.contains) ?? true }
                .dropFirst(Int(clamping: after ?? 0))
            let page = rest.prefix(50)
            return RowPage(
                rows: Array(page), next: rest.count > 50 ? (after ?? 0) + 50 : nil)
        }
    }

    private static func row(_ number: UInt32, _ account: AccountAddress) -> DatanetRowRecord {
        DatanetRowRecord(
            status: .accepted(number), account: account,
            text: number == 11
                ? Hostile.text : "Fully featured, easy to use chess client, edition \(number)",
            label: number == 11 ? Hostile.name : "games")
    }
}

extension SampleNode: LedgerReading, LogFiles {
    package func head() async throws -> LogHead {
        try work { state in
            LogHead(
                verifierKey: state.log.signer.verifierKey, size: state.log.state.size,
                root: state.log.root, checkpoint: try state.log.checkpoint(),
                answerCount: state.log.state.paidAnswerCount,
                accountCount: state.log.state.accountCount, isDemonstration: self.isDemonstration)
        }
    }

    package func receipt(at index: UInt64) async throws -> Receipt? {
        try work { try $0.log.receipt(at: index) }
    }

    package func answer(
        at index: UInt64, for reader: AnswerReader
    ) async throws -> AnswerRecord? {
        try work { state in
            try? Self.record(of: index, in: state) { answer in
                let link = reader.secret.flatMap { secret in
                    state.links[index]?.first { $0.id == secret.id && $0.revokedSeconds == nil }
                }
                return if self.isDemonstration {
                    .demonstration
                } else if state.published.contains(index) {
                    .published
                } else if reader.caller?.account == answer.payer {
                    .payer
                } else if link != nil { .link } else { nil }
            }
        }
    }

    /// An answer; the text of its last row was withdrawn, and twelve duplicates resemble it.
    static func record(
        of index: UInt64, in state: State, right: (Answer) -> WordsRight?
    ) throws -> AnswerRecord {
        guard let receipt = try state.log.receipt(at: index),
            case .answer(let answer) = receipt.entry.body
        else { throw ServiceRefusal.notFound("The entry \(index) is no answer.") }
        let right = right(answer)
        let words: AnswerWords =
            right.map { right in
                state.texts[index].map { .shown($0, by: right) } ?? .erased
            } ?? .withheld
        let rows = answer.lines.map { ($0.subject, row($0.row, $0.account)) }
        var tokens = TokenCounts.none
        if case .shown(let text, _) = words {
            tokens = TokenCounts(
                prompt: text.question.utf8.count, completion: text.answer.utf8.count)
        }
        return AnswerRecord(
            receipt: receipt, answer: answer, model: model, words: words,
            rows: Dictionary(rows.dropLast()) { first, _ in first },
            duplicates: (0..<12).map { number in
                DatanetRowRecord(
                    status: .duplicate(of: 0), account: SampleLog.account("contributor 2"),
                    text: "X Window System Chess Board, again \(number)", label: "games")
            }, tokens: tokens)
    }

    package func entries(before index: UInt64?) async throws -> [EntrySummary] {
        try work { state in
            state.log.entries.enumerated().reversed()
                .filter { index.map { UInt64($0) } ?? .max > UInt64($0.offset) }
                .prefix(50)
                .map { position, entry in
                    EntrySummary(
                        index: UInt64(position), timestampSeconds: entry.timestampSeconds,
                        type: entry.body.type,
                        leaf: MerkleTree.leafHash(entry.encoded))
                }
        }
    }

    package func account(
        _ address: AccountAddress, before index: UInt64?
    ) async throws -> AccountRecord? {
        try work { state in
            guard state.log.state.isOpen(address) else { return nil }
            let all = state.log.lines(of: address).filter { $0.index < index ?? .max }
            let lines = all.prefix(50)
            return AccountRecord(
                statement: state.log.state.balances.statement(of: address), lines: Array(lines),
                next: all.count > lines.count ? lines.last?.index : nil,
                contributions: [(Self.datanet, 8, 1)])
        }
    }

    package func file(at path: String) async throws -> [UInt8]? {
        try work { try $0.log.file(at: path) }
    }
}
