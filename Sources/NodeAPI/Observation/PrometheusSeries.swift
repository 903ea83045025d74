internal import Metrics
internal import Synchronization

/// What Prometheus calls a metric: one name, many series by their labels.
struct PrometheusFamily: Sendable {
    enum Kind: String, Sendable {
        case counter, gauge, histogram
    }

    let kind: Kind
    /// By the labels as they are written, without braces.
    var series: [String: any PrometheusSeries] = [:]

    func text(name: String) -> String {
        let lines = series.sorted { $0.key < $1.key }.map { $1.text(name: name, labels: $0) }
        return "# TYPE \(name) \(kind.rawValue)\n" + lines.joined()
    }
}

/// One series that can write itself.
protocol PrometheusSeries: AnyObject, Sendable {
    var kind: PrometheusFamily.Kind { get }
    func text(name: String, labels: String) -> String
}

/// Only grows.
final class PrometheusCounter: PrometheusSeries, CounterHandler, FloatingPointCounterHandler {
    private let value = Mutex(0.0)

    let kind = PrometheusFamily.Kind.counter

    func increment(by amount: Int64) { increment(by: Double(amount)) }

    func increment(by amount: Double) {
        guard amount > 0, amount.isFinite else { return }
        value.withLock { $0 += amount }
    }

    func reset() { value.withLock { $0 = 0 } }

    func text(name: String, labels: String) -> String {
        PrometheusText.line(name, labels, value.withLock { $0 })
    }
}

/// Goes up and down.
final class PrometheusGauge: PrometheusSeries, RecorderHandler, MeterHandler {
    private let value = Mutex(0.0)

    let kind = PrometheusFamily.Kind.gauge

    func record(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }
    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { self.value.withLock { $0 = value } }
    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func decrement(by amount: Double) { value.withLock { $0 -= amount } }

    func text(name: String, labels: String) -> String {
        PrometheusText.line(name, labels, value.withLock { $0 })
    }
}

/// Counts values up to each of its bounds.
final class PrometheusHistogram: PrometheusSeries, RecorderHandler, TimerHandler {
    /// Bounds for durations, in seconds.
    static let seconds = [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
    ]
    /// Bounds for tokens and other sizes, as OpenTelemetry recommends them.
    static let sizes = (0...13).map { Double(1 << (2 * $0)) }

    private struct State {
        var counts: [UInt64]
        var sum = 0.0
        var total: UInt64 = 0
    }

    let kind = PrometheusFamily.Kind.histogram
    private let bounds: [Double]
    private let state: Mutex<State>

    init(bounds: [Double]) {
        self.bounds = bounds
        state = Mutex(State(counts: Array(repeating: 0, count: bounds.count)))
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        let bucket = bounds.firstIndex { value <= $0 }
        state.withLock { state in
            if let bucket { state.counts[bucket] += 1 }
            state.sum += value
            state.total += 1
        }
    }

    func text(name: String, labels: String) -> String {
        let state = state.withLock { $0 }
        var text = ""
        var below: UInt64 = 0
        for (bound, count) in zip(bounds, state.counts) {
            below += count
            text += bucket(name, labels, PrometheusText.number(bound), below)
        }
        text += bucket(name, labels, "+Inf", state.total)
        text += PrometheusText.line(name + "_sum", labels, state.sum)
        return text + PrometheusText.line(name + "_count", labels, Double(state.total))
    }

    private func bucket(
        _ name: String, _ labels: String, _ bound: String, _ count: UInt64
    ) -> String {
        let all = (labels.isEmpty ? "" : labels + ",") + "le=\"\(bound)\""
        return PrometheusText.line(name + "_bucket", all, Double(count))
    }
}
