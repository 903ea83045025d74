internal import FoundationEssentials
package import Identity
internal import Machine

/// The keys of the accounts that whoever runs a log has in it, drawn when they are first needed.
package struct OperatorKeys: Sendable {
    /// What an account is for; also the name of its key's file.
    package enum Account: String, Sendable {
        /// Signs entry 0, policies and deposits.
        case `operator`
        /// Owns the Datanets that are founded here.
        case owner
        /// Is paid for computing answers.
        case node
        /// Is paid for the base model.
        case baseModel = "base-model"
    }

    private let dataDirectory: String

    /// The keys of a data directory; nothing is read.
    package init(dataDirectory: String) {
        self.dataDirectory = dataDirectory
    }

    /// The key of an account; drawn, and kept before it is used, if there is none yet.
    ///
    /// - Throws: `OperationError` for a damaged file and when it cannot be written.
    package func key(
        _ account: Account, randomUsing generator: inout some RandomNumberGenerator
    ) throws -> AccountKey {
        let path = KeyFile.path(account.rawValue, in: dataDirectory)
        if FileManager.default.fileExists(atPath: path) { return try KeyFile.read(path).key }
        let drawn = KeyFile(randomUsing: &generator)
        try drawn.write(named: account.rawValue, in: dataDirectory)
        return drawn.key
    }
}
