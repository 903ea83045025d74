internal import Foundation
internal import Money
internal import Synchronization
internal import Wire

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

/// Rows of cells in columns as wide as their widest cell.
enum TextTable {
    /// The lines of a table; the first column is set to the left, the others to the right.
    static func lines(_ rows: [[String]], indentation: Int = 2) -> [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return column == 0 ? cell + padding : padding + cell
            }
            return String(repeating: " ", count: indentation) + cells.joined(separator: "  ")
        }
    }
}

/// Text that a person may paste into a shell.
package enum ShellText {
    /// The argument as one word of a POSIX shell.
    package static func quoted(_ argument: String) -> String {
        let isPlain = argument.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."),
                UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "+"):
                true
            default: false
            }
        }
        guard !isPlain || argument.isEmpty else { return argument }
        return "'"
            + argument.split(separator: "'", omittingEmptySubsequences: false)
            .joined(separator: "'\\''") + "'"
    }
}

extension JSONValue {
    /// An index or a count, as a number where every JSON reader takes it exactly.
    static func count(_ value: UInt64) -> JSONValue {
        Int64(exactly: value).map { .integer($0) } ?? .string(String(value))
    }

    /// An amount in nano-OPEN as a decimal string, which no JSON reader rounds.
    static func nano(_ amount: Amount) -> JSONValue { .string(String(amount.nanoOPEN)) }

    /// A sum in nano-OPEN as a decimal string.
    static func nano(_ sum: UInt128) -> JSONValue { .string(String(sum)) }
}
