public import Metrics
internal import Synchronization

/// Keeps what swift-metrics counts, and writes it as Prometheus' text format 0.0.4.
///
/// Counters end in `_total`, timers become histograms in seconds, recorders that aggregate become
/// histograms of sizes, other recorders and meters become gauges. The same label with the same
/// dimensions is the same series.
public final class PrometheusRegistry: Sendable {
    private let families = Mutex<[String: PrometheusFamily]>([:])

    /// A registry in which nothing was counted.
    public init() {}

    /// Everything that was counted, sorted by name.
    public var text: String {
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
    public func makeCounter(
        label: String, dimensions: [(String, String)]
    ) -> any CounterHandler {
        series(PrometheusText.name(label, suffix: "_total"), dimensions) { PrometheusCounter() }
    }

    /// A counter of fractions.
    public func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        series(PrometheusText.name(label, suffix: "_total"), dimensions) { PrometheusCounter() }
    }

    /// A gauge.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(PrometheusText.name(label), dimensions) { PrometheusGauge() }
    }

    /// A histogram of sizes, or a gauge where nothing is to be aggregated.
    public func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        let name = PrometheusText.name(label)
        guard aggregate else { return series(name, dimensions) { PrometheusGauge() } }
        return series(name, dimensions) { PrometheusHistogram(bounds: PrometheusHistogram.sizes) }
    }

    /// A histogram of seconds.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(PrometheusText.name(label, suffix: "_seconds"), dimensions) {
            PrometheusHistogram(bounds: PrometheusHistogram.seconds)
        }
    }

    /// Series stay: a counter that vanished would look like one that began again.
    public func destroyCounter(_ handler: any CounterHandler) {}
    /// Series stay.
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    /// Series stay.
    public func destroyMeter(_ handler: any MeterHandler) {}
    /// Series stay.
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    /// Series stay.
    public func destroyTimer(_ handler: any TimerHandler) {}
}
