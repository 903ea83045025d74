import Economy
import Identity
import Ledger
import LedgerTestKit
import Money
import Testing
import Wire

@Suite struct `A refusal` {
    private func refuses(
        _ log: SampleLog, _ refusal: Refusal, _ body: EntryBody,
        _ location: SourceLocation = #_sourceLocation
    ) {
        var copy = log
        #expect(throws: refusal, sourceLocation: location) { try copy.add(body) }
        #expect(refusal.description.hasSuffix("."), sourceLocation: location)
    }

    /// The body with one byte changed, as a forger would change it.
    private func changed(_ body: EntryBody, at offset: Int, to byte: UInt8) throws -> EntryBody {
        var bytes = Entry(timestampSeconds: 0, body: body).encoded
        bytes[offset] = byte
        return try Entry(decoding: bytes).body
    }

    @Test func `names what an entry points at in vain`() throws {
        let log = try SampleLog.ready()
        var lost = log
        lost.datanet = 3
        refuses(log, .datanetUnknown(3), .contributionCommit(lost.commitFields("bob", rows: 2)))
        refuses(log, .datanetUnknown(3), .evaluationCommit(lost.evaluationFields("more")))
        let manifest = EntryBody.manifestCommit(log.manifestFields("m", beacon: false))
        refuses(log, .datanetUnknown(3), try changed(manifest, at: 69, to: 3))
        lost = log
        lost.evaluation = log.datanet
        refuses(
            log, .evaluationUnknown(log.datanet),
            .manifestCommit(lost.manifestFields("m", beacon: false)))
        refuses(log, .evaluationUnknown(log.datanet), .evaluationOpen(lost.openFields()))
        lost = log
        lost.policy = 2
        refuses(log, .policyUnknown(2), .manifestCommit(lost.manifestFields("m", beacon: false)))
        refuses(log, .manifestUnknown(1), .beaconReveal(log.beaconFields(1)))
        let abort = log.signed(TrainingAbort(manifest: 1, reason: .interrupted), "maker")
        refuses(log, .manifestUnknown(1), .trainingAbort(abort))
        let answer = try changed(.answer(log.answer(1)), at: 18, to: 1)
        refuses(log, .deployUnknown(1), answer)
    }

    @Test func `keeps accounts, policies and Datanets in order`() throws {
        let log = try SampleLog.ready()
        let stranger = SampleLog.account("stranger")
        refuses(
            log, .revision(expected: 1), .policySet(try policy(log, revision: 0, node: "node")))
        refuses(
            log, .accountNotOpen(stranger),
            .policySet(try policy(log, revision: 1, node: "stranger")))
        let terms = Commitment.terms(salt: SampleLog.digest("t"), document: [1])
        let again = DatanetCreate(owner: SampleLog.account("operator"), termsCommitment: terms)
        refuses(log, .duplicateTerms, .datanetCreate(log.signed(again, "operator")))
        let foreign = DatanetCreate(owner: stranger, termsCommitment: terms)
        refuses(log, .accountNotOpen(stranger), .datanetCreate(log.signed(foreign, "stranger")))
        refuses(
            log, .accountNotOpen(stranger),
            .deposit(log.depositFields("stranger", 1, source: "gift")))
        refuses(
            log, .accountNotOpen(stranger),
            .contributionCommit(log.commitFields("stranger", rows: 1)))
    }

    private func policy(
        _ log: SampleLog, revision: UInt32, node: String
    ) throws -> PolicySet {
        log.signed(
            PolicySet(
                revision: revision, shares: .standard, nodeAccount: SampleLog.account(node),
                baseModelAccount: SampleLog.account("base"), revealWindow: 1), "operator")
    }

    @Test func `asks for a policy before contributions`() throws {
        var log = SampleLog()
        try log.open("operator", .operator)
        log.datanet = try log.add(
            .datanetCreate(
                log.signed(
                    DatanetCreate(
                        owner: SampleLog.account("operator"), termsCommitment: SampleLog.digest("t")
                    ),
                    "operator")))
        refuses(log, .noPolicy, .contributionCommit(log.commitFields("operator", rows: 1)))
    }

    @Test func `holds a manifest to its own time, rows and second key`() throws {
        let log = try SampleLog.ready()
        let body = EntryBody.manifestCommit(log.manifestFields("second"))
        refuses(log, .datanetThrough, try changed(body, at: 70, to: 1))
        refuses(log, .rowCount(expected: 19), try changed(body, at: 81, to: 18))
        var fields = log.manifestFields("third")
        fields = ManifestCommit(
            maker: fields.maker, manifestDigest: fields.manifestDigest,
            datanet: fields.home.datanet,
            datanetThrough: fields.home.through, rowCount: fields.home.rowCount,
            rowsRoot: fields.home.rowsRoot, evaluation: fields.evaluation, policy: fields.policy,
            methodId: 1, methodVersion: 1, accessTier: .public, beaconRule: .secondKey,
            beaconKey: fields.maker, beaconCommitment: fields.beaconCommitment)
        refuses(log, .beaconKeyIsMaker, .manifestCommit(fields))
        var open = log
        let manifest = try open.add(.manifestCommit(open.manifestFields("fourth", beacon: false)))
        refuses(open, .noBeacon, .beaconReveal(open.beaconFields(manifest)))
        let result = try changed(.trainingResult(open.resultFields(manifest)), at: 185, to: 101)
        refuses(open, .evaluationTotal(limit: 100), result)
    }

    @Test func `leaves no term of an answer to its writer`() throws {
        let log = try SampleLog.ready()
        let body = EntryBody.answer(try log.answer(1))
        // Method, version, index, maker, node, base model, Datanet.
        for offset in [148, 150, 151, 184, 204, 224, 251] {
            refuses(log, .termsMismatch, try changed(body, at: offset, to: 0xEE))
        }
        // What the payer signed.
        for offset in [39, 63, 71] {
            refuses(log, .signature, try changed(body, at: offset, to: 0xEE))
        }
        // The node chooses the answer's commitment; the log's signature covers it.
        var copy = log
        try copy.add(changed(body, at: 103, to: 0xEE))
    }

    @Test func `names the first rule that fails`() throws {
        let log = try SampleLog.ready()
        let poor = EntryBody.answer(
            try log.answer(1, payer: "alice", rows: [log.row(0, "bob", 9, 1)]))
        let unsigned = try changed(poor, at: 39, to: 0xEE)
        refuses(log, .termsMismatch, try changed(unsigned, at: 151, to: 0xEE))
        refuses(log, .rowOwner(row: 0, owner: SampleLog.account("alice")), unsigned)
        let right = EntryBody.answer(try log.answer(1, payer: "alice"))
        refuses(log, .signature, try changed(right, at: 39, to: 0xEE))
        refuses(log, .insufficientFunds(payable: .zero), right)
    }
}
