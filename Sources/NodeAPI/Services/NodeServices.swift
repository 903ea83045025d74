package import Identity
package import Money

/// What routes and pages are given to work with.
package struct NodeServices: Sendable {
    /// API keys.
    package let callers: any CallerDirectory
    /// Answers and embeddings.
    package let answering: any QuestionAnswering
    /// Who but the payer sees an answer's words.
    package let disclosing: any AnswerDisclosing
    /// Models and Datanets.
    package let catalogue: any Catalogue
    /// What the log says.
    package let ledger: any LedgerReading
    /// Names of accounts.
    package let profiles: any Profiles
    /// The log's static files.
    package let logFiles: any LogFiles
    /// Training jobs.
    package let training: any ModelTraining
    /// Rows and money on their way in.
    package let intake: any Intake
    /// Objections to what intake made of rows.
    package let objecting: any Objecting
    /// Whether answers can be given now.
    package let readiness: any Readiness

    package init(
        callers: any CallerDirectory, answering: any QuestionAnswering,
        disclosing: any AnswerDisclosing, catalogue: any Catalogue, ledger: any LedgerReading,
        profiles: any Profiles, logFiles: any LogFiles, training: any ModelTraining,
        intake: any Intake, objecting: any Objecting, readiness: any Readiness
    ) {
        self.callers = callers
        self.answering = answering
        self.disclosing = disclosing
        self.catalogue = catalogue
        self.ledger = ledger
        self.profiles = profiles
        self.logFiles = logFiles
        self.training = training
        self.intake = intake
        self.objecting = objecting
        self.readiness = readiness
    }
}

/// Whom an API key stands for.
package struct Caller: Hashable, Sendable {
    /// The account that pays.
    package let account: AccountAddress
    /// Whether it is the log's operator, who may take deposits.
    package let isOperator: Bool

    package init(account: AccountAddress, isOperator: Bool) {
        self.account = account
        self.isOperator = isOperator
    }
}

/// Knows API keys.
package protocol CallerDirectory: Sendable {
    /// Whom a key stands for; nil for a key that is not this node's.
    func caller(apiKey: String) async -> Caller?

    /// The account that pays for questions asked on the site without a key; only a demonstration
    /// has one.
    func visitor() async -> Caller?

    /// What an account may spend.
    func balance(of account: AccountAddress) async throws -> Amount
}

/// Whether a node can do what it is for.
package protocol Readiness: Sendable {
    /// Why it cannot now, a sentence each, for everybody; empty when it can.
    func obstacles() async -> [String]
}

/// A failure of a service that knows what callers are told of it.
package protocol ServiceFailure: Error {
    /// What they are told.
    var refusal: ServiceRefusal { get }
}

/// Why a node does not do what it was asked; `HTTPProblem` gives each its status and words.
package enum ServiceRefusal: Error, Equatable, Sendable {
    /// There is no such model; the nearest names there are.
    case unknownModel(name: String, nearest: [String])
    /// The account has less than the price.
    case unaffordable(price: Amount, balance: Amount)
    /// The price is over the most that the caller would pay.
    case priceAboveMaximum(price: Amount, maximum: Amount)
    /// The idempotency key was used with another request.
    case idempotencyConflict
    /// Too much waits already; try again after so many seconds.
    case overloaded(retryAfterSeconds: Int)
    /// The caller has had its part; how long to wait for more, and a sentence.
    case limited(retryAfterSeconds: Int, message: String)
    /// A parameter's value cannot be used; the parameter, and a sentence.
    case invalid(parameter: String?, message: String)
    /// There is no such thing; a sentence.
    case notFound(String)
    /// The caller may not do this; a sentence.
    case forbidden(String)
    /// What is there already stands against it; a sentence.
    case conflict(String)
    /// The node cannot do this at present; nothing was charged. What happened is for its log alone.
    case unavailable(cause: String)
    /// The node cannot go on without its operator. What happened is for its log alone.
    case stopped(cause: String)
    /// The node failed at this. What happened is for its log alone.
    case failed(cause: String)
}
