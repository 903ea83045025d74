internal import Foundation
internal import Synchronization

/// The end of the process before a command has come to its own.
enum ProcessEnd {
    private static let leftovers = Mutex<Set<String>>([])

    /// Removes a directory when the process ends early.
    static func removeAtEnd(_ path: String) {
        leftovers.withLock { _ = $0.insert(path) }
    }

    /// Leaves a directory where it is.
    static func keep(_ path: String) {
        leftovers.withLock { _ = $0.remove(path) }
    }

    /// Removes what is left over and ends the process.
    static func exit(_ code: Int32) -> Never {
        for path in leftovers.withLock({ $0 }) {
            try? FileManager.default.removeItem(atPath: path)
        }
        Foundation.exit(code)
    }
}
