import Foundation
import Ledger
import LedgerStorage
import Machine
import MachineTestKit
import Testing
import Wire

@Suite struct `The openings of answers` {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func opening(_ number: Int) -> AnswerOpening {
        func digest(_ label: String) -> Digest { .sha256(Array("\(label) \(number)".utf8)) }
        return AnswerOpening(
            requestCommitment: digest("request"), requestSalt: digest("request salt"),
            question: "question \(number)\n\"quoted\"", answerSalt: digest("answer salt"),
            answer: "answer \(number)")
    }

    @Test func `are found by their commitments, also after a restart`() async throws {
        for life in 0..<3 {
            let log = try OpeningsLog(dataDirectory: folder.path)
            for number in 0..<life * 5 {
                let asked = opening(number)
                #expect(try await log.opening(of: asked.requestCommitment) == asked)
            }
            #expect(try await log.opening(of: opening(99).requestCommitment) == nil)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in life * 5..<life * 5 + 5 {
                    let made = opening(number)
                    group.addTask { try await log.write(made) }
                }
                try await group.waitForAll()
            }
        }
        #expect(try Openings(dataDirectory: folder.path).readAll().count == 15)
    }

    @Test func `are in one file with one batch's, written twice without a change`() throws {
        let openings = Openings(dataDirectory: folder.path)
        let batch = (0..<3).map(opening)
        try openings.write(batch)
        try openings.write(batch)
        try openings.write([])
        let found = try openings.readAll()
        #expect(found.count == 3)
        for opening in batch { #expect(found[opening.requestCommitment] == opening) }
        let names = try FileManager.default.contentsOfDirectory(
            atPath: folder.path("openings"))
        #expect(names.count == 1)
    }

    @Test(arguments: FailingDisk.Failure.allCases)
    func `are refused from the first error of the disk on`(_ failure: FailingDisk.Failure)
        async throws
    {
        // A write and a sync for each of two openings.
        let disk = FailingDisk(failure, after: 4)
        let log = try OpeningsLog(dataDirectory: folder.path) { try disk.open($0) }
        for number in 0..<2 { try await log.write(opening(number)) }
        for number in 2..<5 {
            await #expect(throws: (any Error).self) { try await log.write(opening(number)) }
            let commitment = opening(number).requestCommitment
            #expect(try await log.opening(of: commitment) == nil)
        }
        // What was acknowledged is there; what was not may be, where only the sync failed.
        let later = try Openings(dataDirectory: folder.path).readAll()
        for number in 0..<2 {
            #expect(later[opening(number).requestCommitment] == opening(number))
        }
        #expect(later.count == (failure == .notSynchronised ? 3 : 2))
        let reopened = try OpeningsLog(dataDirectory: folder.path)
        try await reopened.write(opening(7))
        #expect(try await reopened.opening(of: opening(7).requestCommitment) == opening(7))
    }

    @Test func `that were altered are refused by their file's name`() async throws {
        try await OpeningsLog(dataDirectory: folder.path).write(opening(1))
        let path = folder.path("openings/node-0.jsonl")
        try Data("{\"request\": 1}\n".utf8).write(to: URL(fileURLWithPath: path))
        let error = #expect(throws: OperationError.self) {
            try OpeningsLog(dataDirectory: folder.path)
        }
        #expect(error?.code == .altered && error?.message.contains("node-0.jsonl") == true)
        #expect(throws: OperationError.self) { try Openings(dataDirectory: folder.path).readAll() }
    }
}
