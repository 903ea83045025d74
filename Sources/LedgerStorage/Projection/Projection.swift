import Economy
import FoundationEssentials
import GRDB
import Identity
import Ledger
internal import Machine
import Money
import TransparencyLog
import Wire

/// Tables made from the log for those who ask: entries, balances and statement lines.
///
/// Nothing here is the truth. Whatever is wrong with the file, it is thrown away and made again
/// from the segments.
struct Projection: Sendable {
    /// The version of the tables; those of another one are made again.
    ///
    /// Hold reasons are columns, so their number is a part of it.
    static let version = 200 + HoldReason.allCases.count

    let pool: DatabasePool

    /// How far the tables reach.
    struct Reach: Equatable, Sendable {
        let size: UInt64
        let root: Digest
        /// The checkpoint that covered them, as the log signed it.
        let note: [UInt8]
    }

    /// Opens or makes the file for the writer.
    init(writing path: String, key: VerifierKey) throws {
        pool = try DatabasePool(path: path)
        // In WAL mode GRDB sets synchronous to NORMAL after opening, with which a commit may be
        // lost in a power cut. A read-back proves that FULL holds.
        try pool.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA synchronous = FULL")
        }
        let isSafe = try pool.writeWithoutTransaction(Self.isFullySynchronous)
        guard isSafe else {
            throw OperationError(.projection, "\(path): SQLite did not take synchronous = FULL.")
        }
        let check = try pool.read { try String.fetchOne($0, sql: "PRAGMA quick_check") }
        guard check == "ok" else { throw OperationError(.projection, "\(path) is damaged.") }
        try pool.write { try Self.makeTables($0, key) }
    }

    /// Opens the file beside its writer, or without one.
    init(reading path: String) throws {
        var configuration = Configuration()
        configuration.readonly = true
        pool = try DatabasePool(path: path, configuration: configuration)
    }

    /// Gives the file back; what fails there is of no consequence for tables made anew.
    func close() {
        try? pool.close()
    }

    /// Whether a commit on this connection waits for the disk.
    static func isFullySynchronous(_ db: Database) throws -> Bool {
        try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2
    }

    /// Removes the file and what SQLite puts beside it.
    static func remove(_ path: String) throws {
        for suffix in ["", "-wal", "-shm"]
        where FileManager.default.fileExists(atPath: path + suffix) {
            do { try FileManager.default.removeItem(atPath: path + suffix) } catch {
                throw OperationError(
                    .files, "Could not remove \(path + suffix): remove it by hand.")
            }
        }
    }

    /// How far the tables reach; nil when they are of another log or version, or empty.
    func reach(_ key: VerifierKey) throws -> Reach? {
        try pool.read { db in
            guard let row = try Row.fetchOne(db, sql: "SELECT * FROM reach"),
                row["version"] == Self.version, row["logKey"] == key.description,
                let root = Digest(hex: row["root"] as String)
            else { return nil }
            let note: String = row["note"]
            return Reach(
                size: UInt64(bitPattern: row["size"] as Int64), root: root,
                note: Array(note.utf8))
        }
    }

    /// Whether the stored balances are those of the state, and no entry or line is missing.
    func agrees(with state: LedgerState) throws -> Bool {
        let expected = state.balances.statements.map(BalanceRow.init)
        return try pool.read { db in
            let stored = try Row.fetchAll(db, sql: "SELECT * FROM balances ORDER BY account")
                .map(BalanceRow.init)
            let counts = try Int.fetchOne(
                db,
                sql: """
                    SELECT (SELECT COUNT(*) FROM entries) = size
                        AND (SELECT COUNT(*) FROM lines) = lines FROM reach
                    """)
            return stored == expected && counts == 1
        }
    }

    /// Adds entries that the log already holds on disk, in one transaction.
    func record(_ applied: [LogReplay.Applied], of log: LogReplay) throws {
        let statements = StatementLine.lines(of: applied)
        try pool.write { db in
            var entries = TableRows(of: "entries", columns: 6)
            for item in applied {
                let location = log.locations[Int(item.index)]
                try entries.add(
                    [
                        Int64(bitPattern: item.index), Int64(item.entry.body.type.rawValue),
                        Int64(bitPattern: item.entry.timestampSeconds), Int64(location.segment),
                        Int64(bitPattern: location.offset), Int64(location.length),
                    ], to: db)
            }
            try entries.finish(db)
            var lines = TableRows(of: "lines", columns: 4 + HoldReason.allCases.count)
            for statement in statements {
                let account = Hex.encode(statement.account.bytes)
                for line in statement.lines {
                    try lines.add(
                        [account, Int64(bitPattern: line.index)], amounts: line.amounts, to: db)
                }
                try BalanceRow(log.state.balances.statement(of: statement.account)).save(db)
            }
            try lines.finish(db)
            try db.cachedStatement(
                sql: "UPDATE reach SET size = ?, root = ?, note = ?, lines = lines + ?"
            ).execute(arguments: [
                Int64(bitPattern: log.tree.size), log.tree.root().hex,
                String(decoding: log.note?.bytes ?? [], as: UTF8.self),
                Int64(statements.reduce(0) { $0 + $1.lines.count }),
            ])
        }
    }

    private static func makeTables(_ db: Database, _ key: VerifierKey) throws {
        let holds = HoldReason.allCases.map { ", \($0.column) INTEGER NOT NULL" }.joined()
        try db.execute(
            sql: """
                CREATE TABLE IF NOT EXISTS reach (
                    version INTEGER NOT NULL, logKey TEXT NOT NULL, size INTEGER NOT NULL,
                    root TEXT NOT NULL, note TEXT NOT NULL, lines INTEGER NOT NULL);
                CREATE TABLE IF NOT EXISTS entries (
                    idx INTEGER PRIMARY KEY, type INTEGER NOT NULL, timestamp INTEGER NOT NULL,
                    segment INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL);
                CREATE TABLE IF NOT EXISTS balances (
                    account TEXT PRIMARY KEY, payable INTEGER NOT NULL\(holds)) WITHOUT ROWID;
                CREATE TABLE IF NOT EXISTS lines (
                    account TEXT NOT NULL, idx INTEGER NOT NULL, received INTEGER NOT NULL,
                    spent INTEGER NOT NULL\(holds), PRIMARY KEY (account, idx)) WITHOUT ROWID;
                """)
        guard try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM reach") == 0 else { return }
        try db.execute(
            sql: "INSERT INTO reach VALUES (?, ?, 0, ?, '', 0)",
            arguments: [version, key.description, MerkleTree().root().hex])
    }
}
