import Demonstration
import Economy
import Foundation
import Identity
import Ledger
import LedgerStorage
import Machine
import ModelFactory
import Tensors
import Testing
import TransparencyLog
import Verifier
import Wire

@Suite struct `Attribution run again` {
    private let house: DemonstrationDirectory
    private let threads = ComputeThreads(count: 2)

    init() throws { house = try DemonstrationDirectory() }

    /// The example receipt's answer logged once more in a copy of the directory, with other rows.
    private func logged(
        _ name: String, _ change: ([AttributedRow]) -> [AttributedRow]
    ) async throws -> (verified: Bool, outcome: Finding.Outcome) {
        let finished = try await FinishedDemonstration.shared.value
        let copy = try house.copy(of: finished.directory, as: name)
        let reader = try LedgerReader(DataDirectory(copy))
        guard case .answer(let answer) = try reader.entry(at: finished.exampleReceipt).body,
            let terms = reader.state.model(deploy: answer.deploy)
        else { throw OperationError(.notFound, "the example is no answer") }
        let payer = AccountKey.derived(seed: 1, label: "payer")
        let id = try #require(IdempotencyId([UInt8](repeating: 7, count: IdempotencyId.byteCount)))
        let question = Question(
            deploy: answer.deploy, payer: payer.address, idempotencyId: id,
            maximumFee: answer.maximumFee, requestCommitment: answer.requestCommitment
        ).signed(by: payer, in: .log(reader.verifierKey))
        let again = try Answer(
            to: question, by: terms, answerCommitment: answer.answerCommitment,
            grade: answer.grade, rows: change(answer.lines.map(\.attributedRow)))
        let writer = try LedgerWriter.open(
            DataDirectory(copy), key: .existing, clock: .demonstration)
        let receipt = try await writer.append(.answer(again))
        try await writer.close()
        let report = ReceiptVerifier.verify(file: receipt.fileBytes, key: reader.verifierKey)
        let repeated = try Recomputation(
            dataDirectory: copy, base: finished.base, threads: threads
        ).repeated(receipt: receipt.fileBytes)
        return (report.isVerified, repeated.weights.outcome)
    }

    /// A row with another's number and owner.
    private func renamed(_ row: AttributedRow, as other: AttributedRow) -> AttributedRow {
        AttributedRow(
            other.subject, account: other.account, weight: row.weight, lower: row.lower,
            hold: other.hold)
    }

    @Test func `proves an answer that was logged as the model gave it`() async throws {
        let (verified, outcome) = try await logged("honest") { $0 }
        #expect(verified)
        guard case .proved = outcome else {
            Issue.record("\(outcome)")
            return
        }
    }

    @Test func `refuses swapped weights that the log's own signature covers`() async throws {
        let (verified, outcome) = try await logged("swapped") { rows in
            var rows = rows
            // Lines of equal weight would be the same answer.
            guard let other = rows.indices.first(where: { rows[$0].weight != rows[0].weight })
            else { return rows }
            (rows[0], rows[other]) = (
                renamed(rows[0], as: rows[other]), renamed(rows[other], as: rows[0])
            )
            return rows
        }
        #expect(verified, "the receipt alone cannot show it")
        guard case .refused(let reason) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(reason.contains("parts per billion") && reason.contains("the model gives row"))
    }

    /// What repeating the example finds in a copy whose openings a change was made to.
    private func repeated(
        _ name: String, _ change: (String) -> String
    ) async throws -> RepeatedReceipt {
        let finished = try await FinishedDemonstration.shared.value
        let copy = try house.copy(of: finished.directory, as: name)
        let folder = copy + "/openings/"
        for file in try FileManager.default.contentsOfDirectory(atPath: folder) {
            let text = try String(contentsOfFile: folder + file, encoding: .utf8)
            try change(text).write(toFile: folder + file, atomically: true, encoding: .utf8)
        }
        let receipt = try LedgerReader(DataDirectory(copy)).receipt(at: finished.exampleReceipt)
        return try Recomputation(dataDirectory: copy, base: finished.base, threads: threads)
            .repeated(receipt: receipt.fileBytes)
    }

    @Test func `proves the confidence that was kept, and refuses another`() async throws {
        let member = /"confidencePartsPerMillion":(\d+)/
        let honest = try await repeated("kept") { $0 }
        guard case .proved(let words) = honest.confidence?.outcome else {
            Issue.record("\(honest)")
            return
        }
        #expect(words.contains("parts per million") && honest.isProved)
        for (name, other) in [("one-less", -1), ("one-more", 1)] {
            let forged = try await repeated(name) { text in
                text.replacing(member) { found in
                    let parts = (Int(found.output.1) ?? 0) + other
                    return "\"confidencePartsPerMillion\":\(min(max(parts, 0), 1_000_000))"
                }
            }
            guard case .refused(let words) = forged.confidence?.outcome else {
                // At the end of the range there is nothing beyond.
                #expect(honest.confidence == forged.confidence && other > 0)
                continue
            }
            #expect(words.contains("states") && words.contains("the model gives its answer"))
            guard case .proved = forged.weights.outcome else {
                Issue.record("\(forged.weights)")
                return
            }
            #expect(!forged.isProved)
        }
    }

    @Test func `says of an opening from before confidences were kept that it states none`()
        async throws
    {
        let old = try await repeated("old") { text in
            text.replacing(/"confidencePartsPerMillion":\d+,/) { _ in "" }
        }
        guard case .notChecked(let words) = old.confidence?.outcome else {
            Issue.record("\(old)")
            return
        }
        #expect(words.contains("states none") && old.isProved)
    }

    @Test func `does not compare a confidence in another answer's words`() async throws {
        let other = try await repeated("renamed") { text in
            text.replacing(/"answer":"[^"]*"/) { _ in "\"answer\":\"another\"" }
        }
        guard case .notChecked = other.confidence?.outcome else {
            Issue.record("\(other)")
            return
        }
    }

    @Test func `holds a receipt's grade against the log, and another history's receipt too`()
        async throws
    {
        let finished = try await FinishedDemonstration.shared.value
        let copy = try house.copy(of: finished.directory, as: "graded")
        let reader = try LedgerReader(DataDirectory(copy))
        let receipt = try reader.receipt(at: finished.exampleReceipt)
        let again = try Recomputation(
            dataDirectory: copy, base: finished.base, threads: threads)
        guard case .proved(let words) = try again.grade(ofReceipt: receipt.fileBytes)?.outcome,
            case .answer(let answer) = receipt.entry.body
        else {
            Issue.record("The grade was not checked.")
            return
        }
        #expect(words.contains("\(answer.grade)"))
        #expect(try again.grade(ofReceipt: reader.receipt(at: 0).fileBytes) == nil)
        // The same index in the log of a directory that went another way.
        let other = try TLogProof(
            extra: receipt.entry.encoded, index: finished.exampleReceipt - 1,
            path: [], checkpoint: receipt.proof.checkpoint)
        guard case .refused = try again.grade(ofReceipt: other.bytes)?.outcome else {
            Issue.record("Another history's entry was taken for the log's.")
            return
        }
        let later = try TLogProof(
            extra: receipt.entry.encoded, index: reader.size, path: [],
            checkpoint: receipt.proof.checkpoint)
        guard case .notChecked = try again.grade(ofReceipt: later.bytes)?.outcome else {
            Issue.record("An entry that the log does not have was checked.")
            return
        }
    }

    @Test(arguments: [
        "adapter/adapter_model.safetensors", "head.safetensors", "index.olhk", "gate.bin",
        "manifest.json",
    ]) func `names a model's file that is altered or missing`(file: String) async throws {
        let finished = try await FinishedDemonstration.shared.value
        let copy = try house.copy(of: finished.directory, as: "altered")
        let folder = try #require(
            FileManager.default.contentsOfDirectory(atPath: copy + "/models").first)
        let place = "\(copy)/models/\(folder)/\(file)"
        let altered = try refusal(in: copy, finished) {
            var bytes = try Data(contentsOf: URL(fileURLWithPath: place))
            bytes[bytes.count / 2] ^= 1
            try bytes.write(to: URL(fileURLWithPath: place))
        }
        #expect((altered as? OperationError)?.code == .altered)
        #expect("\(altered)".contains(file))
        let missing = try refusal(in: copy, finished) {
            try FileManager.default.removeItem(atPath: place)
        }
        #expect((missing as? OperationError)?.code == .files)
        #expect("\(missing)".contains(file))
    }

    @Test(arguments: ["rows.jsonl", "salts.jsonl", "contributions.jsonl"])
    func `names a Datanet's file that is altered`(file: String) async throws {
        let finished = try await FinishedDemonstration.shared.value
        let copy = try house.copy(of: finished.directory, as: "altered")
        let error = try refusal(in: copy, finished) {
            let place = URL(fileURLWithPath: "\(copy)/datanets/debian-sections/\(file)")
            var bytes = try Data(contentsOf: place)
            let quote = try #require(bytes.lastIndex(of: UInt8(ascii: "\"")))
            bytes[quote - 1] = bytes[quote - 1] == UInt8(ascii: "a") ? 0x62 : 0x61
            try bytes.write(to: place)
        }
        #expect("\(error)".contains("debian-sections"), "\(error)")
    }

    /// The error that the recomputation ends with after a change to the directory.
    private func refusal(
        in directory: String, _ finished: FinishedDemonstration, _ change: () throws -> Void
    ) throws -> any Error {
        let reader = try LedgerReader(DataDirectory(directory))
        let receipt = try reader.receipt(at: finished.exampleReceipt).fileBytes
        try change()
        let error = #expect(throws: (any Error).self) {
            try Recomputation(dataDirectory: directory, base: finished.base, threads: threads)
                .repeated(receipt: receipt)
        }
        return try #require(error)
    }
}
