import TransparencyLog
import Wire

/// A report while its checks are being made.
struct ReportDraft {
    let key: VerifierKey
    private var findings: [Finding] = []
    private var facts: [(String, JSONValue)] = []

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

    mutating func state(_ name: String, _ value: JSONValue) { facts.append((name, value)) }

    func report(subject: String) -> VerificationReport {
        let demonstration =
            "This is a demonstration log: its secret keys follow from a seed that everyone "
            + "knows, so anyone could have written it. It shows how receipts work and pays nobody."
        return VerificationReport(
            subject: subject, findings: findings,
            notices: key.isDemonstration ? [demonstration] : [],
            facts: facts + [("demonstration", .bool(key.isDemonstration))])
    }
}
