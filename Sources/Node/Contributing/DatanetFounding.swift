public import Datanets
public import Identity
internal import Ledger
public import LedgerStorage
public import TransparencyLog
internal import Wire

/// A Datanet that was opened, and the log it stands in.
public struct FoundedDatanet: Sendable {
    /// Its name beside the log.
    public let name: String
    /// The index of its entry.
    public let index: UInt64
    /// Who opened it.
    public let owner: AccountAddress
    /// The labels its rows may have.
    public let labels: LabelSet
    /// The log's public key.
    public let verifierKey: VerifierKey
    /// Whether an earlier call had made it.
    public let wasThere: Bool
}

/// Opens Datanets, and starts the log of a fresh directory.
///
/// Keys lie on the disk before they sign, and the Datanet's folder before its entry is written: a
/// call that was interrupted is finished by the same call.
public struct DatanetFounding: Sendable {
    let writer: LedgerWriter
    let domain: SigningDomain
    let keys: HouseKeys

    /// Opens a log for a node that goes on writing to it; starts one in a fresh directory.
    static func openHouse(_ dataDirectory: String, clock: LedgerClock) async throws -> LedgerWriter
    {
        var generator = SystemRandomNumberGenerator()
        let writer = try openLog(dataDirectory, name: nil, clock: clock, &generator)
        let founding = DatanetFounding(
            writer: writer, domain: .log(writer.verifierKey),
            keys: HouseKeys(dataDirectory: dataDirectory))
        try await founding.openHouse(&generator)
        return writer
    }

    /// Opens a Datanet.
    ///
    /// - Parameters:
    ///   - name: 1 to 64 of `a–z`, `0–9` and `-`; it never enters the log.
    ///   - labels: two or more.
    ///   - dataDirectory: where; a log is started when there is none.
    ///   - logName: the name of a log that is started; nil draws one.
    ///   - clock: of the log's entries.
    ///   - generator: a cryptographic one; draws keys, salts and the log's name.
    /// - Returns: the Datanet's place in the log; the writer is closed again.
    /// - Throws: `NodeError` for labels that are none or another Datanet of the name, and what the
    ///   log and the files throw.
    public static func found(
        _ name: String, labels: LabelSet, dataDirectory: String, logName: String? = nil,
        clock: LedgerClock, randomUsing generator: inout some RandomNumberGenerator
    ) async throws -> FoundedDatanet {
        try check(labels)
        _ = try DatanetStore(dataDirectory: dataDirectory, name: name)
        let writer = try openLog(dataDirectory, name: logName, clock: clock, &generator)
        let founding = DatanetFounding(
            writer: writer, domain: .log(writer.verifierKey),
            keys: HouseKeys(dataDirectory: dataDirectory))
        try await founding.openHouse(&generator)
        let founded = try await founding.found(
            name, labels: labels, dataDirectory: dataDirectory, randomUsing: &generator)
        try await writer.close()
        return founded
    }

    /// Opens a Datanet in a log that is open.
    func found(
        _ name: String, labels: LabelSet, dataDirectory: String,
        randomUsing generator: inout some RandomNumberGenerator
    ) async throws -> FoundedDatanet {
        try Self.check(labels)
        let store = try DatanetStore(dataDirectory: dataDirectory, name: name)
        let owner = try keys.key(.owner, randomUsing: &generator)
        try await open(owner)
        if store.exists {
            guard try store.labels() == labels else {
                throw NodeError(
                    .usage, "there is a Datanet \(name) with other labels: choose another name")
            }
        } else {
            let terms = DatanetTerms(
                owner: owner.address, salt: RandomDigest.draw(using: &generator))
            try store.found(
                Datanet(labels: labels), adding: (DatanetTerms.file, terms.fileBytes))
        }
        let history = try await LogHistory(writer)
        var index = try DatanetTerms.index(inFolder: store.folder, history)
        let wasThere = index != nil
        if index == nil, let terms = DatanetTerms(inFolder: store.folder) {
            let entry = DatanetCreate(owner: terms.owner, termsCommitment: terms.commitment)
            index = try await writer.append(
                .datanetCreate(entry.signed(by: owner, in: domain))
            ).index
        }
        guard let index else {
            throw NodeError(
                .altered, "\(store.folder) belongs to no Datanet of this log: move it away")
        }
        return FoundedDatanet(
            name: name, index: index, owner: owner.address, labels: labels,
            verifierKey: writer.verifierKey, wasThere: wasThere)
    }
}
