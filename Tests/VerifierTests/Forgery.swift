import Identity
import LogTestKit
import Testing
import TransparencyLog
import Verifier
import Wire

/// A receipt file that somebody bent, and the check that has to stop it.
struct Forgery {
    /// Whose key the reader checks with.
    enum Key: String {
        case own = "key.txt"
        case other = "other-key.txt"
    }

    let name: String
    let stoppedBy: Check
    /// What was done, for the README.
    let deed: String
    let file: [UInt8]
    var key = Key.own
    /// What else refuses it, where one wrong number breaks two rules.
    var alsoStoppedBy: [Check] = []
}

/// Makes every committed forgery anew, the same bytes each time.
struct Forger {
    /// The entry that is bent: the sample's second answer.
    static let index: UInt64 = 24

    let log: HandwrittenLog
    let valid: [UInt8]

    init() throws {
        log = try HandwrittenLog.answered(6)
        valid = try log.receipt(Self.index).bytes
    }

    func all() throws -> [Forgery] {
        try bentFiles() + bentProofs() + dishonestSplits() + dishonestTerms() + bentForms()
    }

    /// A changed entry under the log's honest checkpoint.
    private func bentFiles() throws -> [Forgery] {
        let proof = try log.receipt(Self.index)
        func with(_ bend: (inout SampleAnswer) -> Void) throws -> [UInt8] {
            try TLogProof(
                extra: log.bent(Self.index, bend), index: proof.index, path: proof.path,
                checkpoint: proof.checkpoint
            ).bytes
        }
        return [
            Forgery(
                name: "changed-amount", stoppedBy: .inclusion,
                deed: "A line's amount and payment are one unit higher.",
                file: try with {
                    $0.lines[0].amount += 1
                    $0.lines[0].paid += 1
                }),
            Forgery(
                name: "swapped-weights", stoppedBy: .inclusion,
                deed: "Two rows change places, everything else follows; nothing was logged anew.",
                file: try with(Self.swapRows)),
            Forgery(
                name: "changed-payee", stoppedBy: .inclusion,
                deed: "A line pays another account.",
                file: try with { $0.lines[0].account = People.maker }),
        ]
    }

    /// An honest entry with another place, path or checkpoint.
    private func bentProofs() throws -> [Forgery] {
        let proof = try log.receipt(Self.index)
        func with(
            index: UInt64? = nil, path: [Digest]? = nil, checkpoint: SignedNote? = nil
        ) throws -> [UInt8] {
            try TLogProof(
                extra: proof.extra, index: index ?? proof.index, path: path ?? proof.path,
                checkpoint: checkpoint ?? proof.checkpoint
            ).bytes
        }
        let foreign = try HandwrittenLog.deployed(
            origin: "demonstration.openledger.example/another", seed: 2)
        let twin = try HandwrittenLog.deployed(seed: 3)
        return [
            Forgery(
                name: "wrong-index", stoppedBy: .inclusion,
                deed: "The receipt claims the place of the entry before.",
                file: try with(index: Self.index - 1)),
            Forgery(
                name: "reordered-leaf", stoppedBy: .inclusion,
                deed: "The entry is shown at its neighbour's place, with the neighbour's proof.",
                file: try with(
                    index: Self.index + 1, path: log.tree.inclusionProof(index: Self.index + 1))),
            Forgery(
                name: "replayed-entry", stoppedBy: .inclusion,
                deed: "The entry is shown a second time, as the log's last.",
                file: try with(
                    index: log.next - 1, path: log.tree.inclusionProof(index: log.next - 1))),
            Forgery(
                name: "swapped-siblings", stoppedBy: .inclusion,
                deed: "Two hashes of the proof have changed places.",
                file: try with(path: [proof.path[1], proof.path[0]] + proof.path.dropFirst(2))),
            Forgery(
                name: "stale-checkpoint", stoppedBy: .inclusion,
                deed: "The checkpoint is an older one, from before the entry was written.",
                file: try with(checkpoint: log.checkpoint(size: Self.index))),
            Forgery(
                name: "stale-root", stoppedBy: .inclusion,
                deed: "The checkpoint is an older one that covers the entry; the proof is newer.",
                file: try with(checkpoint: log.checkpoint(size: Self.index + 1))),
            Forgery(
                name: "foreign-checkpoint", stoppedBy: .origin,
                deed: "The checkpoint is another log's, signed by that log.",
                file: try with(checkpoint: log.reSigned(by: foreign.signer, as: foreign.key.name))),
            Forgery(
                name: "own-key", stoppedBy: .checkpointSignature,
                deed: "The checkpoint bears the log's name and another key's signature.",
                file: try with(checkpoint: log.reSigned(by: twin.signer, as: log.key.name))),
            Forgery(
                name: "wrong-key", stoppedBy: .checkpointSignature,
                deed: "An honest file, checked with a key of the same name that is not the log's.",
                file: valid, key: .other),
        ]
    }

    /// The receipt of an answer that its log wrote and signed, and should not have.
    private func logged(
        by key: AccountKey? = nil, _ bend: (inout SampleAnswer) -> Void
    ) throws -> [UInt8] {
        var log = try HandwrittenLog.answered(1)
        var answer = SampleAnswer.ordinary("question 1")
        bend(&answer)
        let index = log.append(answer, signedBy: key)
        log.append(.ordinary("question 2"))
        return try log.receipt(index).bytes
    }

    /// A log that divided money or weights wrongly.
    private func dishonestSplits() throws -> [Forgery] {
        [
            Forgery(
                name: "logged-moved-unit", stoppedBy: .amounts,
                deed: "The log itself moved one unit from one line to another.",
                file: try logged {
                    $0.lines[0].amount += 1
                    $0.lines[0].paid += 1
                    $0.lines[2].amount -= 1
                    $0.lines[2].held -= 1
                }),
            Forgery(
                name: "logged-minted-units", stoppedBy: .amounts,
                deed: "The log itself added five units to the rest.",
                file: try logged { $0.unattributedAmount += 5 }),
            Forgery(
                name: "logged-paid-held-money", stoppedBy: .paidAndHeld,
                deed: "The log itself paid out what the gate holds.",
                file: try logged {
                    $0.lines[2].paid = $0.lines[2].held
                    $0.lines[2].held = 0
                }),
            Forgery(
                name: "logged-weights-above-one", stoppedBy: .weightSum,
                deed: "The log itself wrote weights that sum to more than the whole.",
                file: try logged { $0.unattributedWeight += 1 }),
            Forgery(
                name: "logged-bound-above-weight", stoppedBy: .weightSum,
                deed: "The log itself wrote a bound above its weight, of a fee whose share so "
                    + "reckoned exceeds 64 bits.",
                file: try logged {
                    ($0.fee, $0.maximumFee) = (18_000_000_000_000_000_000, .max)
                    $0.settle()
                    $0.lines[0].lower = .max
                }, alsoStoppedBy: [.paidAndHeld]),
        ]
    }

    /// A log that wrote what nobody agreed to, or what the format does not allow.
    private func dishonestTerms() throws -> [Forgery] {
        [
            Forgery(
                name: "logged-overcharge", stoppedBy: .price,
                deed: "The log itself charged more than the payer signed.",
                file: try logged { $0.maximumFee = $0.fee - 1 }),
            Forgery(
                name: "logged-without-payer", stoppedBy: .signature,
                deed: "The log itself charged an account whose key did not sign.",
                file: try logged(by: People.maker) { _ in }),
            Forgery(
                name: "logged-shares", stoppedBy: .entryForm,
                deed: "The log itself wrote shares that sum to 10,001 basis points.",
                file: try logged { $0.shares[2] += 1 }),
            Forgery(
                name: "logged-sealed", stoppedBy: .entryForm,
                deed: "The log itself used the reserved disclosure byte.",
                file: try logged { $0.disclosure = 1 }),
        ]
    }

    static func swapRows(_ answer: inout SampleAnswer) {
        let first = answer.lines[0]
        (answer.lines[0].row, answer.lines[0].account) = (
            answer.lines[1].row, answer.lines[1].account
        )
        (answer.lines[1].row, answer.lines[1].account) = (first.row, first.account)
    }

    /// What no single receipt can show: weights exchanged, then logged and signed as if right.
    func swappedWeightsSignedAnew() throws -> [UInt8] {
        var log = try HandwrittenLog.answered(1)
        var answer = SampleAnswer.ordinary("question 1")
        Self.swapRows(&answer)
        let index = log.append(answer)
        return try log.receipt(index).bytes
    }
}

extension HandwrittenLog {
    /// The entry at an index of ``answered(_:)`` after a change, its signature as it was.
    func bent(_ index: UInt64, _ bend: (inout SampleAnswer) -> Void) -> [UInt8] {
        let old = entries[Int(index)]
        var answer = SampleAnswer.ordinary("question \(index - SampleAnswer.deployIndex - 2)")
        bend(&answer)
        var writer = WireWriter()
        writer.put(raw: Array(old.prefix(10)))
        answer.write(&writer)
        writer.put(raw: Array(old.suffix(65)))
        return writer.bytes
    }

    /// The present root under a name, signed by some key of that name.
    func reSigned(by signer: LogSigner, as origin: String) throws -> SignedNote {
        let checkpoint = try #require(Checkpoint(origin: origin, size: next, root: tree.root()))
        return try signer.sign(checkpoint)
    }
}
