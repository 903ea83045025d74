package import Metrics
internal import Synchronization

/// Keeps what swift-metrics counts, and writes it as Prometheus' text format 0.0.4.
///
/// Counters end in `_total`, timers become histograms in seconds, recorders that aggregate become
/// histograms of sizes, other recorders and meters become gauges. The same label with the same
/// dimensions is the same series.
package final class PrometheusRegistry: Sendable {
    private let families = Mutex<[String: PrometheusFamily]>([:])

    /// A registry in which nothing was counted.
    package init() {}

    /// Everything that was counted, sorted by name.
    package var text: String {
        let families = families.withLock { families in families }
        return families.sorted { $0.key < $1.key }.map { $1.text(name: $0) }.joined()
    }

    /// The series of a name and its labels, made where it is not there.
    ///
    /// A name that is taken by another kind gives a series of its own that is not written.
    private func series<Series: PrometheusSeries>(
        _ name: String, _ dimensions: [(String, String)], make: () -> Series
    ) -> Series {
        let labels = PrometheusText.labels(dimensions)
        return families.withLock { families in
            let known = families[name]?.series[labels]
            if let known = known as? Series { return known }
            let fresh = make()
            var family = families[name, default: PrometheusFamily(kind: fresh.kind)]
            guard known == nil, family.kind == fresh.kind else { return fresh }
            family.series[labels] = fresh
            families[name] = family
            return fresh
        }
    }
}

extension PrometheusRegistry: MetricsFactory {
    /// A counter.
    package func makeCounter(
        label: String, dimensions: [(String, String)]
    ) -> any CounterHandler {
        series(PrometheusText.name(label, suffix: "_total"), dimensions) { PrometheusCounter() }
    }

    /// A counter of fractions.
    package func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        series(PrometheusText.name(label, suffix: "_total"), dimensions) { PrometheusCounter() }
    }

    /// A gauge.
    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(PrometheusText.name(label), dimensions) { PrometheusGauge() }
    }

    /// A histogram of sizes, or a gauge where nothing is to be aggregated.
    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        let name = PrometheusText.name(label)
        guard aggregate else { return series(name, dimensions) { PrometheusGauge() } }
        return series(name, dimensions) { PrometheusHistogram(bounds: PrometheusHistogram.sizes) }
    }

    /// A histogram of seconds.
    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(PrometheusText.name(label, suffix: "_seconds"), dimensions) {
            PrometheusHistogram(bounds: PrometheusHistogram.seconds)
        }
    }

    /// Series stay: a counter that vanished would look like one that began again.
    package func destroyCounter(_ handler: any CounterHandler) {}
    /// Series stay.
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    /// Series stay.
    package func destroyMeter(_ handler: any MeterHandler) {}
    /// Series stay.
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    /// Series stay.
    package func destroyTimer(_ handler: any TimerHandler) {}
}

/// Spelling in Prometheus' text format 0.0.4.
enum PrometheusText {
    /// A metric's name: letters, digits and underscores; the suffix stands once.
    static func name(_ label: String, suffix: String = "") -> String {
        let name = identifier(label)
        return name.hasSuffix(suffix) ? name : name + suffix
    }

    /// Labels as they stand between braces.
    static func labels(_ dimensions: [(String, String)]) -> String {
        dimensions.map { "\(identifier($0))=\"\(escaped($1))\"" }.joined(separator: ",")
    }

    /// One sample.
    static func line(_ name: String, _ labels: String, _ value: Double) -> String {
        name + (labels.isEmpty ? "" : "{\(labels)}") + " \(number(value))\n"
    }

    /// A number; whole ones without a fraction.
    static func number(_ value: Double) -> String {
        Int64(exactly: value).map(String.init) ?? value.description
    }

    private static func identifier(_ text: String) -> String {
        let mapped = String(
            decoding: text.utf8.map { isAllowed($0) ? $0 : UInt8(ascii: "_") }, as: UTF8.self)
        let startsWithDigit = mapped.utf8.first.map { $0 < UInt8(ascii: "A") } ?? true
        return startsWithDigit ? "_" + mapped : mapped
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func escaped(_ value: String) -> String {
        guard value.utf8.contains(where: { $0 == 0x5C || $0 == 0x22 || $0 == 0x0A }) else {
            return value
        }
        return value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            .replacing("\n", with: "\\n")
    }
}
