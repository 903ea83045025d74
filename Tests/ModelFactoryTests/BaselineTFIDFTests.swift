import ModelFactory
import Testing

/// Expected figures: scikit-learn 1.9.1, a `FeatureUnion` of `TfidfVectorizer(min_df=2,
/// sublinear_tf=True, norm=None)` for words and the same with `analyzer="char_wb",
/// ngram_range=(2, 4)`, then `normalize`.
@Suite struct `The TF-IDF matrix` {
    static let texts = [
        "Perl module for perl tests", "a Perl module", "R tests for C, a b", "module of modules",
    ]

    /// Of a row: how many elements it has, their sum, and the sum of rank · element in ascending
    /// order, which does not depend on how columns are numbered.
    static let fitted: [(text: String, count: Int, sum: Float, ranked: Float)] = [
        (texts[0], 58, 7.274486, 246.543592), (texts[1], 35, 5.883249, 111.324442),
        (texts[2], 29, 5.335901, 82.740888), (texts[3], 21, 4.48526, 53.793751),
        ("perl perl unseen module", 32, 5.302998, 102.974594), ("zzz", 0, 0, 0),
        ("x of module", 19, 4.358899, 43.588989),
    ]

    @Test func `has a column for each term of two texts`() {
        #expect(TFIDF(fitting: Self.texts).termCount == 61)
        #expect(TFIDF(fitting: []).termCount == 0)
        #expect(TFIDF(fitting: ["only one"]).matrix(of: ["only one"]).columns.isEmpty)
    }

    @Test(arguments: fitted)
    func `has scikit-learn's elements`(text: String, count: Int, sum: Float, ranked: Float) {
        let matrix = TFIDF(fitting: Self.texts).matrix(of: [text])
        let values = matrix.values.sorted()
        #expect(values.count == count)
        #expect(abs(values.reduce(0, +) - sum) < 1e-4)
        let weighted = values.enumerated().reduce(0) { $0 + Float($1.offset + 1) * $1.element }
        #expect(abs(weighted - ranked) < 2e-3)
    }

    @Test func `has rows of length 1`() {
        let matrix = TFIDF(fitting: Self.texts).matrix(of: Self.texts)
        for row in 0..<matrix.rowCount {
            let square = matrix.elements(ofRow: row).reduce(Float(0)) {
                $0 + matrix.values[$1] * matrix.values[$1]
            }
            #expect(abs(square - 1) < 1e-5)
        }
    }
}
