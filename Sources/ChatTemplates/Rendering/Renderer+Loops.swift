/// The state of a `for` loop, which the name `loop` shows.
struct LoopState {
    let iterated: TemplateValue
    var cursor: Cursor
    var index0 = -1
    var current: TemplateValue?
    var before: TemplateValue?
    /// The element after the current one, once it was asked for; `.some(nil)` when there is none.
    var peeked: TemplateValue??
    var length: Int?
    var lastChanged: [TemplateValue]?

    init(iterated: TemplateValue, cursor: Cursor) {
        self.iterated = iterated
        self.cursor = cursor
    }
}

extension Renderer {
    /// Goes to a loop's next element; false behind the last.
    func advance(loop place: Int) throws(ChatTemplateError) -> Bool {
        guard let element = try takeNext(of: place) else { return false }
        loops[place].index0 += 1
        loops[place].before = loops[place].current
        loops[place].current = element
        return true
    }

    private func takeNext(of place: Int) throws(ChatTemplateError) -> TemplateValue? {
        if let peeked = loops[place].peeked {
            loops[place].peeked = nil
            if let element = peeked { return element }
        }
        var cursor = loops[place].cursor
        let element = try next(&cursor)
        loops[place].cursor = cursor
        return element
    }

    /// The element after the current one; nil behind the last.
    func peek(loop place: Int) throws(ChatTemplateError) -> TemplateValue? {
        if let peeked = loops[place].peeked { return peeked }
        let element = try takeNext(of: place)
        loops[place].peeked = .some(element)
        return element
    }

    func length(ofLoop place: Int) throws(ChatTemplateError) -> Int {
        if let length = loops[place].length { return length }
        let length: Int
        if case .iterator = loops[place].iterated {
            var rest: [TemplateValue] = []
            var cursor = loops[place].cursor
            while let element = try next(&cursor) {
                try charge(elements: 1)
                rest.append(element)
            }
            loops[place].cursor = Cursor(value: try list(rest))
            let isPeeked = loops[place].peeked.flatMap(\.self) != nil
            length = rest.count + loops[place].index0 + 1 + (isPeeked ? 1 : 0)
        } else {
            length = countWalked(loops[place].iterated)
        }
        loops[place].length = length
        return length
    }
}
