internal import Datanets
internal import FoundationEssentials
internal import Ledger
internal import Wire

/// A Datanet's files under a log: what the log revealed decides what they must hold.
struct DatanetStore: Sendable {
    let dataDirectory: String
    let name: String
    private let files: DatanetFiles

    /// Names the files; nothing is read.
    ///
    /// - Throws: `DatanetFileError` for a name that is none.
    init(dataDirectory: String, name: String) throws {
        self.dataDirectory = dataDirectory
        self.name = name
        files = try DatanetFiles(
            dataDirectory: URL(fileURLWithPath: dataDirectory), name: name)
    }

    /// The Datanet's folder.
    var folder: String { "\(dataDirectory)/datanets/\(name)" }

    /// Whether there is such a Datanet.
    var exists: Bool { FileManager.default.fileExists(atPath: folder + "/datanet.json") }

    /// Whether the files state more contributions than a Datanet has: people's, offered after it
    /// was written.
    func holdsMore(than datanet: Datanet) -> Bool {
        SaltedLines(folder: folder).contributionCount > datanet.contributions.count
    }

    /// The labels as the header states them.
    ///
    /// - Throws: `NodeError`.
    func labels() throws(NodeError) -> LabelSet {
        guard let data = FileManager.default.contents(atPath: folder + "/datanet.json"),
            let header = try? JSONValue(parsing: [UInt8](data), limit: 1 << 24),
            let stated = header["labels"]?.arrayValue?.compactMap(\.stringValue)
        else {
            throw NodeError(
                .altered, "\(folder)/datanet.json is damaged: restore it from a copy")
        }
        return LabelSet(stated)
    }

    /// The Datanet as the log revealed it, and whether the files hold all of it already.
    ///
    /// - Throws: `NodeError` when rows that the log revealed are neither in the files nor staged,
    ///   `DatanetFileError` when the files are of another version.
    func read(
        revealedAs reveals: [LogHistory.Reveal], staged: [StagedContribution]
    ) throws -> (datanet: Datanet, isRecorded: Bool) {
        do {
            let datanet = try files.read()
            if Self.isRevealed(datanet, as: reveals) { return (datanet, true) }
        } catch  where error.code == .otherVersion {
            throw error
        } catch {
            // An interrupted replacement; the lines below tell what is there.
        }
        var contributions = SaltedLines(folder: folder).contributions(revealedAs: reveals)
        for reveal in reveals.dropFirst(contributions.count) {
            guard
                let found = staged.first(where: {
                    reveal.isOf($0.contribution.account, $0.commitment)
                })
            else {
                throw NodeError(
                    .altered,
                    "\(folder) lacks the rows that entry \(reveal.index) of the log revealed, or "
                        + "holds others: restore the folder from a copy")
            }
            contributions.append(found.contribution)
        }
        var datanet = Datanet(labels: try labels())
        for contribution in contributions { try datanet.register(contribution) }
        guard Self.isRevealed(datanet, as: reveals) else {
            throw NodeError(
                .altered,
                "the intake of the rows in \(folder), run again, gives other counts than the log: "
                    + "restore the folder from a copy")
        }
        return (datanet, false)
    }

    private static func isRevealed(_ datanet: Datanet, as reveals: [LogHistory.Reveal]) -> Bool {
        datanet.contributions.count == reveals.count
            && zip(datanet.contributions, reveals).allSatisfy { registered, reveal in
                reveal.isOf(registered.contribution.account, registered.commitment)
                    && reveal.fields.acceptedCount == registered.acceptedCount
                    && reveal.fields.duplicateCount == registered.duplicateCount
            }
    }
}
