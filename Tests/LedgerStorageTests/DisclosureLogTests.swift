import Foundation
import LedgerStorage
import Machine
import MachineTestKit
import Synchronization
import Testing
import Wire

@Suite struct `What payers disclose of answers` {
    private let folder: TemporaryFolder
    private var path: String { folder.path("disclosures.jsonl") }

    init() throws { folder = try TemporaryFolder() }

    private func log() throws -> DisclosureLog { try DisclosureLog(dataDirectory: folder.path) }

    private func link(_ number: Int) -> Digest { .sha256(Array("link \(number)".utf8)) }

    private func act(
        _ act: Disclosure.Act, on index: UInt64 = 7, at seconds: UInt64 = 1
    ) -> Disclosure {
        Disclosure(index: index, act: act, seconds: seconds)
    }

    private func size() throws -> Int { try Data(contentsOf: URL(filePath: path)).count }

    @Test func `is known again after a restart`() async throws {
        var log = try log()
        _ = try await log.take(act(.link(link(1))))
        _ = try await log.take(act(.link(link(2)), at: 2))
        _ = try await log.take(act(.revoke(link(1)), at: 3))
        _ = try await log.take(act(.publish, on: .max))
        for _ in 0..<2 {
            let answer = await log.answer(at: 7)
            #expect(!answer.shows(link(1)) && answer.shows(link(2)) && !answer.isPublished)
            #expect(answer.links.map(\.madeSeconds) == [1, 2])
            #expect(answer.links.map(\.revokedSeconds) == [3, nil])
            #expect(await log.answer(at: .max).isPublished)
            #expect(await log.answer(at: 8) == DisclosedAnswer())
            log = try self.log()
        }
    }

    @Test func `takes no room when nothing changes, and has a bound for each answer`()
        async throws
    {
        let log = try log()
        for number in 0..<DisclosureLog.linkLimit {
            _ = try await log.take(act(.link(link(number))))
            _ = try await log.take(act(.revoke(link(number))))
        }
        _ = try await log.take(act(.publish))
        let full = try size()
        #expect(full < 65 * 200)
        for number in 0..<DisclosureLog.linkLimit {
            #expect(try await log.take(act(.link(link(number)))) != nil)
            _ = try await log.take(act(.revoke(link(number))))
            _ = try await log.take(act(.revoke(link(number + 1_000))))
            _ = try await log.take(act(.publish))
            #expect(try await log.take(act(.link(link(number + 1_000)))) == nil)
        }
        #expect(try size() == full)
        #expect(await !log.answer(at: 7).shows(link(0)))
    }

    @Test func `that was being written when the process ended is cut off`() async throws {
        _ = try await log().take(act(.link(link(1))))
        let whole = try size()
        let torn = try FileHandle(forWritingTo: URL(filePath: path))
        try torn.seekToEnd()
        try torn.write(contentsOf: Data(#"{"act":"publish","answer":"7","li"#.utf8))
        try torn.close()
        let log = try log()
        #expect(try size() == whole)
        #expect(await !log.answer(at: 7).isPublished)
        _ = try await log.take(act(.publish))
        #expect(await (try self.log()).answer(at: 7).isPublished)
    }

    @Test(arguments: [
        "nonsense", "{}", #"{"act":"link","answer":"7","link":null,"seconds":"1"}"#,
        #"{"act":"publish","answer":"-7","link":null,"seconds":"1"}"#,
        #"{"act":"burn","answer":"7","link":null,"seconds":"1"}"#,
    ])
    func `is refused by its file's name when it was altered`(line: String) throws {
        try Data((line + "\n").utf8).write(to: URL(filePath: path))
        let error = #expect(throws: OperationError.self) { try log() }
        #expect(error?.code == .altered && error?.message.contains("disclosures.jsonl") == true)
    }

    @Test(arguments: FailingDisk.Failure.allCases)
    func `is not taken once the disk fails`(_ failure: FailingDisk.Failure) async throws {
        let disk = FailingDisk(failure, after: 2)
        let log = try DisclosureLog(dataDirectory: folder.path) { try disk.open($0) }
        _ = try await log.take(act(.link(link(1))))
        for act in [act(.publish), act(.link(link(2)))] {
            await #expect(throws: (any Error).self) { try await log.take(act) }
        }
        let answer = await log.answer(at: 7)
        #expect(answer.shows(link(1)) && !answer.shows(link(2)) && !answer.isPublished)
        #expect(await (try self.log()).answer(at: 7).shows(link(1)))
    }

    @Test(arguments: FailingDisk.Failure.allCases)
    func `is taken again when the disk works again, without a restart`(
        _ failure: FailingDisk.Failure
    ) async throws {
        let disk = FailingDisk(failure, after: 2)
        let path = folder.path
        let isWorking = Mutex(false)
        let log = try DisclosureLog(dataDirectory: path) { file in
            guard isWorking.withLock({ $0 }) else { return try disk.open(file) }
            return try PosixFile(file, for: .writing(permissions: 0o600))
        }
        _ = try await log.take(act(.link(link(1))))
        await #expect(throws: OperationError.self) { try await log.take(act(.revoke(link(1)))) }
        #expect(await log.tryAgain()?.code == .unkept)
        isWorking.withLock { $0 = true }
        #expect(await log.tryAgain() == nil)
        _ = try await log.take(act(.revoke(link(1))))
        #expect(await !log.answer(at: 7).shows(link(1)))
        let later = try self.log()
        #expect(await !later.answer(at: 7).shows(link(1)))
    }
}
