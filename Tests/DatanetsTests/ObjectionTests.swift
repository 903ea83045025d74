import DatanetTestKit
import Datanets
import Foundation
import Identity
import Machine
import MachineTestKit
import Testing
import Wire

@Suite struct `An objection's reason` {
    @Test(arguments: [
        ("x", "x"), ("two\nlines\tof text\n", "two lines of text"),
        (String(repeating: "é", count: 1_000), String(repeating: "é", count: 1_000)),
    ])
    func `is a text on one line`(words: String, text: String) throws {
        #expect(try ObjectionReason(words).text == text)
    }

    @Test(arguments: [
        ("", ObjectionRefusal.noReason), (" \u{A0} ", .noReason), ("\n\t", .noReason),
        (String(repeating: "x", count: 1_001), .reasonTooLong(1_001)),
        ("a\u{202E}b", .controlCharacter(0x202E)), ("a\u{7}b", .controlCharacter(7)),
    ])
    func `is refused by name`(words: String, refusal: ObjectionRefusal) {
        #expect(throws: refusal) { try ObjectionReason(words) }
        #expect(!"\(refusal)".isEmpty)
    }
}

/// A Datanet of two accounts, the second of which offered near-copies.
struct ObjectedDatanet {
    static let account = AccountKeyless.address(2)

    private let folder: TemporaryFolder
    let files: DatanetFiles
    let datanet: Datanet

    /// So many near-copies of row 0 follow a row that is accepted and one of the same words.
    init(nearCount: Int = 2, disk: DatanetFiles.Disk? = nil) throws {
        folder = try TemporaryFolder()
        files =
            if let disk {
                try DatanetFiles(dataDirectory: folder.path, name: "debian", disk: disk)
            } else { try DatanetFiles(dataDirectory: folder.path, name: "debian") }
        var datanet = Datanet(task: .classification(`A Datanet`.labels))
        try files.found(datanet.task)
        var salts = SeededBytes(seed: 1, label: "salts")
        let near = (0..<nearCount).map { "fast json parser library number\($0)" }
        for (owner, texts) in [
            (1, ["fast json parser library"]),
            (2, ["tiny web server", "Fast JSON parser library"] + near),
        ] as [(UInt8, [String])] {
            try datanet.register(
                Contribution(
                    account: AccountKeyless.address(owner),
                    rows: texts.map { try DatanetRow(text: $0, label: "libs") }, salts: &salts),
                by: FixedLikeness())
        }
        self.datanet = datanet
    }

    var path: String { files.folder + "/objections.jsonl" }

    func file() throws -> ObjectionFile { try ObjectionFile(files, of: datanet) }

    /// An objection to one of the near-copies.
    func objection(_ number: Int, to position: Int = 2) throws -> Objection {
        Objection(
            number: number, account: Self.account, commitIndex: 12,
            place: Objection.Place(contribution: 1, position: position), original: RowNumber(0),
            reason: try ObjectionReason("\"another\" thing"), seconds: 7)
    }

    func ruling(_ isUpheld: Bool) throws -> Objection.Ruling {
        Objection.Ruling(
            isUpheld: isUpheld, reason: try ObjectionReason("so it is"), seconds: .max)
    }

    func bytes() throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: path))) }

    func write(_ text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
    }
}

@Suite struct `Objections to verdicts` {
    @Test func `are known again from their file, which is for the operator alone`() throws {
        let objected = try ObjectedDatanet()
        var file = try objected.file()
        #expect(file.objections.all.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: objected.path))
        try file.append(.object(objected.objection(1)), of: objected.datanet)
        try file.append(.object(objected.objection(2, to: 3)), of: objected.datanet)
        try file.append(.rule(on: 2, objected.ruling(false)), of: objected.datanet)
        for read in [file.objections, try objected.file().objections] {
            #expect(read.all.map(\.number) == [1, 2])
            #expect(read.all.map(\.state) == [.open, .dismissed])
            #expect(try read.objection(2).ruling == objected.ruling(false))
            #expect(Objection.State.allCases.map(read.count) == [1, 0, 1])
            #expect(throws: ObjectionRefusal.unknownObjection(3)) { try read.objection(3) }
            #expect(throws: ObjectionRefusal.unknownObjection(0)) { try read.objection(0) }
        }
        let attributes = try FileManager.default.attributesOfItem(atPath: objected.path)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        let text = String(decoding: try objected.bytes(), as: UTF8.self)
        #expect(text == Self.lines)
    }

    private static let lines = #"""
        {"account":"0x0202020202020202020202020202020202020202","act":"object","commit":"12",\#
        "contribution":1,"objection":1,"of":0,"position":2,"reason":"\"another\" thing",\#
        "seconds":"7"}
        {"account":"0x0202020202020202020202020202020202020202","act":"object","commit":"12",\#
        "contribution":1,"objection":2,"of":0,"position":3,"reason":"\"another\" thing",\#
        "seconds":"7"}
        {"act":"dismiss","objection":2,"reason":"so it is","seconds":"18446744073709551615"}

        """#

    @Test func `that were being written when the process ended count for nothing`() throws {
        let objected = try ObjectedDatanet()
        var file = try objected.file()
        try file.append(.object(objected.objection(1)), of: objected.datanet)
        let whole = try objected.bytes()
        let next = try ObjectionAct.object(objected.objection(2, to: 3)).line
        for count in 1..<next.count {
            try Data(whole + next.prefix(count)).write(to: URL(filePath: objected.path))
            #expect(try objected.file().objections.all.count == 1)
        }
        // A shorter line goes over a longer rest.
        file = try objected.file()
        try file.append(.rule(on: 1, objected.ruling(true)), of: objected.datanet)
        #expect(try objected.file().objections.all.map(\.state) == [.upheld])
        #expect(try objected.bytes().last == UInt8(ascii: "\n"))
    }

    static let bad: [(String, String)] = [
        ("nonsense", ""), ("an empty line", "\n"), (#""of":0"#, #""of":1"#),
        (#""position":2"#, #""position":0"#), (#""position":2"#, #""position":1"#),
        (#""position":2"#, #""position":9"#), (#""position":2"#, #""position":-2"#),
        (#""contribution":1"#, #""contribution":0"#), (#""contribution":1"#, #""contribution":7"#),
        (#""objection":1,"#, #""objection":2,"#), (#""objection":1,"#, #""objection":0,"#),
        ("0x02", "0x01"), (#""commit":"12""#, #""commit":"012""#),
        (#""commit":"12""#, #""commit":12"#), (#""seconds":"7""#, #""seconds":"-7""#),
        (#""act":"object""#, #""act":"sue""#), (#""act":"uphold""#, #""act":"object""#),
        (#"{"account""#, #"{ "account""#), (#""reason":"so it is""#, #""reason":" ""#),
        (#""reason":"so it is""#, #""reason":"so\u0020it is""#),
        (#""seconds":"8""#, #""seconds":"8","x":1"#),
    ]

    @Test(arguments: bad)
    func `are refused by their file's name when it was altered`(from: String, to: String) throws {
        let objected = try ObjectedDatanet()
        let ruling = Objection.Ruling(
            isUpheld: true, reason: try ObjectionReason("so it is"), seconds: 8)
        let lines =
            try ObjectionAct.object(objected.objection(1)).line
            + ObjectionAct.rule(on: 1, ruling).line
        let text = String(decoding: lines, as: UTF8.self)
        try objected.write(text)
        #expect(try objected.file().objections.all.count == 1)
        let changed = text.contains(from) ? text.replacing(from, with: to) : from + "\n" + text
        try objected.write(changed)
        let error = #expect(throws: OperationError.self) { try objected.file() }
        #expect(error?.code == .altered && error?.message.contains("objections.jsonl") == true)
    }

    @Test func `are refused when an act stands twice or without what it follows`() throws {
        let objected = try ObjectedDatanet()
        let object = try ObjectionAct.object(objected.objection(1)).line
        let again = try ObjectionAct.object(objected.objection(2)).line
        let uphold = try ObjectionAct.rule(on: 1, objected.ruling(true)).line
        let dismiss = try ObjectionAct.rule(on: 1, objected.ruling(false)).line
        for lines in [uphold, object + again, object + uphold + uphold, object + uphold + dismiss] {
            try objected.write(String(decoding: lines, as: UTF8.self))
            #expect(throws: OperationError.self) { try objected.file() }
        }
    }

    @Test func `are to one's own near-copies alone`() throws {
        let datanet = try ObjectedDatanet().datanet
        func place(_ contribution: Int, _ position: Int) -> Objection.Place {
            Objection.Place(contribution: contribution, position: position)
        }
        let own = try datanet.nearCopy(at: place(1, 2), of: ObjectedDatanet.account)
        #expect(own.original == RowNumber(0))
        #expect(own.row.text == "fast json parser library number0")
        let refused: [(Objection.Place, UInt8, ObjectionRefusal)] = [
            (place(1, 2), 1, .foreign), (place(0, 0), 2, .foreign), (place(2, 0), 2, .foreign),
            (place(1, 0), 2, .accepted(RowNumber(1))), (place(1, 1), 2, .sameWords(RowNumber(0))),
            (place(1, 4), 2, .noSuchRow(count: 4)),
        ]
        for (place, owner, refusal) in refused {
            #expect(throws: refusal) {
                try datanet.nearCopy(at: place, of: AccountKeyless.address(owner))
            }
        }
    }

    @Test func `have a bound for each account, which a decision frees`() throws {
        let limit = Objections.openPerAccountLimit
        let objected = try ObjectedDatanet(nearCount: limit + 1)
        var file = try objected.file()
        for number in 1...limit {
            try file.append(
                .object(objected.objection(number, to: number + 1)), of: objected.datanet)
        }
        let account = ObjectedDatanet.account
        let last = try objected.datanet.nearCopy(
            at: Objection.Place(contribution: 1, position: limit + 2), of: account
        ).row
        #expect(throws: ObjectionRefusal.accountFull) {
            try file.objections.check(last, of: account)
        }
        try file.append(.rule(on: 3, objected.ruling(false)), of: objected.datanet)
        try file.objections.check(last, of: account)
        let third = objected.datanet.row(of: try file.objections.objection(3))
        #expect(throws: ObjectionRefusal.again(3)) { try file.objections.check(third, of: account) }
        // Another account's row of the same bytes is another row.
        try file.objections.check(third, of: AccountKeyless.address(3))
        let page = file.objections.page(of: account, after: 15, limit: 3)
        #expect(page.objections.map(\.number) == [16, 17, 18] && page.hasMore)
        let end = file.objections.page(of: nil, after: 17, limit: 3)
        #expect(end.objections.map(\.number) == [18, 19, 20] && !end.hasMore)
        #expect(
            file.objections.page(of: AccountKeyless.address(1), after: 0, limit: 3)
                .objections.isEmpty)
    }

    @Test(arguments: FailingDisk.Failure.allCases)
    func `are not taken when the disk fails, and are taken again later`(
        _ failure: FailingDisk.Failure
    ) throws {
        let disk = FailingDisk(failure, after: 2)
        let objected = try ObjectedDatanet { try disk.open($0) }
        var file = try objected.file()
        try file.append(.object(objected.objection(1)), of: objected.datanet)
        #expect(throws: OperationError.self) {
            try file.append(.rule(on: 1, objected.ruling(true)), of: objected.datanet)
        }
        #expect(file.objections.all.map(\.state) == [.open])
        let working = try DatanetFiles(
            dataDirectory: objected.files.dataDirectory, name: "debian")
        var again = try ObjectionFile(working, of: objected.datanet)
        if again.objections.count(.open) == 1 {
            try again.append(.rule(on: 1, objected.ruling(true)), of: objected.datanet)
        }
        #expect(try objected.file().objections.all.map(\.state) == [.upheld])
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `in lines that were mutated are refused, or written back as they are`(seed: UInt64) throws
    {
        var random = SeededBytes(seed: seed, label: "mutated objections")
        let objected = try ObjectedDatanet()
        let lines = [
            try ObjectionAct.object(objected.objection(1)).line,
            try ObjectionAct.rule(on: 1, objected.ruling(seed % 2 == 0)).line,
        ]
        for _ in 0..<20 {
            var bytes = Array(lines[Int(random.below(2))].dropLast())
            #expect(ObjectionAct(line: bytes) != nil)
            for _ in 0...random.below(3) {
                let position = Int(random.below(UInt64(bytes.count)))
                switch random.below(3) {
                case 0: bytes[position] = UInt8(random.below(256))
                case 1: bytes.remove(at: position)
                default: bytes.insert(bytes[position], at: position)
                }
            }
            if let act = ObjectionAct(line: bytes) { #expect(act.line.dropLast() == bytes[...]) }
        }
    }
}
