import Identity
import Wire

extension EntryDraft {
    /// The draft with one value changed, one element of a list or one line missing, doubled or
    /// moved: in every place, one at a time.
    ///
    /// Signed anew, each is an entry that somebody could have meant; most break a rule.
    package var neighbours: [EntryDraft] {
        var found: [EntryDraft] = []
        for position in fields.indices {
            for value in fields[position].value.neighbours {
                var draft = self
                draft.fields[position].value = value
                found.append(draft)
            }
        }
        for lines in lines?.neighbours ?? [] {
            var draft = self
            draft.lines = lines
            found.append(draft)
        }
        for layout in [UInt8(1), 2, 3] where layout != self.layout {
            var other = self
            other.layout = layout
            found.append(other)
        }
        return found
    }
}

extension EntryDraft.Value {
    /// Other values of the same form, near and far.
    fileprivate var neighbours: [Self] {
        switch self {
        case .u8(let value): Self.near(value).map { .u8($0) }
        case .u16(let value): Self.near(value).map { .u16($0) }
        case .u32(let value): Self.near(value).map { .u32($0) }
        case .u64(let value): Self.near(value).map { .u64($0) }
        case .account(let account):
            [People.teamA, People.teamB, People.maker, People.beacon].map(\.address)
                .filter { $0 != account }.map { .account($0) }
        case .digest: [.digest(salt("index 1")), .digest(salt("another"))]
        case .id(let bytes): [.id(bytes.map { $0 ^ 1 })]
        case .list(let type, let elements): Self.near(elements).map { .list(type, $0) }
        }
    }

    private static func near<Number: FixedWidthInteger>(_ value: Number) -> [Number] {
        Set([value &+ 1, value &- 1, 0, 1, 2, .max]).subtracting([value]).sorted()
    }

    private static func near(_ elements: [[EntryDraft.Field]]) -> [[[EntryDraft.Field]]] {
        var found: [[[EntryDraft.Field]]] = []
        for position in elements.indices {
            var (shorter, longer, moved) = (elements, elements, elements)
            shorter.remove(at: position)
            longer.insert(elements[position], at: position)
            moved.swapAt(0, position)
            found += [shorter, longer, moved]
            for field in elements[position].indices {
                for value in elements[position][field].value.neighbours {
                    var changed = elements
                    changed[position][field].value = value
                    found.append(changed)
                }
            }
        }
        return found
    }
}

extension LinesDraft {
    fileprivate var neighbours: [LinesDraft] {
        var found: [LinesDraft] = []
        func add(_ change: (inout LinesDraft) -> Void) {
            var draft = self
            change(&draft)
            found.append(draft)
        }
        add { $0.unattributedWeight += 1 }
        add { $0.unattributedAmount += 1 }
        for line in lines.indices {
            add { $0.lines.remove(at: line) }
            add { $0.lines.insert(lines[line], at: line) }
            add { $0.lines.swapAt(0, line) }
            for datanet in [TwoLayoutLog.home, TwoLayoutLog.other, 0] {
                add { $0.lines[line].datanet = datanet }
            }
            for byte in UInt8(0)...8 {
                add { $0.lines[line].subject = byte }
                add { $0.lines[line].evidence = byte }
                add { $0.lines[line].reason = byte }
            }
            for number in UInt32(0)...6 { add { $0.lines[line].number = number } }
            for key in [People.teamA, People.teamB] { add { $0.lines[line].account = key } }
            add { $0.lines[line].weight += 1 }
            add { $0.lines[line].lower += 1 }
            add { $0.lines[line].amount += 1 }
            add { $0.lines[line].paid += 1 }
            add { $0.lines[line].held += 1 }
        }
        return found
    }
}
