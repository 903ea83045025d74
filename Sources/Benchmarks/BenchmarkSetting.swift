internal import Demonstration
internal import Foundation
internal import Machine

/// What all measurements share: how often, on how many threads, and what lies around the program.
package struct BenchmarkSetting {
    /// Runs of each side.
    let runs: Int
    /// Compute threads, ours and the peers'.
    let threads: Int
    /// The running program, which also serves.
    let program: String
    private let modelPath: () throws -> String
    private let python: String?
    private let tell: (String) -> Void

    /// Takes the settings.
    ///
    /// - Parameters:
    ///   - runs: runs of each side.
    ///   - threads: compute threads of both sides.
    ///   - program: the path of the running program.
    ///   - peerPython: a Python that has the peers; nil for the one that `make peers` installs.
    ///   - modelFolder: finds the base model; asked only by measurements that need it.
    ///   - note: takes a remark for people.
    package init(
        runs: Int, threads: Int, program: String, peerPython: String?,
        modelFolder: @escaping () throws -> String, note: @escaping (String) -> Void
    ) {
        self.runs = runs
        self.threads = threads
        self.program = program
        python = peerPython
        modelPath = modelFolder
        tell = note
    }

    /// Says something to the person who measures.
    func note(_ text: String) { tell("bench: \(text)") }

    /// Folder of the base model.
    func modelFolder() throws -> String { try modelPath() }

    /// The Python that has the peers; nil where there is none, which is noted.
    func peerPython() -> String? {
        let found = python ?? (try? checkoutPath(".cache/peers/bin/python"))
        if found == nil {
            note("the peers are not installed; install them with: make peers")
        }
        return found
    }

    /// A file below the checkout that the program, or else the working directory, lies in.
    ///
    /// - Throws: `OperationError` where there is none.
    func checkoutPath(_ path: String) throws(OperationError) -> String {
        for start in [program, FileManager.default.currentDirectoryPath + "/program"] {
            var folder = start
            while let slash = folder.lastIndex(of: "/") {
                folder = String(folder[..<slash])
                let candidate = folder + "/" + path
                if FileManager.default.fileExists(atPath: candidate) { return candidate }
            }
        }
        throw OperationError(
            .measurement, "found no \(path): run the program from a checkout of the repository")
    }

    /// Runs `body` with a directory of its own, which is removed afterwards.
    func withDirectory<Value>(_ body: (String) async throws -> Value) async throws -> Value {
        let process = ProcessInfo.processInfo.processIdentifier
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "openledger-bench-\(process)").path()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try await body(folder)
    }
}
