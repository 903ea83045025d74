internal import Datanets
internal import Identity
internal import Wire

/// The accounts of a demonstration, all derived from its seed, and the rows they bring.
struct DemonstrationAccounts: Sendable {
    enum Kind: String, Sendable {
        case team, shuffled, copied, filler, selfLabelled, earlyCopier
    }

    struct Contributor: Sendable {
        let kind: Kind
        /// A team's public address, or the kind.
        let name: String
        let key: AccountKey
        let rows: [DatanetRow]
    }

    let `operator`: AccountKey
    let owner: AccountKey
    let evaluator: AccountKey
    let maker: AccountKey
    let node: AccountKey
    let baseModel: AccountKey
    let beacon: AccountKey
    let payer: AccountKey
    /// In the order in which they register.
    let contributors: [Contributor]

    /// Accounts that are opened after the operator's, in order.
    var participants: [AccountKey] {
        [owner, evaluator, maker, node, baseModel, payer] + contributors.map(\.key)
    }

    /// What the accounts are publicly called.
    var profiles: [(AccountAddress, AccountProfile)] {
        let own: [(AccountKey, String)] = [
            (`operator`, "log operator"), (owner, "Datanet owner"), (evaluator, "evaluator"),
            (maker, "model maker"), (node, "node"), (baseModel, "base model"), (payer, "payer"),
        ]
        return own.map { ($0.0.address, AccountProfile(name: $0.1, kind: .program)) }
            + contributors.map { contributor in
                let isTeam = contributor.kind == .team
                return (
                    contributor.key.address,
                    AccountProfile(
                        name: isTeam ? contributor.name : "made up: \(contributor.name)",
                        kind: isTeam ? .team : .program)
                )
            }
    }

    /// Everybody who takes part, with keys that derive from the seed.
    ///
    /// - Parameters:
    ///   - sample: the teams and their rows.
    ///   - options: the seed and how many rows take part.
    ///   - predictor: what a public model takes a text for; used by self-labelled filler.
    /// - Throws: `RowRefusal.Reason` when a bad contributor's row would break the rules of rows.
    init(
        _ sample: DebianSample, options: DemonstrationOptions,
        predictor: (String) -> String
    ) throws {
        let seed = options.seed
        func key(_ label: String) -> AccountKey { .derived(seed: seed, label: label) }
        `operator` = key("operator")
        owner = key("datanet owner")
        evaluator = key("evaluator")
        maker = key("model maker")
        node = key("node")
        baseModel = key("base model")
        beacon = key("beacon")
        payer = key("payer")
        contributors = try Self.contributors(sample, options, predictor, key)
    }

    private static func contributors(
        _ sample: DebianSample, _ options: DemonstrationOptions, _ predictor: (String) -> String,
        _ key: (String) -> AccountKey
    ) throws -> [Contributor] {
        let teams = sample.teams.map { team in
            Contributor(
                kind: .team, name: team, key: key("team " + team),
                rows: sample.train.filter { $0.team == team }.map(\.row))
        }
        let honest = teams.flatMap(\.rows)
        let count = DebianSample.Sizes.badRows(forRows: sample.train.count)
        let vocabulary = BadContributors.vocabulary(of: honest)
        func bad(
            _ kind: Kind, _ make: (inout SeededBytes) throws -> [DatanetRow]
        ) rethrows -> Contributor {
            var random = SeededBytes(seed: options.seed, label: "bad contributor \(kind.rawValue)")
            return Contributor(
                kind: kind, name: kind.rawValue, key: key("bad " + kind.rawValue),
                rows: try make(&random))
        }
        var all = teams
        if options.cheats.contains(.earlyCopier) {
            let copier = bad(.earlyCopier) {
                BadContributors.earlyCopier(count: count, of: honest, random: &$0)
            }
            all.insert(copier, at: 0)
        }
        all.append(
            try bad(.shuffled) {
                try BadContributors.shuffled(
                    count: count, spare: sample.spare.map(\.row), labels: sample.labels,
                    random: &$0)
            })
        all.append(
            bad(.copied) { BadContributors.copied(count: count, of: honest, random: &$0) })
        all.append(
            try bad(.filler) {
                try BadContributors.filler(
                    count: count, vocabulary: vocabulary, labels: sample.labels, random: &$0)
            })
        if options.cheats.contains(.selfLabelled) {
            all.append(
                try bad(.selfLabelled) {
                    try BadContributors.selfLabelled(
                        count: count, vocabulary: vocabulary, random: &$0,
                        predictor: predictor)
                })
        }
        return all
    }
}
