package import Identity
import Wire

/// What follows in a log of both layouts when a Datanet of layout 3 is founded: a model that gates
/// its contributors, a draft of another that is given up, and a third that takes the draft's name.
extension TwoLayoutLog {
    /// Where the entries stand.
    package static let third: UInt64 = 28
    package static let thirdEvaluation: UInt64 = 31
    package static let thirdManifest: UInt64 = 32
    package static let thirdResult: UInt64 = 33
    package static let thirdDeploy: UInt64 = 34
    package static let thirdAnswer: UInt64 = 35
    package static let draftManifest: UInt64 = 37
    package static let laterManifest: UInt64 = 39
    package static let laterResult: UInt64 = 40

    /// The drafts of all layouts in order.
    package static let withThird: [EntryDraft] =
        drafts + [
            datanet3(), commitRows(third, by: People.teamB, rowCount: 6),
            revealRows(29, by: People.teamB, accepted: 5, duplicates: 1),
            commitEvaluation(of: third, "third items"),
            manifest3("third", through: 32, evaluation: thirdEvaluation, verdict: 1),
            result3(of: thirdManifest, learned: 4), deployment3(), answer3(),
            commitEvaluation(of: third, "fourth items"),
            manifest3("draft", through: 37, evaluation: 36, verdict: 0, by: People.maker),
            abortion(of: draftManifest),
            manifest3("draft", through: 39, evaluation: 36, verdict: 0, digest: "later"),
            result3(of: laterManifest, learned: 5, judged: 12),
        ]

    package static func datanet3() -> EntryDraft {
        EntryDraft(
            3, layout: 3, "DatanetCreate", by: People.maker,
            [
                .signed("owner", .account(People.maker)),
                .signed("termsCommitment", .digest(salt("third terms"))),
                .signed("revealWindow", .u32(1)), .signed("contributorsLeast", .u16(5000)),
                .signed("leastFee", .u64(2_000_000)), .signed("trainers", .u8(2)),
                .signed(
                    "listedTrainers",
                    .list("Trainer", [[.signed("account", .account(People.teamB))]])),
                .signed("evaluator", .account(People.evaluator)),
                .signed("leastEvaluationItems", .u32(100)), .signed("minimumRows", .u16(5)),
                .signed("gateDeviationsMillis", .u16(1000)),
                .signed("gateChanceQuantileMillis", .u16(950)),
            ])
    }

    package static func manifest3(
        _ name: String, through: UInt64, evaluation: UInt64, verdict: UInt8,
        by maker: AccountKey = People.teamB, digest: String? = nil
    ) -> EntryDraft {
        EntryDraft(
            7, layout: 3, "ManifestCommit", by: maker,
            [
                .signed("maker", .account(maker)),
                .signed("manifestDigest", .digest(salt("manifest " + (digest ?? name)))),
                .signed("name", .digest(salt("name " + name))),
                .signed("datanets", .list("TrainingData", [rows(third, through: through, 5)])),
                .signed("evaluation", .u64(evaluation)), .signed("verdict", .u8(verdict)),
                .signed("policy", .u64(policy)),
            ] + shares([6000, 2000, 1000, 500, 500, 0]) + [
                .signed("methods", .list("Method", [method(1, version: 2)]))
            ] + noBeacon)
    }

    package static func result3(
        of manifest: UInt64, learned: UInt64, judged: UInt32 = 100
    ) -> EntryDraft {
        EntryDraft(
            9, "TrainingResult", by: People.teamB,
            [
                .signed("manifest", .u64(manifest)),
                .signed("transcriptRoot", .digest(salt("transcript"))),
                .signed(
                    "parts",
                    .list("Part", [part(1, "adapter"), part(3, "gate"), part(4097, "index 1")])),
                .signed(
                    "metrics",
                    .list("Metric", [metric(1, 10, of: judged), metric(2, learned, of: 5)])),
            ])
    }

    private static func deployment3() -> EntryDraft {
        EntryDraft(
            11, layout: 1, "Deploy", by: People.teamB,
            [
                .signed("result", .u64(thirdResult)), .signed("policy", .u64(policy)),
                .signed("revision", .u32(0)), .signed("fee", .u64(10_000_000)),
                .signed("datanet", .u64(third)), .signed("maker", .account(People.teamB)),
            ])
    }

    package static func answer3() -> EntryDraft {
        let line = LinesDraft.Line(
            datanet: third, number: 2, account: People.teamB, weight: 500_000_000,
            lower: 250_000_000)
        return EntryDraft(
            13, "Answer", by: People.payer,
            order("fourth", deploy: thirdDeploy)
                + shares([6000, 2000, 1000, 500, 500, 0], isSigned: false) + [
                    .stated("methods", .list("Method", [usedMethod(1, version: 2, "index 1")])),
                    .stated("grade", .u8(3)), .stated("makerAccount", .account(People.teamB)),
                    .stated("nodeAccount", .account(People.node)),
                    .stated("baseModelAccount", .account(People.base)),
                    .stated("datanet", .u64(third)),
                ], lines: LinesDraft([line], of: 6_000_000))
    }

    private static func abortion(of manifest: UInt64) -> EntryDraft {
        EntryDraft(
            10, layout: 1, "TrainingAbort", by: People.maker,
            [.signed("manifest", .u64(manifest)), .signed("reason", .u8(2))])
    }
}
