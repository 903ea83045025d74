internal import ArgumentParser
internal import Demonstration
internal import Foundation
internal import Machine
internal import Node
internal import Wire

/// What can be chosen about a demonstration.
struct DemoOptions: ParsableArguments {
    @Option(help: "Rows of teams, 40 or more. (default: 4000; with --apt, all)")
    var rows: Int?

    @Option(
        help: ArgumentHelp(
            "Keys, salts, ids, the training's randomness and the bad contributors' rows follow "
                + "from it; the honest rows do not."))
    var seed: UInt64 = 1

    @Option(
        help: ArgumentHelp(
            "Another order and another division of the sample's rows into evaluation and hidden, "
                + "by this number; 0 is the sample's own."))
    var draw: UInt64 = 0

    @Option(
        name: .customLong("data"),
        help: ArgumentHelp(
            "The data directory to make or to finish. (default: a new one for temporary files; "
                + "with --json it is removed at the end)", valueName: "dir"))
    var data: String?

    @Option(
        name: .customLong("cheat"),
        help: ArgumentHelp(
            "Add a bad contributor that still earns: "
                + DemonstrationOptions.Cheat.allCases.map(\.rawValue).joined(separator: " or ")
                + "; both may be given.", valueName: "name"),
        transform: Self.cheat)
    var cheats: [DemonstrationOptions.Cheat] = []

    @Flag(help: "Take the rows from this machine's package index (apt-cache dumpavail).")
    var apt = false

    mutating func validate() throws {
        if let rows, !(1...10_000_000 ~= rows) {
            throw ValidationError("'--rows' takes a number from 1 to 10000000.")
        }
        if let data, data.isEmpty { throw ValidationError("'--data' takes a directory's path.") }
        guard Set(cheats).count == cheats.count else {
            throw ValidationError("'--cheat' takes each name once.")
        }
    }

    /// The options as the demonstration takes them.
    ///
    /// - Throws: `OperationError` when the package index cannot be had.
    func options() throws(OperationError) -> DemonstrationOptions {
        var options = DemonstrationOptions()
        options.rows = rows
        options.seed = seed
        options.draw = draw
        options.cheats = cheats
        if apt { options.packageIndex = try PackageIndex.read() }
        return options
    }

    private static func cheat(_ name: String) throws -> DemonstrationOptions.Cheat {
        guard let cheat = DemonstrationOptions.Cheat(rawValue: name) else {
            let names = DemonstrationOptions.Cheat.allCases.map(\.rawValue)
            throw ValidationError(
                "no cheat is named '\(name)'; there are: " + names.joined(separator: ", "))
        }
        return cheat
    }
}

/// Where a demonstration leaves its files: where it was told to, or in a new temporary directory,
/// which is removed when the process ends, however it ends, unless it is to be kept.
struct DemoDirectory {
    /// The directory.
    let path: String
    /// Whether nobody named it.
    let isTemporary: Bool

    /// Takes the directory that was named, if one was.
    ///
    /// - Throws: `OperationError` when a temporary one cannot be made.
    init(_ path: String?) throws(OperationError) {
        if let path {
            (self.path, isTemporary) = (path, false)
            return
        }
        var generator = SystemRandomNumberGenerator()
        let random = (0..<8).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        let url = FileManager.default.temporaryDirectory.appendingPathComponent(
            "openledger-demo-" + Hex.encode(random))
        do {
            try FileManager.default.createDirectory(
                at: url, withIntermediateDirectories: false,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw OperationError(.files, "cannot make \(url.path): give a directory with --data")
        }
        (self.path, isTemporary) = (url.path, true)
        ProcessEnd.removeAtEnd(url.path)
    }

    /// Leaves a temporary directory where it is, so that its receipts can be looked at.
    func keep() { ProcessEnd.keep(path) }
}
