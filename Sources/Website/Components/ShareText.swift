internal import Money

/// Shares in parts per billion, as pages write and say them.
enum ShareText {
    /// `0.184`, rounded to three decimals with halves up.
    static func decimal(_ ppb: UInt32) -> String {
        let thousandths = (UInt64(ppb) + 500_000) / 1_000_000
        let (whole, part) = thousandths.quotientAndRemainder(dividingBy: 1000)
        return "\(whole)." + String(String(1000 + part).dropFirst())
    }

    /// `18`, in hundredths.
    static func percent(_ ppb: UInt64) -> String { "\((ppb + 5_000_000) / 10_000_000)" }

    /// `70 %`, `2.5 %`, from hundredths of a percent.
    static func percent(basisPoints: UInt16) -> String {
        let (whole, part) = basisPoints.quotientAndRemainder(dividingBy: 100)
        guard part > 0 else { return "\(whole) %" }
        let digits = String(String(100 + part).dropFirst())
        return "\(whole).\(digits.hasSuffix("0") ? String(digits.prefix(1)) : digits) %"
    }
}

/// A share with its lower bound, and the bound mirrored above it.
package struct ShareInterval: Equatable, Sendable {
    /// A billion: the whole answer.
    package static let whole: UInt64 = 1_000_000_000

    /// The point estimate in parts per billion.
    package let estimate: UInt64
    /// What is certain.
    package let lower: UInt64

    package init(estimate: UInt64, lower: UInt64) {
        self.estimate = estimate
        self.lower = lower
    }

    /// As far above the estimate as the lower bound lies below, at most the whole.
    package var upper: UInt64 { min(estimate + (estimate - lower), Self.whole) }

    /// `0.184 ± 0.038`.
    package var text: String {
        ShareText.decimal(UInt32(estimate)) + " ± " + ShareText.decimal(UInt32(estimate - lower))
    }

    /// "about 18 %, likely between 15 and 22 %".
    package var sentence: String {
        "about \(ShareText.percent(estimate)) %, likely between \(ShareText.percent(lower)) and "
            + "\(ShareText.percent(upper)) %"
    }
}
