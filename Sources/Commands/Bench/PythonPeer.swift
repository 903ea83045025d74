internal import Foundation
internal import Wire

/// A peer in Python that loads once, and then measures one run for each line that it is sent.
final class PythonPeer {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var unread: [UInt8] = []
    /// The peer's name and version; nil before its first run.
    private(set) var name: String?

    /// Starts the peer.
    ///
    /// - Throws: ``BenchError`` when there is no such program.
    init(python: String, arguments: [String]) throws {
        process.executableURL = URL(filePath: python)
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        do {
            try process.run()
        } catch {
            throw BenchError(
                "could not start \(python): correct OPENLEDGER_PEER_PYTHON or run: make peers")
        }
    }

    deinit {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// One run's rows a second.
    ///
    /// - Throws: ``BenchError`` when the peer ended or says something else.
    func rowsPerSecond() throws -> Double {
        try input.fileHandleForWriting.write(contentsOf: Data("run\n".utf8))
        let line = try nextLine()
        guard let json = try? JSONValue(parsing: line, limit: 1 << 16),
            let rate = json["rowsPerSecond"]?.doubleValue, let name = json["peer"]?.stringValue
        else {
            throw BenchError("the peer said: \(String(decoding: line, as: UTF8.self))")
        }
        self.name = name
        return rate
    }

    private func nextLine() throws -> [UInt8] {
        while true {
            if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
                defer { unread.removeFirst(end + 1) }
                return Array(unread[..<end])
            }
            let bytes = output.fileHandleForReading.availableData
            guard !bytes.isEmpty else {
                throw BenchError("the peer ended without a figure; what went wrong stands above")
            }
            unread += bytes
        }
    }
}
