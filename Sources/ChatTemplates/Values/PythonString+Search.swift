extension PythonString {
    /// Finds one string in others in time proportional to their lengths.
    ///
    /// Knuth, Morris and Pratt, "Fast pattern matching in strings", SIAM J. Comput. 6 (1977): the
    /// plain double loop takes the product of the lengths, which a stranger may choose.
    struct Needle {
        private let pattern: [Unicode.Scalar]
        /// For each beginning of the pattern, how long its longest proper border is.
        private let borders: [Int]

        init(_ text: PythonString) {
            pattern = text.scalars
            var borders = [Int](repeating: 0, count: pattern.count)
            var border = 0
            for position in pattern.indices.dropFirst() {
                while border > 0, pattern[position] != pattern[border] {
                    border = borders[border - 1]
                }
                if pattern[position] == pattern[border] { border += 1 }
                borders[position] = border
            }
            self.borders = borders
        }

        /// Where the pattern, which is not empty, first begins within `range`; nil where nowhere.
        func first(in text: PythonString, within range: Range<Int>) -> Int? {
            var matched = 0
            for position in range {
                let scalar = text.scalars[position]
                while matched > 0, scalar != pattern[matched] { matched = borders[matched - 1] }
                if scalar == pattern[matched] { matched += 1 }
                if matched == pattern.count { return position + 1 - matched }
            }
            return nil
        }
    }

    /// Where `other` begins, from left to right and without overlaps; at most `limit` of them.
    ///
    /// An empty string stands before, between and after all scalars.
    func places(of other: PythonString, within range: Range<Int>, limit: Int = .max) -> [Int] {
        guard !other.isEmpty else {
            return Array((range.lowerBound...range.upperBound).prefix(limit))
        }
        let needle = Needle(other)
        var places: [Int] = []
        var start = range.lowerBound
        while places.count < limit,
            let place = needle.first(in: self, within: start..<range.upperBound)
        {
            places.append(place)
            start = place + other.count
        }
        return places
    }

    /// As ``places(of:within:limit:)`` from right to left, for a string that is not empty.
    func placesFromEnd(of other: PythonString, limit: Int = .max) -> [Int] {
        let mirrored = PythonString(scalars.reversed())
        let places = mirrored.places(
            of: PythonString(other.scalars.reversed()), within: 0..<count, limit: limit)
        return places.map { count - $0 - other.count }
    }

    func contains(_ other: PythonString) -> Bool {
        other.isEmpty || Needle(other).first(in: self, within: 0..<count) != nil
    }

    /// The string between places where `separator` stands.
    func pieces(between places: [Int], separator: Int) -> [PythonString] {
        var pieces: [PythonString] = []
        var start = 0
        for place in places {
            pieces.append(PythonString(scalars[start..<place]))
            start = place + separator
        }
        pieces.append(PythonString(scalars[start...]))
        return pieces
    }

    /// `split()` at runs of white space, at most `limit` times; what is left keeps its end.
    func words(limit: Int) -> [PythonString] {
        var words: [PythonString] = []
        var position = 0
        while true {
            while position < count, scalars[position].isPythonSpace { position += 1 }
            guard position < count else { return words }
            guard words.count < limit else {
                words.append(PythonString(scalars[position...]))
                return words
            }
            let start = position
            while position < count, !scalars[position].isPythonSpace { position += 1 }
            words.append(PythonString(scalars[start..<position]))
        }
    }

    /// `rsplit()` at runs of white space, at most `limit` times, from the right.
    func wordsFromEnd(limit: Int) -> [PythonString] {
        PythonString(scalars.reversed()).words(limit: limit).reversed().map {
            PythonString($0.scalars.reversed())
        }
    }
}
