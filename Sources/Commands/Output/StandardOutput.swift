internal import Foundation
internal import Synchronization

/// Standard output, a whole line at a time.
enum StandardOutput {
    private static let lock = Mutex(())

    /// Prints a line, which is handed on before this returns.
    ///
    /// When the reader has gone away, or the disk is full, there is nobody left to work for: the
    /// process ends with 1.
    static func line(_ text: String) {
        lock.withLock { _ in
            do {
                try FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
            } catch {
                ProcessEnd.exit(1)
            }
        }
    }
}

/// Standard error; what cannot be written there is lost.
enum StandardError {
    private static let lock = Mutex(())

    /// Whether a person sees it as it comes.
    static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Prints a line.
    static func line(_ text: String) { write(text + "\n") }

    /// Prints a text as it is.
    static func write(_ text: String) {
        lock.withLock { _ in
            try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
        }
    }
}
