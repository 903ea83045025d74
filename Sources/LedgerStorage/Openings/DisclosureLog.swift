package import Machine

/// What payers have disclosed of their answers, durable in `DIR/disclosures.jsonl`.
///
/// The file only grows, by one line an act; it holds digests of links' secrets, never the secrets
/// and no words. An act that changes nothing writes nothing, and an answer has at most
/// ``linkLimit`` links for ever, so that a paid answer bounds what its payer can make a node keep.
///
/// After a failed write the file is cut back to what was acknowledged before the next act is
/// written, so that a disk that was full for a while needs no restart: a payer who wants a link
/// revoked must not wait for one.
package actor DisclosureLog {
    /// The links that one answer may have had, revoked ones among them.
    package static let linkLimit = 32
    package static let fileName = "disclosures.jsonl"

    private let thread = DedicatedThread(name: "disclosures")
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        thread.asUnownedSerialExecutor()
    }

    private let path: String
    private let make: @Sendable (String) throws -> any SegmentFile
    /// Where what was acknowledged ends.
    private var end: UInt64
    /// Nil before the first act, and after a failure.
    private var file: AppendOnlyFile?
    private var lastFailure: OperationError?
    private var answers: [UInt64: DisclosedAnswer]

    /// Reads the acts of a data directory.
    ///
    /// What follows the last line end was being written when a process ended, and was never
    /// acknowledged: it is cut off.
    /// - Parameters:
    ///   - dataDirectory: the directory.
    ///   - make: makes the file that new acts go to; tests give one that fails.
    /// - Throws: `OperationError`.
    package init(
        dataDirectory: String,
        make: @escaping @Sendable (String) throws -> any SegmentFile = {
            try PosixFile($0, for: .writing(permissions: 0o600))
        }
    ) throws {
        path = dataDirectory + "/" + Self.fileName
        self.make = make
        let file = try PosixFile(path, for: .writing(permissions: 0o600))
        try PosixFile.synchronizeDirectory(dataDirectory)
        let bytes = try PosixFile.contents(of: path, limit: FileLimit.records)
        let lines = Openings.lines(of: bytes)
        var answers: [UInt64: DisclosedAnswer] = [:]
        for line in lines {
            guard let act = Disclosure(line: bytes[line]) else {
                throw OperationError(.altered, "\(path) is malformed: restore it")
            }
            answers[act.index, default: DisclosedAnswer()].take(act.act, at: act.seconds)
        }
        end = lines.last.map { UInt64($0.upperBound + 1) } ?? 0
        if end < UInt64(bytes.count) { try file.truncate(to: end) }
        self.answers = answers
    }

    /// What was disclosed of an answer.
    package func answer(at index: UInt64) -> DisclosedAnswer { answers[index] ?? DisclosedAnswer() }

    /// Takes an act, on the disk when this returns.
    ///
    /// - Returns: what is disclosed of the answer now; nil for a link too many.
    /// - Throws: `OperationError` with code `unkept`; nothing of the act stays then.
    package func take(_ disclosure: Disclosure) throws -> DisclosedAnswer? {
        let before = answer(at: disclosure.index)
        var after = before
        after.take(disclosure.act, at: disclosure.seconds)
        guard after.links.count <= Self.linkLimit else { return nil }
        guard after != before else { return before }
        try append(disclosure.line + [UInt8(ascii: "\n")])
        answers[disclosure.index] = after
        return after
    }

    /// Tries whether acts can be written again, where the last could not.
    ///
    /// - Returns: why not; nil when they can.
    @discardableResult
    package func tryAgain() -> OperationError? {
        guard lastFailure != nil else { return nil }
        // An empty line is no act: whoever reads the file passes over it.
        try? append([UInt8(ascii: "\n")])
        return lastFailure
    }

    private func append(_ bytes: [UInt8]) throws {
        do {
            var target = try file ?? cutBack()
            _ = try target.append(bytes)
            (file, end, lastFailure) = (target, target.byteCount, nil)
        } catch {
            file = nil
            let reason = (error as? OperationError)?.message ?? "\(error)"
            let unkept = OperationError(
                .unkept, "What payers disclose cannot be written to \(path). \(reason)")
            lastFailure = unkept
            throw unkept
        }
    }

    private func cutBack() throws -> AppendOnlyFile {
        try PosixFile(path, for: .writing(permissions: 0o600)).truncate(to: end)
        return AppendOnlyFile(try make(path), byteCount: end)
    }
}
