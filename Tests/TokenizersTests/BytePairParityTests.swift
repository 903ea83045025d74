import Foundation
import Testing
import Tokenizers
import Wire

/// Held against PyPI's tokenizers 0.23.3, which scripts/fixtures/byte-pair-fixtures.py asks.
@Suite struct `A byte-pair tokenizer` {
    /// The digests of a folder, in their order, by tokenizer.
    static func digests(_ folder: BytePairFolder) throws -> [String: [Substring]] {
        let text = String(decoding: try folder.bytes("digests.txt"), as: UTF8.self)
        let lines = text.split(separator: "\n").map { $0.split(separator: " ") }
        return Dictionary(grouping: lines) { String($0[0]) }.mapValues { $0.map { $0[1] } }
    }

    @Test(arguments: BytePairFolder.all)
    func `gives the reference's ids and texts for 25,000 strings`(folder: BytePairFolder) throws {
        let blocks = BytePairCorpus.annoying + BytePairCorpus.plain
        for (name, digests) in try Self.digests(folder) {
            let tokenizer = try folder.tokenizer(name)
            #expect(digests.count == blocks + BytePairCorpus.lists)
            for number in 0..<blocks {
                var lines = ""
                for text in BytePairCorpus.block(number) {
                    let ids = tokenizer.encode(
                        text, surrounded: number % 2 == 0,
                        control: number % 4 == 3 ? .asText : .parsed)
                    lines += ids.map(String.init).joined(separator: " ") + "\t"
                    lines += tokenizer.decode(ids, control: number % 2 == 0 ? .skipped : .shown)
                    lines += "\n"
                }
                let digest = Digest.sha256(Array(lines.utf8)).hex
                #expect(digest.hasPrefix(digests[number]), "\(name), block \(number)")
            }
        }
    }

    @Test(arguments: BytePairFolder.all)
    func `gives the reference's texts for any ids`(folder: BytePairFolder) throws {
        for (name, digests) in try Self.digests(folder) {
            let tokenizer = try folder.tokenizer(name)
            for (number, digest) in digests.suffix(BytePairCorpus.lists).enumerated() {
                let bound = tokenizer.identifierCount + 2
                var lines = ""
                for ids in BytePairCorpus.lists(number, below: bound) {
                    lines += tokenizer.decode(ids, control: number % 2 == 0 ? .skipped : .shown)
                    lines += "\n"
                }
                let found = Digest.sha256(Array(lines.utf8)).hex
                #expect(found.hasPrefix(digest), "\(name), lists \(number)")
            }
        }
    }

    @Test(arguments: BytePairFolder.all)
    func `gives the reference's ids, ranges and text, written in full`(
        folder: BytePairFolder
    ) throws {
        var tokenizers: [String: BytePairTokenizer] = [:]
        for line in try folder.lines("tokens.jsonl") {
            let name = try #require(line["tokenizer"]?.stringValue)
            let tokenizer = try tokenizers[name] ?? folder.tokenizer(name)
            tokenizers[name] = tokenizer
            let text = try #require(line["text"]?.stringValue)
            let spans = tokenizer.spans(
                of: text, surrounded: line["surrounded"] == .bool(true),
                control: line["control"] == .string("asText") ? .asText : .parsed)
            let ids = spans.map(\.id)
            #expect(ids == line["ids"]?.ids, "\(line.text)")
            #expect(
                Array(tokenizer.decode(ids, control: .skipped).utf8)
                    == line["decoded"]?.stringValue.map { Array($0.utf8) }, "\(line.text)")
            if let ranges = line["ranges"]?.arrayValue {
                #expect(Self.scalarRanges(spans, text) == ranges.map(\.ids), "\(line.text)")
            }
        }
        #expect(!tokenizers.isEmpty)
    }

    /// Ranges as the reference counts them: whole scalars, and [0, 0] for what covers nothing.
    static func scalarRanges(_ spans: [TokenSpan], _ text: String) -> [[Int32]?] {
        let bytes = Array(text.utf8)
        func isInside(_ place: Int) -> Bool { place < bytes.count && bytes[place] & 0xC0 == 0x80 }
        return spans.map { span in
            guard !span.bytes.isEmpty else { return [0, 0] }
            var (first, last) = (span.bytes.lowerBound, span.bytes.upperBound)
            while isInside(first) { first -= 1 }
            while isInside(last) { last += 1 }
            return [Int32(first), Int32(last)]
        }
    }
}
