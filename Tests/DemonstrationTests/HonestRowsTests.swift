import Datanets
import Demonstration
import Foundation
import Identity
import ModelFactory
import Tensors
import Testing
import Wire

/// The committed sample under the rule for repetitions, with the real base model: where
/// OPENLEDGER_MODEL says, or where `make build` put it.
@Suite struct `Rows of honest teams` {
    static func likeness() throws -> EmbeddingLikeness {
        let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let path =
            ProcessInfo.processInfo.environment["OPENLEDGER_MODEL"]
            ?? repository.path + "/.cache/models/all-MiniLM-L6-v2"
        return EmbeddingLikeness(
            try BaseModel(path: path, trainable: false), threads: ComputeThreads(count: 2))
    }

    static func contribution(_ owner: String, _ rows: [DatanetRow]) -> Contribution {
        var salts = SeededBytes(seed: 1, label: "salts of " + owner)
        return Contribution(
            account: AccountKey.derived(seed: 1, label: owner).address, rows: rows, salts: &salts)
    }

    /// 4,000 rows of different packages, no two the same: word sets alone stripped 240 of them, 28
    /// for a row of another label.
    @Test func `keep their credit, and padded copies of them mostly do not get it`() throws {
        let sample = try DebianSample.committed()
        let likeness = try Self.likeness()
        var datanet = Datanet(task: .classification(sample.labels))
        var stripped: [(row: DatanetRow, original: DatanetRow)] = []
        for team in sample.teams {
            let rows = sample.train.filter { $0.team == team }.map(\.row)
            let registered = try datanet.register(Self.contribution(team, rows), by: likeness)
            for pair in datanet.pairs(of: registered) {
                let original = datanet.acceptedRows[Int(pair.original.value)].row
                stripped.append((rows[pair.position], original))
            }
        }
        #expect(datanet.acceptedRows.count + stripped.count == 4_000)
        #expect(stripped.count <= 25, "\(stripped.count)")
        #expect(stripped.allSatisfy { $0.row.label == $0.original.label })

        // A padded copy has one stop word more than its original has words.
        let stops = "the a of and for to in with is by on as at it that from this be are or"
            .split(separator: " ")
        let victims = datanet.acceptedRows.map(\.row).filter { row in
            (4...stops.count - 1).contains(Set(WordSequence.words(of: row.text)).count)
        }.prefix(300)
        let copies = try victims.map { row in
            let count = Set(WordSequence.words(of: row.text)).count + 1
            return try DatanetRow(
                text: row.text + " " + stops.prefix(count).joined(separator: " "),
                label: row.label)
        }
        let copied = try datanet.judged(Self.contribution("copier", copies), by: likeness)
        #expect(copied.duplicateCount >= 210, "\(copied.duplicateCount)")
    }
}
