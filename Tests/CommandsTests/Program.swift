import Foundation
import Synchronization
import Testing
import Wire

/// The built program, run as a stranger would run it.
enum Program {
    /// How a run ended.
    struct Outcome {
        let code: Int32
        let output: String
        let errors: String

        /// The last line on standard output as JSON.
        func json() throws -> JSONValue {
            let line = try #require(output.split(separator: "\n").last)
            return try JSONValue(parsing: Array(line.utf8), limit: 1 << 24)
        }
    }

    private static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// Where `make build` leaves it.
    static let path = repository.appending(path: ".build/release/openledger").path

    /// One at a time: the machine that tests may have two cores.
    private static let turn = Mutex(())

    /// Runs to the end.
    static func run(
        _ arguments: String..., in folder: Folder, environment: [String: String] = [:]
    ) throws -> Outcome {
        try run(arguments: arguments, in: folder, environment: environment)
    }

    /// Runs to the end.
    static func run(
        arguments: [String], in folder: Folder, environment: [String: String] = [:]
    ) throws -> Outcome {
        try #require(
            FileManager.default.isExecutableFile(atPath: path),
            "there is no \(path); run `make build`")
        return try turn.withLock { _ in
            let process = Process()
            process.executableURL = URL(fileURLWithPath: path)
            process.arguments = arguments
            process.currentDirectoryURL = folder.url
            process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
            // Files, not pipes: nobody has to read them for the program to go on.
            let names = ["output", "errors"].map { folder.path("program-" + $0) }
            let handles = try names.map { name in
                _ = FileManager.default.createFile(atPath: name, contents: nil)
                return try FileHandle(forWritingTo: URL(fileURLWithPath: name))
            }
            process.standardOutput = handles[0]
            process.standardError = handles[1]
            try process.run()
            process.waitUntilExit()
            return Outcome(
                code: process.terminationStatus,
                output: try String(contentsOfFile: names[0], encoding: .utf8),
                errors: try String(contentsOfFile: names[1], encoding: .utf8))
        }
    }
}

/// A temporary folder that goes when its last owner goes.
final class Folder: Sendable {
    let url: URL

    init() throws {
        var generator = SystemRandomNumberGenerator()
        url = FileManager.default.temporaryDirectory.appending(
            path: "commands-tests-\(UInt64.random(in: .min ... .max, using: &generator))")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// The path of a file in it.
    func path(_ name: String) -> String { url.appending(path: name).path }

    /// Writes a file and returns its path.
    func write(_ bytes: [UInt8], to name: String) throws -> String {
        try Data(bytes).write(to: url.appending(path: name))
        return path(name)
    }

    /// The bytes of a file.
    func bytes(of name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: url.appending(path: name)))
    }

    /// Whether there is such a file.
    func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }
}
