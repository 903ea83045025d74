import Foundation
import LanguageModels
import Tensors
import Testing
import Wire

private func bits(_ values: some Sequence<Float>) -> [UInt32] { values.map(\.bitPattern) }

/// A small decoder with random weights, and what transformers computes with it.
struct DecoderFixture {
    static let families = ["llama", "llama-biased", "llama3", "mistral", "qwen2", "qwen3"]

    let decoder: Decoder
    let prompts: [[Int32]]
    let continuations: [[Int32]]
    /// [prompt, position, vocabulary].
    let logits: [Float]

    init(_ name: String) throws {
        decoder = try Decoder(DecoderWeights(path: Self.folder(name).path))
        let expected = try DecoderExpectation(Self.folder(name))
        (prompts, continuations, logits) = (
            expected.prompts, expected.continuations, expected.logits
        )
    }

    static func folder(_ name: String) throws -> URL {
        try #require(
            Bundle.module.url(forResource: "Fixtures/decoders/" + name, withExtension: nil))
    }
}

/// What the reference computes for three prompts.
struct DecoderExpectation {
    let prompts: [[Int32]]
    let continuations: [[Int32]]
    /// [prompt, position, vocabulary].
    let logits: [Float]

    init(_ folder: URL) throws {
        let expected = try JSONValue(
            parsing: [UInt8](Data(contentsOf: folder.appending(path: "expected.json"))),
            limit: 1 << 20)
        func tokens(_ name: String) -> [[Int32]] {
            (expected[name]?.arrayValue ?? []).map { row in
                (row.arrayValue ?? []).compactMap { $0.integerValue.map { Int32($0) } }
            }
        }
        prompts = tokens("tokens")
        continuations = tokens("continuations")
        let file = try NumPyFile(
            bytes: [UInt8](Data(contentsOf: folder.appending(path: "logits.npy"))))
        if case .float32(let values) = file.elements { logits = values } else { logits = [] }
    }
}

private let one = ComputeThreads(count: 1)
private let three = ComputeThreads(count: 3)

/// Forty greedy tokens after each sequence; the reference was told not to end.
func continued(_ sequences: [Decoder.Sequence], by decoder: Decoder) throws -> [[Int32]] {
    var batch = sequences
    var found: [[Int32]] = batch.map { _ in [] }
    for _ in 0..<40 {
        let hidden = decoder.read(&batch, on: one)
        var end = 0
        for index in batch.indices {
            end += batch[index].tokens.count
            let logits = decoder.logits(of: hidden.rows(end - 1..<end), on: one).values
            let next = logits.indices.filter { $0 != 2 }.max { logits[$0] < logits[$1] }
            let token = Int32(try #require(next))
            found[index].append(token)
            batch[index].tokens = [token]
        }
    }
    return found
}

@Suite struct `A decoder` {
    @Test(arguments: DecoderFixture.families)
    func `has the logits of transformers within 0.0001`(family: String) throws {
        let fixture = try DecoderFixture(family)
        var batch = fixture.prompts.map {
            Decoder.Sequence(cache: fixture.decoder.emptyCache, tokens: $0)
        }
        let logits = fixture.decoder.logits(
            of: fixture.decoder.read(&batch, on: three), on: three)
        #expect(fixture.logits.count == logits.values.count && logits.values.count > 6_000)
        let largest = zip(logits.values, fixture.logits).map { abs($0 - $1) }.max() ?? .infinity
        #expect(largest < 1e-4, "\(largest)")
    }

    @Test(arguments: DecoderFixture.families)
    func `goes on as transformers does, token by token`(family: String) throws {
        let fixture = try DecoderFixture(family)
        let found = try continued(
            fixture.prompts.map {
                Decoder.Sequence(cache: fixture.decoder.emptyCache, tokens: $0)
            }, by: fixture.decoder)
        #expect(found == fixture.continuations)
    }

    @Test(arguments: ["llama-biased", "qwen3"])
    func `reads a sequence with the same bits alone, in pieces and beside others`(
        family: String
    ) throws {
        let fixture = try DecoderFixture(family)
        let decoder = fixture.decoder
        var together = fixture.prompts.map {
            Decoder.Sequence(cache: decoder.emptyCache, tokens: $0)
        }
        let all = decoder.read(&together, on: three)
        for (index, prompt) in fixture.prompts.enumerated() {
            var alone = [Decoder.Sequence(cache: decoder.emptyCache, tokens: prompt)]
            let expected = bits(decoder.read(&alone, on: one).values)
            let rows = all.rows(index * 24..<(index + 1) * 24)
            #expect(bits(rows.values) == expected)
            for cut in [1, 15, 16, 17, 23] {
                var pieces = [
                    Decoder.Sequence(cache: decoder.emptyCache, tokens: Array(prompt[..<cut]))
                ]
                var found = bits(decoder.read(&pieces, on: one).values)
                pieces[0].tokens = Array(prompt[cut...])
                found += bits(decoder.read(&pieces, on: three).values)
                #expect(found == expected, "cut at \(cut)")
            }
        }
    }

    @Test func `shares full pages of a beginning, and copies one that it writes on`() throws {
        let decoder = try DecoderFixture("llama").decoder
        let prompt = (0..<20).map { Int32(3 + $0 * 4 % 90) }
        var first = [Decoder.Sequence(cache: decoder.emptyCache, tokens: prompt)]
        _ = decoder.read(&first, on: one)
        #expect(first[0].cache.fullPages.count == 1 && first[0].cache.length == 20)
        // Two sequences go on from the same twenty tokens.
        var forks = [first[0], first[0]]
        forks[0].tokens = [5]
        forks[1].tokens = [6]
        let both = decoder.read(&forks, on: one)
        for (index, token) in [Int32(5), 6].enumerated() {
            var alone = [Decoder.Sequence(cache: decoder.emptyCache, tokens: prompt + [token])]
            let expected = decoder.read(&alone, on: one).rows(20..<21)
            #expect(bits(both.row(index)) == bits(expected.values))
        }
        let shared = KeyValueCache(
            shape: decoder.cacheShape, sharing: Array(first[0].cache.fullPages))
        var later = [Decoder.Sequence(cache: shared, tokens: Array(prompt[16...]))]
        var whole = [Decoder.Sequence(cache: decoder.emptyCache, tokens: prompt)]
        #expect(
            bits(decoder.read(&later, on: one).values)
                == bits(decoder.read(&whole, on: one).rows(16..<20).values))
    }
}

@Suite struct `Adapters of a decoder` {
    static let names = ["plain", "patterns", "one-layer"]

    private func adapters(
        _ decoder: Decoder
    ) throws -> [(adapter: DecoderAdapter, expected: DecoderExpectation)] {
        try Self.names.map { name in
            let folder = try DecoderFixture.folder("adapters/" + name)
            return (
                try DecoderAdapterFolder.read(
                    folder.path, configuration: decoder.configuration),
                try DecoderExpectation(folder)
            )
        }
    }

    @Test func `have the logits of PEFT within 0.0001`() throws {
        let decoder = try DecoderFixture("llama").decoder
        for (adapter, expected) in try adapters(decoder) {
            var batch = expected.prompts.map {
                Decoder.Sequence(cache: decoder.emptyCache, tokens: $0, adapter: adapter)
            }
            let logits = decoder.logits(of: decoder.read(&batch, on: three), on: three)
            let largest =
                zip(logits.values, expected.logits).map { abs($0 - $1) }.max() ?? .infinity
            #expect(largest < 1e-4, "\(largest)")
        }
    }

    @Test func `go on in one mixed batch as PEFT does with one at a time`() throws {
        let fixture = try DecoderFixture("llama")
        let decoder = fixture.decoder
        var batch: [Decoder.Sequence] = []
        var expected: [[Int32]] = []
        let all = try adapters(decoder)
        for prompt in 0..<3 {
            for (adapter, expectation) in all {
                batch.append(
                    Decoder.Sequence(
                        cache: decoder.emptyCache, tokens: expectation.prompts[prompt],
                        adapter: adapter))
                expected.append(expectation.continuations[prompt])
            }
            batch.append(
                Decoder.Sequence(cache: decoder.emptyCache, tokens: fixture.prompts[prompt]))
            expected.append(fixture.continuations[prompt])
        }
        #expect(try continued(batch, by: decoder) == expected)
    }

    @Test func `change no bit of their neighbours`() throws {
        let decoder = try DecoderFixture("llama").decoder
        let prompt: [Int32] = [9, 8, 7, 6, 5]
        let adapters = try adapters(decoder).map(\.adapter)
        func bitsAlone(_ adapter: DecoderAdapter?) -> [UInt32] {
            var alone = [
                Decoder.Sequence(cache: decoder.emptyCache, tokens: prompt, adapter: adapter)
            ]
            return bits(decoder.read(&alone, on: one).values)
        }
        let order: [DecoderAdapter?] = [
            adapters[0], nil, adapters[1], adapters[1], nil, adapters[2], adapters[0],
        ]
        var batch = order.map {
            Decoder.Sequence(cache: decoder.emptyCache, tokens: prompt, adapter: $0)
        }
        let together = decoder.read(&batch, on: three)
        for (index, adapter) in order.enumerated() {
            let rows = together.rows(index * 5..<(index + 1) * 5)
            #expect(bits(rows.values) == bitsAlone(adapter))
        }
    }
}
