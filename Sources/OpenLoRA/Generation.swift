internal import LanguageModels
internal import Tensors

/// One answer that is being written.
struct Generation {
    let id: UInt64
    let request: GenerationRequest
    /// Pages that it may come to need.
    let pages: Int
    private(set) var sequence: Decoder.Sequence
    private var sampler: TokenSampler
    /// Tokens of the prompt, and then the last one written, that were not read yet.
    private var unread: ArraySlice<Int32>
    private var written: [Int32] = []
    private(set) var isOver = false
    private let events: AsyncStream<GenerationEvent>.Continuation

    init(
        _ id: UInt64, _ request: GenerationRequest, pages: Int, sharing shared: [KeyValuePage],
        of decoder: Decoder, events: AsyncStream<GenerationEvent>.Continuation
    ) {
        self.id = id
        self.request = request
        self.pages = pages
        self.events = events
        let cache = KeyValueCache(shape: decoder.cacheShape, sharing: shared)
        sequence = Decoder.Sequence(
            cache: cache, tokens: [], adapter: request.adapter?.adapter)
        unread = request.prompt[cache.length...]
        sampler = TokenSampler(request.sampling, prompt: request.prompt)
        events.yield(.read(fromCache: cache.length))
    }

    /// Whether the answer has begun.
    var isWriting: Bool { !written.isEmpty }
    /// Whether the next token can be chosen once what was taken has been read.
    var hasReadPrompt: Bool { unread.isEmpty }
    /// Requests of one adapter together, the oldest first.
    var order: (UInt64, UInt64) { (request.adapter?.order ?? 0, id) }
    /// What the cache holds the keys and values of.
    var tokensRead: [Int32] {
        Array((request.prompt + written).prefix(sequence.cache.length))
    }

    /// Takes the tokens to read next and says how many they are.
    mutating func takeTokens(atMost count: Int) -> Int {
        sequence.tokens = Array(unread.prefix(count))
        unread = unread.dropFirst(sequence.tokens.count)
        return sequence.tokens.count
    }

    /// Hands the sequence over, so that its cache has one owner while it is written.
    mutating func lend(empty: KeyValueCache) -> Decoder.Sequence {
        defer { sequence.cache = empty }
        return sequence
    }

    mutating func takeBack(_ sequence: Decoder.Sequence) {
        self.sequence = sequence
    }

    /// Chooses the next token from its logits.
    mutating func write(_ logits: [Float], ends: Set<Int32>) {
        guard logits.allSatisfy(\.isFinite) else { return finish(.notFinite) }
        let choice = sampler.choose(logits, alternatives: request.alternatives)
        written.append(choice.token)
        unread = [choice.token]
        events.yield(.token(choice))
        if ends.contains(choice.token) {
            finish(.endToken)
        } else if written.count >= request.limit {
            finish(.limit)
        }
    }

    private mutating func finish(_ end: GenerationEnd) {
        isOver = true
        events.yield(.end(end))
        events.finish()
    }
}
