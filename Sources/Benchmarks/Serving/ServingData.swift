internal import Foundation
internal import Ledger
internal import LedgerStorage
internal import Machine
internal import Wire

/// A demonstration's directory, of which every server gets a copy: what it is paid for changes the
/// log, and nobody's money runs out.
struct ServingData {
    /// Where the copies lie.
    let folder: String
    /// The paying key.
    let apiKey: String
    /// The rows that the model was trained on.
    let rowCount: Int
    private let original: String
    private let setting: BenchmarkSetting

    /// Takes the directory that was named, or makes one.
    ///
    /// - Throws: `OperationError` when the demonstration fails, and what the files throw.
    init(_ options: Benchmark.Options, in folder: String, setting: BenchmarkSetting) throws {
        self.folder = folder
        self.setting = setting
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        original = options.data ?? folder + "/demonstration"
        if options.data == nil {
            setting.note("running the demonstration on \(options.rows) rows")
            try Self.demonstrate(options.rows, in: original, setting: setting)
        }
        apiKey = try KeyFile.read(KeyFile.path("payer", in: original)).apiKey ?? ""
        let models = try LedgerReader(DataDirectory(original)).state.modelsOnSale
        rowCount = models.last.map { Int($0.rowCount) } ?? 0
    }

    /// A node of this program, with its own choice of compute threads or the given number.
    ///
    /// - Parameters:
    ///   - threads: compute threads; nil for the node's own choice.
    ///   - prepare: is told the copy of the directory before the node starts.
    /// - Returns: the node, once it serves.
    /// - Throws: what copying, preparing and starting throw.
    func startNode(
        threads: Int? = nil, prepare: (String) throws -> Void = { _ in }
    ) throws -> ServingChild {
        try start(
            "node", ["up", "--listen", "127.0.0.1:0", "--json"], threads: threads, prepare)
    }

    /// The same HTTP server over a service that computes labels alone.
    func startPlainNode() throws -> ServingChild {
        try start("plain", ["bench", "serving", "--plain"])
    }

    private func start(
        _ name: String, _ arguments: [String], threads: Int? = nil,
        _ prepare: (String) throws -> Void = { _ in }
    ) throws -> ServingChild {
        let copy = folder + "/" + name
        try? FileManager.default.removeItem(atPath: copy)
        try FileManager.default.copyItem(atPath: original, toPath: copy)
        try prepare(copy)
        return try ServingChild(
            setting.program, arguments + ["--data", copy, "--model", setting.modelFolder()],
            threads: threads, log: copy + ".log")
    }

    private static func demonstrate(
        _ rows: Int, in data: String, setting: BenchmarkSetting
    ) throws {
        let process = Process()
        process.executableURL = URL(filePath: setting.program)
        process.arguments = [
            "demo", "--json", "--rows", "\(rows)", "--data", data, "--model",
            try setting.modelFolder(),
        ]
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw OperationError(
                .measurement, "the demonstration failed; what went wrong stands above")
        }
    }
}

/// A server in a process of its own that says on standard output where it serves.
final class ServingChild {
    private let process = Process()
    private let input = Pipe()
    /// Where it listens.
    let port: UInt16
    /// Its name and version, where it is a peer.
    let peer: String?

    /// Starts a server and waits until it serves.
    ///
    /// - Parameters:
    ///   - program: the program's path.
    ///   - arguments: its arguments.
    ///   - threads: its compute threads; nil for its own choice.
    ///   - log: the file that takes its standard error.
    /// - Throws: `OperationError` when it ends before it serves.
    init(
        _ program: String, _ arguments: [String], threads: Int? = nil, log: String
    ) throws {
        let output = Pipe()
        guard FileManager.default.createFile(atPath: log, contents: nil),
            let errors = FileHandle(forWritingAtPath: log)
        else {
            throw OperationError(.measurement, "cannot write \(log): check space and permissions")
        }
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        if let threads {
            process.environment = ProcessInfo.processInfo.environment
                .merging(["OPENLEDGER_THREADS": "\(threads)"]) { $1 }
        }
        // The Python peer ends with its input; a node with the signal.
        process.standardInput = input
        process.standardOutput = output
        process.standardError = errors
        do { try process.run() } catch {
            throw OperationError(
                .measurement, "could not start \(program): \(error.localizedDescription)")
        }
        let line = Self.firstLine(output.fileHandleForReading)
        guard let json = try? JSONValue(parsing: line, limit: 1 << 16),
            let url = json["url"]?.stringValue.flatMap({ URL(string: $0) }), let port = url.port,
            let port = UInt16(exactly: port)
        else {
            process.terminate()
            process.waitUntilExit()
            let said = (try? PosixFile.contents(of: log, limit: FileLimit.text)) ?? []
            throw OperationError(
                .measurement,
                "\(program) does not serve: \(String(decoding: said.suffix(600), as: UTF8.self))")
        }
        self.port = port
        peer = json["peer"]?.stringValue
    }

    deinit {
        try? input.fileHandleForWriting.close()
        process.terminate()
        process.waitUntilExit()
    }

    private static func firstLine(_ output: FileHandle) -> [UInt8] {
        var line: [UInt8] = []
        while !line.contains(UInt8(ascii: "\n")) {
            let bytes = output.availableData
            guard !bytes.isEmpty else { break }
            line += bytes
        }
        return Array(line.prefix { $0 != UInt8(ascii: "\n") })
    }
}
