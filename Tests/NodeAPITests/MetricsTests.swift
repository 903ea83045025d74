import HTTPTypes
import Metrics
import NodeAPI
import NodeTestKit
import Testing

@Suite struct `The metrics` {
    /// The value of a sample; nil where it is not written.
    static func value(_ sample: String, in text: String) -> String? {
        text.split(separator: "\n").first { $0.hasPrefix(sample + " ") }
            .map { String($0.dropFirst(sample.utf8.count + 1)) }
    }

    @Test func `count requests by route, method and status`() async throws {
        let client = try APIClient()
        for path in ["/v1/models/sections-v3", "/v1/models/x", "/v1/models/y", "/nothing/z"] {
            _ = try await client.get(path)
        }
        let brew = try #require(HTTPRequest.Method("BREW"))
        _ = try await client.send(brew, "/v1/models/x")
        let reply = try await client.get("/metrics")
        #expect(reply.type == "text/plain; version=0.0.4; charset=utf-8")
        func count(_ route: String, _ method: String, _ status: Int) -> String? {
            let labels = [
                "http_route=\"\(route)\"", "http_request_method=\"\(method)\"",
                "http_response_status_code=\"\(status)\"",
            ]
            return Self.value(
                "http_server_requests_total{\(labels.joined(separator: ","))}", in: reply.text)
        }
        #expect(count("/v1/models/{id}", "GET", 200) == "1")
        #expect(count("/v1/models/{id}", "GET", 404) == "2")
        #expect(count("/v1/models/{id}", "other", 405) == "1")
        #expect(Self.value("http_server_active_requests", in: reply.text) == "1")
    }

    @Test func `hold no word of a client`() async throws {
        let client = try APIClient()
        let header: HTTPFields = [.requestID: "secret-id", .userAgent: "secret-agent"]
        _ = try await client.get("/secret-path?secret-query=1", header)
        _ = try await client.get("/v1/models/secret-model", header)
        _ = try await client.send(try #require(.init("SECRETMETHOD")), "/v1/models")
        _ = try await client.ask("secret-question")
        let text = try await client.get("/metrics").text
        #expect(!text.lowercased().contains("secret"))
    }

    @Test func `count answers, fees and tokens`() async throws {
        let client = try APIClient()
        for _ in 0..<2 { _ = try await client.ask("a web server") }
        _ = try await client.post(
            "/v1/embeddings", #"{"model":"sentence-transformers/all-MiniLM-L6-v2","input":"abc"}"#)
        let text = try await client.get("/metrics").text
        #expect(Self.value("openledger_answers_total", in: text) == "2")
        #expect(Self.value("openledger_fees_nano_open_total", in: text) == "20000000")
        func tokens(_ operation: String, _ type: String) -> String? {
            let labels = [
                "gen_ai_operation_name=\"\(operation)\"",
                "gen_ai_provider_name=\"openledger\"", "gen_ai_token_type=\"\(type)\"",
            ]
            return Self.value(
                "gen_ai_client_token_usage_sum{\(labels.joined(separator: ","))}", in: text)
        }
        #expect(tokens("chat", "input") == "24")
        #expect(tokens("chat", "output") == "10")
        #expect(tokens("embeddings", "input") == "3")
    }
}

@Suite struct `A registry for Prometheus` {
    @Test func `is empty at first`() {
        #expect(PrometheusRegistry().text == "")
    }

    @Test func `writes counters`() {
        let registry = PrometheusRegistry()
        let counter = Counter(label: "a.b-c", dimensions: [("x.y", "1")], factory: registry)
        counter.increment()
        Counter(label: "a.b-c", dimensions: [("x.y", "1")], factory: registry).increment(by: 2)
        Counter(label: "a.b-c", factory: registry).increment(by: -1)
        #expect(
            registry.text
                == "# TYPE a_b_c_total counter\na_b_c_total 0\na_b_c_total{x_y=\"1\"} 3\n")
        counter.reset()
        #expect(registry.text.contains("a_b_c_total{x_y=\"1\"} 0\n"))
    }

    @Test func `writes fractions and gauges`() {
        let registry = PrometheusRegistry()
        FloatingPointCounter(label: "f", factory: registry).increment(by: 1.5)
        let meter = Meter(label: "m", factory: registry)
        meter.set(5)
        meter.increment(by: 0.5)
        meter.decrement()
        Recorder(label: "r", dimensions: [], aggregate: false, factory: registry).record(-2)
        #expect(
            registry.text == """
                # TYPE f_total counter
                f_total 1.5
                # TYPE m gauge
                m 4.5
                # TYPE r gauge
                r -2

                """)
    }

    @Test func `writes histograms whose buckets add up`() {
        let registry = PrometheusRegistry()
        let timer = Timer(label: "t", dimensions: [("k", "v")], factory: registry)
        for milliseconds in [1, 2, 40, 60_000] { timer.recordMilliseconds(milliseconds) }
        let text = registry.text
        #expect(text.hasPrefix("# TYPE t_seconds histogram\n"))
        func bucket(_ bound: String) -> String? {
            `The metrics`.value("t_seconds_bucket{k=\"v\",le=\"\(bound)\"}", in: text)
        }
        #expect(bucket("0.001") == "1")
        #expect(bucket("0.0025") == "2")
        #expect(bucket("0.05") == "3")
        #expect(bucket("30") == "3")
        #expect(bucket("+Inf") == "4")
        #expect(`The metrics`.value("t_seconds_count{k=\"v\"}", in: text) == "4")
        #expect(`The metrics`.value("t_seconds_sum{k=\"v\"}", in: text) == "60.043")
    }

    @Test func `escapes what labels hold and mends their names`() {
        let registry = PrometheusRegistry()
        Counter(label: "0é", dimensions: [("1 a", "\\\"\n")], factory: registry).increment()
        #expect(registry.text.contains("_0___total{_1_a=\"\\\\\\\"\\n\"} 1\n"))
    }

    @Test func `keeps a name to one kind`() {
        let registry = PrometheusRegistry()
        Counter(label: "a_total", factory: registry).increment()
        Meter(label: "a_total", factory: registry).set(7)
        #expect(registry.text == "# TYPE a_total counter\na_total 1\n")
    }

    @Test func `counts from many tasks`() async {
        let registry = PrometheusRegistry()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<500 { Counter(label: "n", factory: registry).increment() }
                }
            }
        }
        #expect(registry.text.contains("n_total 4000\n"))
    }
}
