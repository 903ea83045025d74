import ChatTemplates
import Foundation
import Testing
import Wire

/// The files beside the tests, which scripts/fixtures/chat-template-fixtures.py writes.
enum Fixture {
    static func bytes(_ name: String) throws -> [UInt8] {
        let parts = name.split(separator: ".").map(String.init)
        let url = try #require(
            Bundle.module.url(
                forResource: parts.dropLast().joined(separator: "."), withExtension: parts.last,
                subdirectory: "Fixtures"))
        return Array(try Data(contentsOf: url))
    }

    /// The JSON of each line.
    static func lines(_ name: String) throws -> [JSONValue] {
        try bytes(name).split(separator: UInt8(ascii: "\n")).map {
            try JSONValue(parsing: Array($0), limit: 1 << 20)
        }
    }

    static func template(_ name: String) throws -> String {
        try String(decoding: bytes("templates/\(name).jinja"), as: UTF8.self)
    }

    /// The moment that the fixtures were made at.
    static let now = CivilTime(year: 2024, month: 7, day: 6, hour: 15, minute: 4, second: 9)
}

extension JSONValue {
    var variables: [String: JSONValue] {
        Dictionary(uniqueKeysWithValues: members ?? [])
    }
}

/// What became of a template.
enum Outcome: Equatable {
    case text(String)
    case raised(String)
    case failed
    case unsupported(String)

    static func == (left: Outcome, right: Outcome) -> Bool {
        switch (left, right) {
        case (.text(let left), .text(let right)), (.raised(let left), .raised(let right)),
            (.unsupported(let left), .unsupported(let right)):
            left.utf8.elementsEqual(right.utf8)
        case (.failed, .failed): true
        default: false
        }
    }

    init(_ render: () throws -> String) {
        do {
            self = .text(try render())
        } catch ChatTemplateError.raised(let message) {
            self = .raised(message)
        } catch ChatTemplateError.unsupported(_, let construct) {
            self = .unsupported(construct)
        } catch {
            self = .failed
        }
    }
}
