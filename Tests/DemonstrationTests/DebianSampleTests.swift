import Datanets
import Demonstration
import Foundation
import Testing
import Wire

@Suite struct `A Debian sample` {
    /// 300 sources: about 230 in the training part, two thirds of them of two teams.
    static let rows = DebianRows(
        DebianIndex(parsing: Array(SmallIndex.text(sources: 300).utf8)), smallestSection: 1)

    static func small() -> DebianSample {
        DebianSample(
            drawnFrom: rows, sizes: .init(train: 100, evaluation: 20, hidden: 30, spare: 9),
            smallestTeam: 20)
    }

    @Test func `takes training rows of teams and the rest from everyone, unnamed`() throws {
        let sample = Self.small()
        #expect(
            [sample.train, sample.evaluation, sample.hidden, sample.spare].map(\.count)
                == [100, 20, 30, 9])
        #expect(sample.teams == ["t0@lists.x.org", "t1@lists.x.org"])
        #expect((sample.evaluation + sample.hidden + sample.spare).allSatisfy { $0.team == nil })
        let parts = Dictionary(uniqueKeysWithValues: Self.rows.rows.map { ($0.source, $0) })
        #expect(sample.train.allSatisfy { parts[$0.source]?.part == .train })
        #expect(sample.hidden.allSatisfy { parts[$0.source]?.part == .hidden })
        #expect(sample.spare.allSatisfy { parts[$0.source]?.part == .train })
        let people = parts.values.filter { $0.maintainer.hasPrefix("p") }
        #expect(
            people.allSatisfy { person in !sample.train.contains { $0.source == person.source } })
        #expect(
            DebianSample(drawnFrom: Self.rows, smallestTeam: 100).train.isEmpty)
    }

    @Test func `leaves out a text with an address`() {
        let rows = SmallIndex.rows([
            SmallIndex.package("a", synopsis: "mail me@example.org"),
            SmallIndex.package("b", synopsis: "fine"),
        ])
        let sample = DebianSample(drawnFrom: rows, smallestTeam: 1)
        #expect(sample.train.count + sample.evaluation.count + sample.hidden.count == 1)
    }

    @Test func `has other draws of the same rows`() {
        let sample = Self.small()
        #expect(sample.drawn(0) == sample)
        let draw = sample.drawn(1)
        #expect(draw == sample.drawn(1) && draw != sample.drawn(2))
        func sources(_ items: [DebianSample.Item]) -> Set<String> { Set(items.map(\.source)) }
        #expect(draw.train != sample.train && sources(draw.train) == sources(sample.train))
        #expect(sources(draw.spare) == sources(sample.spare))
        #expect(sources(draw.evaluation) != sources(sample.evaluation))
        #expect(
            sources(draw.evaluation + draw.hidden) == sources(sample.evaluation + sample.hidden))
        #expect([draw.evaluation, draw.hidden].map(\.count) == [20, 30])
    }

    @Test func `is read back from its file`() throws {
        let sample = Self.small()
        let read = try DebianSample(fileBytes: sample.fileBytes)
        #expect(read == sample)
        #expect(read.digest == sample.digest)
    }

    @Test func `is refused when its lines are not as they must be`() throws {
        let lines = [
            "openledger/debian-sample/v1", "labels\tlibs\tperl", "train\ta\tt@x\tlibs\tone",
            "train\tb\tt@x\tperl\ttwo", "hidden\tc\t-\tlibs\tthree", "",
        ]
        func error(_ changed: [Int: String]) -> SampleError? {
            let text = lines.indices.map { changed[$0] ?? lines[$0] }.joined(separator: "\n")
            do throws(SampleError) {
                _ = try DebianSample(fileBytes: Array(text.utf8))
                return nil
            } catch {
                return error
            }
        }
        #expect(error([:]) == nil)
        #expect(error([0: "openledger/debian-sample/v2"]) == .notASample)
        #expect(error([1: "labels only"]) == .notASample)
        #expect(error([5: "cut"]) == .notASample)
        #expect(error([2: "spares\ta\t-\tlibs\tone"]) == .malformed(line: 3))
        #expect(error([3: "train\tb\tt@x\tperl"]) == .malformed(line: 4))
        #expect(error([3: "train\tb\t-\tperl\ttwo"]) == .maintainer(line: 4))
        #expect(error([4: "hidden\tc\tjo@x\tlibs\tthree"]) == .maintainer(line: 5))
        #expect(error([4: "hidden\ta\t-\tlibs\tthree"]) == .repeatedSource(line: 5))
        let refusal = RowRefusal(line: 5, reason: .unknownLabel)
        #expect(error([4: "hidden\tc\t-\trust\tthree"]) == .row(refusal))
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `never traps on mutated bytes`(seed: UInt64) {
        var random = SeededBytes(seed: seed, label: "sample")
        var bytes = Self.small().fileBytes
        for _ in 0...random.below(4) {
            bytes[Int(random.below(UInt64(bytes.count)))] = UInt8(random.below(256))
        }
        if let read = try? DebianSample(fileBytes: bytes) {
            #expect(read.train.count + read.hidden.count <= 130)
        }
    }

    static let sizes: [(rows: Int, sizes: DebianSample.Sizes)] = [
        (4000, .init(train: 4000, evaluation: 1000, hidden: 3000, spare: 80)),
        (8000, .init(train: 8000, evaluation: 1000, hidden: 3000, spare: 160)),
        (400, .init(train: 400, evaluation: 100, hidden: 300, spare: 8)),
        (60, .init(train: 60, evaluation: 15, hidden: 45, spare: 4)),
    ]

    @Test(arguments: sizes)
    func `is cut as asked for`(rows: Int, sizes: DebianSample.Sizes) {
        #expect(DebianSample.Sizes(rows: rows) == sizes)
    }

    @Test func `is refused when it has too few rows`() throws {
        let sample = Self.small()
        #expect(try sample.taking(rows: 40).evaluation.count == 10)
        #expect(throws: SampleError.tooFewRows(wanted: 101, found: 100)) {
            try sample.taking(rows: 101)
        }
        #expect(throws: SampleError.tooFewRows(wanted: 0, found: 100)) {
            try sample.taking(rows: 0)
        }
    }
}

@Suite struct `The committed sample` {
    static let bytes: [UInt8] = {
        let data = try? Data(contentsOf: URL(filePath: DebianSample.committedPath()))
        return data.map { [UInt8]($0) } ?? []
    }()

    @Test func `has the rows of the default demonstration`() throws {
        let sample = try DebianSample(fileBytes: Self.bytes)
        #expect(Self.bytes.count < 1_200_000)
        #expect(sample.fileBytes == Self.bytes)
        #expect(sample.labels.count == 43)
        #expect(
            [sample.train, sample.evaluation, sample.hidden, sample.spare].map(\.count)
                == [4000, 1000, 3000, 400])
        #expect(sample.teams.count >= 60)
        #expect(try sample.taking(rows: 4000).spare.count == 80)
    }

    @Test func `holds no person's address and no sibling of a training row`() throws {
        let sample = try DebianSample(fileBytes: Self.bytes)
        let all = sample.train + sample.evaluation + sample.hidden + sample.spare
        #expect(Set(all.map(\.source)).count == all.count)
        for item in all {
            let cells = [item.source, item.row.text, item.row.label]
            #expect(!cells.contains { $0.contains("@") })
        }
        for team in sample.teams { #expect(MaintainingTeam.address(for: team) == team) }
        let lines = Self.bytes.split(separator: UInt8(ascii: "\n"))
        let named = lines.count { $0.contains(UInt8(ascii: "@")) }
        #expect(named == sample.train.count)
    }
}
