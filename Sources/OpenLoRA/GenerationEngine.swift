public import LanguageModels
internal import Machine
public import Tensors

/// Writes answers to many requests at once over one base model: new ones join and finished ones
/// leave between two steps, each with its own adapter.
///
/// A step reads one token of every answer that is being written and a part of the prompts that are
/// being read. What a request gets does not depend on its neighbours: neither its tokens nor a bit
/// of its probabilities (``Decoder``).
public actor GenerationEngine {
    /// The model.
    public nonisolated let decoder: Decoder
    private let limits: GenerationLimits
    private let threads: ComputeThreads
    /// Computing takes long: not on the threads that everybody shares.
    private let thread = DedicatedThread(name: "generation")
    private let roomPages: Int
    private let ends: Set<Int32>

    private var waiting = FairQueue<Admission>()
    private var running: [Generation] = []
    private var prefixes = PrefixCache()
    private var reservedPages = 0
    private var isStepping = false
    private var lastID: UInt64 = 0
    private var cancelled: Set<UInt64> = []

    /// What has been done since the start: deterministic for the same requests in the same order.
    public private(set) var counters = GenerationCounters()

    /// See the executor's own words.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        thread.asUnownedSerialExecutor()
    }

    private struct Admission {
        let id: UInt64
        let request: GenerationRequest
        let events: AsyncStream<GenerationEvent>.Continuation
    }

    /// An engine of one base model.
    ///
    /// - Parameters:
    ///   - decoder: the model.
    ///   - threads: the team that computes.
    ///   - limits: what is taken on.
    public init(_ decoder: Decoder, threads: ComputeThreads, limits: GenerationLimits) {
        self.decoder = decoder
        self.threads = threads
        self.limits = limits
        roomPages = limits.cacheBytes / decoder.cacheShape.byteCount
        ends = Set(decoder.configuration.endTokenIDs)
    }

    /// Takes a request; its events come as they happen.
    ///
    /// Who stops to listen cancels it: nothing more is computed for it then.
    /// - Throws: ``GenerationRefusal``.
    public func generate(
        _ request: GenerationRequest
    ) throws(GenerationRefusal) -> AsyncStream<GenerationEvent> {
        try check(request)
        lastID += 1
        let id = lastID
        let (stream, events) = AsyncStream.makeStream(of: GenerationEvent.self)
        events.onTermination = { [weak self] reason in
            guard case .cancelled = reason, let engine = self else { return }
            Task { await engine.cancel(id) }
        }
        waiting.append(
            Admission(id: id, request: request, events: events), of: request.payer)
        if !isStepping {
            isStepping = true
            Task { await run() }
        }
        return stream
    }

    private func check(_ request: GenerationRequest) throws(GenerationRefusal) {
        let configuration = decoder.configuration
        let (prompt, limit) = (request.prompt, max(1, request.limit))
        guard !prompt.isEmpty else { throw .emptyPrompt }
        let vocabulary = 0..<Int32(configuration.vocabularySize)
        if let token = prompt.first(where: { !vocabulary.contains($0) }) {
            throw .unknownToken(token)
        }
        // The last token is written and never read.
        guard limit <= configuration.contextLength,
            prompt.count + limit - 1 <= configuration.contextLength
        else {
            throw .tooLong(
                promptTokens: prompt.count, limit: limit,
                contextTokens: configuration.contextLength)
        }
        guard pages(of: request) <= roomPages else {
            throw .tooLarge(
                tokens: prompt.count + limit, roomTokens: roomPages * KeyValuePage.positions)
        }
        guard waiting.count < limits.waiting else { throw .full(waiting: waiting.count) }
    }

    private func pages(of request: GenerationRequest) -> Int {
        let tokens = request.prompt.count + max(1, request.limit)
        return (tokens + KeyValuePage.positions - 1) / KeyValuePage.positions
    }

    private func cancel(_ id: UInt64) {
        cancelled.insert(id)
    }

    /// Steps until there is nothing to do; new requests come in between two steps.
    private func run() async {
        while true {
            leaveCancelled()
            admit()
            guard !running.isEmpty else { break }
            step()
            await Task.yield()
        }
        isStepping = false
    }

    private func leaveCancelled() {
        guard !cancelled.isEmpty else { return }
        waiting.removeAll { cancelled.contains($0.id) }
        for generation in running where cancelled.contains(generation.id) {
            release(generation)
        }
        running.removeAll { cancelled.contains($0.id) }
        counters.cancelled += cancelled.count
        cancelled = []
    }

    /// Takes on requests as long as there is room for all that they may write: none that has begun
    /// is ever put off.
    private func admit() {
        while running.count < limits.sequences, let next = waiting.first,
            reservedPages + pages(of: next.request) <= roomPages,
            let admission = waiting.popFirst()
        {
            let request = admission.request
            reservedPages += pages(of: request)
            prefixes.shrink(to: roomPages - reservedPages)
            let shared = prefixes.pages(
                beginning: request.prompt, adapter: request.adapter?.version)
            running.append(
                Generation(
                    admission.id, request, pages: pages(of: request), sharing: shared,
                    of: decoder, events: admission.events))
            counters.promptTokensFromCache += shared.count * KeyValuePage.positions
        }
    }

    private func release(_ generation: Generation) {
        reservedPages -= generation.pages
        prefixes.insert(
            Array(generation.sequence.cache.fullPages), of: generation.tokensRead,
            adapter: generation.request.adapter?.version)
        prefixes.shrink(to: roomPages - reservedPages)
        waiting.finish(of: generation.request.payer)
    }

    /// Forgets what was read through an adapter that is no longer served.
    public func forget(adapter: AdapterLease) {
        prefixes.forget(adapter: adapter.version)
    }
}

// MARK: - A step

extension GenerationEngine {
    private func step() {
        // Those of one adapter stand side by side, so that its matrices meet all of their rows.
        running.sort { $0.order < $1.order }
        var room = limits.tokensPerStep
        var batch: [Decoder.Sequence] = []
        var places: [Int] = []
        for isWriting in [true, false] {
            for index in running.indices where running[index].isWriting == isWriting && room > 0 {
                let tokens = running[index].takeTokens(atMost: room)
                room -= tokens
                places.append(index)
                waiting.serve(tokens, to: running[index].request.payer)
                counters.tokensRead += tokens
            }
        }
        places.sort()
        for index in places { batch.append(running[index].lend(empty: decoder.emptyCache)) }
        counters.steps += 1
        let hidden = decoder.read(&batch, on: threads)
        var rows: [Int] = []
        var end = 0
        for (place, index) in places.enumerated() {
            end += batch[place].tokens.count
            running[index].takeBack(batch[place])
            if running[index].hasReadPrompt { rows.append(end - 1) }
        }
        let writers = places.filter { running[$0].hasReadPrompt }
        let logits = decoder.logits(of: hidden.rows(at: rows), on: threads)
        for (row, index) in writers.enumerated() {
            running[index].write(Array(logits.row(row)), ends: ends)
            counters.tokensWritten += 1
        }
        for generation in running where generation.isOver { release(generation) }
        running.removeAll(where: \.isOver)
    }
}

/// What an engine has done.
public struct GenerationCounters: Equatable, Sendable {
    /// Passes through the layers.
    public internal(set) var steps = 0
    /// Tokens that went through them.
    public internal(set) var tokensRead = 0
    /// Tokens of prompts that did not have to, since they had been read before.
    public internal(set) var promptTokensFromCache = 0
    /// Tokens that were chosen.
    public internal(set) var tokensWritten = 0
    /// Requests that nobody waited for any more.
    public internal(set) var cancelled = 0
}
