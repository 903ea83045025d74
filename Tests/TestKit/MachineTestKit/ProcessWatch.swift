internal import Foundation

/// Looks at processes from a thread that other tests cannot hold up.
package enum ProcessWatch {
    /// How long a process is still there after something was done to it; at most a minute.
    package static func time(
        toEndOf process: Int32, after action: @escaping @Sendable () -> Void
    ) async -> Duration {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                let start = ContinuousClock.now
                action()
                while exists(process), start.duration(to: .now) < .seconds(60) {
                    Thread.sleep(forTimeInterval: 0.01)
                }
                continuation.resume(returning: start.duration(to: .now))
            }
        }
    }

    private static func exists(_ process: Int32) -> Bool {
        FileManager.default.fileExists(atPath: "/proc/\(process)")
    }
}
