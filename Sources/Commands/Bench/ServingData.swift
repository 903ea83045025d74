internal import Foundation
internal import Ledger
internal import LedgerStorage

/// What a benchmark of serving is told.
struct ServingOptions {
    /// A demonstration's directory; nil makes one.
    let data: String?
    /// Rows of a demonstration that is made.
    let rows: Int
    /// How long a run of the load lasts.
    let seconds: Double
    /// The demonstration's model.
    let servedModel = "debian-sections"
}

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
    private let setting: BenchSetting

    /// Takes the directory that was named, or makes one.
    ///
    /// - Throws: ``BenchError`` when the demonstration fails, and what the files throw.
    init(_ options: ServingOptions, in folder: String, setting: BenchSetting) throws {
        self.folder = folder
        self.setting = setting
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        original = options.data ?? folder + "/demonstration"
        if options.data == nil {
            setting.note("running the demonstration on \(options.rows) rows")
            try Self.demonstrate(options.rows, in: original, model: setting.modelFolder())
        }
        apiKey = try KeyFile(named: KeyFile.payer, in: original).apiKey
        let models = try LedgerReader(DataOptions.directory(original)).state.modelsOnSale
        rowCount = models.last.map { Int($0.rowCount) } ?? 0
    }

    /// A node of this program, with the compute threads of its own choice or with so many.
    func startNode(threads: Int? = nil) throws -> ServingChild {
        try start("node", ["up", "--listen", "127.0.0.1:0", "--json"], threads: threads)
    }

    /// The same HTTP server over a service that computes labels alone.
    func startPlainNode() throws -> ServingChild {
        try start("plain", ["bench", "serving", "--plain"])
    }

    private func start(
        _ name: String, _ arguments: [String], threads: Int? = nil
    ) throws -> ServingChild {
        let copy = folder + "/" + name
        try? FileManager.default.removeItem(atPath: copy)
        try FileManager.default.copyItem(atPath: original, toPath: copy)
        return try ServingChild(
            Self.program, arguments + ["--data", copy, "--model", setting.modelFolder()],
            threads: threads, log: copy + ".log")
    }

    private static var program: String { Bundle.main.executablePath ?? CommandLine.arguments[0] }

    private static func demonstrate(_ rows: Int, in data: String, model: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = [
            "demo", "--json", "--rows", "\(rows)", "--data", data, "--model", model,
        ]
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw BenchError("the demonstration failed; what went wrong stands above")
        }
    }
}
