internal import Identity
internal import Ledger
internal import Money
internal import NodeAPI

/// What a node has beside its answers and a server of labels alone has not.
struct ServingAbsentServices {
    /// Whose questions are answered.
    let payer: Caller
    /// The payer's key.
    let apiKey: String

    private var absence: ServiceRefusal { .notFound("This server only answers questions.") }
}

extension ServingAbsentServices: CallerDirectory {
    func caller(apiKey: String) async -> Caller? { apiKey == self.apiKey ? payer : nil }

    func visitor() async -> Caller? { nil }

    func balance(of account: AccountAddress) async throws -> Amount { .zero }
}

extension ServingAbsentServices: Catalogue, Bookkeeping, Profiles, LogFiles {
    func models() async throws -> [ModelCard] { [] }

    func datanets() async throws -> [DatanetCard] { [] }

    func rows(of datanet: String, query: String?, after: UInt64?) async throws -> RowPage? { nil }

    func head() async throws -> LogHead { throw absence }

    func receipt(at index: UInt64) async throws -> Receipt? { nil }

    func answer(at index: UInt64) async throws -> AnswerRecord? { nil }

    func entries(before index: UInt64?) async throws -> [EntrySummary] { [] }

    func account(_ address: AccountAddress, before index: UInt64?) async throws -> AccountRecord? {
        nil
    }

    func profile(of account: AccountAddress) -> AccountProfile? { nil }

    func file(at path: String) async throws -> [UInt8]? { nil }
}

extension ServingAbsentServices: ModelTraining, Intake {
    func queue(_ order: TrainingOrder) async throws -> TrainingJob { throw absence }

    func jobs() async -> [TrainingJob] { [] }

    func contribute(
        _ rows: [(text: String, label: String)], to datanet: String, caller: Caller
    ) async throws -> ContributionReceipt { throw absence }

    func foundDatanet(
        _ name: String, labels: [String], caller: Caller
    ) async throws -> UInt64 { throw absence }

    func openAccount(caller: Caller) async throws -> (account: AccountAddress, apiKey: String) {
        throw absence
    }

    func deposit(
        _ amount: Amount, for account: AccountAddress, source: String, caller: Caller
    ) async throws -> UInt64 { throw absence }
}
