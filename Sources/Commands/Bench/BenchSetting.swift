internal import Datanets
internal import Foundation
internal import Node
internal import Tensors

/// What the benchmarks share: runs, threads, and the files of the checkout around the program.
struct BenchSetting {
    let runs: Int
    let threads: Int
    private let environment: [String: String]
    private let program: String
    private let model: String?

    /// - Throws: ``BenchError`` or `KernelPathError` for an environment variable with a bad value.
    init(runs: Int, model: String?) throws {
        self.runs = runs
        self.model = model
        environment = ProcessInfo.processInfo.environment
        let link = "/proc/self/exe"
        program =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: link))
            ?? CommandLine.arguments[0]
        if let path = environment["OPENLEDGER_KERNELS"], !path.isEmpty {
            try KernelPath.select(named: path)
        }
        let cores = ProcessInfo.processInfo.activeProcessorCount
        guard let text = environment["OPENLEDGER_THREADS"], !text.isEmpty else {
            threads = cores
            return
        }
        guard let count = Int(text), (1...1024).contains(count) else {
            throw BenchError("OPENLEDGER_THREADS must be a number from 1 to 1024, not '\(text)'")
        }
        threads = count
    }

    /// Says something on standard error.
    func note(_ text: String) {
        StandardError.line("bench: \(text)")
    }

    /// Folder of the base model.
    func modelFolder() throws -> String {
        try BaseModel.located(named: model, environment: environment, program: program)
    }

    /// The demonstration's sample, as a file of the checkout.
    func samplePath() throws -> String {
        try checkoutPath("Sources/Node/Resources/debian-sample.tsv")
    }

    /// The demonstration's sample.
    func sample() throws -> DebianSample {
        let path = try samplePath()
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw BenchError("cannot read \(path): check its permissions")
        }
        return try DebianSample(fileBytes: [UInt8](bytes))
    }

    /// A file below the checkout that the program, or else the working directory, lies in.
    ///
    /// - Throws: ``BenchError`` where there is none.
    func checkoutPath(_ path: String) throws -> String {
        for start in [program, FileManager.default.currentDirectoryPath + "/program"] {
            var folder = start
            while let slash = folder.lastIndex(of: "/") {
                folder = String(folder[..<slash])
                let candidate = folder + "/" + path
                if FileManager.default.fileExists(atPath: candidate) { return candidate }
            }
        }
        throw BenchError("found no \(path): run the program from a checkout of the repository")
    }

    /// The Python that has the peers; nil where there is none.
    func peerPython() -> String? {
        if let path = environment["OPENLEDGER_PEER_PYTHON"], !path.isEmpty { return path }
        return try? checkoutPath(".cache/peers/bin/python")
    }

    /// Runs `body` with a directory of its own, which is removed afterwards.
    func withDirectory<Value>(
        _ body: (String) async throws -> Value
    ) async throws -> Value {
        let process = ProcessInfo.processInfo.processIdentifier
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "openledger-bench-\(process)").path()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try await body(folder)
    }
}

/// Why something cannot be measured.
struct BenchError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
