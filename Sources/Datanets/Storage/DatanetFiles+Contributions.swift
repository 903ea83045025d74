package import Identity
package import Ledger
package import Machine
package import Wire

extension DatanetFiles {
    /// The Datanet as its files state it.
    ///
    /// - Throws: `OperationError` when a file is missing or malformed, or when the rows are not
    ///   those of the stated statuses, commitments and roots.
    package func read() throws(OperationError) -> Datanet {
        var datanet = Datanet(task: try task())
        var reader = try DatanetReader(self)
        while let registered = try reader.next(into: datanet) { datanet.register(registered) }
        return datanet
    }

    /// The contributions that a log revealed, as far as the files have them.
    ///
    /// - Parameter reveals: the reveals of this Datanet, in their order.
    /// - Returns: the Datanet, how much of the files holds it, and how many whole lines of
    ///   `contributions.jsonl` follow, which the log did not reveal or which are damaged. What
    ///   follows the last line end is of a contribution whose writing was interrupted.
    /// - Throws: `OperationError` when a file is missing or the header is malformed.
    package func read(
        revealedAs reveals: some Sequence<RevealedContribution>
    ) throws(OperationError) -> (datanet: Datanet, lengths: DatanetLengths, unrevealed: Int) {
        var datanet = Datanet(task: try task())
        var reader = try DatanetReader(self)
        var lengths = reader.lengths
        for reveal in reveals {
            guard let registered = try? reader.next(into: datanet), reveal.isOf(registered) else {
                break
            }
            datanet.register(registered)
            lengths = reader.lengths
        }
        return (datanet, lengths, reader.lineCount(from: lengths))
    }

    /// Whether no contribution was ever written here.
    package var isEmpty: Bool { (try? DatanetReader(self).lineCount(from: DatanetLengths())) == 0 }

    /// What is said of a folder with contributions of a Datanet that the log does not hold.
    package var foreignContributions: OperationError {
        OperationError(
            .altered,
            "\(folder) holds contributions, and the log in \(dataDirectory) holds no Datanet of "
                + "its terms: terms.json or the log is another's; restore both from one copy. "
                + "Nothing was changed")
    }

    /// The account and the commitment of the first contribution.
    package var firstCommitment: (account: AccountAddress, commitment: Digest)? {
        try? DatanetReader(self).nextStated
    }

    /// Checks that the files stay readable with one more contribution.
    ///
    /// - Throws: `OperationError` with code `full`.
    package func requireRoom(
        for registered: Datanet.Registered, at lengths: DatanetLengths
    ) throws(OperationError) {
        let lines = DatanetLines(registered)
        guard File.allCases.allSatisfy({ lengths[$0] <= byteLimit - lines[$0].count }) else {
            throw OperationError(
                .full,
                "the Datanet \(name) is full: a file of it would have more than \(byteLimit) "
                    + "bytes; contribute to another Datanet")
        }
    }

    /// Cuts off what follows, and brings the header up to date: from now on lines are appended.
    ///
    /// - Throws: `OperationError`.
    package func prepareForAppending(at lengths: DatanetLengths) throws {
        // The line that says that a contribution is there goes first.
        for file in File.allCases.reversed() { try cut(file, to: lengths[file]) }
        let header = try header()
        if !header.isCurrent { try writeHeader(header.task) }
    }

    /// Appends a contribution and returns when it is on the disk.
    ///
    /// Where the files hold it already, they are left as they are: a reproducible run makes the
    /// same contributions again.
    /// - Throws: `OperationError` when the disk fails and when the files go on with
    ///   another contribution, and what `steps` throws.
    package func append(
        _ registered: Datanet.Registered, at lengths: inout DatanetLengths,
        steps: ContributionSteps = { _ in }
    ) throws {
        let lines = DatanetLines(registered)
        if try !hold(lines, at: lengths) {
            // Only now: a line of contributions.jsonl says that the other two are whole.
            for file in File.allCases {
                try cut(file, to: lengths[file])
                var growing = AppendOnlyFile(
                    try disk(path(file)), byteCount: UInt64(lengths[file]))
                _ = try growing.append(lines[file])
                try steps(file.step)
            }
        }
        lengths.add(lines)
    }

    /// Whether the files go on with these lines.
    private func hold(_ lines: DatanetLines, at lengths: DatanetLengths) throws -> Bool {
        func following(_ file: File, _ count: Int) throws -> [UInt8] {
            try PosixFile(path(file), for: .reading).read(count, at: UInt64(lengths[file]))
        }
        let rest = try following(.contributions, RowReader.lineLimit)
        guard rest.contains(UInt8(ascii: "\n")) else { return false }
        guard rest.starts(with: lines.contribution),
            try following(.rows, lines.rows.count) == lines.rows,
            try following(.salts, lines.salts.count) == lines.salts
        else {
            throw OperationError(
                .altered,
                "\(folder) holds another contribution where this one belongs: restore the folder "
                    + "from a copy, or use another data directory")
        }
        return true
    }

    private func cut(_ file: File, to length: Int) throws {
        let open = try PosixFile(path(file), for: .writing(permissions: 0o644))
        if try open.size() > UInt64(length) { try open.truncate(to: UInt64(length)) }
    }
}

extension DatanetFiles.File {
    fileprivate var step: ContributionStep {
        switch self {
        case .rows: .rowsAppended
        case .salts: .saltsAppended
        case .contributions: .recorded
        }
    }
}

extension RevealedContribution {
    /// Whether these are the revealed rows; the commitment binds account, salt and rows.
    package func isOf(_ registered: Datanet.Registered) -> Bool {
        isOf(registered.contribution) && fields.acceptedCount == registered.acceptedCount
            && fields.duplicateCount == registered.duplicateCount
    }

    package func isOf(_ contribution: Contribution) -> Bool {
        commit.contributor == contribution.account && commit.commitment == contribution.commitment
    }
}
