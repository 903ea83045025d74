/// Seconds of the stages that are reported; nothing else depends on it.
struct Stopwatch {
    enum Stage { case train, attribute }

    private(set) var train = 0.0
    private(set) var attribute = 0.0
    private let clock = ContinuousClock()
    private let begun: ContinuousClock.Instant
    private var started: ContinuousClock.Instant

    init() {
        begun = clock.now
        started = begun
    }

    /// Seconds since the run began.
    var total: Double { Self.seconds(clock.now - begun) }

    mutating func start() { started = clock.now }

    mutating func lap(_ stage: Stage) {
        let seconds = Self.seconds(clock.now - started)
        switch stage {
        case .train: train += seconds
        case .attribute: attribute += seconds
        }
        started = clock.now
    }

    private static func seconds(_ duration: Duration) -> Double {
        let (whole, atto) = duration.components
        return Double(whole) + Double(atto) / 1e18
    }
}
