package import Datanets
package import Economy
package import Identity
internal import Ledger
package import LedgerStorage
internal import Machine
package import TransparencyLog
internal import Wire
internal import Workflows

/// A Datanet that was founded, and the log it stands in.
package struct FoundedDatanet: Sendable {
    /// Its name beside the log.
    package let name: String
    /// The index of its entry.
    package let index: UInt64
    /// Who owns it.
    package let owner: AccountAddress
    /// The labels its rows may have.
    package let labels: LabelSet
    /// The log's public key.
    package let verifierKey: VerifierKey
    /// Whether an earlier call had made it.
    package let wasThere: Bool
}

/// Founds Datanets in a data directory with the operator's own keys, and starts the log of a fresh
/// one.
///
/// Keys lie on the disk before they sign.
package struct DatanetFounding: Sendable {
    private let writer: any StoredLog
    private let dataDirectory: String
    private let keys: OperatorKeys

    /// Founds in a log that is open.
    package init(writer: any StoredLog, dataDirectory: String) {
        self.writer = writer
        self.dataDirectory = dataDirectory
        keys = OperatorKeys(dataDirectory: dataDirectory)
    }

    /// Opens the log of a data directory for writing; starts one in a fresh directory.
    ///
    /// - Parameters:
    ///   - dataDirectory: where.
    ///   - name: the name of a log that is started; nil draws one.
    ///   - clock: of the log's entries.
    ///   - word: what the operator says of the log from outside.
    ///   - generator: a cryptographic one; draws keys and the log's name.
    /// - Returns: the writer, of a log that has its operator and a policy.
    /// - Throws: `OperationError` for another name than the log has, and what the storage throws.
    package static func openLog(
        _ dataDirectory: String, name: String? = nil, clock: LedgerClock,
        word: OperatorWord = OperatorWord(),
        randomUsing generator: inout some RandomNumberGenerator
    ) async throws -> any StoredLog {
        let writer = try writer(dataDirectory, name: name, clock: clock, word, &generator)
        let keys = OperatorKeys(dataDirectory: dataDirectory)
        try await writer.startLog {
            (
                operator: try keys.key(.operator, randomUsing: &generator),
                node: try keys.key(.node, randomUsing: &generator),
                baseModel: try keys.key(.baseModel, randomUsing: &generator)
            )
        }
        return writer
    }

    /// Founds a Datanet in a directory that nobody writes to; the log is closed again.
    ///
    /// - Throws: `OperationError` for labels that cannot be or another Datanet of the name, and
    ///   what the log and the files throw.
    package static func found(
        _ name: String, labels: LabelSet, policy: DatanetPolicy? = nil,
        dataDirectory: String, logName: String? = nil, clock: LedgerClock,
        word: OperatorWord = OperatorWord(),
        randomUsing generator: inout some RandomNumberGenerator
    ) async throws -> FoundedDatanet {
        // All of it before a log is started for it.
        try labels.checkThatTheyTellRowsApart()
        try policy?.checkThatItCanHold()
        _ = try DatanetFiles(dataDirectory: dataDirectory, name: name)
        let writer = try await openLog(
            dataDirectory, name: logName, clock: clock, word: word, randomUsing: &generator)
        let founded = try await DatanetFounding(writer: writer, dataDirectory: dataDirectory)
            .found(name, labels: labels, policy: policy, randomUsing: &generator)
        try await writer.close()
        return founded
    }

    /// Founds a Datanet.
    ///
    /// - Parameters:
    ///   - name: 1 to 64 of `a–z`, `0–9` and `-`; it never enters the log.
    ///   - labels: two or more.
    ///   - policy: the rules that it keeps for ever; nil for the usual ones or those that it has.
    ///   - generator: a cryptographic one; draws the owner's key and the salt of the terms.
    /// - Returns: the Datanet's place in the log.
    /// - Throws: as the static function.
    package func found(
        _ name: String, labels: LabelSet, policy: DatanetPolicy? = nil,
        randomUsing generator: inout some RandomNumberGenerator
    ) async throws -> FoundedDatanet {
        let files = try DatanetFiles(dataDirectory: dataDirectory, name: name)
        let owner = try keys.key(.owner, randomUsing: &generator)
        try await writer.openAccount(owner)
        let (index, wasThere) = try await writer.foundDatanet(
            labels: labels, in: files, policy: policy, owner: owner
        ) {
            DatanetTerms(owner: owner.address, salt: .random(using: &generator))
        }
        return FoundedDatanet(
            name: name, index: index, owner: owner.address, labels: labels,
            verifierKey: writer.verifierKey, wasThere: wasThere)
    }

    private static func writer(
        _ path: String, name: String?, clock: LedgerClock, _ word: OperatorWord,
        _ generator: inout some RandomNumberGenerator
    ) throws -> any StoredLog {
        let directory = DataDirectory(path)
        if let key = try LedgerReader.verifierKey(in: directory) {
            guard name == nil || name == key.name else {
                throw OperationError(
                    .usage, "the log in \(path) is named \(key.name); leave --log-name out")
            }
            return try directory.openLog(key: .existing, clock: clock, word: word)
        }
        let drawn = Digest.random(using: &generator)
        let seed = Digest.random(using: &generator)
        return try directory.openLog(
            key: .initial(
                name: name ?? "openledger.local/" + drawn.hex.prefix(8), seed: seed.bytes),
            clock: clock, word: word)
    }
}
