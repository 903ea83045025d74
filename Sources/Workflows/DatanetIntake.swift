package import Datanets
internal import Identity
package import Ledger
internal import Machine
internal import Wire

/// Takes rows into one Datanet.
///
/// Order of work: rows and the reveal's signature are staged on the disk; the log gets the commit,
/// then the reveal; the Datanet's files get the rows; the staged file goes. Whoever opens the
/// Datanet next takes up what a kill left at any of these steps.
///
/// Only one intake of a Datanet may be at work, one call after another. After a call that failed
/// the Datanet is opened anew, since the log may hold what the intake does not know of.
package struct DatanetIntake: Sendable {
    /// What becomes of a contribution whose writing is interrupted.
    package enum Recovery: Sendable {
        /// Rows, salts and the reveal's signature lie on the disk before the log holds the commit:
        /// whoever comes next finishes it, without the contributor's key.
        case staged
        /// The caller makes the same contributions again, with the same salts, and the log is one
        /// that walks across what it holds already. Nothing is staged, and what the files hold
        /// beyond the log's place stays.
        case repeated
    }

    /// What was taken up on opening and could not be finished, one sentence each.
    package internal(set) var notes: [String] = []
    /// The Datanet as it stands in its files and in the log.
    package internal(set) var datanet: Datanet
    /// The index of the Datanet's entry.
    package let index: UInt64
    /// The objections to its near-copy verdicts.
    package var objections: Objections { objectionFile?.objections ?? Objections() }

    let log: any EntryLog
    let staging: StagingArea?
    /// The commitments whose reveals were made on opening.
    private(set) var completed: Set<Digest> = []
    let files: DatanetFiles
    /// Nil until the Datanet is open.
    var objectionFile: ObjectionFile?
    /// Tells whether rows that share their words say the same; may be another for each contributor.
    package var likeness: any TextLikeness
    private let steps: ContributionSteps
    private var lengths: DatanetLengths

    /// Opens a Datanet for contributions and finishes what was interrupted in it.
    ///
    /// - Parameters:
    ///   - files: the Datanet's files.
    ///   - log: the log that holds the Datanet.
    ///   - likeness: tells whether rows that share their words say the same.
    ///   - recovery: what becomes of interrupted contributions.
    ///   - steps: is told each step.
    /// - Returns: the intake, with what could not be finished in its notes.
    /// - Throws: `OperationError` when there is no such Datanet or its files are
    ///   damaged, and what the log's storage throws.
    package static func open(
        _ files: DatanetFiles, in log: any EntryLog, likeness: any TextLikeness,
        recovery: Recovery = .staged, steps: @escaping ContributionSteps = { _ in }
    ) async throws -> DatanetIntake {
        try files.requireExistence()
        guard let index = try await DatanetTerms.index(of: files, in: log) else {
            guard files.isEmpty else { throw files.foreignContributions }
            throw OperationError(
                .notFound,
                "the log in \(files.dataDirectory) does not hold the Datanet \(files.name): run "
                    + "'openledger datanet create \(files.name)' again with the same labels, "
                    + "which finishes it")
        }
        return try await open(
            files, at: index, in: log, likeness: likeness, recovery: recovery, steps: steps)
    }

    /// Opens a Datanet whose entry is known.
    ///
    /// - Throws: as ``open(_:in:likeness:recovery:steps:)``.
    package static func open(
        _ files: DatanetFiles, at index: UInt64, in log: any EntryLog,
        likeness: any TextLikeness, recovery: Recovery = .staged,
        steps: @escaping ContributionSteps = { _ in }
    ) async throws -> DatanetIntake {
        let reveals = try await log.query { Array($0.reveals(ofDatanet: index)) }
        let (datanet, lengths, unrevealed) = try files.read(revealedAs: reveals)
        var intake = DatanetIntake(
            datanet: datanet, index: index, log: log,
            staging: recovery == .staged ? StagingArea(folder: files.folder) : nil, files: files,
            likeness: likeness, steps: steps, lengths: lengths)
        try await intake.takeUp(reveals, beside: unrevealed)
        // Only now: what was objected to may be in a contribution that a kill had cut off.
        intake.objectionFile = try ObjectionFile(files, of: intake.datanet)
        return intake
    }

    private init(
        datanet: Datanet, index: UInt64, log: any EntryLog, staging: StagingArea?,
        files: DatanetFiles, likeness: any TextLikeness, steps: @escaping ContributionSteps,
        lengths: DatanetLengths
    ) {
        self.datanet = datanet
        self.index = index
        self.log = log
        self.staging = staging
        self.files = files
        self.likeness = likeness
        self.steps = steps
        self.lengths = lengths
    }

    /// Is told a step.
    func reach(_ step: ContributionStep) throws { try steps(step) }

    /// What intake makes of a contribution if it is the next one, or made of it ahead.
    func judged(
        _ contribution: Contribution, ahead judgement: Judgement? = nil
    ) throws -> Datanet.Registered {
        guard let judgement else { return try datanet.judged(contribution, by: likeness) }
        return try datanet.carried(judgement, over: contribution)
    }

    /// Checks that the files can take a contribution, before the log holds it.
    func requireRoom(for registered: Datanet.Registered) throws(OperationError) {
        try files.requireRoom(for: registered, at: lengths)
    }

    /// Reveals a contribution with what intake made of it, and appends it to the files.
    ///
    /// - Returns: the reveal's index.
    mutating func reveal(
        _ signed: StagedContribution, as registered: Datanet.Registered
    ) async throws -> UInt64 {
        let reveal = signed.reveal(
            accepted: registered.acceptedCount, duplicates: registered.duplicateCount)
        let index = try await log.append(.contributionReveal(reveal)).index
        try steps(.revealed)
        datanet.register(registered)
        try files.append(registered, at: &lengths, steps: steps)
        try staging?.remove(signed.contribution.commitment)
        return index
    }
}

/// What an interrupted call left.
extension DatanetIntake {
    private mutating func takeUp(
        _ reveals: [RevealedContribution], beside unrevealed: Int
    ) async throws {
        guard let staging else {
            guard datanet.contributions.count == reveals.count else {
                throw lacking(reveals[datanet.contributions.count])
            }
            return
        }
        staging.removeUnfinished()
        let staged = try staging.all()
        let missing = try reveals.dropFirst(datanet.contributions.count).map { reveal in
            guard let found = staged.first(where: { reveal.isOf($0.contribution) }) else {
                throw lacking(reveal)
            }
            return (reveal, found.contribution)
        }
        // The log gets a reveal before the files get its line: what they have beyond it is of
        // another log, an older or a newer one, and was acknowledged.
        guard unrevealed <= missing.count else {
            throw OperationError(
                .altered,
                "\(files.folder) holds \(unrevealed - missing.count) contributions that the log in "
                    + "\(files.dataDirectory) does not: restore both from one copy. Nothing was "
                    + "changed")
        }
        // Nothing is cut before it is known that all that was revealed can be put back.
        try files.prepareForAppending(at: lengths)
        for (reveal, contribution) in missing {
            let registered = try judged(contribution)
            guard reveal.isOf(registered) else {
                throw OperationError(
                    .altered,
                    "the intake of the rows in \(files.folder), run again, gives other counts "
                        + "than the log: restore the folder from a copy")
            }
            datanet.register(registered)
            try files.append(registered, at: &lengths, steps: steps)
        }
        try await finish(staged, staging)
    }

    private func lacking(_ reveal: RevealedContribution) -> OperationError {
        OperationError(
            .altered,
            "\(files.folder) lacks the rows that entry \(reveal.index) of the log revealed, or "
                + "holds others: restore the folder from a copy")
    }

    /// Reveals what was committed and not revealed; what is in the files needs no staged file.
    private mutating func finish(
        _ staged: [StagedContribution], _ staging: StagingArea
    ) async throws {
        var waiting: [(commit: UInt64, staged: StagedContribution)] = []
        for item in staged {
            guard let commit = try await commit(of: item.contribution) else { continue }
            if commit.isRevealed {
                try staging.remove(item.contribution.commitment)
                completed.insert(item.contribution.commitment)
            } else {
                waiting.append((commit.index, item))
            }
        }
        for (commit, item) in waiting.sorted(by: { $0.commit < $1.commit }) {
            do {
                guard item.commitIndex == commit else { throw Refusal.signature }
                _ = try await reveal(item, as: judged(item.contribution))
                completed.insert(item.contribution.commitment)
            } catch let refusal as Refusal {
                if case .revealTooLate = refusal {
                    try staging.remove(item.contribution.commitment)
                }
                notes.append(
                    "the contribution of \(item.contribution.account) in entry \(commit) could "
                        + "not be revealed: \(refusal) Its contributor may run the command again.")
            }
        }
    }

    /// The entry in which an account committed to rows of this Datanet; nil when it did not.
    func commit(
        of contribution: Contribution
    ) async throws -> (index: UInt64, isRevealed: Bool)? {
        let (account, commitment) = (contribution.account, contribution.commitment)
        return try await log.query { [index] state in
            guard let found = state.contribution(of: account, commitment: commitment),
                found.commit.datanet == index
            else { return nil }
            return (found.index, state.reveal(ofCommit: found.index) != nil)
        }
    }
}
