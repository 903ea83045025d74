internal import Datanets
internal import Demonstration
internal import Foundation
internal import LanguageModels
internal import ModelFactory
internal import Tokenizers
internal import Wire

/// Paid answers and embeddings a second over HTTP, beside the service that a Python team would
/// write; and what attribution, split and log add to an answer's time.
///
/// The node is the real program in a process of its own, on a copy of a demonstration's directory.
struct ServingBenchmark {
    private static let clientCounts = [1, 8, 64]
    /// Clients where their number is not the question.
    private static let usualClients = 8
    private static let textsPerRequest = 32
    /// The demonstration's model, and its Datanet.
    static let servedModel = "debian-sections"
    private static let requestCount = 512

    private let setting: BenchmarkSetting
    private let options: Benchmark.Options
    private let questions: [String]

    init(_ setting: BenchmarkSetting, _ options: Benchmark.Options) throws {
        self.setting = setting
        self.options = options
        questions = try Self.questions(setting)
    }

    /// Questions that the demonstration's model reads to their ends; it refuses others.
    static func questions(_ setting: BenchmarkSetting) throws -> [String] {
        let tokenizer = try SentenceEncoderFolder(path: setting.modelFolder()).tokenizer
        let limit = TrainingRecipe().maximumTokens
        return try DebianSample.committed().hidden.map(\.row.text).filter {
            tokenizer.encode($0, maximumTokens: .max).count <= limit
        }
    }

    func run(_ report: (BenchmarkResult) -> Void) async throws {
        try await setting.withDirectory { folder in
            let data = try ServingData(options, in: folder, setting: setting)
            let peer = try startPeer(data)
            for clients in Self.clientCounts {
                report(try answers(clients, data, peer))
            }
            report(try attributionShare(data))
            report(try embeddings(data, peer))
        }
    }

    /// Paid answers a second.
    private func answers(
        _ clients: Int, _ data: ServingData, _ peer: ServingChild?
    ) throws -> BenchmarkResult {
        let node = try data.startNode()
        let own = Side(
            chat(node, apiKey: data.apiKey, needsReceipt: true), clients, options.seconds)
        let other = peer.map { Side(chat($0, apiKey: nil), clients, options.seconds) }
        let measured = try PairedRuns(
            setting.runs, own: own.answersPerSecond, peer: other.map { $0.answersPerSecond })
        return BenchmarkResult(
            metric: "serving.answers.\(clients)", value: measured.median, unit: "answers/s",
            peer: peer?.peer, peerValue: measured.peerMedian, runs: setting.runs,
            details: [("clients", clients)] + own.latencies("")
                + (other?.latencies("peer") ?? []) + [("rows", data.rowCount)])
    }

    /// The share of an answer's time that goes to what makes it payable, in percent.
    ///
    /// Measured beside the same HTTP server over the same model that computes the label alone.
    private func attributionShare(_ data: ServingData) throws -> BenchmarkResult {
        let (node, plain) = (try data.startNode(), try data.startPlainNode())
        let clients = Self.usualClients
        let own = Side(
            chat(node, apiKey: data.apiKey, needsReceipt: true), clients, options.seconds)
        let other = Side(chat(plain, apiKey: data.apiKey), clients, options.seconds)
        let measured = try PairedRuns(
            setting.runs, own: own.answersPerSecond, peer: other.answersPerSecond)
        // An answer's time is the reciprocal of the rate.
        let shares = zip(measured.own, measured.peer).map { 100 * (1 - $0 / $1) }
        return BenchmarkResult(
            metric: "serving.attributionShare", value: PairedRuns.median(shares), unit: "%",
            runs: setting.runs, better: .less,
            details: [
                ("clients", clients), ("answersPerSecond", Int(measured.median)),
                ("plainAnswersPerSecond", Int(measured.peerMedian ?? 0)),
            ] + own.latencies("") + other.latencies("plain") + [("rows", data.rowCount)])
    }

    /// Texts embedded a second, asked for in base64 as OpenAI's own clients do.
    ///
    /// Both sides compute on all threads: nothing else is asked for meanwhile.
    private func embeddings(_ data: ServingData, _ peer: ServingChild?) throws -> BenchmarkResult {
        let node = try data.startNode(threads: setting.threads)
        let clients = Self.usualClients
        let own = Side(texts(node, apiKey: data.apiKey), clients, options.seconds)
        let other = peer.map { Side(texts($0, apiKey: nil), clients, options.seconds) }
        let scale = Double(Self.textsPerRequest)
        let measured = try PairedRuns(
            setting.runs, own: { try scale * own.answersPerSecond() },
            peer: other.map { other in { try scale * other.answersPerSecond() } })
        return BenchmarkResult(
            metric: "serving.embeddings", value: measured.median, unit: "texts/s",
            peer: peer?.peer, peerValue: measured.peerMedian, runs: setting.runs,
            details: [
                ("clients", clients), ("textsPerRequest", Self.textsPerRequest),
                ("threads", setting.threads),
            ]
                + own.latencies("") + (other?.latencies("peer") ?? []))
    }

    private func startPeer(_ data: ServingData) throws -> ServingChild? {
        guard let python = setting.peerPython() else { return nil }
        return try ServingChild(
            python,
            [
                setting.checkoutPath("scripts/peers/serving_peer.py"), "--model",
                setting.modelFolder(), "--threads", "\(setting.threads)",
            ], log: data.folder + "/peer.log")
    }
}

// MARK: - Requests

extension ServingBenchmark {
    private func chat(
        _ server: ServingChild, apiKey: String?, needsReceipt: Bool = false
    ) -> ServingLoad {
        Self.chat(
            questions.prefix(Self.requestCount), server, apiKey: apiKey,
            needsReceipt: needsReceipt)
    }

    /// The demonstration's model is asked.
    static func chat(
        _ questions: some Sequence<String>, _ server: ServingChild, apiKey: String?,
        needsReceipt: Bool
    ) -> ServingLoad {
        let requests = questions.map { question in
            let message = JSONValue.object([
                ("role", .string("user")), ("content", .string(question)),
            ])
            let body = JSONValue.object([
                ("model", .string(servedModel)), ("messages", .array([message])),
            ])
            return ServingLoad.request(
                "/v1/chat/completions", port: server.port, apiKey: apiKey, body: body.text)
        }
        return ServingLoad(port: server.port, requests: requests, needsReceipt: needsReceipt)
    }

    private func texts(_ server: ServingChild, apiKey: String?) -> ServingLoad {
        let size = Self.textsPerRequest
        let requests = stride(from: 0, through: questions.count - size, by: size).map { start in
            let body = JSONValue.object([
                ("model", .string("sentence-transformers/all-MiniLM-L6-v2")),
                ("input", .array(questions[start..<start + size].map(JSONValue.string))),
                ("encoding_format", .string("base64")),
            ])
            return ServingLoad.request(
                "/v1/embeddings", port: server.port, apiKey: apiKey, body: body.text)
        }
        return ServingLoad(port: server.port, requests: requests, needsReceipt: false)
    }
}

/// One of two servers that are asked in turns.
private final class Side {
    private let load: ServingLoad
    private let clients: Int
    private let seconds: Double
    private var isWarm = false
    private var latencies: [Double] = []

    init(_ load: ServingLoad, _ clients: Int, _ seconds: Double) {
        self.load = load
        self.clients = clients
        self.seconds = seconds
    }

    func answersPerSecond() throws -> Double {
        let outcome = try load.run(clients: clients, seconds: seconds)
        // The first run does not count.
        if isWarm { latencies += outcome.latencies }
        isWarm = true
        return outcome.answersPerSecond
    }

    /// The median and the 99th percentile over all runs.
    func latencies(_ name: String) -> [(name: String, count: Int)] {
        [("50", 0.5), ("99", 0.99)].map { percentile, share in
            let title = name.isEmpty ? "p" + percentile : name + "P" + percentile
            return (title + "Microseconds", PairedRuns.quantile(share, of: latencies))
        }
    }
}
