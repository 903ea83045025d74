internal import FoundationEssentials
internal import LedgerStorage
internal import Synchronization
internal import Wire

/// The openings of a running node: durable before their entries, found again by commitment.
///
/// New openings are appended to one file of this process; callers queue, and whoever finds the
/// disk idle writes all that wait with one fdatasync, as the ledger's writer does. What is kept in
/// memory is where each opening lies.
actor OpeningsLog {
    private let thread = DedicatedThread(name: "openings")
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        thread.asUnownedSerialExecutor()
    }

    private struct Place {
        let file: Int
        let offset: UInt64
        let length: Int
    }

    private final class Waiting: Sendable {
        let opening: Openings.Opening
        let outcome = Mutex<Result<Void, any Error>?>(nil)

        init(_ opening: Openings.Opening) { self.opening = opening }

        var isFinished: Bool { outcome.withLock { $0 != nil } }
    }

    private let folder: String
    private var paths: [String] = []
    private var places: [Digest: Place] = [:]
    private var readers: [Int: PosixFile] = [:]
    private var target: PosixFile?
    private var end: UInt64 = 0
    private var failure: (any Error)?
    private nonisolated let inbox = Mutex<[Waiting]>([])

    /// Notes where the openings of a data directory lie.
    ///
    /// - Throws: `StorageError` or `NodeError`.
    init(dataDirectory: String) throws {
        folder = dataDirectory + "/" + Openings.folder
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw NodeError(.file, "cannot make \(folder): check space and permissions")
        }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for name in names.sorted() where name.hasSuffix(".jsonl") {
            let path = folder + "/" + name
            let bytes = try PosixFile(path, for: .reading).contents()
            for line in Openings.lines(of: bytes) {
                guard let opening = Openings.Opening(line: bytes[line]) else {
                    throw NodeError(.altered, "\(path) is malformed: restore it")
                }
                places[opening.requestCommitment] = Place(
                    file: paths.count, offset: UInt64(line.lowerBound), length: line.count)
            }
            paths.append(path)
        }
    }

    /// Writes an opening; returns when it is on the disk.
    ///
    /// - Throws: `StorageError`; nothing more is written after a failure.
    nonisolated func write(_ opening: Openings.Opening) async throws {
        let waiting = Waiting(opening)
        inbox.withLock { $0.append(waiting) }
        try await write(until: waiting)
    }

    /// The opening of a commitment; nil when it is not kept.
    func opening(of commitment: Digest) throws -> Openings.Opening? {
        guard let place = places[commitment] else { return nil }
        let file = try readers[place.file] ?? PosixFile(paths[place.file], for: .reading)
        readers[place.file] = file
        return Openings.Opening(line: try file.read(place.length, at: place.offset)[...])
    }

    private func write(until waiting: Waiting) throws {
        while !waiting.isFinished {
            let batch = inbox.withLock { inbox in
                defer { inbox = [] }
                return inbox
            }
            let result = Result { try store(batch.map(\.opening)) }
            for item in batch { item.outcome.withLock { $0 = result } }
        }
        try waiting.outcome.withLock { $0 }?.get()
    }

    private func store(_ openings: [Openings.Opening]) throws {
        if let failure { throw failure }
        do {
            let file = try currentFile()
            var bytes: [UInt8] = []
            var added: [(Digest, Place)] = []
            for opening in openings {
                let line = opening.line
                added.append(
                    (
                        opening.requestCommitment,
                        Place(
                            file: paths.count - 1, offset: end + UInt64(bytes.count),
                            length: line.count)
                    ))
                bytes += line
                bytes.append(UInt8(ascii: "\n"))
            }
            try file.write(bytes, at: end)
            try file.synchronize()
            end += UInt64(bytes.count)
            for (commitment, place) in added { places[commitment] = place }
        } catch {
            failure = error
            throw error
        }
    }

    /// The file of this process, made when the first opening comes.
    private func currentFile() throws -> PosixFile {
        if let target { return target }
        var number = paths.count
        var path: String
        repeat {
            path = "\(folder)/node-\(number).jsonl"
            number += 1
        } while FileManager.default.fileExists(atPath: path)
        let file = try PosixFile(path, for: .writing(permissions: 0o600))
        try PosixFile.synchronizeDirectory(folder)
        paths.append(path)
        target = file
        return file
    }
}
