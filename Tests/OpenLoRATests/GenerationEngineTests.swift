import Foundation
import LanguageModels
import ModelTestKit
import OpenLoRA
import Tensors
import Testing
import Wire

/// A model, some adapters of it, and a folder that goes with the value.
final class EngineFixture: Sendable {
    let parent: URL
    let tiny: TinyDecoder
    let leases: [AdapterLease]

    init() async throws {
        parent = FileManager.default.temporaryDirectory
            .appending(path: "openlora-\(UUID().uuidString)")
        tiny = try TinyDecoder(below: parent)
        let library = AdapterLibrary(
            configuration: tiny.decoder.configuration, byteLimit: 1 << 24)
        var leases: [AdapterLease] = []
        for (index, rank) in [2, 4, 7].enumerated() {
            let name = "adapter-\(index)"
            let path = try tiny.writeAdapter(name, rank: rank, seed: UInt64(index))
            try await library.register(ByteName(name), folder: path)
            leases.append(try await library.lease(ByteName(name)))
        }
        self.leases = leases
    }

    deinit {
        try? FileManager.default.removeItem(at: parent)
    }

    func engine(
        threads: Int = 1, _ change: (inout GenerationLimits) -> Void = { _ in }
    ) -> GenerationEngine {
        var limits = GenerationLimits()
        limits.cacheBytes = 1 << 24
        change(&limits)
        return GenerationEngine(
            tiny.decoder, threads: ComputeThreads(count: threads), limits: limits)
    }

    /// Requests of many kinds: lengths, adapters, draws, probabilities.
    func requests(_ count: Int) -> [GenerationRequest] {
        var random = SeededBytes(seed: 5, label: "requests")
        return (0..<count).map { index in
            let length = 1 + Int(random.below(70))
            let prompt = (0..<length).map { _ in Int32(3 + random.below(61)) }
            var request = GenerationRequest(
                prompt: prompt, limit: 1 + Int(random.below(40)), payer: "payer \(index % 3)")
            let adapter = Int(random.below(4))
            request.adapter = adapter < 3 ? leases[adapter] : nil
            request.alternatives = index % 2 == 0 ? 3 : nil
            if index % 3 > 0 {
                request.sampling.temperature = 0.8
                request.sampling.topP = index % 3 == 1 ? 0.9 : 1
                request.sampling.seed = UInt64(index)
            }
            return request
        }
    }
}

extension AsyncStream<GenerationEvent> {
    /// Everything that happens, without how much was remembered.
    func whole() async -> [GenerationEvent] {
        var events: [GenerationEvent] = []
        for await event in self {
            if case .read = event { continue }
            events.append(event)
        }
        return events
    }
}

@Suite struct `An engine that writes` {
    @Test func `gives each the same alone and under load, however it is cut`() async throws {
        let fixture = try await EngineFixture()
        let requests = fixture.requests(40)
        var alone: [[GenerationEvent]] = []
        for request in requests {
            let engine = fixture.engine()
            alone.append(await (try await engine.generate(request)).whole())
        }
        #expect(alone.contains { $0.last == .end(.endToken) })
        #expect(alone.contains { $0.last == .end(.limit) })
        for (threads, tokensPerStep, sequences) in [(1, 256, 64), (3, 7, 5), (2, 64, 2)] {
            let engine = fixture.engine(threads: threads) {
                $0.tokensPerStep = tokensPerStep
                $0.sequences = sequences
            }
            let together = try await withThrowingTaskGroup(
                of: (Int, [GenerationEvent]).self
            ) { group in
                for (index, request) in requests.enumerated() {
                    group.addTask {
                        (index, await (try await engine.generate(request)).whole())
                    }
                }
                var found = [[GenerationEvent]](repeating: [], count: requests.count)
                for try await (index, events) in group { found[index] = events }
                return found
            }
            for index in requests.indices { #expect(together[index] == alone[index]) }
        }
    }

    @Test func `writes what reading the whole text would choose`() async throws {
        let fixture = try await EngineFixture()
        let decoder = fixture.tiny.decoder
        for request in fixture.requests(12) where request.sampling.isGreedy {
            var text = request.prompt
            for await event in try await fixture.engine().generate(request) {
                guard case .token(let choice) = event else { continue }
                var batch = [
                    Decoder.Sequence(
                        cache: decoder.emptyCache, tokens: text,
                        adapter: request.adapter?.adapter)
                ]
                let threads = ComputeThreads(count: 1)
                let hidden = decoder.read(&batch, on: threads)
                let last = hidden.rows(text.count - 1..<text.count)
                let logits = decoder.logits(of: last, on: threads).values
                #expect(logits.firstIndex(of: logits.max() ?? 0) == Int(choice.token))
                text.append(choice.token)
            }
        }
    }

    @Test func `reads a beginning once, and anew through another adapter`() async throws {
        let fixture = try await EngineFixture()
        let engine = fixture.engine()
        let beginning = (0..<40).map { Int32(3 + $0) }
        func ask(_ end: Int32, _ adapter: AdapterLease?) async throws -> Int {
            var request = GenerationRequest(prompt: beginning + [end], limit: 2, payer: "a")
            request.adapter = adapter
            var remembered = -1
            for await event in try await engine.generate(request) {
                if case .read(let count) = event { remembered = count }
            }
            return remembered
        }
        #expect(try await ask(50, nil) == 0)
        #expect(try await ask(51, nil) == 32)
        #expect(try await ask(51, fixture.leases[0]) == 0)
        #expect(try await ask(52, fixture.leases[0]) == 32)
        #expect(try await ask(52, fixture.leases[1]) == 0)
        await engine.forget(adapter: fixture.leases[0])
        #expect(try await ask(53, fixture.leases[0]) == 0)
        #expect(try await ask(53, nil) == 32)
        #expect(await engine.counters.promptTokensFromCache == 96)
    }

    @Test func `stops to compute for who has gone`() async throws {
        let fixture = try await EngineFixture()
        let engine = fixture.engine { $0.sequences = 1 }
        var request = GenerationRequest(prompt: [3, 4], limit: 150, payer: "a")
        request.sampling.bias = [TinyDecoder.endToken: -1_000]
        do {
            var count = 0
            for await event in try await engine.generate(request) {
                if case .token = event { count += 1 }
                if count == 3 { break }
            }
        }
        // The next has the only place, and all of its tokens.
        let next = await (try await engine.generate(request)).whole()
        #expect(next.count == 151 && next.last == .end(.limit))
        #expect(await engine.counters.cancelled == 1)
        #expect(await engine.counters.tokensWritten < 250)
    }

    @Test func `refuses by name what it cannot do`() async throws {
        let fixture = try await EngineFixture()
        func refusal(
            _ engine: GenerationEngine, _ prompt: [Int32], limit: Int = 1
        ) async -> GenerationRefusal? {
            do {
                _ = try await engine.generate(
                    GenerationRequest(prompt: prompt, limit: limit, payer: "a"))
                return nil
            } catch { return error }
        }
        let engine = fixture.engine()
        #expect(await refusal(engine, []) == .emptyPrompt)
        #expect(await refusal(engine, [3, 64]) == .unknownToken(64))
        #expect(await refusal(engine, [-1]) == .unknownToken(-1))
        let long = [Int32](repeating: 5, count: TinyDecoder.contextLength)
        #expect(await refusal(engine, long) == nil)
        #expect(
            await refusal(engine, long, limit: 2)
                == .tooLong(promptTokens: 160, limit: 2, contextTokens: 160))
        #expect(
            await refusal(engine, [5], limit: .max)
                == .tooLong(promptTokens: 1, limit: .max, contextTokens: 160))
        let small = fixture.engine { $0.cacheBytes = 5 * fixture.tiny.decoder.cacheShape.byteCount }
        #expect(await refusal(small, [3], limit: 80) == .tooLarge(tokens: 81, roomTokens: 80))
        #expect(await refusal(small, [3], limit: 79) == nil)
        let closed = fixture.engine { $0.waiting = 0 }
        #expect(await refusal(closed, [3]) == .full(waiting: 0))
    }

    @Test func `keeps to its memory, and goes on when there is room`() async throws {
        let fixture = try await EngineFixture()
        let page = fixture.tiny.decoder.cacheShape.byteCount
        let engine = fixture.engine { $0.cacheBytes = 12 * page }
        let requests = fixture.requests(20)
        let answered = try await withThrowingTaskGroup(of: Int.self) { group in
            for request in requests {
                group.addTask { await (try await engine.generate(request)).whole().count }
            }
            var answered = 0
            for try await count in group where count > 0 { answered += 1 }
            return answered
        }
        #expect(answered == 20)
    }
}
