import Identity
import Money
import TransparencyLog
import Wire

/// What can be said about one entry without any other: its own arithmetic and its signature.
struct EntryReading {
    private let entry: LoggedEntry
    private let domain: SigningDomain

    init(_ entry: LoggedEntry, log key: VerifierKey) {
        self.entry = entry
        domain = SigningDomain(log: key)
    }

    func check(in draft: inout ReportDraft) {
        if let rules = AnswerRules(entry), let attribution = entry.attribution {
            check(rules, attribution, in: &draft)
        }
        checkSignature(in: &draft)
        if entry.kind == .answer {
            leaveAnswer(in: &draft)
        } else {
            draft.leave(
                .rules,
                "Whether the entry fits those before it stands in them: audit the whole log.")
        }
    }

    private func check(
        _ rules: AnswerRules, _ attribution: LoggedAttribution, in draft: inout ReportDraft
    ) {
        let fee = Amount(nanoOPEN: rules.fee)
        draft.state("fee", .string(String(rules.fee)))
        draft.state("payer", .string("\(entry.address("payer"))"))
        draft.state("lines", .count(UInt64(attribution.lines.count)))
        draft.prove(
            .disclosure,
            "Open: the rows, accounts, weights and amounts stand in the log, where everyone can "
                + "read which rows the answer touched.")
        draft.test(
            .price,
            proves: "The fee of \(fee) is within the "
                + "\(Amount(nanoOPEN: entry.number("maximumFee"))) that the message allows.",
            rules.checkPrice)
        draft.test(.feeSplit, proves: describeSplit(rules), rules.checkFeeSplit)
        draft.test(
            .weightSum,
            proves: "\(attribution.lines.count) weights, in order and with bounds below them, and "
                + "an unattributed rest of \(attribution.unattributedWeight) make one billion "
                + "parts.",
            rules.checkWeights)
        draft.test(
            .amounts,
            proves: "Each line's amount is the part of the contributors' "
                + "\(Amount(nanoOPEN: rules.feeParts[0])) that its weight gives; "
                + "\(Amount(nanoOPEN: attribution.unattributedAmount)) go to the Datanet's pool.",
            rules.checkAmounts)
        let paid = Amount.total(of: attribution.lines.map { Amount(nanoOPEN: $0.paid) })
        let held = Amount.total(of: attribution.lines.map { Amount(nanoOPEN: $0.held) })
        draft.test(
            .paidAndHeld,
            proves: "\(paid) nano-OPEN are paid now as the lower bounds allow, \(held) are held "
                + "for their accounts, each with its reason.",
            rules.checkPaidAndHeld)
    }

    private func describeSplit(_ rules: AnswerRules) -> String {
        let parts = zip(FeeShareNames.words, zip(rules.shares, rules.feeParts)).map {
            "\($0) \(Amount(nanoOPEN: $1.1)) (\($1.0) bp)"
        }
        return parts.joined(separator: ", ") + "."
    }

    private func checkSignature(in draft: inout ReportDraft) {
        let signer: AccountAddress
        do {
            signer = try entry.signer(in: domain)
        } catch {
            draft.refuse(.signature, "\(error)")
            return
        }
        guard let stated = entry.statedSigner else {
            draft.leave(
                .signature,
                "The message is signed by \(signer) for this log; that this account had to sign it "
                    + "stands in another entry.")
            return
        }
        guard signer == stated else {
            draft.refuse(
                .signature, "The signature over the message is not \(stated)'s for this log.")
            return
        }
        draft.prove(
            .signature,
            "\(stated) signed the message for this log"
                + (entry.kind == .answer
                    ? ": model, request, id and the highest fee." : "."))
    }

    private func leaveAnswer(in draft: inout ReportDraft) {
        draft.leave(
            .weights,
            "Whether these are the weights that the attribution gives: verify with --recompute.")
        draft.state("grade", .string(grade.word))
        draft.leave(
            .grade,
            "The entry says that its evidence is \(grade.words) Whether it may say so depends on "
                + "other entries: audit the whole log, or verify with --recompute.")
        draft.leave(
            .policyChain,
            "That fee, shares, accounts, methods and indices are those of the model deployed in "
                + "entry \(entry.number("deploy")), and rows their accounts', stands in other "
                + "entries: audit the whole log.")
        draft.leave(
            .balance,
            "That the payer's balance covered the fee, and that the id was not used before, needs "
                + "the whole log.")
        draft.leave(
            .modelAnswer,
            "That the model really gave the answer behind the commitment: no receipt shows it.")
        draft.leave(
            .confidence,
            "How sure the model said it is of its answer stands beside the log, with the words, "
                + "and no entry commits to it: verify with --recompute.")
    }

    private var grade: LoggedEntry.Grade {
        guard let grade = entry.grade else {
            preconditionFailure("A grade out of range is refused when the entry is read.")
        }
        return grade
    }
}

extension LoggedEntry.Grade {
    /// The grade's name, as programs have it.
    var word: String { "\(self)" }

    /// The end of a sentence about evidence.
    var words: String {
        switch self {
        case .replayed: "replayed: everyone can repeat it from public bytes."
        case .sampled: "sampled: a sample of answers was repeated."
        case .asserted: "asserted: nobody can repeat it in full."
        case .assertedHidden: "asserted until the hidden evaluation items are opened."
        }
    }
}
