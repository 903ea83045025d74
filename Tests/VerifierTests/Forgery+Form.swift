import Testing
import TransparencyLog
import Verifier
import Wire

extension Forger {
    /// The same proof in another spelling, or a part of it, or more than it.
    func bentForms() throws -> [Forgery] {
        let line = Array(valid.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast())
        let signature = Array(try #require(line.last)) + [0x0A]
        return [
            form("truncated-file", "The last line is missing.", valid.dropLast(signature.count)),
            form("truncated-byte", "The last byte is missing.", valid.dropLast()),
            form("trailing-bytes", "A few bytes follow.", valid + Array("x\n".utf8)),
            form("trailing-newline", "An empty line follows.", valid + [0x0A]),
            form(
                "duplicated-signature", "The log's signature line stands twice.",
                valid + signature),
            form(
                "non-canonical-base64",
                "A last base64 group has a bit set that lenient readers skip.",
                try nonCanonical()),
            form("unpadded-base64", "A base64 line lacks its padding.", replacing("=\n", by: "\n")),
            form(
                "crlf", "Lines end in carriage return and line feed.",
                valid.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }),
            form(
                "leading-zero", "The index has a leading zero.",
                replacing("index 2", by: "index 02")),
            form(
                "extension-line", "The checkpoint has a line that nothing checks.",
                replacing("\n\n\u{2014}", by: "\nnote\n\n\u{2014}")),
            form("other-version", "The first line names version 2.", replacing("@v1", by: "@v2")),
        ]
    }

    private func form(_ name: String, _ deed: String, _ file: [UInt8]) -> Forgery {
        Forgery(name: name, stoppedBy: .fileForm, deed: deed, file: file)
    }

    /// The valid file with the first occurrence of a text replaced.
    private func replacing(_ old: String, by new: String) -> [UInt8] {
        let wanted = Array(old.utf8)
        let start = valid.indices.first { valid[$0...].starts(with: wanted) } ?? 0
        return valid[..<start] + Array(new.utf8) + valid[(start + wanted.count)...]
    }

    /// Raises the last character before the first padding by one.
    ///
    /// To a lenient reader that is the same bytes: 32 bytes leave two bits of it unused.
    private func nonCanonical() throws -> [UInt8] {
        let padding = try #require(valid.firstIndex(of: UInt8(ascii: "=")))
        var bytes = valid
        bytes[padding - 1] += 1
        return bytes
    }
}
