internal import ArgumentParser
internal import FoundationEssentials
internal import Identity
internal import LedgerStorage
internal import Machine
internal import Wire

/// `--data DIR`: a data directory that is there.
struct DataOptions: ParsableArguments {
    @Option(name: .customLong("data"), help: "The data directory.")
    var path: String

    /// The directory, after a look at whether it holds a ledger.
    ///
    /// - Throws: `OperationError` when it does not.
    func directory() throws(OperationError) -> DataDirectory {
        try Self.directory(path)
    }

    static func directory(_ path: String) throws(OperationError) -> DataDirectory {
        guard FileManager.default.fileExists(atPath: path) else {
            throw OperationError(
                .notFound, "there is no directory \(path); give a data directory with --data")
        }
        let directory = DataDirectory(path)
        guard directory.exists else {
            throw OperationError(
                .usage, "\(path) holds no ledger; 'openledger demo --data \(path)' would make one")
        }
        return directory
    }

    /// Reads the ledger, beside a running writer or without one.
    ///
    /// - Throws: `OperationError`.
    func reader() throws -> LedgerReader {
        try LedgerReader(directory())
    }
}

/// `--time-is TIME`: the operator's word for the machine's clock.
struct ClockOptions: ParsableArguments {
    @Option(
        name: .customLong("time-is"),
        help: ArgumentHelp(
            "The time that it is, as 2026-12-24 or 2026-12-24T18:00:00Z. Needed only when the "
                + "machine's clock is more than a week ahead of the log's last entry: timestamps "
                + "never go back.", valueName: "time"))
    var time: TimeArgument?

    /// What the operator says of the log.
    var word: OperatorWord {
        var word = OperatorWord()
        word.timeSeconds = time?.seconds
        return word
    }
}

/// A day, up to its end, or a moment in UTC.
package struct TimeArgument: ExpressibleByArgument {
    /// Seconds since 1970.
    package let seconds: UInt64

    /// Reads `YYYY-MM-DD` or an ISO 8601 moment; nil for anything else.
    package init?(argument: String) {
        let isDay = argument.utf8.count == 10
        guard
            let date = try? Date.ISO8601FormatStyle().parse(
                isDay ? argument + "T23:59:59Z" : argument),
            date.timeIntervalSince1970 >= 0
        else { return nil }
        seconds = UInt64(date.timeIntervalSince1970)
    }
}

/// `--json`: one object on standard output and nothing else.
struct OutputOptions: ParsableArguments {
    @Flag(name: .customLong("json"), help: "Print one JSON object instead of text.")
    var isJSON = false

    /// Prints a result in the form that was asked for.
    func show(_ json: @autoclosure () -> JSONValue, _ lines: @autoclosure () -> [String]) {
        if isJSON {
            StandardOutput.line(json().text)
        } else {
            for line in lines() { StandardOutput.line(line) }
        }
    }
}

/// The index of an entry, which is also the id of its receipt.
struct EntryIndex: ExpressibleByArgument {
    let value: UInt64

    init?(argument: String) {
        guard let value = DecimalText.parse(argument) else { return nil }
        self.value = value
    }
}

/// An account's address: `0x` and 40 hexadecimal digits, lower case or with the checksum of EIP-55.
struct AddressArgument: ExpressibleByArgument {
    let address: AccountAddress

    init?(argument: String) {
        guard let address = AccountAddress(hex: argument) else { return nil }
        self.address = address
    }
}
