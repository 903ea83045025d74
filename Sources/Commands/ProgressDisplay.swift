internal import Synchronization

/// Shows on standard error how far a stage is, once it takes longer than two seconds: a bar where
/// a person looks on, else a line now and then.
package final class ProgressDisplay: Sendable {
    private struct State {
        var stage = ""
        var done = 0
        var total = 0
        var began = ContinuousClock.now
        var shown: ContinuousClock.Instant?
    }

    private static let patience = Duration.seconds(2)
    private static let barWidth = 30

    private let isTerminal: Bool
    private let print: @Sendable (String) -> Void
    private let state = Mutex(State())

    /// A display that prints in this way.
    package init(isTerminal: Bool, print: @escaping @Sendable (String) -> Void) {
        self.isTerminal = isTerminal
        self.print = print
    }

    /// Takes note of a stage's progress.
    package func report(
        _ stage: String, _ done: Int, _ total: Int, now: ContinuousClock.Instant = .now
    ) {
        state.withLock { state in
            if stage != state.stage {
                close(&state)
                state = State(stage: stage, began: now)
            }
            state.done = min(max(done, 0), max(total, 0))
            state.total = total
            draw(&state, now)
        }
    }

    /// Shows the state as it is, for stages that say nothing for a while.
    package func refresh(now: ContinuousClock.Instant = .now) {
        state.withLock { draw(&$0, now) }
    }

    /// Leaves the last bar on its line.
    package func end() {
        state.withLock { state in
            close(&state)
            state = State()
        }
    }

    private func draw(_ state: inout State, _ now: ContinuousClock.Instant) {
        guard !state.stage.isEmpty, now - state.began >= Self.patience else { return }
        let pause: Duration = isTerminal ? .milliseconds(200) : .seconds(15)
        if let shown = state.shown, now - shown < pause { return }
        state.shown = now
        let text = line(state, seconds: (now - state.began).components.seconds)
        // A terminal's line is written over and its rest cleared.
        print(isTerminal ? "\r\(text)\u{1B}[K" : text + "\n")
    }

    private func close(_ state: inout State) {
        if isTerminal, state.shown != nil { print("\n") }
        state.shown = nil
    }

    private func line(_ state: State, seconds: Int64) -> String {
        guard state.total > 1, state.done > 0 else { return "\(state.stage) … \(seconds) s" }
        let share = Double(state.done) / Double(state.total)
        let percent = "\(Int(share * 100)) %, \(seconds) s"
        guard isTerminal else {
            return "\(state.stage): \(state.done) of \(state.total), \(percent)"
        }
        let filled = Int(share * Double(Self.barWidth))
        let bar =
            String(repeating: "█", count: filled)
            + String(repeating: "·", count: Self.barWidth - filled)
        return "\(state.stage) \(bar) \(percent)"
    }
}
