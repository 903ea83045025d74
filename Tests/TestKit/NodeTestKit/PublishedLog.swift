import Economy
package import Identity
package import Ledger
import LedgerTestKit
package import Money
package import TransparencyLog
package import Wire

/// A sample log with a model on sale, and what a node publishes of it: a tree, checkpoints,
/// receipts and tiles.
package struct PublishedLog {
    /// They own ``rowsEach`` rows each of the Datanet, in this order.
    package static let contributors = (0..<10).map { "contributor \($0)" }
    package static let rowsEach: UInt32 = 8
    package static let rowCount = contributors.count * Int(rowsEach)

    package let signer: LogSigner
    package private(set) var entries: [Entry] = []
    /// Where "node" owns rows that the model was trained on too; nil in layout 1.
    package private(set) var secondDatanet: UInt64?
    var ledger = SampleLog()
    private var tree = MerkleTree()

    package var state: LedgerState { ledger.state }
    package var deploy: UInt64 { ledger.deploy }
    package var datanet: UInt64 { ledger.datanet }

    /// A log of 43 entries up to a model on sale and a payer with money; in layout 2 more, for
    /// the model is trained on two Datanets then.
    ///
    /// - Parameter layout: of the entries that have more than one.
    /// - Throws: what the ledger refuses.
    package init(layout: UInt8 = 1) throws {
        guard
            let signer = LogSigner(
                name: "demonstration.node-tests", seed: [UInt8](repeating: 7, count: 32))
        else { throw WireError.invalid("The name and the seed are allowed.") }
        self.signer = signer
        ledger.state = LedgerState(log: signer.verifierKey)
        ledger.layout = layout
        try ledger.open("operator", .operator)
        for name in ["maker", "node", "base", "evaluator", "payer"] + Self.contributors {
            try ledger.open(name)
        }
        ledger.policy = try ledger.add(.policySet(ledger.policyFields()))
        ledger.datanet = try foundDatanet("t")
        ledger.evaluation = try ledger.add(.evaluationCommit(ledger.evaluationFields("items")))
        for name in Self.contributors { try ledger.contribute(name, rows: Self.rowsEach) }
        if layout == 1 {
            try ledger.sell("manifest", trainedOn: [datanet])
        } else {
            let second = try addSecondDatanet()
            secondDatanet = second
            try sell(trainedOn: [datanet, second])
        }
        try ledger.add(.deposit(ledger.depositFields("payer", 1_000_000_000, source: "first")))
        try publish()
    }

    private mutating func foundDatanet(_ terms: String) throws -> UInt64 {
        try ledger.add(
            .datanetCreate(
                ledger.signed(
                    DatanetCreate(
                        owner: SampleLog.account("operator"),
                        termsCommitment: Commitment.terms(
                            salt: SampleLog.digest(terms), document: [1]),
                        policy: ledger.datanetPolicy), "operator")))
    }

    private mutating func addSecondDatanet() throws -> UInt64 {
        let first = datanet
        let second = try foundDatanet("second")
        ledger.datanet = second
        try ledger.contribute("node", rows: Self.rowsEach)
        ledger.datanet = first
        return second
    }

    /// Two methods, with a part and a metric that have no name.
    private mutating func sell(trainedOn datanets: [UInt64]) throws {
        let usual = ledger.manifestFields(beacon: false)
        ledger.manifest = try ledger.add(
            .manifestCommit(
                ledger.signed(
                    ManifestCommit(
                        maker: usual.maker, manifestDigest: usual.manifestDigest,
                        datanets: datanets.map(ledger.trainingData),
                        evaluation: usual.evaluation, policy: usual.policy, shares: usual.shares,
                        methods: usual.methods + [MethodVersion(method: 2, version: 3)],
                        accessTier: usual.accessTier, beaconRule: usual.beaconRule,
                        beaconKey: usual.beaconKey, beaconCommitment: usual.beaconCommitment),
                    "maker")))
        ledger.result = try ledger.add(
            .trainingResult(
                ledger.signed(
                    TrainingResult(
                        manifest: ledger.manifest,
                        transcriptRoot: SampleLog.digest("transcript"),
                        parts: [
                            (ModelPart.gate, "gate"), (900, "words"),
                            (ModelPart.index(of: 1), "index"), (ModelPart.index(of: 2), "spans"),
                        ].map { ModelPart(part: $0, digest: SampleLog.digest($1)) },
                        metrics: [
                            ModelMetric(metric: ModelMetric.accuracy, value: 60, count: 100),
                            ModelMetric(metric: 7, value: 12, count: 100),
                        ]), "maker")))
        ledger.deploy = try ledger.add(.deploy(ledger.deployFields(ledger.result)))
    }

    /// Takes the ledger's new entries into the tree.
    private mutating func publish() throws {
        for bytes in ledger.bytes.dropFirst(entries.count) {
            entries.append(try Entry(decoding: bytes))
            _ = tree.append(MerkleTree.leafHash(bytes))
        }
    }

    /// Adds and publishes an entry; gives its index.
    @discardableResult
    mutating func add(_ body: EntryBody) throws -> UInt64 {
        let index = try ledger.add(body)
        try publish()
        return index
    }

    package mutating func open(_ name: String) throws {
        try ledger.open(name)
        try publish()
    }

    /// Pays money in; gives the entry's index.
    @discardableResult
    package mutating func deposit(
        _ amount: Amount, to account: AccountAddress, source: String
    ) throws -> UInt64 {
        let fields = Deposit(account: account, amount: amount, source: SampleLog.digest(source))
        return try add(.deposit(ledger.signed(fields, "operator")))
    }
}

// MARK: - Proofs

extension PublishedLog {
    package var root: Digest { tree.root() }

    package func checkpoint() throws -> SignedNote {
        guard
            let checkpoint = Checkpoint(origin: signer.origin, size: state.size, root: root)
        else { throw WireError.invalid("The origin is allowed.") }
        return try signer.sign(checkpoint)
    }

    /// The receipt of any entry; nil past the end.
    package func receipt(at index: UInt64) throws -> Receipt? {
        guard index < state.size else { return nil }
        return try Receipt(
            entry: entries[Int(index)], index: index,
            path: tree.inclusionProof(index: index), checkpoint: checkpoint())
    }

    /// The bytes of `checkpoint` or `tile/…`; nil when there is no such file.
    package func file(at path: String) throws -> [UInt8]? {
        guard path != "checkpoint" else { return try checkpoint().bytes }
        guard let tile = Tile(path: path), Tile.published(to: state.size).contains(tile) else {
            return nil
        }
        let first = Int(tile.index) * Tile.fullWidth
        return switch tile.content {
        case .hashes: tree.bytes(of: tile)
        case .entries: Tile.bundle(entries[first..<first + tile.width].map(\.encoded))
        }
    }
}
