internal import ArgumentParser
internal import FoundationEssentials
internal import TransparencyLog
internal import Verifier

/// `openledger log audit DIR`: the whole log from its published files.
struct LogAuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Check every entry, hash and balance of a log from its published files.",
        discussion: """
            DIR is a data directory, or a copy of its folder 'log' (C2SP checkpoint and tiles). \
            The tree is built again and the balances are added up by code that shares nothing with \
            the ledger's.
            """)

    /// The longest tile: 256 entries of 65,535 bytes, each after its length.
    private static let tileLimit = 256 * 65_537

    @Argument(help: "A data directory, or a copy of its folder 'log'.")
    var directory: String

    @Option(help: "The log's public key, or a file that holds it. (default: the folder's own)")
    var key: String?

    @OptionGroup var output: OutputOptions

    func run() throws {
        let files = FileManager.default
        let log =
            files.fileExists(atPath: directory + "/log/checkpoint")
            ? directory + "/log" : directory
        guard files.fileExists(atPath: log + "/checkpoint") else {
            throw CommandError("there is no checkpoint in \(directory); give a log's folder")
        }
        let verifierKey = try KeyText.verifierKey(key ?? log + "/key")
        let checkpoint = try SmallFile.read(
            log + "/checkpoint", limit: SignedNote.maximumByteCount)
        let report = LogAudit(checkpoint: checkpoint, key: verifierKey) { tile in
            try? SmallFile.read(log + "/" + tile.path, limit: Self.tileLimit)
        }.report
        output.show(report.json, report.lines)
        guard report.isVerified else {
            let checks = report.refusals.map(\.check.title).joined(separator: ", ")
            throw CommandError("the log in \(directory) is refused by: \(checks)")
        }
    }
}
