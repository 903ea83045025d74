import Datanets
import Foundation
import Testing
import Wire

@Suite struct `Datanet files` {
    @Test func `read back as they were written`() throws {
        try withFiles { files, datanet in
            let read = try files.read()
            #expect(read.version == datanet.version)
            #expect(read.contributions == datanet.contributions)
            #expect(read.acceptedRows == datanet.acceptedRows)
            #expect(read.labels == datanet.labels)
        }
    }

    @Test func `hold a row a line with account, text, label and status`() throws {
        try withFiles { files, _ in
            let text = try String(
                contentsOf: files.folder.appending(path: "rows.jsonl"), encoding: .utf8)
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
        ("datanet.json", #""accepted":2"#, #""accepted":3"#),
        ("datanet.json", #""rowsRoot":""#, #""rowsRoot":"0"#),
    ]

    @Test(arguments: alterations)
    func `are refused when altered`(file: String, from: String, to: String) throws {
        try withFiles { files, _ in
            let place = files.folder.appending(path: file)
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
            let error = #expect(throws: DatanetFileError.self) { try files.read() }
            #expect(error?.code == .altered || error?.code == .malformed)
        }
    }

    @Test func `are refused when of another version, cut short or missing`() throws {
        try withFiles { files, datanet in
            let header = files.folder.appending(path: "datanet.json")
            let text = try String(contentsOf: header, encoding: .utf8)
            try Data(text.replacing("datanet/v1", with: "datanet/v2").utf8).write(to: header)
            #expect(throws: DatanetFileError.self) { try files.read() }
            #expect(code { try files.read() } == .otherVersion)
            try files.write(datanet)
            let rows = files.folder.appending(path: "rows.jsonl")
            let bytes = try Data(contentsOf: rows)
            for count in [0, 1, bytes.count / 2, bytes.count - 1] {
                try bytes.prefix(count).write(to: rows)
                #expect(throws: DatanetFileError.self) { try files.read() }
            }
            try FileManager.default.removeItem(at: rows)
            #expect(code { try files.read() } == .notRead)
        }
    }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func `never trap and never read as another Datanet after mutation`(seed: UInt64) throws {
        try withFiles { files, datanet in
            var random = SeededBytes(seed: seed, label: "mutated files")
            let names = ["datanet.json", "contributions.jsonl", "rows.jsonl", "salts.jsonl"]
            let place = files.folder.appending(path: names[Int(random.below(4))])
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
            if let read = try? files.read() { #expect(read.version == datanet.version) }
        }
    }

    @Test(arguments: ["", "a/b", "..", "A", "name with spaces", String(repeating: "a", count: 65)])
    func `have plain names`(name: String) {
        #expect(
            code {
                try DatanetFiles(dataDirectory: URL(filePath: "data"), name: name)
            } == .invalidName)
    }

    @Test func `say so when they cannot be written`() throws {
        try withFiles { files, datanet in
            // A file stands where the folder should be.
            let blocked = files.folder.appending(path: "rows.jsonl")
            let inside = try DatanetFiles(dataDirectory: blocked, name: "x")
            #expect(code { try inside.write(datanet) } == .notWritten)
        }
    }

    private func code<Value>(_ body: () throws -> Value) -> DatanetFileError.Code? {
        do {
            _ = try body()
            return nil
        } catch {
            return (error as? DatanetFileError)?.code
        }
    }

    private func withFiles(_ body: (DatanetFiles, Datanet) throws -> Void) throws {
        var datanet = Datanet(labels: LabelSet(["libs", "perl"]))
        var salts = SeededBytes(seed: 5, label: "salts")
        try datanet.register(
            Contribution(
                account: AccountKeyless.address(1),
                rows: [
                    try DatanetRow(text: "fast json parser library", label: "libs"),
                    try DatanetRow(text: "fast json parser \"library\"", label: "perl"),
                ], salts: &salts))
        try datanet.register(
            Contribution(
                account: AccountKeyless.address(2),
                rows: [try DatanetRow(text: "Gëräte-Treiber", label: "libs")], salts: &salts))
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "datanet-files-\(ProcessInfo.processInfo.globallyUniqueString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = try DatanetFiles(dataDirectory: folder, name: "debian")
        try files.write(datanet)
        try body(files, datanet)
    }
}
