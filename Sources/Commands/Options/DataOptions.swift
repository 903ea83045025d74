internal import ArgumentParser
internal import FoundationEssentials
internal import LedgerStorage

/// `--data DIR`: a data directory that is there.
struct DataOptions: ParsableArguments {
    @Option(name: .customLong("data"), help: "The data directory.")
    var path: String

    /// The directory, after a look at whether it holds a ledger.
    ///
    /// - Throws: `CommandError` when it does not.
    func directory() throws(CommandError) -> DataDirectory {
        try Self.directory(path)
    }

    static func directory(_ path: String) throws(CommandError) -> DataDirectory {
        guard FileManager.default.fileExists(atPath: path) else {
            throw CommandError("there is no directory \(path); give a data directory with --data")
        }
        let directory = DataDirectory(path)
        guard directory.exists else {
            throw CommandError(
                "\(path) holds no ledger; 'openledger demo --data \(path)' would make one")
        }
        return directory
    }

    /// Reads the ledger, beside a running writer or without one.
    ///
    /// - Throws: `CommandError` or `StorageError`.
    func reader() throws -> LedgerReader {
        try LedgerReader(directory())
    }
}
