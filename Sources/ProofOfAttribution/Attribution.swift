public import Money

/// Number and version of a method, as receipts carry them.
public struct MethodCode: Equatable, Hashable, Sendable {
    /// The method's number.
    public let number: UInt16
    /// Its version: raised whenever the same input would give other integers.
    public let version: UInt16

    /// Names a method; receipts carry both numbers.
    public init(number: UInt16, version: UInt16) {
        self.number = number
        self.version = version
    }
}

/// An answer of a classifier, as attribution sees it.
public struct ClassifiedAnswer: Equatable, Sendable {
    /// The question's feature vector, as the head reads it.
    public let feature: [Float]
    /// The class that was answered.
    public let label: Int

    /// The feature vector has the width of the index that attributes the answer.
    public init(feature: [Float], label: Int) {
        self.feature = feature
        self.label = label
    }
}

/// Which rows shaped an answer, how strongly and how surely.
public struct Attribution: Equatable, Sendable {
    /// One row's part.
    public struct Line: Equatable, Sendable {
        /// The row's position in the index.
        public let position: Int
        /// Its weight.
        public let weight: PartsPerBillion
        /// The weight's lower confidence bound, at most the weight.
        public let lower: PartsPerBillion

        /// The lower bound must be at most the weight.
        public init(position: Int, weight: PartsPerBillion, lower: PartsPerBillion) {
            self.position = position
            self.weight = weight
            self.lower = lower
        }
    }

    /// Rows by falling weight, ties by rising position.
    public let lines: [Line]
    /// What no row is credited with.
    ///
    /// All weights and this rest add up to one.
    public let unattributed: PartsPerBillion

    /// The weights and the rest must add up to one.
    public init(lines: [Line], unattributed: PartsPerBillion) {
        self.lines = lines
        self.unattributed = unattributed
    }
}
