internal import Datanets
internal import Demonstration
internal import Foundation
internal import Identity
internal import LedgerStorage
internal import Machine
internal import Wire

/// How much longer paid answers take while strangers ask for everything that costs nothing.
///
/// The strangers have one account without money. They search for words that no row holds, embed
/// long texts, read an answer that cites a row with thousands of copies of theirs, leaf through
/// pages, send long bodies that say nothing, try keys that are nobody's and leave requests half
/// sent. The node is the real program in a process of its own; the
/// strangers and the payers share the machine with it.
struct AbuseBenchmark {
    private static let clientCounts = [1, 8]
    private static let requestCount = 512
    /// Contributions of near-copies of one row that the stranger has made, and copies in each: more
    /// would have to be compared than one contribution may cost.
    private static let (copyContributions, copyCount) = (2, 1_950)
    /// Words of the row that is copied: a shorter one has no near-copies, and a longer one is more
    /// than the model reads of a question.
    private static let rowWords = 8...12
    /// Long texts of one request for embeddings.
    private static let embeddedTexts = 16
    private static let strangersKey = "ol-stranger"

    private let setting: BenchmarkSetting
    private let options: Benchmark.Options
    private let questions: [String]

    init(_ setting: BenchmarkSetting, _ options: Benchmark.Options) throws {
        self.setting = setting
        self.options = options
        questions = try ServingBenchmark.questions(setting)
    }

    func run(_ report: (BenchmarkResult) -> Void) async throws {
        try await setting.withDirectory { folder in
            let data = try ServingData(options, in: folder, setting: setting)
            let node = try data.startNode { directory in
                try KeyFile(
                    key: AccountKey.derived(seed: 1, label: "stranger"), apiKey: Self.strangersKey
                ).write(named: "stranger", in: directory)
            }
            let free = FreeLoad(port: node.port, kinds: try kinds(data, node))
            for clients in Self.clientCounts {
                for result in try paid(clients, data, node, free) { report(result) }
            }
            let answers = free.answers.sorted { $0.key < $1.key }
            setting.note(
                "free requests answered: "
                    + answers.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
        }
    }

    /// What paid answers take, idle and under the load, in turns.
    private func paid(
        _ clients: Int, _ data: ServingData, _ node: ServingChild, _ free: FreeLoad
    ) throws -> [BenchmarkResult] {
        let load = ServingBenchmark.chat(
            questions.prefix(Self.requestCount), node, apiKey: data.apiKey, needsReceipt: true)
        var (pressed, idle): ([Double], [Double]) = ([], [])
        var isWarm = false
        for _ in 0...setting.runs {
            let under = try free.during {
                try load.run(clients: clients, seconds: options.seconds).latencies
            }
            let alone = try load.run(clients: clients, seconds: options.seconds).latencies
            // The first run of each does not count.
            if isWarm {
                pressed += under
                idle += alone
            }
            isWarm = true
        }
        return [("p50", 0.5), ("p99", 0.99)].map { name, share in
            let under = Double(PairedRuns.quantile(share, of: pressed))
            let alone = Double(PairedRuns.quantile(share, of: idle))
            return BenchmarkResult(
                metric: "abuse.\(name).\(clients)", value: under, unit: "µs",
                peer: "the same node without strangers", peerValue: alone, runs: setting.runs,
                better: .less,
                details: [
                    ("clients", clients), ("percentOfIdle", Int(100 * under / max(1, alone))),
                    ("answers", pressed.count), ("idleAnswers", idle.count),
                ])
        }
    }
}

// MARK: - What strangers ask for

extension AbuseBenchmark {
    private func kinds(_ data: ServingData, _ node: ServingChild) throws -> [FreeLoad.Kind] {
        let receipt = try citedCopies(data, node)
        let rows = "/api/datanets/\(ServingBenchmark.servedModel)/rows?q="
        return [
            FreeLoad.Kind(
                name: "searches", connections: 4,
                requests: ["zq", "nobody+wrote+this", "e+zzq", "x"].map {
                    ServingLoad.get(rows + $0, port: node.port)
                }),
            FreeLoad.Kind(
                name: "embeddings", connections: 2,
                requests: [embeddings(Self.embeddedTexts, node)]),
            FreeLoad.Kind(
                name: "cited copies", connections: 2,
                requests: [ServingLoad.get("/api/receipts/\(receipt)", port: node.port)]),
            FreeLoad.Kind(
                name: "pages", connections: 8,
                requests: [
                    "/log", "/log/search?q=000000", "/models",
                    "/datanets/\(ServingBenchmark.servedModel)",
                ].map { ServingLoad.get($0, port: node.port) }),
            FreeLoad.Kind(
                name: "unpaid questions", connections: 8, requests: [unpaidQuestion(node)]),
            FreeLoad.Kind(name: "long bodies", connections: 2, requests: [manyNames(node)]),
            FreeLoad.Kind(
                name: "wrong keys", connections: 4,
                requests: (0..<64).map { number in
                    ServingLoad.request(
                        "/v1/chat/completions", port: node.port, apiKey: "ol-wrong-\(number)",
                        body: "{}")
                }),
            FreeLoad.Kind(
                name: "half requests", connections: 256,
                requests: [Array("POST /v1/embeddings HTTP/1.1\r\nHost: node\r\n".utf8)],
                isWhole: false),
        ]
    }

    /// A body of as many bytes as one may have, of which each few are another name.
    private func manyNames(_ node: ServingChild) -> [UInt8] {
        let members = (0..<60_000).map { "\"n\($0)\":\($0 % 10)" }
        return ServingLoad.request(
            "/v1/chat/completions", port: node.port, apiKey: Self.strangersKey,
            body: "{" + members.joined(separator: ",") + "}")
    }

    /// A question that is long to read, and nobody can pay for.
    private func unpaidQuestion(_ node: ServingChild) -> [UInt8] {
        let message = #"{"role":"user","content":"a"}"#
        let messages = Array(repeating: message, count: 1_900).joined(separator: ",")
        return ServingLoad.request(
            "/v1/chat/completions", port: node.port, apiKey: Self.strangersKey,
            body: #"{"model":"\#(ServingBenchmark.servedModel)","messages":[\#(messages)]}"#)
    }

    /// Texts that are longer than the model reads.
    private func embeddings(_ count: Int, _ node: ServingChild) -> [UInt8] {
        let text = String(repeating: "a fast web server ", count: 70)
        let body = JSONValue.object([
            ("model", .string("sentence-transformers/all-MiniLM-L6-v2")),
            ("input", .array((0..<count).map { .string("\($0) " + text) })),
        ])
        return ServingLoad.request(
            "/v1/embeddings", port: node.port, apiKey: Self.strangersKey, body: body.text)
    }

    /// Contributes the copies and asks a question that the row answers.
    ///
    /// - Returns: the answer's receipt.
    private func citedCopies(_ data: ServingData, _ node: ServingChild) throws -> UInt64 {
        let rows = try DebianSample.committed().taking(rows: options.rows).train.map(\.row)
        let fitting = rows.first { Self.rowWords ~= $0.text.split(separator: " ").count }
        guard let row = fitting else {
            throw OperationError(.measurement, "no row is long enough to be copied")
        }
        for part in 0..<Self.copyContributions {
            let copies = (0..<Self.copyCount).map { number in
                JSONValue.object([
                    ("text", .string("\(row.text) no\(part * Self.copyCount + number)")),
                    ("label", .string(row.label)),
                ])
            }
            let body = JSONValue.object([("rows", .array(copies))])
            _ = try reply(
                to: ServingLoad.request(
                    "/api/datanets/\(ServingBenchmark.servedModel)/contributions",
                    port: node.port, apiKey: Self.strangersKey, body: body.text),
                of: node)
        }
        let asked = ServingBenchmark.chat(
            [row.text], node, apiKey: data.apiKey, needsReceipt: true)
        guard let receipt = try reply(to: asked.requests[0], of: node).receipt else {
            throw OperationError(.measurement, "an answer has no receipt")
        }
        return receipt
    }

    private func reply(to request: [UInt8], of node: ServingChild) throws -> ServingReply {
        let socket = try ServingSocket(port: node.port)
        try socket.send(request)
        var reply = ServingReply()
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while !reply.isComplete {
            var polled = [pollfd(fd: socket.descriptor, events: Int16(POLLIN), revents: 0)]
            guard ServingSocket.wait(for: &polled, milliseconds: 600_000) else {
                throw OperationError(.measurement, "the node does not answer")
            }
            let count = try socket.receive(into: &buffer)
            try reply.take(buffer[..<count])
        }
        guard (200...201).contains(reply.status) else {
            throw OperationError(
                .measurement,
                "a request was refused with \(reply.status): "
                    + String(decoding: request.prefix(40), as: UTF8.self))
        }
        return reply
    }
}
