import FoundationEssentials
import Identity
import Ledger
import LedgerStorage
import Money
import Synchronization
import TransparencyLog
import Wire

/// A data directory of its own for one test, and entries to write into it.
final class SampleDirectory: Sendable {
    static let name = "demonstration.storage-tests"
    static let seed = [UInt8](repeating: 9, count: 32)
    static let key = LogKey.given(name: name, seed: seed)
    static let domain: SigningDomain = {
        guard let signer = LogSigner(name: name, seed: seed) else {
            preconditionFailure("The name and seed are allowed.")
        }
        return SigningDomain.log(signer.verifierKey)
    }()

    private static let counter = Counter()

    let path: String
    var directory: DataDirectory { DataDirectory(path) }
    var segment: String { path + "/log/segments/00000000.seg" }

    init(_ test: String = #function, copying other: SampleDirectory? = nil) throws {
        let letters = String(test.filter { $0.isLetter || $0.isNumber })
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "openledger-storage-tests").path()
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let process = ProcessInfo.processInfo.processIdentifier
        path = "\(folder)/\(letters.prefix(80))-\(process)-\(Self.counter.next())"
        if FileManager.default.fileExists(atPath: path) {
            try FileManager.default.removeItem(atPath: path)
        }
        if let other { try FileManager.default.copyItem(atPath: other.path, toPath: path) }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func writer(
        _ limits: WriterLimits = WriterLimits(), clock: LedgerClock = .demonstration
    ) throws -> LedgerWriter {
        try LedgerWriter.open(directory, key: Self.key, clock: clock, limits: limits)
    }

    func remove(_ name: String) throws {
        let target = path + "/" + name
        if FileManager.default.fileExists(atPath: target) {
            try FileManager.default.removeItem(atPath: target)
        }
    }

    /// Removes what could remember how far the log once went.
    func forgetProjectionAndCheckpoint() throws {
        for name in ["ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm", "log/checkpoint"] {
            try remove(name)
        }
    }

    static func account(_ name: String) -> AccountAddress {
        AccountKey.derived(seed: 2, label: name).address
    }

    /// An operator, some accounts, and then deposits to them.
    static func bodies(_ count: Int, in domain: SigningDomain = domain) -> [EntryBody] {
        let names = ["operator", "alice", "bob", "carol"]
        return (0..<count).map { number in
            if number < names.count {
                let key = AccountKey.derived(seed: 2, label: names[number])
                let open = AccountOpen(
                    account: key.address, role: number == 0 ? .operator : .participant)
                return .accountOpen(open.signed(by: key, in: domain))
            }
            return .deposit(deposit(number, to: names[1 + number % 3], in: domain))
        }
    }

    static func deposit(
        _ number: Int, to name: String, in domain: SigningDomain = domain
    ) -> Deposit {
        Deposit(
            account: account(name), amount: Amount(nanoOPEN: UInt64(number) * 1_000),
            source: Digest.sha256(Array("deposit \(number)".utf8))
        ).signed(by: AccountKey.derived(seed: 2, label: "operator"), in: domain)
    }
}

/// Counts from 0, for many threads.
final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock {
            $0 += 1
            return $0 - 1
        }
    }
}

/// A number that moves, for many threads.
final class Moving: Sendable {
    private let number: Mutex<UInt64>

    init(_ value: UInt64) { number = Mutex(value) }

    var value: UInt64 { number.withLock { $0 } }

    func set(_ value: UInt64) { number.withLock { $0 = value } }
}

extension LogKey {
    /// The public half of a key that is given.
    var verifierKey: VerifierKey? {
        guard case .given(let name, let seed) = self else { return nil }
        return LogSigner(name: name, seed: seed)?.verifierKey
    }
}
