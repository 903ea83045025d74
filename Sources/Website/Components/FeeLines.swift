internal import Ledger
internal import Money

/// One of the six parts of a fee.
struct FeeLine: Sendable {
    /// Its place in ``FeeShares/inOrder``, by which the script finds it.
    let part: Int
    /// The class of its color.
    let color: String
    let name: String
    let note: String
    let percent: String
    let nano: UInt64
    let amount: Markup
}

/// The six parts of a fee in the order in which pages show them.
enum FeeLines {
    static func lines(_ answer: Answer) -> [FeeLine] {
        let parts = answer.shares.split(answer.fee).inOrder
        let shares = answer.shares.inOrder
        return order.map { line in
            FeeLine(
                part: line.part, color: line.color, name: line.name, note: line.note,
                percent: ShareText.percent(basisPoints: shares[line.part]),
                nano: parts[line.part].nanoOPEN, amount: AmountText.exact(parts[line.part]))
        }
    }

    /// The parts by their place in ``FeeShares/inOrder``, with their colors and names.
    static let order: [(part: Int, color: String, name: String, note: String)] = [
        (4, "burn", "Burned", "destroyed for good"),
        (2, "node", "Node", "computed the answer"),
        (1, "maker", "Model maker", "trained the adapter"),
        (3, "base", "Base model", "what the adapter stands on"),
        (5, "stake", "Stakers", "nobody stakes in this version"),
        (0, "contrib", "Contributors", "by attribution"),
    ]
}
