internal import Foundation
internal import Wire

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
    /// - Throws: ``BenchError`` when it ends before it serves.
    init(
        _ program: String, _ arguments: [String], threads: Int? = nil, log: String
    ) throws {
        let output = Pipe()
        guard FileManager.default.createFile(atPath: log, contents: nil),
            let errors = FileHandle(forWritingAtPath: log)
        else { throw BenchError("cannot write \(log): check space and permissions") }
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
            throw BenchError("could not start \(program): \(error.localizedDescription)")
        }
        let line = Self.firstLine(output.fileHandleForReading)
        guard let json = try? JSONValue(parsing: line, limit: 1 << 16),
            let url = json["url"]?.stringValue.flatMap({ URL(string: $0) }), let port = url.port,
            let port = UInt16(exactly: port)
        else {
            process.terminate()
            process.waitUntilExit()
            let said = FileManager.default.contents(atPath: log) ?? Data()
            throw BenchError(
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
