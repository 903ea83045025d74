public import LanguageModels

/// What one caller wants written.
public struct GenerationRequest: Sendable {
    /// The tokens to read; at least one.
    public var prompt: [Int32]
    /// What the tokens go through beside the base model.
    public var adapter: AdapterLease?
    /// How tokens are chosen.
    public var sampling: Sampling
    /// Tokens to write at most.
    public var limit: Int
    /// How many of the likeliest tokens each choice names; nil for no probabilities at all.
    public var alternatives: Int?
    /// Whose turn it is: those who pay share the machine evenly, however much each asks.
    public var payer: String

    /// A request of the likeliest tokens.
    public init(prompt: [Int32], limit: Int, payer: String) {
        self.prompt = prompt
        self.limit = limit
        self.payer = payer
        sampling = Sampling()
    }
}

/// What happens to a request, in order; after the end there is nothing more.
public enum GenerationEvent: Equatable, Sendable {
    /// The prompt has been read, so many of its tokens from what was read before.
    case read(fromCache: Int)
    /// A token was written.
    case token(TokenSampler.Choice)
    /// The answer is over.
    case end(GenerationEnd)
}

/// Why an answer is over.
public enum GenerationEnd: Equatable, Sendable {
    /// The model wrote a token that ends an answer; it is the last one of the answer's.
    case endToken
    /// As many tokens are there as were asked for.
    case limit
    /// The logits were not all finite: these are no weights of a trained model.
    case notFinite
}

/// Why a request was not taken.
public enum GenerationRefusal: Error, Equatable, Sendable, CustomStringConvertible {
    /// The prompt has no token.
    case emptyPrompt
    /// A token is none of the model's.
    case unknownToken(Int32)
    /// Prompt and answer do not fit the model's context.
    case tooLong(promptTokens: Int, limit: Int, contextTokens: Int)
    /// Prompt and answer do not fit the memory that the engine has for keys and values.
    case tooLarge(tokens: Int, roomTokens: Int)
    /// Too many requests wait.
    case full(waiting: Int)

    /// One sentence that says what to do.
    public var description: String {
        switch self {
        case .emptyPrompt: "The prompt has no token; write something to go on from."
        case .unknownToken(let token): "The model has no token \(token)."
        case .tooLong(let prompt, let limit, let context):
            "The prompt has \(prompt) tokens and the answer up to \(limit), and the model reads "
                + "\(context) in all; shorten the prompt or ask for fewer tokens."
        case .tooLarge(let tokens, let room):
            "Prompt and answer are \(tokens) tokens, and the engine has room for \(room); shorten "
                + "the prompt or ask for fewer tokens."
        case .full(let waiting):
            "\(waiting) requests wait for the engine already; try again in a few seconds."
        }
    }
}

/// What an engine takes on.
public struct GenerationLimits: Sendable {
    /// Sequences that are worked on at once.
    public var sequences = 64
    /// Tokens that go through the layers in one step at most, which bounds how long a step takes.
    public var tokensPerStep = 256
    /// Bytes for keys and values: of what is worked on and of what is remembered.
    public var cacheBytes = 1 << 30
    /// Requests that wait.
    public var waiting = 1_024

    /// The usual limits.
    public init() {}
}
