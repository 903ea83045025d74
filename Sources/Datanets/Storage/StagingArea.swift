internal import FoundationEssentials
package import Machine
package import Wire

/// The staged contributions of a Datanet: `staged-<commitment>.json` in its folder, for the
/// operator alone.
package struct StagingArea: Sendable {
    private static let prefix = "staged-"
    private static let suffix = ".json"

    /// The Datanet's folder.
    package let folder: String

    package init(folder: String) {
        self.folder = folder
    }

    /// What is staged, in no order that means anything.
    ///
    /// - Throws: `OperationError` for a file that is not what was written.
    package func all() throws(OperationError) -> [StagedContribution] {
        let files = FileManager.default
        var staged: [StagedContribution] = []
        for name in ((try? files.contentsOfDirectory(atPath: folder)) ?? []).sorted() {
            guard name.hasPrefix(Self.prefix), name.hasSuffix(Self.suffix),
                let commitment = Digest(
                    hex: String(name.dropFirst(Self.prefix.count).dropLast(Self.suffix.count)))
            else { continue }
            guard
                let bytes = try? PosixFile.contents(
                    of: "\(folder)/\(name)", limit: FileLimit.records),
                let found = StagedContribution(fileBytes: bytes, commitment: commitment)
            else {
                throw OperationError(
                    .altered,
                    "\(folder)/\(name) is damaged: restore it from a copy, since rows that the "
                        + "log holds may be in it alone")
            }
            staged.append(found)
        }
        return staged
    }

    /// Removes what a killed call had begun to write; nothing was committed under it.
    package func removeUnfinished() {
        let files = FileManager.default
        for name in (try? files.contentsOfDirectory(atPath: folder)) ?? []
        where name.hasPrefix(Self.prefix) && !name.hasSuffix(Self.suffix) {
            try? files.removeItem(atPath: "\(folder)/\(name)")
        }
    }

    /// Puts a contribution on the disk and returns when it is there.
    ///
    /// - Throws: `OperationError`.
    package func write(_ staged: StagedContribution) throws {
        try FileReplacement.write(
            staged.fileBytes, to: path(staged.contribution.commitment), permissions: 0o600)
        try PosixFile.synchronizeDirectory(folder)
    }

    /// Forgets a contribution that is in the Datanet's files, or that was never committed.
    ///
    /// - Throws: `OperationError`.
    package func remove(_ commitment: Digest) throws(OperationError) {
        do { try FileManager.default.removeItem(atPath: path(commitment)) } catch {
            throw OperationError(
                .files, "cannot remove \(path(commitment)): check the folder's permissions")
        }
    }

    private func path(_ commitment: Digest) -> String {
        "\(folder)/\(Self.prefix)\(commitment.hex)\(Self.suffix)"
    }
}
