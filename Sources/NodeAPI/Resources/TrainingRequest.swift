internal import Money
internal import Wire

/// What an order for a model asks.
struct TrainingRequest {
    /// The most passes over the rows that anybody may order.
    static let epochLimit = 20
    /// The longest name of a model.
    static let nameLimit = 64

    private let name: String
    private let datanet: String
    private let price: Amount
    private let evaluation: [TrainingOrder.EvaluationRow]?
    private let epochs: Int?

    /// Reads the body.
    ///
    /// - Throws: ``HTTPProblem`` that names the parameter.
    init(_ body: JSONValue, limits: APILimits) throws(HTTPProblem) {
        let fields = try JSONFields(body)
        name = try fields.string("name")
        guard Self.isName(name) else {
            throw fields.problem("name", "must be 1 to \(Self.nameLimit) of a–z, 0–9 and -.")
        }
        datanet = try fields.string("datanet")
        price = try fields.amount("price")
        guard price > .zero else { throw fields.problem("price", "must be over zero.") }
        if fields["evaluation"] == nil {
            evaluation = nil
        } else {
            evaluation = try fields.rows("evaluation", limits: limits).map {
                TrainingOrder.EvaluationRow(text: $0.text, label: $0.label)
            }
        }
        let epochs = try fields.optionalInteger("epochs")
        guard (1...Int64(Self.epochLimit)).contains(epochs ?? 1) else {
            throw fields.problem("epochs", "must be 1 to \(Self.epochLimit).")
        }
        self.epochs = epochs.map { Int($0) }
    }

    /// The order as the caller's.
    func order(by caller: Caller) -> TrainingOrder {
        TrainingOrder(
            caller: caller, name: name, datanet: datanet, fee: price, evaluation: evaluation,
            epochs: epochs)
    }

    private static func isName(_ text: String) -> Bool {
        (1...nameLimit).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || byte == UInt8(ascii: "-")
            }
    }
}

extension JSONFields {
    /// An amount: a string with a whole number of nano-OPEN.
    func amount(_ member: String) throws(HTTPProblem) -> Amount {
        guard let nano = DecimalText.parse(try string(member)) else {
            throw problem(member, "must be a whole number of nano-OPEN in decimal, as a string.")
        }
        return Amount(nanoOPEN: nano)
    }

    /// Rows with their labels, at least one and at most the limit.
    func rows(
        _ member: String, limits: APILimits
    ) throws(HTTPProblem) -> [(text: String, label: String)] {
        let elements = try array(member)
        guard (1...limits.rows).contains(elements.count) else {
            throw problem(member, "must hold 1 to \(limits.rows) rows.")
        }
        var rows: [(text: String, label: String)] = []
        rows.reserveCapacity(elements.count)
        for (position, element) in elements.enumerated() {
            let row = try JSONFields(element, at: name("\(member)[\(position)]"))
            let (text, label) = (try row.string("text"), try row.string("label"))
            guard !text.isEmpty else { throw row.problem("text", "is empty.") }
            guard !label.isEmpty else { throw row.problem("label", "is empty.") }
            rows.append((text, label))
        }
        return rows
    }
}
