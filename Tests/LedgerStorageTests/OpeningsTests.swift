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
            answer: "answer \(number)",
            confidence: number.isMultiple(of: 2)
                ? Confidence(partsPerMillion: UInt32(number)) : nil)
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
                    group.addTask { try await log.write([made]) }
                }
                try await group.waitForAll()
            }
        }
        #expect(try Openings(dataDirectory: folder.path).readAll().count == 15)
    }

    @Test func `go on in a new file when one is large`() async throws {
        for life in 0..<2 {
            let log = try OpeningsLog(dataDirectory: folder.path, fileBytes: 600)
            for number in life * 9..<life * 9 + 9 { try await log.write([opening(number)]) }
            for number in 0..<life * 9 + 9 {
                let asked = opening(number)
                #expect(try await log.opening(of: asked.requestCommitment) == asked)
            }
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path("openings"))
        #expect(names.count >= 6)
    }

    @Test func `are read again with the longest question there can be`() async throws {
        let hostile = String(repeating: "\u{1}", count: AnswerOpening.textLimit)
        let long = AnswerOpening(
            requestCommitment: .zero, requestSalt: .zero, question: hostile, answerSalt: .zero,
            answer: hostile)
        try await OpeningsLog(dataDirectory: folder.path).write([long])
        let again = try OpeningsLog(dataDirectory: folder.path)
        #expect(try await again.opening(of: .zero) == long)
    }

    @Test func `are kept once, however often they are written`() async throws {
        let batch = (0..<3).map(opening)
        let log = try OpeningsLog(dataDirectory: folder.path)
        try await log.write(batch)
        try await log.write(batch)
        try await log.write([])
        let path = folder.path("openings/node-0.jsonl")
        let bytes = try Data(contentsOf: URL(filePath: path))
        #expect(bytes.count { $0 == UInt8(ascii: "\n") } == 3)
        // By a later process, too.
        let later = try OpeningsLog(dataDirectory: folder.path)
        try await later.write(batch + [opening(3)])
        #expect(try Data(contentsOf: URL(filePath: path)) == bytes)
        let found = try Openings(dataDirectory: folder.path).readAll()
        #expect(found.count == 4)
        for opening in batch { #expect(found[opening.requestCommitment] == opening) }
    }

    @Test(arguments: FailingDisk.Failure.allCases)
    func `are refused while the disk fails`(_ failure: FailingDisk.Failure)
        async throws
    {
        // A write and a sync for each of two openings.
        let disk = FailingDisk(failure, after: 4)
        let log = try OpeningsLog(dataDirectory: folder.path) { try disk.open($0) }
        for number in 0..<2 { try await log.write([opening(number)]) }
        for number in 2..<5 {
            await #expect(throws: (any Error).self) { try await log.write([opening(number)]) }
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
        try await reopened.write([opening(7)])
        #expect(try await reopened.opening(of: opening(7).requestCommitment) == opening(7))
    }

    @Test(arguments: FailingDisk.Failure.allCases)
    func `are taken again when the disk works again, without a restart`(
        _ failure: FailingDisk.Failure
    ) async throws {
        let disk = FailingDisk(failure, after: 4)
        let log = try OpeningsLog(dataDirectory: folder.path) { try disk.open($0) }
        for number in 0..<2 { try await log.write([opening(number)]) }
        #expect(log.failure == nil)
        #expect(await log.tryAgain() == nil)
        for _ in 0..<3 {
            await #expect(throws: OperationError.self) { try await log.write([opening(2)]) }
            #expect(log.failure?.code == .unkept)
            #expect(await log.tryAgain()?.code == .unkept)
        }
        // What failed leaves no heap of files behind.
        let names = try FileManager.default.contentsOfDirectory(
            atPath: folder.path("openings"))
        #expect(names == ["node-0.jsonl"])
        disk.repair()
        #expect(await log.tryAgain() == nil)
        #expect(log.failure == nil)
        for number in 3..<5 { try await log.write([opening(number)]) }
        for number in [0, 1, 3, 4] {
            let asked = opening(number)
            #expect(try await log.opening(of: asked.requestCommitment) == asked)
        }
        let later = try Openings(dataDirectory: folder.path).readAll()
        for number in [0, 1, 3, 4] {
            #expect(later[opening(number).requestCommitment] == opening(number))
        }
    }

    @Test func `cannot be lost sight of by a folder that cannot be listed`() throws {
        try Data([1]).write(to: URL(fileURLWithPath: folder.path("openings")))
        #expect(throws: OperationError.self) { try Openings(dataDirectory: folder.path).readAll() }
        #expect(throws: OperationError.self) { try OpeningsLog(dataDirectory: folder.path) }
    }

    @Test func `that were altered are refused by their file's name`() async throws {
        try await OpeningsLog(dataDirectory: folder.path).write([opening(1)])
        let path = folder.path("openings/node-0.jsonl")
        try Data("{\"request\": 1}\n".utf8).write(to: URL(fileURLWithPath: path))
        let error = #expect(throws: OperationError.self) {
            try OpeningsLog(dataDirectory: folder.path)
        }
        #expect(error?.code == .altered && error?.message.contains("node-0.jsonl") == true)
        #expect(throws: OperationError.self) { try Openings(dataDirectory: folder.path).readAll() }
    }

    @Test func `are refused by the name of a confidence out of range`() async throws {
        let log = try OpeningsLog(dataDirectory: folder.path)
        try await log.write([opening(2)])
        let path = folder.path("openings/node-0.jsonl")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        // As many bytes as before, so that the running log finds its line.
        try text.replacing("Million\":2", with: "Million\":-")
            .write(toFile: path, atomically: false, encoding: .utf8)
        await #expect(throws: OperationError.self) {
            try await log.opening(of: opening(2).requestCommitment)
        }
        try text.replacing("Million\":2", with: "Million\":1000001")
            .write(toFile: path, atomically: false, encoding: .utf8)
        let error = #expect(throws: OperationError.self) {
            try Openings(dataDirectory: folder.path).readAll()
        }
        #expect(error?.code == .altered && error?.message.contains("node-0.jsonl") == true)
        #expect(error?.message.contains("confidencePartsPerMillion") == true)
    }
}
