import Commands
import Foundation
import Testing
import Wire

/// Two copies of a log that were the same up to some entry, and then went on alone.
private final class ForkedLog: Sendable {
    let folder: Folder

    init() throws {
        folder = try Folder()
        try create("one", in: "left")
        try FileManager.default.copyItem(
            atPath: folder.path("left"), toPath: folder.path("right"))
        try FileManager.default.copyItem(
            atPath: folder.path("left"), toPath: folder.path("old"))
        try create("two", in: "left")
        try create("three", in: "right")
        try create("four", in: "right")
    }

    private func create(_ name: String, in data: String) throws {
        let made = try Program.run(
            "datanet", "create", name, "--labels", "a,b", "--data", data, in: folder)
        try #require(made.code == 0, "\(made.errors)")
    }

    func run(_ arguments: String...) throws -> Program.Outcome {
        try Program.run(arguments: arguments, in: folder)
    }

    func compare(_ left: String, _ right: String) throws -> Program.Outcome {
        try run(
            "log", "compare", left, right, "--key", "left/log/key", "--out", "proof", "--json")
    }

    func write(_ bytes: [UInt8], to name: String) throws {
        let url = URL(fileURLWithPath: folder.path(name))
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
    }
}

@Suite struct `Two views of a log` {
    private let log: ForkedLog

    init() throws { log = try ForkedLog() }

    @Test(arguments: [
        ("left", "left"), ("left", "old"), ("old", "right"), ("left/log/checkpoint", "left"),
        ("old/log/checkpoint", "left/log"), ("right/log", "old/log/checkpoint"),
        ("left/log/checkpoint", "left/log/checkpoint"),
    ])
    func `of one history are the same`(left: String, right: String) throws {
        let outcome = try log.compare(left, right)
        #expect(outcome.code == 0, "\(outcome.errors)")
        #expect(try outcome.json()["same"]?.boolValue == true)
        #expect(!log.folder.has("proof"))
    }

    @Test(arguments: [
        ("left", "right"), ("right", "left"), ("left/log/checkpoint", "right"),
        ("right/log", "left/log"),
    ])
    func `of two histories give a proof that needs nothing but the key`(
        left: String, right: String
    ) throws {
        let outcome = try log.compare(left, right)
        #expect(outcome.code == 1)
        #expect(outcome.errors.contains("two histories of one log"))
        let json = try outcome.json()
        #expect(json["same"]?.boolValue == false)
        let old = try log.run("log", "checkpoint", "--data", "old", "--json").json()
        if !left.hasSuffix("checkpoint") { #expect(json["shared"] == old["size"]) }
        let proved = try log.run("verify", "proof", "--key", "left/log/key", "--json")
        #expect(proved.code == 0, "\(proved.errors)")
        #expect(try proved.json()["verified"]?.boolValue == true)
        var bytes = try log.folder.bytes(of: "proof")
        bytes[bytes.count / 2] ^= 1
        try log.write(bytes, to: "bent")
        #expect(try log.run("verify", "bent", "--key", "left/log/key").code == 1)
    }

    @Test func `are told apart by receipts, and not guessed at without the longer log`() throws {
        for (data, file) in [("left", "left.receipt"), ("right", "right.receipt")] {
            let made = try log.run("receipt", "export", "1", "--data", data, "--out", file)
            #expect(made.code == 0)
        }
        #expect(try log.compare("left.receipt", "left").code == 0)
        #expect(try log.compare("left.receipt", "right").code == 1)
        #expect(log.folder.has("proof"))
        // A copy that lacks what was signed: no second history, and no answer either.
        let behind = try log.compare("left.receipt", "old")
        #expect(behind.code == 1 && behind.output.isEmpty)
        #expect(behind.errors.contains("put back to an older copy"))
    }

    @Test func `are refused where nothing was signed, or by another key`() throws {
        let foreign = try Program.run(
            "datanet", "create", "x", "--labels", "a,b", "--data", "foreign", in: log.folder)
        #expect(foreign.code == 0)
        for other in ["foreign", "left/FORMAT", "nothing", "https://example.org"] {
            let outcome = try log.compare("left", other)
            #expect(outcome.code == 1 && outcome.output.isEmpty, "\(other)")
        }
        #expect(!log.folder.has("proof"))
    }
}

@Suite struct `The audit of a folder` {
    private let log: ForkedLog

    init() throws { log = try ForkedLog() }

    private func audit(_ folder: String) throws -> Program.Outcome {
        try log.run("log", "audit", folder, "--key", "left/log/key", "--json")
    }

    @Test(arguments: [
        "tile/1/000", "tile/1/000.p/1", "tile/2/000.p/1", "tile/0/000", "tile/0/000.p/1",
        "tile/0/000.p/3", "tile/7/x001/000", "tile/entries/000.p/2", "tile/entries/004",
    ])
    func `refuses a tile that the entries do not give, wherever it lies`(_ tile: String) throws {
        for folder in ["left", "left/log"] {
            #expect(try audit(folder).code == 0)
        }
        try log.write([UInt8](repeating: 7, count: 256), to: "left/log/\(tile)")
        for folder in ["left", "left/log"] {
            let outcome = try audit(folder)
            #expect(outcome.code == 1, "\(outcome.output)")
            #expect(outcome.errors.contains("refused by: tiles"))
        }
    }

    @Test func `goes up to the newest checkpoint of the segments, and says where it cannot`()
        throws
    {
        let size = try log.run("log", "checkpoint", "--data", "left", "--json").json()["size"]
        let before = try log.run("log", "checkpoint", "--data", "old", "--json").json()["size"]
        // What a running node leaves behind for a while: an older checkpoint, and its tiles.
        let files = FileManager.default
        try files.removeItem(atPath: log.folder.path("left/log/checkpoint"))
        try files.copyItem(
            atPath: log.folder.path("old/log/checkpoint"),
            toPath: log.folder.path("left/log/checkpoint"))
        let whole = try audit("left")
        #expect(whole.code == 0, "\(whole.output)")
        #expect(try whole.json()["entries"] == size && whole.json()["published"] == before)
        #expect(try whole.json()["beyond"]?.integerValue == 0)
        // A copy without segments ends where its checkpoint does.
        try files.removeItem(atPath: log.folder.path("left/log/segments"))
        let copy = try audit("left/log")
        #expect(copy.code == 0)
        #expect(try copy.json()["entries"] == before)
        #expect(try copy.json()["beyond"]?.integerValue == 1)
        #expect(try copy.json()["notices"]?.arrayValue?.count == 1)
        let said = try log.run("log", "audit", "left/log", "--key", "old/log/key").output
        #expect(said.contains("Note: Read up to the checkpoint of"))
        #expect(said.contains("0 of them answers"))
    }

    @Test func `names an end that is being written, and refuses one that is damaged`() throws {
        let segment = "left/log/segments/00000000.seg"
        let whole = try log.folder.bytes(of: segment)
        try log.write(whole + whole.prefix(8), to: segment)
        let cut = try audit("left")
        // The first bytes of a bundle, but of one with another number.
        #expect(cut.code == 0, "\(cut.errors)")
        #expect(cut.output.contains("8 bytes of a bundle that is being written"))
        var damaged = whole
        damaged[whole.count - 1] ^= 1
        try log.write(damaged, to: segment)
        let refused = try audit("left")
        #expect(refused.code == 1 && refused.errors.contains("is damaged"))
    }
}

@Suite struct `The time that an operator states` {
    @Test(arguments: [
        ("2027-01-15T08:00:00Z", 1_800_000_000), ("1970-01-01", 86_399),
        ("2026-12-24", 1_798_156_799),
    ])
    func `is a moment, or a day to its end`(text: String, seconds: UInt64) {
        #expect(TimeArgument(argument: text)?.seconds == seconds)
    }

    @Test(arguments: ["", "tomorrow", "2026-13-01", "1969-01-01", "24.12.2026", "1800000000"])
    func `is refused otherwise`(text: String) {
        #expect(TimeArgument(argument: text) == nil)
    }
}
