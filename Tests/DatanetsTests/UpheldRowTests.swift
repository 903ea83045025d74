import DatanetTestKit
import Datanets
import Foundation
import Identity
import Machine
import MachineTestKit
import Testing
import Wire

/// A row that was taken for a near-copy, and for which an objection was upheld.
@Suite struct `A row that was upheld` {
    private static let original = "fast json parser library"
    private static let near = "a fast json parser library"

    private static func offered(
        _ texts: [String], by owner: UInt8, despite: UInt32? = nil
    ) throws -> Contribution {
        var salts = SeededBytes(seed: UInt64(owner), label: "salts \(texts) \(despite ?? 0)")
        return Contribution(
            account: AccountKeyless.address(owner),
            rows: try texts.map { try DatanetRow(text: $0, label: "libs") },
            despite: despite.map(RowNumber.init), salts: &salts)
    }

    /// A row, another, and a near-copy of the first.
    private static func contributed() throws -> Datanet {
        var datanet = Datanet(task: .classification(`A Datanet`.labels))
        try datanet.register(offered([original, "tiny web server"], by: 1), by: FixedLikeness())
        let second = try datanet.register(offered([near], by: 2), by: FixedLikeness())
        #expect(second.statuses == [.duplicate(of: RowNumber(0))])
        return datanet
    }

    @Test func `is accepted whatever it is like, and the rows after it are judged as ever`() throws
    {
        var datanet = try Self.contributed()
        let upheld = try datanet.register(
            Self.offered([Self.near], by: 2, despite: 0), by: FixedLikeness())
        #expect(upheld.statuses == [.accepted(RowNumber(2))])
        #expect(upheld.contribution.despite == RowNumber(0))
        let later = try datanet.register(
            Self.offered([Self.near, "the fast json parser library"], by: 3), by: FixedLikeness())
        #expect(later.statuses == [.duplicate(of: RowNumber(2)), .duplicate(of: RowNumber(0))])
    }

    @Test func `is a duplicate of a row of the same words all the same`() throws {
        let datanet = try Self.contributed()
        let same = try datanet.judged(
            Self.offered(["Fast JSON parser library!"], by: 2, despite: 1), by: FixedLikeness())
        #expect(same.statuses == [.duplicate(of: RowNumber(0))])
        // What it was upheld against is said of a row that was taken in, and of no other.
        #expect(same.contribution.despite == nil)
        let unknown = try datanet.judged(
            Self.offered([Self.near], by: 2, despite: 2), by: FixedLikeness())
        #expect(unknown.statuses == [.duplicate(of: RowNumber(0))])
        #expect(unknown.contribution.despite == nil)
    }

    @Test func `stands beside the same row as it was offered first`() throws {
        var datanet = try Self.contributed()
        try datanet.register(
            Self.offered([Self.near], by: 2, despite: 0), by: FixedLikeness())
        let (rows, account) = (
            [try DatanetRow(text: Self.near, label: "libs")], AccountKeyless.address(2)
        )
        #expect(datanet.position(of: rows, from: account) == 1)
        #expect(datanet.position(of: rows, from: account, despite: RowNumber(0)) == 2)
        #expect(datanet.position(of: rows, from: account, despite: RowNumber(1)) == nil)
        #expect(
            datanet.exactOriginal(of: rows[0]) == RowNumber(2)
                && datanet.acceptedRows.count == 3)
    }

    private func withFiles(_ body: (DatanetFiles, Datanet) throws -> Void) throws {
        let folder = try TemporaryFolder()
        let files = try DatanetFiles(dataDirectory: folder.path, name: "debian")
        var datanet = try Self.contributed()
        try files.found(datanet.task)
        try datanet.register(
            Self.offered([Self.near], by: 2, despite: 0), by: FixedLikeness())
        var lengths = DatanetLengths()
        for registered in datanet.contributions { try files.append(registered, at: &lengths) }
        try body(files, datanet)
    }

    @Test func `states in its line what it was taken for a copy of`() throws {
        try withFiles { files, datanet in
            let text = try String(contentsOfFile: files.folder + "/rows.jsonl", encoding: .utf8)
            #expect(
                text.split(separator: "\n").last == #"""
                    {"account":"0x0202020202020202020202020202020202020202","despite":0,\#
                    "label":"libs","row":2,"status":"accepted",\#
                    "text":"a fast json parser library"}
                    """#)
            #expect(text.components(separatedBy: "despite").count == 2)
            let read = try files.read()
            #expect(read.contributions == datanet.contributions)
            #expect(read.version == datanet.version)
        }
    }

    @Test(arguments: [
        (#""despite":0"#, #""despite":2"#), (#""despite":0"#, #""despite":3"#),
        (#""despite":0"#, #""despite":-1"#), (#""despite":0"#, #""despite":"0""#),
        (#""despite":0"#, #""despite":null"#), (#""despite":0"#, #""despite":0.0"#),
        (#""despite":0"#, #""despite":4294967296"#),
        // A duplicate is despite nothing, and neither is one row of many.
        (#""label":"libs","of":0"#, #""despite":0,"label":"libs","of":0"#),
        (
            #"101","label":"libs","row":1"#,
            #"101","despite":0,"label":"libs","row":1"#
        ),
        // Its words must not be an accepted row's.
        ("a fast json parser library", "fast json parser library"),
    ])
    func `is refused with a line that cannot be`(from: String, to: String) throws {
        try withFiles { files, _ in
            let place = URL(fileURLWithPath: files.folder + "/rows.jsonl")
            let text = try String(contentsOf: place, encoding: .utf8)
            let changed = text.replacing(from, with: to)
            #expect(changed != text)
            try Data(changed.utf8).write(to: place)
            let error = #expect(throws: OperationError.self) { try files.read() }
            #expect(error?.code == .altered)
        }
    }

    @Test func `stays upheld on its way in, where a kill leaves it`() throws {
        let offered = try Self.offered([Self.near], by: 2, despite: 0)
        let staged = StagedContribution(
            offered, commitIndex: 7, key: .derived(seed: 1, label: "two"),
            domain: SigningDomain(chainId: 1, salt: .zero))
        let read = try #require(
            StagedContribution(fileBytes: staged.fileBytes, commitment: offered.commitment))
        #expect(read.contribution == offered && read.contribution.despite == RowNumber(0))
        let two = StagedContribution(
            try Self.offered(["one", "two"], by: 2), commitIndex: 7,
            key: .derived(seed: 1, label: "two"), domain: SigningDomain(chainId: 1, salt: .zero))
        let text = String(decoding: two.fileBytes, as: UTF8.self)
        #expect(!text.contains("despite"))
        let altered = text.replacing(#""commit":7"#, with: #""commit":7,"despite":0"#)
        #expect(
            StagedContribution(
                fileBytes: Array(altered.utf8), commitment: two.contribution.commitment) == nil)
    }
}
