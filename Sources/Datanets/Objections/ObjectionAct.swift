internal import Identity
internal import Wire

/// What is written of objections: that one was made, and that one was decided.
package enum ObjectionAct: Hashable, Sendable {
    /// A contributor objected.
    case object(Objection)
    /// The Datanet's owner decided.
    case rule(on: Int, Objection.Ruling)
}

/// An act as a line of `objections.jsonl`.
extension ObjectionAct {
    /// A line is no longer: two bytes for each of a reason's, and what stands around it.
    static let lineLimit = 2 * 4 * ObjectionReason.limit + 1_024

    /// Canonical JSON and a line end.
    package var line: [UInt8] {
        switch self {
        case .object(let objection):
            CanonicalJSON.line(
                [
                    ("act", .string("object")), ("account", .string("\(objection.account)")),
                    ("commit", .string(String(objection.commitIndex))),
                    ("contribution", .integer(Int64(objection.place.contribution))),
                    ("position", .integer(Int64(objection.place.position))),
                    ("of", .integer(Int64(objection.original.value))),
                ] + Self.members(objection.number, objection.reason, objection.seconds))
        case .rule(let number, let ruling):
            CanonicalJSON.line(
                [("act", .string(ruling.isUpheld ? "uphold" : "dismiss"))]
                    + Self.members(number, ruling.reason, ruling.seconds))
        }
    }

    private static func members(
        _ number: Int, _ reason: ObjectionReason, _ seconds: UInt64
    ) -> [(String, JSONValue)] {
        [
            ("objection", .integer(Int64(number))), ("reason", .string(reason.text)),
            ("seconds", .string(String(seconds))),
        ]
    }

    /// Reads a line without its end; nil where its bytes are not those that ``line`` has.
    package init?(line: [UInt8]) {
        guard let json = try? JSONValue(parsing: line, limit: Self.lineLimit),
            let number = json["objection"]?.integerValue.flatMap(Int.init(exactly:)), number > 0,
            let reason = json["reason"]?.stringValue.flatMap({ try? ObjectionReason($0) }),
            let seconds = json["seconds"]?.stringValue.flatMap({ DecimalText.parse($0) }),
            let act = Self.read(json, number, reason, seconds),
            act.line.dropLast() == line[...]
        else { return nil }
        self = act
    }

    private static func read(
        _ json: JSONValue, _ number: Int, _ reason: ObjectionReason, _ seconds: UInt64
    ) -> ObjectionAct? {
        func ruling(_ isUpheld: Bool) -> Objection.Ruling {
            Objection.Ruling(isUpheld: isUpheld, reason: reason, seconds: seconds)
        }
        switch json["act"]?.stringValue {
        case "uphold": return .rule(on: number, ruling(true))
        case "dismiss": return .rule(on: number, ruling(false))
        case "object":
            guard let account = json["account"]?.stringValue.flatMap(AccountAddress.init(hex:)),
                let commit = json["commit"]?.stringValue.flatMap({ DecimalText.parse($0) }),
                let contribution = json["contribution"]?.integerValue
                    .flatMap(UInt32.init(exactly:)),
                let position = DatanetReader.number(json, "position"),
                let original = DatanetReader.number(json, "of")
            else { return nil }
            return .object(
                Objection(
                    number: number, account: account, commitIndex: commit,
                    place: Objection.Place(
                        contribution: Int(contribution), position: Int(position.value)),
                    original: original, reason: reason, seconds: seconds))
        default: return nil
        }
    }
}
