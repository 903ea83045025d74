internal import FoundationEssentials
package import Ledger
package import Machine
internal import Synchronization
package import Wire

/// The openings of a running node: durable before their entries, found again by commitment.
///
/// New openings are appended to one file of this process; callers queue, and whoever finds the
/// disk idle writes all that wait with one fdatasync, as the ledger's writer does. What is kept in
/// memory is where each opening lies.
///
/// After a failed write nothing more goes to that file: what the disk holds of it is known only
/// after reading it again. Writing goes on in a new file, so that a disk that was full for a while
/// needs no restart.
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
    /// Files that were read, in the order in which they were opened.
    private var readers: [(file: Int, open: PosixFile)] = []
    /// How many files are kept open for readers: whoever reads old answers must not use up the
    /// process's descriptors.
    private static let readerLimit = 8
    /// When a file has this many bytes, the next is begun: files are read whole at the start.
    private let fileBytes: UInt64
    private var target: AppendOnlyFile?
    private nonisolated let lastFailure = Mutex<OperationError?>(nil)
    private let make: @Sendable (String) throws -> any SegmentFile
    private nonisolated let inbox = BatchQueue<AnswerOpening, Result<Void, any Error>>()

    /// Notes where the openings of a data directory lie.
    ///
    /// - Parameters:
    ///   - dataDirectory: the directory.
    ///   - fileBytes: the size at which a new file is begun.
    ///   - make: makes the file that new openings go to; tests give one that fails.
    /// - Throws: `OperationError`.
    package init(
        dataDirectory: String, fileBytes: UInt64 = 64 << 20,
        make: @escaping @Sendable (String) throws -> any SegmentFile = {
            try PosixFile($0, for: .writing(permissions: 0o600))
        }
    ) throws {
        self.make = make
        self.fileBytes = fileBytes
        folder = dataDirectory + "/" + Openings.folder
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw OperationError(.files, "cannot make \(folder): check space and permissions")
        }
        for path in try Openings(dataDirectory: dataDirectory).paths() {
            for (opening, line) in try Openings.read(path) {
                places[opening.requestCommitment] = Place(
                    file: paths.count, offset: UInt64(line.lowerBound), length: line.count)
            }
            paths.append(path)
        }
    }

    /// Why the last opening could not be written; nil when it could.
    package nonisolated var failure: OperationError? { lastFailure.withLock { $0 } }

    /// Writes openings that are not kept yet; returns when all are on the disk.
    ///
    /// - Throws: `OperationError` with code `unkept`.
    package nonisolated func write(_ openings: [AnswerOpening]) async throws {
        try await write(inbox.add(openings))
    }

    /// The opening of a commitment; nil when it is not kept.
    ///
    /// - Throws: `OperationError` when the file cannot be read, or was altered under the node.
    package func opening(of commitment: Digest) throws -> AnswerOpening? {
        guard let place = places[commitment] else { return nil }
        let file = try reader(of: place.file)
        return try Openings.opening(
            ofLine: try file.read(place.length, at: place.offset)[...], in: paths[place.file])
    }

    private func reader(of file: Int) throws -> PosixFile {
        if let known = readers.first(where: { $0.file == file }) { return known.open }
        let open = try PosixFile(paths[file], for: .reading)
        if readers.count == Self.readerLimit { readers.removeFirst() }
        readers.append((file, open))
        return open
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

    /// Tries whether openings can be written again, where the last could not.
    ///
    /// - Returns: why not; nil when they can.
    @discardableResult
    package func tryAgain() -> OperationError? {
        guard failure != nil else { return nil }
        // An empty line is no opening: whoever reads the file passes over it.
        _ = try? append([UInt8(ascii: "\n")])
        return failure
    }

    private func store(_ all: [AnswerOpening]) throws {
        let openings = all.filter { places[$0.requestCommitment] == nil }
        guard !openings.isEmpty else { return }
        let lines = openings.map(\.line)
        var offset = try append(lines.flatMap { $0 + [UInt8(ascii: "\n")] })
        for (opening, line) in zip(openings, lines) {
            places[opening.requestCommitment] = Place(
                file: paths.count - 1, offset: offset, length: line.count)
            offset += UInt64(line.count + 1)
        }
    }

    /// Writes bytes behind those of the current file, and notes whether that went well.
    private func append(_ bytes: [UInt8]) throws -> UInt64 {
        do {
            var file = try currentFile()
            let offset = try file.append(bytes)
            target = file
            lastFailure.withLock { $0 = nil }
            return offset
        } catch {
            abandonFile()
            let reason = (error as? OperationError)?.message ?? "\(error)"
            let unkept = OperationError(
                .unkept, "The openings of answers cannot be written to \(folder). \(reason)")
            lastFailure.withLock { $0 = unkept }
            throw unkept
        }
    }

    /// The file that takes the next openings, made when the first comes and when one is large.
    private func currentFile() throws -> AppendOnlyFile {
        if let target, target.byteCount < fileBytes { return target }
        var number = paths.count
        var path: String
        repeat {
            path = "\(folder)/node-\(number).jsonl"
            number += 1
        } while FileManager.default.fileExists(atPath: path)
        let file = AppendOnlyFile(try make(path))
        paths.append(path)
        target = file
        try PosixFile.synchronizeDirectory(folder)
        return file
    }

    /// Lets go of a file that failed; one in which nothing was acknowledged is removed.
    private func abandonFile() {
        guard let target else { return }
        self.target = nil
        guard target.byteCount == 0, let path = paths.last else { return }
        // One that cannot be removed keeps its name, and the next gets another.
        guard (try? FileManager.default.removeItem(atPath: path)) != nil else { return }
        paths.removeLast()
    }
}
