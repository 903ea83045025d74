import TransparencyLog
public import Wire

/// What was proved, what was refused and what could not be checked, in words.
public struct VerificationReport: Sendable, CustomStringConvertible {
    /// What was looked at, in one line.
    public let subject: String
    /// The checks in the order in which they were made.
    public let findings: [Finding]
    /// What a reader must know besides.
    public let notices: [String]
    /// Facts for programs: log, index, kind and more, as far as they were read.
    public let facts: [(String, JSONValue)]

    /// Makes a report.
    public init(
        subject: String, findings: [Finding], notices: [String] = [],
        facts: [(String, JSONValue)] = []
    ) {
        self.subject = subject
        self.findings = findings
        self.notices = notices
        self.facts = facts
    }

    /// Whether nothing was refused; a program that verifies exits with 0 only then.
    public var isVerified: Bool { refusals.isEmpty }

    /// The checks that do not hold.
    public var refusals: [Finding] {
        findings.filter { if case .refused = $0.outcome { true } else { false } }
    }

    /// The checks that hold.
    public var proofs: [Finding] {
        findings.filter { if case .proved = $0.outcome { true } else { false } }
    }

    /// What a check found; nil when the report does not have it.
    public func outcome(of check: Check) -> Finding.Outcome? {
        findings.first { $0.check == check }?.outcome
    }

    /// The report with another finding in the place of the one for the same check, or at the end:
    /// how a re-run of the attribution adds what it found.
    public func replacing(_ finding: Finding) -> VerificationReport {
        var findings = findings
        if let position = findings.firstIndex(where: { $0.check == finding.check }) {
            findings[position] = finding
        } else {
            findings.append(finding)
        }
        return VerificationReport(
            subject: subject, findings: findings, notices: notices, facts: facts)
    }

    /// The report for a reader, line by line; the last line is the verdict.
    public var lines: [String] {
        let verdict =
            isVerified
            ? "Verified: \(proofs.count) checks hold, none is refused."
            : "REFUSED by: " + refusals.map(\.check.title).joined(separator: ", ") + "."
        return [subject] + findings.map { "  \($0)" } + notices.map { "Note: \($0)" } + [verdict]
    }

    /// The lines as one text.
    public var description: String { lines.joined(separator: "\n") }

    /// The report for a program.
    public var json: JSONValue {
        let checks = findings.map { finding -> JSONValue in
            let (outcome, text) =
                switch finding.outcome {
                case .proved(let text): ("proved", text)
                case .refused(let text): ("refused", text)
                case .notChecked(let text): ("notChecked", text)
                }
            return .object([
                ("check", .string(finding.check.rawValue)), ("outcome", .string(outcome)),
                ("text", .string(text)),
            ])
        }
        return .object(
            [("verified", .bool(isVerified)), ("subject", .string(subject))] + facts + [
                ("checks", .array(checks)), ("notices", .array(notices.map { .string($0) })),
            ])
    }
}

extension JSONValue {
    /// A number that fits, or its decimal digits as a string where JSON readers would lose some.
    static func count(_ value: UInt64) -> JSONValue {
        Int64(exactly: value).map { .integer($0) } ?? .string(String(value))
    }
}

/// A report while its checks are being made.
struct ReportDraft {
    let key: VerifierKey
    private var findings: [Finding] = []
    private var facts: [(String, JSONValue)] = []
    private var notices: [String] = []

    init(key: VerifierKey) { self.key = key }

    mutating func prove(_ check: Check, _ text: String) {
        findings.append(Finding(check, .proved(text)))
    }

    mutating func refuse(_ check: Check, _ text: String) {
        findings.append(Finding(check, .refused(text)))
    }

    mutating func leave(_ check: Check, _ text: String) {
        findings.append(Finding(check, .notChecked(text)))
    }

    /// Makes a check that throws the reason of its refusal.
    mutating func test<Fault: Error>(
        _ check: Check, proves text: @autoclosure () -> String, _ holds: () throws(Fault) -> Void
    ) {
        do throws(Fault) {
            try holds()
            prove(check, text())
        } catch {
            refuse(check, "\(error)")
        }
    }

    /// Adds what a reader must not overlook.
    mutating func note(_ text: String) { notices.append(text) }

    mutating func state(_ name: String, _ value: JSONValue) { facts.append((name, value)) }

    func report(subject: String) -> VerificationReport {
        let demonstration =
            "This is a demonstration log: its secret keys follow from a seed that everyone "
            + "knows, so anyone could have written it. It shows how receipts work and pays nobody."
        return VerificationReport(
            subject: subject, findings: findings,
            notices: notices + (key.isDemonstration ? [demonstration] : []),
            facts: facts + [("demonstration", .bool(key.isDemonstration))])
    }
}
