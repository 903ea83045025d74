import Datanets
import Foundation
import Ledger
import MachineTestKit
import ModelTestKit
import Money
import Node
import NodeAPI
import Testing

@Suite struct `A node's intake` {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func `takes rows once, and shows them with their duplicates`() async throws {
        var running = try await RunningNode.trained(in: folder)
        let payer = try await running.caller("payer")
        let rows = [
            SubmittedRow(text: "quantum flux capacitor simulator", label: "music"),
            SubmittedRow(text: "quantum flux capacitor simulator", label: "music"),
        ]
        let taken = try await running.services.intake.contribute(
            rows, to: RunningNode.model, caller: payer)
        #expect(taken.acceptedCount == 1)
        #expect(taken.duplicateCount == 1)
        #expect(!taken.wasThere)
        #expect(taken.pairs.map(\.position) == [1])
        #expect(taken.pairs.map(\.evidence) == ["the same words in the same order"])
        let again = try await running.services.intake.contribute(
            rows, to: RunningNode.model, caller: payer)
        #expect(again.wasThere)
        #expect(again.reveal == taken.reveal)
        try await running.node.close()
        running = try await RunningNode(running.directory)
        let page = try await running.services.catalogue.rows(
            of: RunningNode.model, query: "FLUX capacitor", after: nil)
        #expect(page?.rows.map(\.account) == [payer.account, payer.account])
        #expect(try await running.services.catalogue.rows(of: "no", query: nil, after: nil) == nil)
        try await running.node.close()
    }

    @Test func `starts beside folders of Datanets that were never founded`() async throws {
        let trained = try await TrainedDirectory.shared.value
        let directory = try folder.copy(of: trained.path, as: "node")
        try FileManager.default.createDirectory(
            atPath: directory + "/datanets/stray", withIntermediateDirectories: true)
        try DatanetFiles(dataDirectory: directory, name: "cut-off").found(
            .classification(LabelSet(["a", "b"])))
        let running = try await RunningNode(directory)
        let names = try await running.services.catalogue.datanets().map(\.name)
        #expect(names == [RunningNode.model])
        try await running.node.close()
    }

    @Test func `writes what a row brings, and leaves the rest of its files alone`() async throws {
        let running = try await RunningNode.trained(in: folder)
        let payer = try await running.caller("payer")
        let datanet = running.directory + "/datanets/" + RunningNode.model
        func state() throws -> [String: (inode: UInt64, size: UInt64, changed: Date)] {
            let files = FileManager.default
            var found: [String: (inode: UInt64, size: UInt64, changed: Date)] = [:]
            for name in try files.contentsOfDirectory(atPath: datanet) {
                let values = try files.attributesOfItem(atPath: datanet + "/" + name)
                found[name] = (
                    try #require(values[.systemFileNumber] as? NSNumber).uint64Value,
                    try #require(values[.size] as? NSNumber).uint64Value,
                    try #require(values[.modificationDate] as? Date)
                )
            }
            return found
        }
        let before = try state()
        _ = try await running.services.intake.contribute(
            [SubmittedRow(text: "quantum flux capacitor simulator", label: "music")],
            to: RunningNode.model, caller: payer)
        let after = try state()
        #expect(Set(after.keys) == Set(before.keys))
        for (name, file) in after {
            let earlier = try #require(before[name])
            #expect(file.inode == earlier.inode, "\(name)")
            let isGrowing = name.hasSuffix(".jsonl")
            #expect(isGrowing ? file.size > earlier.size : file.changed == earlier.changed)
            #expect(file.size - earlier.size < 600, "\(name)")
        }
        try await running.node.close()
    }

    @Test func `refuses rows and callers by name`() async throws {
        let running = try await RunningNode.trained(in: folder)
        let payer = try await running.caller("payer")
        let intake = running.services.intake
        func refusal(_ rows: [(String, String?)], _ datanet: String) async -> String {
            do {
                _ = try await intake.contribute(
                    rows.map(SubmittedRow.init), to: datanet, caller: payer)
                return "taken"
            } catch { return "\(error)" }
        }
        let unknown = await refusal([("a", "no such label")], RunningNode.model)
        #expect(unknown.contains("rows[0]"))
        for label in MadeUpRows.labels { #expect(unknown.contains(label), "\(unknown)") }
        #expect(await refusal([("a", nil)], RunningNode.model).contains("label is missing"))
        #expect(await refusal([], RunningNode.model).contains("at least one row"))
        #expect(await refusal([("", "music")], RunningNode.model).contains("rows[0]"))
        #expect(await refusal([("a", "music")], "nothing").contains("no Datanet nothing"))
        #expect(await refusal([("two lines\n\tof text\n", "music")], RunningNode.model) == "taken")
        // A refusal takes nothing in and leaves the Datanet open to others.
        #expect(await refusal([("quantum flux simulator", "music")], RunningNode.model) == "taken")
        await #expect(throws: ServiceRefusal.self) {
            try await intake.openAccount(caller: payer)
        }
        await #expect(throws: ServiceRefusal.self) {
            try await intake.deposit(
                Amount(nanoOPEN: 1), for: payer.account, source: "x", caller: payer)
        }
        try await running.node.close()
    }

    @Test func `takes so many bytes of rows from an account in an hour`() async throws {
        var configuration = NodeConfiguration()
        configuration.limits.contributedBytesPerHour = 60
        let running = try await RunningNode.trained(in: folder, configuration: configuration)
        let (payer, host) = (
            try await running.caller("payer"), try await running.caller("operator")
        )
        func contribute(_ text: String, _ caller: Caller) async throws {
            _ = try await running.services.intake.contribute(
                [SubmittedRow(text: text, label: "music")], to: RunningNode.model, caller: caller)
        }
        try await contribute("a thirty bytes long text, about", payer)
        do {
            try await contribute("another thirty bytes long text, with more", payer)
            Issue.record("nothing was refused")
        } catch ServiceRefusal.limited(let seconds, _) { #expect((1...3_600).contains(seconds)) }
        // Sent again, the same rows take nothing.
        try await contribute("a thirty bytes long text, about", payer)
        try await contribute("what others contribute is theirs", host)
        try await running.node.close()
    }

    @Test func `compares so many rows of an account in an hour`() async throws {
        let running = try await RunningNode.trained(in: folder)
        let payer = try await running.caller("payer")
        func refusal(_ numbers: Range<Int>, as caller: Caller) async -> ServiceRefusal? {
            do {
                _ = try await running.services.intake.contribute(
                    numbers.map {
                        SubmittedRow(
                            text: "quantum flux capacitor simulator kit no\($0)", label: "music")
                    }, to: RunningNode.model, caller: caller)
                return nil
            } catch { return error as? ServiceRefusal }
        }
        for part in 0..<2 {
            #expect(await refusal(part * 1_990..<(part + 1) * 1_990, as: payer) == nil)
        }
        guard case .limited(let seconds, let rule)? = await refusal(4_000..<4_600, as: payer)
        else {
            Issue.record("The account has had its comparisons.")
            return
        }
        // So long that all of the rows may be compared then.
        #expect((400...3_600).contains(seconds) && rule.contains("Nothing was taken in"))
        // Others go on, in the same Datanet.
        let host = try await running.caller("operator")
        #expect(await refusal(5_000..<5_010, as: host) == nil)
        try await running.node.close()
    }

    @Test func `founds Datanets that take rows at once`() async throws {
        var running = try await RunningNode.trained(in: folder)
        let host = try await running.caller("operator")
        let intake = running.services.intake
        let index = try await intake.foundDatanet("poems", labels: ["ode", "haiku"], caller: host)
        #expect(
            try await intake.foundDatanet("poems", labels: ["haiku", "ode"], caller: host) == index)
        for (name, labels) in [("poems", ["ode", "epic"]), ("one", ["ode"]), ("A b", ["x", "y"])] {
            await #expect(throws: ServiceRefusal.self) {
                try await intake.foundDatanet(name, labels: labels, caller: host)
            }
        }
        let payer = try await running.caller("payer")
        await #expect(throws: ServiceRefusal.self) {
            try await intake.foundDatanet("more", labels: ["x", "y"], caller: payer)
        }
        let taken = try await intake.contribute(
            [SubmittedRow(text: "an old silent pond", label: "haiku")], to: "poems", caller: payer)
        #expect(taken.acceptedCount == 1)
        try await running.node.close()
        running = try await RunningNode(running.directory)
        let cards = try await running.services.catalogue.datanets()
        #expect(cards.map(\.name) == [RunningNode.model, "poems"])
        #expect(cards.last?.acceptedCount == 1)
        try await running.node.close()
    }

    @Test func `gives pages of rows that together are all rows`() async throws {
        let running = try await RunningNode.trained(in: folder)
        let catalogue = running.services.catalogue
        let card = try #require(try await catalogue.datanets().first)
        var count = 0
        var after: UInt64?
        repeat {
            let page = try #require(
                try await catalogue.rows(of: card.name, query: nil, after: after))
            #expect(page.rows.count <= 50)
            count += page.rows.count
            after = page.next
        } while after != nil
        #expect(count == card.acceptedCount + card.duplicateCount)
        try await running.node.close()
    }
}
