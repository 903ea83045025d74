/// A string as Python has it: a sequence of Unicode scalars, counted, cut and compared one by one.
///
/// Swift's strings count grapheme clusters and are equal where Unicode calls them canonically
/// equivalent; a template that cuts or compares would then write other text than its model saw.
struct PythonString: Hashable, Sendable {
    var scalars: [Unicode.Scalar]

    init(_ scalars: [Unicode.Scalar]) { self.scalars = scalars }

    init(_ scalars: ArraySlice<Unicode.Scalar>) { self.scalars = Array(scalars) }

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    var count: Int { scalars.count }

    var isEmpty: Bool { scalars.isEmpty }

    /// The same scalars as a Swift string.
    var text: String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    static func + (left: PythonString, right: PythonString) -> PythonString {
        PythonString(left.scalars + right.scalars)
    }
}

extension PythonString: Comparable {
    /// By the numbers of the scalars.
    static func < (left: PythonString, right: PythonString) -> Bool {
        left.scalars.lexicographicallyPrecedes(right.scalars)
    }
}

extension PythonString: ExpressibleByStringLiteral {
    init(stringLiteral text: String) { self.init(text) }
}

// MARK: - White space and lines

extension Unicode.Scalar {
    /// `str.isspace` of one scalar: bidirectional class WS, B or S, or category Zs.
    var isPythonSpace: Bool {
        switch value {
        case 0x09...0x0D, 0x1C...0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F,
            0x205F, 0x3000:
            true
        default: false
        }
    }

    /// Whether `str.splitlines` ends a line here.
    var endsPythonLine: Bool {
        switch value {
        case 0x0A...0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }
}

extension PythonString {
    /// Which ends of a string are stripped.
    enum Ends { case left, right, both }

    /// `strip`, `lstrip` and `rstrip`: of white space, or of the given scalars.
    func stripped(_ ends: Ends, of set: PythonString? = nil) -> PythonString {
        let members = set.map { Set($0.scalars) }
        func isStripped(_ scalar: Unicode.Scalar) -> Bool {
            members?.contains(scalar) ?? scalar.isPythonSpace
        }
        var range = scalars.startIndex..<scalars.endIndex
        if ends != .right {
            while let first = range.first, isStripped(scalars[first]) {
                range = first + 1..<range.upperBound
            }
        }
        if ends != .left {
            while let last = range.last, isStripped(scalars[last]) {
                range = range.lowerBound..<last
            }
        }
        return range.count == count ? self : PythonString(scalars[range])
    }

    /// `splitlines`: the lines, with their ends where asked for.
    func lines(keepingEnds: Bool) -> [PythonString] {
        var lines: [PythonString] = []
        var start = 0
        var position = 0
        while position < count {
            guard scalars[position].endsPythonLine else {
                position += 1
                continue
            }
            let end = position
            let isPair =
                scalars[position] == "\r" && position + 1 < count && scalars[position + 1] == "\n"
            position += isPair ? 2 : 1
            lines.append(PythonString(scalars[start..<(keepingEnds ? position : end)]))
            start = position
        }
        if start < count { lines.append(PythonString(scalars[start...])) }
        return lines
    }
}
