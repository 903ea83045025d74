extension Unicode.Scalar {
    /// Whether the reference's Unicode, 14.0 of Python 3.11, has this scalar.
    ///
    /// Swift's tables are newer; a mapping that was added since is not one that templates knew.
    var isInReferenceUnicode: Bool {
        guard let age = properties.age else { return false }
        return age.major <= 14
    }

    /// A mapping by Swift's tables where the reference's tables have it, else the scalar itself.
    func mapped(to text: String) -> [Unicode.Scalar] {
        let mapped = Array(text.unicodeScalars)
        return isInReferenceUnicode && mapped.allSatisfy(\.isInReferenceUnicode) ? mapped : [self]
    }

    /// The upper case of an ASCII scalar.
    var asciiUppercase: Unicode.Scalar {
        ("a"..."z").contains(self) ? Unicode.Scalar(UInt8(value - 32)) : self
    }

    /// The lower case of an ASCII scalar.
    var asciiLowercase: Unicode.Scalar {
        ("A"..."Z").contains(self) ? Unicode.Scalar(UInt8(value + 32)) : self
    }

    var pythonUppercase: [Unicode.Scalar] {
        isASCII ? [asciiUppercase] : mapped(to: properties.uppercaseMapping)
    }

    var pythonLowercase: [Unicode.Scalar] {
        isASCII ? [asciiLowercase] : mapped(to: properties.lowercaseMapping)
    }

    var pythonTitlecase: [Unicode.Scalar] {
        isASCII ? [asciiUppercase] : mapped(to: properties.titlecaseMapping)
    }

    /// What `repr` writes as it is: all but control, format, private and unassigned scalars and
    /// separators other than the space.
    var isPythonPrintable: Bool {
        guard value != 0x20 else { return true }
        guard isInReferenceUnicode else { return false }
        return switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
            .paragraphSeparator, .spaceSeparator:
            false
        default: true
        }
    }
}

extension PythonString {
    var uppercased: PythonString {
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(count)
        for scalar in scalars {
            if scalar.isASCII {
                result.append(scalar.asciiUppercase)
            } else {
                result += scalar.pythonUppercase
            }
        }
        return PythonString(result)
    }

    var lowercased: PythonString { lowercased(from: 0) }

    /// `str.capitalize`: the first scalar in title case, all others in lower case.
    var capitalized: PythonString {
        guard let first = scalars.first else { return self }
        return PythonString(first.pythonTitlecase) + lowercased(from: 1)
    }

    /// `str.title`: a cased scalar after one that is not cased begins a word.
    var titlecased: PythonString {
        var result: [Unicode.Scalar] = []
        var isInWord = false
        for (position, scalar) in scalars.enumerated() {
            result += isInWord ? lowercase(at: position) : scalar.pythonTitlecase
            isInWord = scalar.isInReferenceUnicode && scalar.properties.isCased
        }
        return PythonString(result)
    }

    /// Jinja's filter `title`: a word begins after white space or one of `-({[<`.
    var wordsCapitalized: PythonString {
        func separates(_ scalar: Unicode.Scalar) -> Bool {
            scalar.isPythonSpace || ["-", "(", "{", "[", "<"].contains(scalar)
        }
        var result: [Unicode.Scalar] = []
        for run in runs(by: separates) {
            result += PythonString(run.prefix(1)).uppercased.scalars
            result += PythonString(run.dropFirst()).lowercased.scalars
        }
        return PythonString(result)
    }

    /// The scalars from a position on, in lower case, as if the string began with them: where a
    /// word ends, and only there, a capital sigma becomes a final one.
    private func lowercased(from start: Int) -> PythonString {
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(count)
        for position in start..<count {
            if scalars[position].isASCII {
                result.append(scalars[position].asciiLowercase)
            } else {
                result += lowercase(at: position)
            }
        }
        return PythonString(result)
    }

    private func lowercase(at position: Int) -> [Unicode.Scalar] {
        guard scalars[position] == "\u{3A3}" else { return scalars[position].pythonLowercase }
        func isCased(_ places: some Sequence<Int>) -> Bool {
            let place = places.first { !scalars[$0].properties.isCaseIgnorable }
            return place.map { scalars[$0].properties.isCased } ?? false
        }
        let isFinal =
            isCased((0..<position).reversed()) && !isCased(position + 1..<count)
        return [isFinal ? "\u{3C2}" : "\u{3C3}"]
    }

    /// The string in runs of scalars for which a condition holds or does not hold.
    private func runs(
        by condition: (Unicode.Scalar) -> Bool
    ) -> [ArraySlice<Unicode.Scalar>] {
        var runs: [ArraySlice<Unicode.Scalar>] = []
        var start = 0
        for position in 0..<count
        where position > 0 && condition(scalars[position]) != condition(scalars[position - 1]) {
            runs.append(scalars[start..<position])
            start = position
        }
        if start < count { runs.append(scalars[start...]) }
        return runs
    }
}
