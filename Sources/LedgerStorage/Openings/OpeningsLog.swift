internal import FoundationEssentials
package import Ledger
package import Machine
package import Wire

/// The openings of a running node: durable before their entries, found again by commitment.
///
/// New openings are appended to one file of this process; callers queue, and whoever finds the
/// disk idle writes all that wait with one fdatasync, as the ledger's writer does. What is kept in
/// memory is where each opening lies.
package actor OpeningsLog {
    private let thread = DedicatedThread(name: "openings")
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        thread.asUnownedSerialExecutor()
    }

    private struct Place {
        let file: Int
        let offset: UInt64
        let length: Int
    }

    private let folder: String
    private var paths: [String] = []
    private var places: [Digest: Place] = [:]
    private var readers: [Int: PosixFile] = [:]
    private var target: AppendOnlyFile?
    private let make: @Sendable (String) throws -> any SegmentFile
    private nonisolated let inbox = BatchQueue<AnswerOpening, Result<Void, any Error>>()

    /// Notes where the openings of a data directory lie.
    ///
    /// - Parameters:
    ///   - dataDirectory: the directory.
    ///   - make: makes the file that new openings go to; tests give one that fails.
    /// - Throws: `OperationError`.
    package init(
        dataDirectory: String,
        make: @escaping @Sendable (String) throws -> any SegmentFile = {
            try PosixFile($0, for: .writing(permissions: 0o600))
        }
    ) throws {
        self.make = make
        folder = dataDirectory + "/" + Openings.folder
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw OperationError(.files, "cannot make \(folder): check space and permissions")
        }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for name in names.sorted() where name.hasSuffix(".jsonl") {
            let path = folder + "/" + name
            let bytes = try PosixFile.contents(of: path, limit: FileLimit.records)
            for line in Openings.lines(of: bytes) {
                guard let opening = AnswerOpening(line: bytes[line]) else {
                    throw OperationError(.altered, "\(path) is malformed: restore it")
                }
                places[opening.requestCommitment] = Place(
                    file: paths.count, offset: UInt64(line.lowerBound), length: line.count)
            }
            paths.append(path)
        }
    }

    /// Writes an opening; returns when it is on the disk.
    ///
    /// - Throws: `OperationError`; nothing more is written after a failure.
    package nonisolated func write(_ opening: AnswerOpening) async throws {
        try await write(inbox.add([opening]))
    }

    /// The opening of a commitment; nil when it is not kept.
    package func opening(of commitment: Digest) throws -> AnswerOpening? {
        guard let place = places[commitment] else { return nil }
        let file = try readers[place.file] ?? PosixFile(paths[place.file], for: .reading)
        readers[place.file] = file
        return AnswerOpening(line: try file.read(place.length, at: place.offset)[...])
    }

    private func write(
        _ tickets: [BatchQueue<AnswerOpening, Result<Void, any Error>>.Ticket]
    ) throws {
        let outcomes = inbox.outcomes(of: tickets, upTo: .max) { openings in
            let result = Result { try store(openings) }
            return openings.map { _ in result }
        }
        for outcome in outcomes { try outcome.get() }
    }

    private func store(_ openings: [AnswerOpening]) throws {
        var file = try currentFile()
        // Kept after a failure, too: the file remembers it.
        defer { target = file }
        let lines = openings.map(\.line)
        var offset = try file.append(lines.flatMap { $0 + [UInt8(ascii: "\n")] })
        for (opening, line) in zip(openings, lines) {
            places[opening.requestCommitment] = Place(
                file: paths.count - 1, offset: offset, length: line.count)
            offset += UInt64(line.count + 1)
        }
    }

    /// The file of this process, made when the first opening comes.
    private func currentFile() throws -> AppendOnlyFile {
        if let target { return target }
        var number = paths.count
        var path: String
        repeat {
            path = "\(folder)/node-\(number).jsonl"
            number += 1
        } while FileManager.default.fileExists(atPath: path)
        let file = AppendOnlyFile(try make(path))
        try PosixFile.synchronizeDirectory(folder)
        paths.append(path)
        return file
    }
}
