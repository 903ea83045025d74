import Foundation
import Machine
import MachineTestKit
import Testing
import Wire

@Suite struct `A file that is read whole` {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: [0, 1, 1_000, 200_000])
    func `may have as many bytes as the limit says, and not one more`(count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        let path = try folder.write(bytes, to: "file")
        #expect(try PosixFile.contents(of: path, limit: count) == bytes)
        #expect(try PosixFile.contents(of: path, limit: .max) == bytes)
        guard count > 0 else { return }
        let error = #expect(throws: OperationError.self) {
            try PosixFile.contents(of: path, limit: count - 1)
        }
        #expect(error?.message.contains("more than the \(count - 1) bytes") == true)
    }

    @Test func `may be a device, which has no length and perhaps no end`() throws {
        #expect(try PosixFile.contents(of: "/dev/null", limit: 10).isEmpty)
        #expect(throws: OperationError.self) {
            try PosixFile.contents(of: "/dev/zero", limit: 200_000)
        }
        let status = try PosixFile.contents(of: "/proc/self/status", limit: FileLimit.text)
        #expect(String(decoding: status, as: UTF8.self).contains("Pid:"))
    }

    @Test func `may be a pipe`() throws {
        let pipe = Pipe()
        try pipe.fileHandleForWriting.write(contentsOf: Data("through".utf8))
        try pipe.fileHandleForWriting.close()
        let path = "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)"
        #expect(try PosixFile.contents(of: path, limit: 7) == Array("through".utf8))
    }

    @Test func `is refused with a sentence when it is missing or a directory`() {
        for path in [folder.path, folder.path("nothing")] {
            let error = #expect(throws: OperationError.self) {
                try PosixFile.contents(of: path, limit: 10)
            }
            #expect(error?.code == .files && error?.message.contains(path) == true)
        }
    }

    @Test func `is nothing only where there is none`() throws {
        let path = try folder.write([1, 2], to: "file")
        #expect(try PosixFile.contentsIfThere(of: path, limit: 2) == [1, 2])
        #expect(try PosixFile.contentsIfThere(of: folder.path("none"), limit: 2) == nil)
        for (path, limit) in [(path, 1), (folder.path, 10)] {
            #expect(throws: OperationError.self) {
                try PosixFile.contentsIfThere(of: path, limit: limit)
            }
        }
    }

    @Test func `of a data directory is compared with the digest that is expected`() throws {
        let files = DataFiles(root: folder.path)
        let bytes: [UInt8] = [1, 2, 3]
        try files.write(bytes, to: "deep/in/file")
        #expect(files.exists("deep/in/file"))
        let digest = Digest.sha256(bytes)
        #expect(try files.read("deep/in/file", limit: 3, expecting: digest) == bytes)
        let altered = #expect(throws: OperationError.self) {
            try files.read("deep/in/file", limit: 3, expecting: .sha256([]))
        }
        #expect(altered?.code == .altered)
        for path in ["deep/in/other", "deep/in"] {
            let error = #expect(throws: OperationError.self) { try files.read(path, limit: 3) }
            #expect(error?.code == .files)
        }
        #expect(throws: OperationError.self) { try files.read("deep/in/file", limit: 2) }
    }
}

@Suite struct `A folder` {
    @Test func `that is not there is empty, and one that cannot be listed is refused`() throws {
        let folder = try TemporaryFolder()
        let files = DataFiles(root: folder.path)
        #expect(try files.names(in: "jobs") == [])
        try files.write([1], to: "jobs/2")
        try files.write([1], to: "jobs/1")
        #expect(try files.names(in: "jobs") == ["1", "2"])
        let error = #expect(throws: OperationError.self) { try files.names(in: "jobs/1") }
        #expect(error?.message.contains("cannot list") == true)
    }
}

@Suite struct `A file that only grows` {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func `has its pieces one behind the other, over what was never finished`() throws {
        let path = try folder.write(Array("whole, and torn".utf8), to: "log")
        var log = AppendOnlyFile(
            try PosixFile(path, for: .writing(permissions: 0o600)), byteCount: 6)
        #expect(try log.append(Array(" one".utf8)) == 6)
        #expect(try log.append([]) == 10)
        #expect(try log.append(Array(" two".utf8)) == 10)
        #expect(log.byteCount == 14)
        #expect(try folder.bytes(of: "log") == Array("whole, one twon".utf8))
    }

    @Test(arguments: FailingDisk.Failure.allCases)
    func `takes nothing more after a failure`(_ failure: FailingDisk.Failure) throws {
        // A write and a sync for the first piece.
        let disk = FailingDisk(failure, after: 2)
        var log = AppendOnlyFile(try disk.open(folder.path("log")))
        _ = try log.append([1, 2])
        for _ in 0..<3 { #expect(throws: (any Error).self) { try log.append([3, 4]) } }
        #expect(log.byteCount == 2)
        #expect(try folder.bytes(of: "log").prefix(2) == [1, 2])
        // Nothing was tried again: at most one piece lies behind the end.
        #expect(try folder.bytes(of: "log").count <= 4)
    }
}

@Suite struct `A lock` {
    @Test func `is one owner's at a time`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("LOCK")
        var first = try FileLock(path)
        #expect(first != nil)
        #expect(try FileLock(path) == nil)
        first = nil
        #expect(try FileLock(path) != nil)
    }

    @Test func `knows when its file was removed or replaced`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("LOCK")
        let first = try #require(try FileLock(path))
        #expect(try first.isInPlace())
        try FileManager.default.removeItem(atPath: path)
        #expect(try !first.isInPlace())
        let second = try #require(try FileLock(path))
        #expect(try second.isInPlace())
        #expect(try !first.isInPlace())
    }
}
