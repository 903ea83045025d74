import Identity
import Wire

/// The accepted rows of a Datanet, by the reveals that brought them.
struct AuditedDatanet {
    struct Reveal {
        let index: UInt64
        let account: AccountAddress
        /// The number after the last row of the reveal.
        let end: UInt64
    }

    private(set) var reveals: [Reveal] = []

    var rowCount: UInt64 { reveals.last?.end ?? 0 }

    mutating func add(_ count: UInt64, of account: AccountAddress, at index: UInt64) {
        reveals.append(Reveal(index: index, account: account, end: rowCount + count))
    }

    /// The accepted rows of the reveals before an index.
    func rowCount(before index: UInt64) -> UInt64 {
        reveals.last { $0.index < index }?.end ?? 0
    }

    /// Whose a row is: the first reveal that ends after it.
    func owner(of row: UInt64) -> AccountAddress? {
        var (low, high) = (0, reveals.count)
        while low < high {
            let middle = (low + high) / 2
            if reveals[middle].end <= row { low = middle + 1 } else { high = middle }
        }
        return low < reveals.count ? reveals[low].account : nil
    }
}

extension AuditedLog {
    mutating func openAccount(_ entry: LoggedEntry) throws(AuditFault) {
        let account = entry.address("account")
        try require(balances[account] == nil, entry, 2, "the account is open already")
        try requireSignature(entry, by: account, 3)
        balances[account] = AuditedBalance(account: account)
        if entry.number("role") == 1 { operatorAccount = account }
    }

    mutating func setPolicy(_ entry: LoggedEntry, at index: UInt64) throws(AuditFault) {
        try require(entry.number("revision") == policyCount, entry, 1, "the revision is wrong")
        try requireOpen(entry.address("nodeAccount"), entry, 2)
        try requireOpen(entry.address("baseModelAccount"), entry, 2)
        try requireSignature(entry, by: operatorAccount, 3)
        policyCount += 1
        revealWindow = entry.number("revealWindow")
        entries[index] = entry
    }

    mutating func createDatanet(_ entry: LoggedEntry, at index: UInt64) throws(AuditFault) {
        let owner = entry.address("owner")
        let terms = entry.digest("termsCommitment").bytes
        try requireOpen(owner, entry, 1)
        try require(
            !hasSeen(owner.bytes, terms, in: "terms"), entry, 2, "the owner used these terms before"
        )
        try requireSignature(entry, by: owner, 3)
        remember(owner.bytes, terms, in: "terms")
        datanets[index] = AuditedDatanet()
        pools[index] = 0
        entries[index] = entry
    }

    mutating func commitContribution(_ entry: LoggedEntry, at index: UInt64) throws(AuditFault) {
        let contributor = entry.address("contributor")
        let commitment = entry.digest("commitment").bytes
        try requireOpen(contributor, entry, 1)
        let datanet = try target(entry.number("datanet"), .datanetCreate, of: entry, 2)
        try require(datanet.layout > 1 || policyCount > 0, entry, 3, "no policy is set")
        try require(
            !hasSeen(contributor.bytes, commitment, in: "contributions"), entry, 4,
            "the account used this commitment before")
        try requireSignature(entry, by: contributor, 5)
        remember(contributor.bytes, commitment, in: "contributions")
        openCommits[index] = datanet.layout > 1 ? datanet.number("revealWindow") : revealWindow
        entries[index] = entry
    }

    mutating func revealContribution(_ entry: LoggedEntry, at index: UInt64) throws(AuditFault) {
        let place = entry.number("commitIndex")
        let commit = try target(place, .contributionCommit, of: entry, 1)
        guard let window = openCommits[place] else {
            throw .rule(entry.kind, number: 2, words: "the commitment is revealed already")
        }
        try require(index <= place + window, entry, 3, "the reveal comes too late")
        let (contributor, rowCount) = (commit.address("contributor"), commit.number("rowCount"))
        var count = WireWriter()
        count.put(UInt32(rowCount))
        let opened = Digest.sha256(
            tag: "openledger/contribution/v1", contributor.bytes, entry.digest("salt").bytes,
            entry.digest("rowsRoot").bytes, count.bytes)
        try require(
            opened == commit.digest("commitment"), entry, 4, "the commitment is to something else")
        let accepted = entry.number("acceptedCount")
        try require(
            accepted + entry.number("duplicateCount") <= rowCount, entry, 5,
            "more rows are accepted than were committed")
        let datanet = commit.number("datanet")
        let rows = datanets[datanet]?.rowCount ?? 0
        try require(rows + accepted < 1 << 32, entry, 6, "the Datanet has too many rows")
        try requireSignature(entry, by: contributor, 7)
        openCommits[place] = nil
        datanets[datanet]?.add(accepted, of: contributor, at: index)
    }
}
