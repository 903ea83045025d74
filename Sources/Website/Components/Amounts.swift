internal import Money

/// An amount as pages write it: nine decimals in groups of three, leading zeros set back.
///
/// The element's value is the whole number of nano-OPEN, so that what is copied is exact.
package enum AmountText {
    /// Between groups of three digits.
    static let space = "\u{202F}"

    /// The exact amount.
    package static func exact(_ nano: UInt128) -> Markup { element(nano, class: "number") }

    /// The exact amount.
    static func exact(_ amount: Amount) -> Markup { exact(UInt128(amount.nanoOPEN)) }

    /// A sum of amounts that stand on the page themselves.
    static func sum(_ nano: UInt128) -> Markup { element(nano, class: "number sum") }

    /// The amount by which something went down.
    static func negative(_ nano: UInt128) -> Markup {
        nano == 0 ? exact(nano) : Markup("−" + exact(nano).html)
    }

    private static func element(_ nano: UInt128, class name: String) -> Markup {
        let digits = digits(nano)
        let zeros = digits.prefix { $0 == "0" || $0 == "." || String($0) == space }
        let rest = digits[zeros.endIndex...]
        let dim = zeros.isEmpty ? "" : "<i>\(zeros)</i>"
        return Markup("<data class=\"\(name)\" value=\"\(nano)\">\(dim)\(rest)</data>")
    }

    /// `0.002 137 500`.
    package static func digits(_ nano: UInt128) -> String {
        let billion: UInt128 = 1_000_000_000
        let (open, part) = nano.quotientAndRemainder(dividingBy: billion)
        let decimals = String(String(billion + part).dropFirst())
        let groups = [0, 3, 6].map { decimals.dropFirst($0).prefix(3) }
        return CountText.grouped(open) + "." + groups.joined(separator: space)
    }
}

/// Whole numbers as pages write them.
package enum CountText {
    /// `184 206`.
    package static func grouped(_ number: UInt128) -> String {
        var groups: [Substring] = []
        var rest = Substring(String(number))
        while rest.count > 3 {
            groups.insert(rest.suffix(3), at: 0)
            rest = rest.dropLast(3)
        }
        return ([rest] + groups).joined(separator: AmountText.space)
    }

    /// `184 206`.
    static func grouped(_ number: some BinaryInteger) -> String { grouped(UInt128(number)) }

    /// `1 row`, `2 rows`.
    static func counted(_ number: some BinaryInteger, _ one: String, _ many: String? = nil)
        -> String
    {
        grouped(number) + " " + (number == 1 ? one : many ?? one + "s")
    }
}

/// Shares in parts per billion, as pages write and say them.
enum ShareText {
    /// `0.184`, rounded to three decimals with halves up.
    static func decimal(_ ppb: UInt32) -> String {
        let thousandths = (UInt64(ppb) + 500_000) / 1_000_000
        let (whole, part) = thousandths.quotientAndRemainder(dividingBy: 1000)
        return "\(whole)." + String(String(1000 + part).dropFirst())
    }

    /// `18`, and `3.1` below ten or where asked for: hundredths, with a decimal where they are few.
    static func percent(_ ppb: UInt64, exactly: Bool = false) -> String {
        guard exactly || ppb < 100_000_000 else { return "\((ppb + 5_000_000) / 10_000_000)" }
        let tenths = (ppb + 500_000) / 1_000_000
        return "\(tenths / 10).\(tenths % 10)"
    }

    /// `70 %`, `2.5 %`, from hundredths of a percent.
    static func percent(basisPoints: UInt16) -> String {
        let (whole, part) = basisPoints.quotientAndRemainder(dividingBy: 100)
        guard part > 0 else { return "\(whole) %" }
        let digits = String(String(100 + part).dropFirst())
        return "\(whole).\(digits.hasSuffix("0") ? String(digits.prefix(1)) : digits) %"
    }
}

/// A share with its lower bound, both as the entry holds them; no entry holds an upper one.
package struct ShareInterval: Equatable, Sendable {
    /// A billion: the whole answer.
    package static let whole: UInt64 = 1_000_000_000

    /// The point estimate in parts per billion.
    package let estimate: UInt64
    /// The lower bound, up to which a share is paid now.
    package let lower: UInt64

    package init(estimate: UInt64, lower: UInt64) {
        self.estimate = estimate
        self.lower = lower
    }

    /// `0.184 ≥ 0.146`: the estimate, and what it is at least.
    package var text: String {
        ShareText.decimal(UInt32(estimate)) + " ≥ " + ShareText.decimal(UInt32(lower))
    }

    /// "about 18 %, likely at least 15 %"; never a number and itself.
    package var sentence: String {
        for exactly in [false, true] {
            let share = ShareText.percent(estimate, exactly: exactly)
            let least = ShareText.percent(lower, exactly: exactly)
            guard share != least else { continue }
            return "about \(share) %, likely at least \(least) %"
        }
        return "about \(ShareText.percent(estimate, exactly: true)) %, likely less than 0.1 % below"
    }
}
