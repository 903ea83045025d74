import Identity
import Wire

/// A log with a model of layout 2 over two Datanets, one of each layout, and a model of layout 1
/// beside it: every entry as a draft.
package enum TwoLayoutLog {
    /// Where the entries stand.
    package static let home: UInt64 = 8
    package static let other: UInt64 = 12
    package static let policy: UInt64 = 11
    package static let evaluation: UInt64 = 15
    package static let manifest: UInt64 = 16
    package static let result: UInt64 = 17
    package static let deploy: UInt64 = 18
    package static let answer: UInt64 = 20
    package static let opening: UInt64 = 21
    package static let replayedAnswer: UInt64 = 22

    /// The drafts in order; the place of each is its index.
    package static let drafts: [EntryDraft] =
        People.all.enumerated().map { openAccount($1, role: $0 == 0 ? 1 : 0) } + [
            datanet2(), commitRows(home, by: People.teamA, rowCount: 6),
            revealRows(9, by: People.teamA, accepted: 5, duplicates: 1), setPolicy(), datanet1(),
            commitRows(other, by: People.teamB, rowCount: 4),
            revealRows(13, by: People.teamB, accepted: 3, duplicates: 1),
            commitEvaluation(of: home, "items"), manifest2(), result2(),
            deployment(of: result, on: home), deposit(), answer2("first", grade: 3),
            openEvaluation(), answer2("second", grade: 0),
            commitEvaluation(of: other, "other items"), manifest1(), result1(),
            deployment(of: 25, on: other), answer1("third"),
        ]

    /// The log, with each draft bent before it is signed.
    package static func log(
        _ drafts: [EntryDraft] = drafts, bending: (UInt64, inout EntryDraft) -> Void = { _, _ in }
    ) throws -> HandwrittenLog {
        var log = try HandwrittenLog()
        for draft in drafts {
            var draft = draft
            bending(log.next, &draft)
            log.append(raw: draft.bytes(timestamp: 1_767_225_600 + log.next, in: log.domain))
        }
        return log
    }
}

// MARK: - Layout 2

extension TwoLayoutLog {
    package static func datanet2() -> EntryDraft {
        EntryDraft(
            3, "DatanetCreate", by: People.maker,
            [
                .signed("owner", .account(People.maker)),
                .signed("termsCommitment", .digest(salt("terms"))),
                .signed("revealWindow", .u32(1)), .signed("contributorsLeast", .u16(5000)),
                .signed("leastFee", .u64(2_000_000)), .signed("trainers", .u8(1)),
                .signed("leastEvaluationItems", .u32(50)), .signed("minimumRows", .u16(5)),
                .signed("gateDeviationsMillis", .u16(1000)),
                .signed("gateChanceQuantileMillis", .u16(950)),
            ])
    }

    package static func rows(
        _ datanet: UInt64, through: UInt64, _ rowCount: UInt32
    ) -> [EntryDraft.Field] {
        [
            .signed("datanet", .u64(datanet)), .signed("through", .u64(through)),
            .signed("rowCount", .u32(rowCount)),
            .signed("rowsRoot", .digest(salt("root of \(datanet)"))),
        ]
    }

    package static func method(_ number: UInt16, version: UInt16) -> [EntryDraft.Field] {
        [.signed("method", .u16(number)), .signed("version", .u16(version))]
    }

    package static func part(_ number: UInt16, _ label: String) -> [EntryDraft.Field] {
        [.signed("part", .u16(number)), .signed("digest", .digest(salt(label)))]
    }

    package static func metric(_ number: UInt16, _ value: UInt64, of count: UInt32) -> [EntryDraft
        .Field]
    {
        [
            .signed("metric", .u16(number)), .signed("value", .u64(value)),
            .signed("count", .u32(count)),
        ]
    }

    package static func usedMethod(
        _ number: UInt16, version: UInt16, _ index: String
    ) -> [EntryDraft.Field] {
        method(number, version: version) + [.signed("indexDigest", .digest(salt(index)))]
    }

    package static func manifest2() -> EntryDraft {
        EntryDraft(
            7, "ManifestCommit", by: People.maker,
            [
                .signed("maker", .account(People.maker)),
                .signed("manifestDigest", .digest(salt("manifest 2"))),
                .signed(
                    "datanets",
                    .list(
                        "TrainingData", [rows(home, through: 16, 5), rows(other, through: 15, 3)])
                ), .signed("evaluation", .u64(evaluation)), .signed("policy", .u64(policy)),
            ] + shares([6000, 2000, 1000, 500, 500, 0]) + [
                .signed("methods", .list("Method", [method(1, version: 2), method(7, version: 1)]))
            ] + noBeacon)
    }

    package static func result2() -> EntryDraft {
        EntryDraft(
            9, "TrainingResult", by: People.maker,
            [
                .signed("manifest", .u64(manifest)),
                .signed("transcriptRoot", .digest(salt("transcript"))),
                .signed(
                    "parts",
                    .list(
                        "Part",
                        [
                            part(1, "adapter"), part(3, "gate"), part(40, "anything"),
                            part(4097, "index 1"), part(4103, "index 7"),
                        ])),
                .signed(
                    "metrics",
                    .list("Metric", [metric(1, 64, of: 100), metric(9, 1 << 40, of: 7)])),
            ])
    }

    /// Five lines over both Datanets; two of equal weight, one partly held, one gated.
    package static func lines() -> [LinesDraft.Line] {
        [
            .init(
                datanet: other, number: 1, evidence: 3, account: People.teamB,
                weight: 400_000_001, lower: 400_000_001),
            .init(
                datanet: home, number: 4, account: People.teamA, weight: 200_000_000,
                lower: 66_666_666),
            .init(
                datanet: other, number: 0, evidence: 4, account: People.teamB,
                weight: 200_000_000, lower: 200_000_000),
            .init(
                datanet: home, number: 0, account: People.teamA, weight: 100_000_000,
                lower: 50_000_000, reason: 2),
        ]
    }

    package static func answer2(_ id: String, grade: UInt8) -> EntryDraft {
        EntryDraft(
            13, "Answer", by: People.payer,
            order(id, deploy: deploy) + shares([6000, 2000, 1000, 500, 500, 0], isSigned: false) + [
                .stated(
                    "methods",
                    .list(
                        "Method",
                        [
                            usedMethod(1, version: 2, "index 1"),
                            usedMethod(7, version: 1, "index 7"),
                        ]
                    ))
            ] + accounts(grade: grade, datanet: home), lines: LinesDraft(lines(), of: 6_000_000))
    }
}

// MARK: - What both layouts share, and layout 1

extension TwoLayoutLog {
    private static func openAccount(_ key: AccountKey, role: UInt8) -> EntryDraft {
        EntryDraft(
            1, layout: 1, "AccountOpen", by: key,
            [.signed("account", .account(key)), .signed("role", .u8(role))])
    }

    static func setPolicy() -> EntryDraft {
        EntryDraft(
            2, layout: 1, "PolicySet", by: People.operator,
            [.signed("revision", .u32(0))] + shares([7000, 1000, 1000, 500, 500, 0]) + [
                .signed("nodeAccount", .account(People.node)),
                .signed("baseModelAccount", .account(People.base)),
                .signed("revealWindow", .u32(1000)),
            ])
    }

    private static func datanet1() -> EntryDraft {
        EntryDraft(
            3, layout: 1, "DatanetCreate", by: People.teamB,
            [
                .signed("owner", .account(People.teamB)),
                .signed("termsCommitment", .digest(salt("other terms"))),
            ])
    }

    static func commitRows(
        _ datanet: UInt64, by key: AccountKey, rowCount: UInt32
    ) -> EntryDraft {
        let commitment = Digest.sha256(
            tag: "openledger/contribution/v1", key.address.bytes, salt("salt").bytes,
            salt("rows").bytes, bigEndian(rowCount))
        return EntryDraft(
            5, layout: 1, "ContributionCommit", by: key,
            [
                .signed("contributor", .account(key)), .signed("datanet", .u64(datanet)),
                .signed("commitment", .digest(commitment)), .signed("rowCount", .u32(rowCount)),
            ])
    }

    static func revealRows(
        _ commit: UInt64, by key: AccountKey, accepted: UInt32, duplicates: UInt32
    ) -> EntryDraft {
        EntryDraft(
            6, layout: 1, "ContributionReveal", by: key,
            [
                .signed("commitIndex", .u64(commit)), .signed("rowsRoot", .digest(salt("rows"))),
                .signed("salt", .digest(salt("salt"))), .stated("acceptedCount", .u32(accepted)),
                .stated("duplicateCount", .u32(duplicates)),
            ])
    }

    static func commitEvaluation(of datanet: UInt64, _ label: String) -> EntryDraft {
        EntryDraft(
            4, layout: 1, "EvaluationCommit", by: People.evaluator,
            [
                .signed("evaluator", .account(People.evaluator)), .signed("datanet", .u64(datanet)),
                .signed("root", .digest(salt(label))), .signed("itemCount", .u32(100)),
            ])
    }

    package static func manifest1() -> EntryDraft {
        EntryDraft(
            7, layout: 1, "ManifestCommit", by: People.maker,
            [
                .signed("maker", .account(People.maker)),
                .signed("manifestDigest", .digest(salt("manifest 1"))),
                .signed("datanet", .u64(other)), .signed("datanetThrough", .u64(24)),
                .signed("rowCount", .u32(3)), .signed("rowsRoot", .digest(salt("root"))),
                .signed("evaluation", .u64(23)), .signed("policy", .u64(policy)),
                .signed("methodId", .u16(1)), .signed("methodVersion", .u16(2)),
            ] + noBeacon)
    }

    package static func result1(of manifest: UInt64 = 24) -> EntryDraft {
        EntryDraft(
            9, layout: 1, "TrainingResult", by: People.maker,
            [.signed("manifest", .u64(manifest))]
                + ["adapter", "head", "transcript", "index", "gate"].map {
                    .signed(
                        $0 == "transcript" ? "transcriptRoot" : $0 + "Digest", .digest(salt($0)))
                } + [.signed("evaluationCorrect", .u32(64)), .signed("evaluationTotal", .u32(100))])
    }

    private static func deployment(of result: UInt64, on datanet: UInt64) -> EntryDraft {
        EntryDraft(
            11, layout: 1, "Deploy", by: People.maker,
            [
                .signed("result", .u64(result)), .signed("policy", .u64(policy)),
                .signed("revision", .u32(0)), .signed("fee", .u64(10_000_000)),
                .signed("datanet", .u64(datanet)), .signed("maker", .account(People.maker)),
            ])
    }

    private static func deposit() -> EntryDraft {
        EntryDraft(
            12, layout: 1, "Deposit", by: People.operator,
            [
                .signed("account", .account(People.payer)), .signed("amount", .u64(1_000_000_000)),
                .signed("source", .digest(salt("funding"))),
            ])
    }

    private static func openEvaluation() -> EntryDraft {
        EntryDraft(
            14, layout: 1, "EvaluationOpen", by: People.evaluator,
            [
                .signed("evaluation", .u64(evaluation)), .signed("result", .u64(result)),
                .signed("root", .digest(salt("items"))),
                .signed("itemsDigest", .digest(salt("items file"))),
                .signed("gateDigest", .digest(salt("gate"))),
            ])
    }

    package static func answer1(_ id: String, deploy: UInt64 = 26) -> EntryDraft {
        EntryDraft(
            13, layout: 1, "Answer", by: People.payer,
            order(id, deploy: deploy) + shares([7000, 1000, 1000, 500, 500, 0], isSigned: false) + [
                .stated("methodId", .u16(1)), .stated("methodVersion", .u16(2)),
                .stated("indexDigest", .digest(salt("index"))),
            ] + accounts(grade: 3, datanet: other),
            lines: LinesDraft(
                [
                    .init(
                        datanet: other, number: 2, account: People.teamB, weight: 500_000_000,
                        lower: 500_000_000)
                ], of: 7_000_000))
    }

    package static func shares(_ values: [UInt16], isSigned: Bool = true) -> [EntryDraft.Field] {
        zip(["contributors", "modelMaker", "node", "baseModel", "burn", "stakers"], values).map {
            .init(name: $0, value: .u16($1), isSigned: isSigned)
        }
    }

    static let noBeacon: [EntryDraft.Field] = [
        .signed("accessTier", .u8(0)), .signed("beaconRule", .u8(0)),
        .signed("beaconKey", .account(nobody)), .signed("beaconCommitment", .digest(nothing)),
    ]

    private static let nobody =
        AccountAddress([UInt8](repeating: 0, count: 20)) ?? People.beacon.address
    private static let nothing = Digest([UInt8](repeating: 0, count: 32)) ?? salt("nothing")

    static func order(_ id: String, deploy: UInt64) -> [EntryDraft.Field] {
        [
            .stated("disclosure", .u8(0)), .signed("deploy", .u64(deploy)),
            .signed("payer", .account(People.payer)),
            .signed("idempotencyId", .id(Array(salt(id).bytes.prefix(16)))),
            .stated("fee", .u64(10_000_000)), .signed("maximumFee", .u64(12_000_000)),
            .signed("requestCommitment", .digest(salt("request " + id))),
            .stated("answerCommitment", .digest(salt("answer " + id))),
        ]
    }

    static func accounts(grade: UInt8, datanet: UInt64) -> [EntryDraft.Field] {
        [
            .stated("grade", .u8(grade)), .stated("makerAccount", .account(People.maker)),
            .stated("nodeAccount", .account(People.node)),
            .stated("baseModelAccount", .account(People.base)), .stated("datanet", .u64(datanet)),
        ]
    }
}
