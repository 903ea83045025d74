/// Source text whose comments, literals and raw identifiers are blank.
///
/// So a rule about code is not tripped by prose. Lines and columns stay where they were.
enum CodeText {
    enum Language { case swift, c }

    static func blanked(_ text: String, language: Language) -> String {
        var scanner = Scanner(bytes: Array(text.utf8), language: language)
        scanner.run()
        return String(decoding: scanner.bytes, as: UTF8.self)
    }

    private struct Scanner {
        var bytes: [UInt8]
        let language: Language
        var at = 0

        init(bytes: [UInt8], language: Language) {
            self.bytes = bytes
            self.language = language
        }

        mutating func run() {
            while at < bytes.count {
                switch bytes[at] {
                case UInt8(ascii: "/") where sees("/", "/"): skipLine()
                case UInt8(ascii: "/") where sees("/", "*"): skipBlockComment()
                case UInt8(ascii: "#") where sees("#", "/") && language == .swift:
                    skipRegularExpression()
                case UInt8(ascii: "`") where language == .swift: skipRawIdentifier()
                case UInt8(ascii: "'") where language == .c: skipCharacter()
                case UInt8(ascii: "#"), UInt8(ascii: "\""):
                    if let hashes = literalStart() {
                        skipString(hashes: hashes)
                    } else {
                        at += 1
                    }
                default: at += 1
                }
            }
        }

        func sees(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Bool {
            at + 1 < bytes.count && bytes[at] == UInt8(ascii: first)
                && bytes[at + 1] == UInt8(ascii: second)
        }

        /// The number of `#` before a quotation mark here, or nil when no literal starts here.
        func literalStart() -> Int? {
            var end = at
            while language == .swift, end < bytes.count, bytes[end] == UInt8(ascii: "#") {
                end += 1
            }
            guard end < bytes.count, bytes[end] == UInt8(ascii: "\"") else { return nil }
            return end - at
        }

        mutating func blank(_ count: Int) {
            for _ in 0..<count where at < bytes.count {
                if bytes[at] != UInt8(ascii: "\n") { bytes[at] = UInt8(ascii: " ") }
                at += 1
            }
        }

        mutating func skipRegularExpression() {
            blank(2)
            while at < bytes.count, !sees("/", "#") { blank(1) }
            blank(2)
        }

        mutating func skipLine() {
            while at < bytes.count, bytes[at] != UInt8(ascii: "\n") { blank(1) }
        }

        mutating func skipBlockComment() {
            var depth = 0
            repeat {
                if sees("/", "*"), language == .swift || depth == 0 {
                    depth += 1
                    blank(2)
                } else if sees("*", "/") {
                    depth -= 1
                    blank(2)
                } else {
                    blank(1)
                }
            } while depth > 0 && at < bytes.count
        }

        mutating func skipRawIdentifier() {
            at += 1
            while at < bytes.count, bytes[at] != UInt8(ascii: "`") {
                bytes[at] = UInt8(ascii: "_")
                at += 1
            }
            at += 1
        }

        mutating func skipCharacter() {
            repeat {
                blank(bytes[at] == UInt8(ascii: "\\") ? 2 : 1)
            } while at < bytes.count
                && bytes[at] != UInt8(ascii: "'")
            blank(1)
        }

        mutating func skipString(hashes: Int) {
            let mark = [UInt8](repeating: UInt8(ascii: "#"), count: hashes)
            blank(hashes)
            let isBlock = language == .swift && bytes[at...].starts(with: Array("\"\"\"".utf8))
            let quotes = isBlock ? 3 : 1
            let end = [UInt8](repeating: UInt8(ascii: "\""), count: quotes) + mark
            let escape = [UInt8(ascii: "\\")] + mark
            blank(quotes)
            while at < bytes.count {
                if bytes[at...].starts(with: end) {
                    blank(end.count)
                    return
                }
                if quotes == 1, bytes[at] == UInt8(ascii: "\n") { return }
                guard bytes[at...].starts(with: escape) else {
                    blank(1)
                    continue
                }
                blank(escape.count)
                if at < bytes.count, bytes[at] == UInt8(ascii: "("), language == .swift {
                    skipInterpolation()
                } else {
                    blank(1)
                }
            }
        }

        mutating func skipInterpolation() {
            var depth = 0
            repeat {
                if let hashes = literalStart() {
                    skipString(hashes: hashes)
                    continue
                }
                if bytes[at] == UInt8(ascii: "(") { depth += 1 }
                if bytes[at] == UInt8(ascii: ")") { depth -= 1 }
                blank(1)
            } while depth > 0 && at < bytes.count
        }
    }
}
