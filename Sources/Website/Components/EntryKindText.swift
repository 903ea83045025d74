internal import Ledger

/// The kinds of entries, in words.
enum EntryKindText {
    /// What a kind is called on pages.
    static func name(_ kind: String) -> String { words[kind]?.name ?? kind }

    /// What entries of a kind say.
    static func sentence(_ type: EntryType) -> String {
        words["\(type)"]?.sentence ?? "An entry of the log."
    }

    private static let words: [String: (name: String, sentence: String)] = [
        "accountOpen": ("Account", "Opens an account."),
        "policySet": ("Policy", "Sets how fees are split."),
        "datanetCreate": ("Datanet", "Opens a Datanet: rows, their contributors and a pool."),
        "evaluationCommit": (
            "Evaluation", "Fixes hidden evaluation rows before the rows that they will judge."
        ),
        "contributionCommit": (
            "Contribution", "Claims priority for rows without showing them."
        ),
        "contributionReveal": ("Contribution", "Shows the rows of an earlier claim."),
        "manifestCommit": (
            "Training", "Fixes a training run before its first step: rows, seed, method, policy."
        ),
        "beaconReveal": ("Training", "Shows the secret that a second key committed to."),
        "trainingResult": ("Training", "Ends a training run with a model."),
        "trainingAbort": ("Training", "Ends a training run without a model."),
        "deploy": ("Model", "Puts a trained model on sale."),
        "deposit": ("Deposit", "Brings money in."),
        "answer": ("Answer", "One paid answer."),
        "evaluationOpen": ("Evaluation", "Opens hidden evaluation rows and retires them."),
    ]
}
