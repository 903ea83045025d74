import DatanetTestKit
import Datanets
import Foundation
import Machine
import MachineTestKit
import Testing
import Wire

@Suite struct `Datanet files` {
    @Test func `read back as they were written`() throws {
        try withFiles { files, datanet in
            let read = try files.read()
            #expect(read.version == datanet.version)
            #expect(read.contributions == datanet.contributions)
            #expect(read.acceptedRows == datanet.acceptedRows)
            #expect(read.task == datanet.task)
        }
    }

    @Test func `hold a row a line with account, text, label and status`() throws {
        try withFiles { files, _ in
            let text = try String(
                contentsOfFile: files.folder + "/rows.jsonl", encoding: .utf8)
            let account = "0x0101010101010101010101010101010101010101"
            #expect(
                text.split(separator: "\n").prefix(2) == [
                    #"{"account":"\#(account)","label":"libs","row":0,"status":"accepted","#
                        + #""text":"fast json parser library"}"#,
                    #"{"account":"\#(account)","label":"perl","of":0,"status":"duplicate","#
                        + #""text":"fast json parser \"library\""}"#,
                ])
            #expect(!text.contains("salt"))
        }
    }

    static let alterations: [(file: String, from: String, to: String)] = [
        ("rows.jsonl", "json parser", "JSON parser"),
        ("rows.jsonl", "duplicate", "accepted_"),
        ("rows.jsonl", #""label":"perl""#, #""label":"libs""#),
        ("rows.jsonl", "0x01", "0x02"),
        ("contributions.jsonl", #""salt":"0"#, #""salt":"1"#),
        ("contributions.jsonl", "0x01", "0x02"),
        ("salts.jsonl", #""salt":"0"#, #""salt":"1"#),
        ("contributions.jsonl", #""rowsRoot":""#, #""rowsRoot":"0"#),
        ("contributions.jsonl", "{", "\n{"),
        ("datanet.json", #""perl""#, #""rust""#),
        ("datanet.json", #""classification""#, #""regression""#),
        ("datanet.json", #"{"format""#, #"{"accepted":2,"format""#),
    ]

    @Test(arguments: alterations)
    func `are refused when altered`(file: String, from: String, to: String) throws {
        try withFiles { files, _ in
            let place = URL(fileURLWithPath: "\(files.folder)/\(file)")
            let text = try String(contentsOf: place, encoding: .utf8)
            // Salts are drawn: whatever the first digit is, it becomes another.
            let digit = text.firstRange(of: #""salt":""#).map { text[$0.upperBound] }
            let changed =
                from.hasPrefix(#""salt""#)
                ? text.replacing(
                    #""salt":"\#(digit ?? "0")"#, with: #""salt":"\#(digit == "0" ? "1" : "0")"#)
                : text.replacing(from, with: to)
            #expect(changed != text)
            try Data(changed.utf8).write(to: place)
            let error = #expect(throws: OperationError.self) { try files.read() }
            #expect(error?.code == .altered || error?.code == .malformed)
        }
    }

    @Test func `are refused when of another version, cut short or missing`() throws {
        try withFiles { files, datanet in
            let header = URL(fileURLWithPath: files.folder + "/datanet.json")
            let text = try String(contentsOf: header, encoding: .utf8)
            try Data(text.replacing("datanet/v2", with: "datanet/v3").utf8).write(to: header)
            #expect(throws: OperationError.self) { try files.read() }
            #expect(code { try files.read() } == .format)
            try Data(text.utf8).write(to: header)
            #expect(try files.read().version == datanet.version)
            let rows = URL(fileURLWithPath: files.folder + "/rows.jsonl")
            let bytes = try Data(contentsOf: rows)
            for count in [0, 1, bytes.count / 2, bytes.count - 1] {
                try bytes.prefix(count).write(to: rows)
                #expect(throws: OperationError.self) { try files.read() }
            }
            try FileManager.default.removeItem(at: rows)
            #expect(code { try files.read() } == .files)
        }
    }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func `never trap and never read as other rows after mutation`(seed: UInt64) throws {
        try withFiles { files, datanet in
            var random = SeededBytes(seed: seed, label: "mutated files")
            let names = ["datanet.json", "contributions.jsonl", "rows.jsonl", "salts.jsonl"]
            let place = URL(
                fileURLWithPath: "\(files.folder)/\(names[Int(random.below(4))])")
            var bytes = try Data(contentsOf: place)
            for _ in 0...random.below(3) {
                let position = Int(random.below(UInt64(bytes.count)))
                switch random.below(3) {
                case 0: bytes[position] = UInt8(random.below(256))
                case 1: bytes.remove(at: position)
                default: bytes.insert(bytes[position], at: position)
                }
            }
            try bytes.write(to: place)
            // A mutated last line end leaves a contribution that was never finished.
            if let read = try? files.read() {
                let prefix = datanet.contributions.prefix(read.contributions.count)
                #expect(read.contributions[...] == prefix)
            }
        }
    }

    @Test(arguments: ["", "a/b", "..", "A", "name with spaces", String(repeating: "a", count: 65)])
    func `have plain names`(name: String) {
        #expect(
            code {
                try DatanetFiles(dataDirectory: "data", name: name)
            } == .usage)
    }

    @Test func `say so when they cannot be written`() throws {
        try withFiles { files, datanet in
            // A file stands where the folder should be.
            let inside = try DatanetFiles(
                dataDirectory: files.folder + "/rows.jsonl", name: "x")
            #expect(code { try inside.found(datanet.task) } == .files)
        }
    }

    private func code<Value>(_ body: () throws -> Value) -> OperationError.Code? {
        do {
            _ = try body()
            return nil
        } catch {
            return (error as? OperationError)?.code
        }
    }

    private func withFiles(_ body: (DatanetFiles, Datanet) throws -> Void) throws {
        let folder = try TemporaryFolder()
        let files = try DatanetFiles(dataDirectory: folder.path, name: "debian")
        var datanet = Datanet(task: .classification(LabelSet(["libs", "perl"])))
        try files.found(datanet.task)
        var lengths = DatanetLengths()
        var salts = SeededBytes(seed: 5, label: "salts")
        try datanet.register(
            Contribution(
                account: AccountKeyless.address(1),
                rows: [
                    try DatanetRow(text: "fast json parser library", label: "libs"),
                    try DatanetRow(text: "fast json parser \"library\"", label: "perl"),
                ], salts: &salts), by: FixedLikeness())
        try datanet.register(
            Contribution(
                account: AccountKeyless.address(2),
                rows: [try DatanetRow(text: "Gëräte-Treiber", label: "libs")], salts: &salts),
            by: FixedLikeness())
        for registered in datanet.contributions {
            try files.append(registered, at: &lengths)
        }
        try body(files, datanet)
    }
}
