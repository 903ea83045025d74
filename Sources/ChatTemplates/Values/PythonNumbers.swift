/// Python's arithmetic on whole numbers of 64 bits and on floats, and how it writes them.
enum PythonNumbers {
    /// `repr` of a float: the shortest digits that read back, in Python's layout.
    static func text(of value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
        let sign = value.sign == .minus ? "-" : ""
        guard value != 0 else { return sign + "0.0" }
        let (digits, point) = decimals(of: value.magnitude)
        // `point` digits stand before the decimal point; Python's format `r` changes at these ends.
        guard point > -4, point <= 16 else {
            let exponent = point - 1
            let magnitude = String(exponent.magnitude)
            let rest = digits.dropFirst()
            return sign + digits.prefix(1) + (rest.isEmpty ? "" : "." + rest)
                + (exponent < 0 ? "e-" : "e+") + (magnitude.count < 2 ? "0" : "") + magnitude
        }
        if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
        if digits.count <= point {
            return sign + digits + String(repeating: "0", count: point - digits.count) + ".0"
        }
        return sign + digits.prefix(point) + "." + digits.dropFirst(point)
    }

    /// The significant digits of a positive number and how many stand before its decimal point.
    private static func decimals(of value: Double) -> (digits: String, point: Int) {
        let parts = value.description.split(separator: "e")
        let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let whole = mantissa[0]
        let fraction = mantissa.count > 1 ? mantissa[1] : ""
        let all = whole + fraction
        let leading = all.prefix { $0 == "0" }.count
        var digits = all.dropFirst(leading)
        while digits.last == "0" { digits.removeLast() }
        return (String(digits), whole.count - leading + exponent)
    }

    /// `//` and `%` of whole numbers, rounding down; nil where the result has no 64 bits.
    static func floorDivision(_ left: Int, _ right: Int) -> (quotient: Int, remainder: Int)? {
        let (quotient, overflow) = left.dividedReportingOverflow(by: right)
        guard !overflow else { return nil }
        let remainder = left % right
        guard remainder != 0, (remainder < 0) != (right < 0) else { return (quotient, remainder) }
        return (quotient - 1, remainder + right)
    }

    /// `//` and `%` of floats as CPython's float_divmod computes them.
    static func floorDivision(
        _ left: Double, _ right: Double
    ) -> (quotient: Double, remainder: Double) {
        var remainder = left.truncatingRemainder(dividingBy: right)
        var quotient = (left - remainder) / right
        if remainder != 0 {
            if (right < 0) != (remainder < 0) {
                remainder += right
                quotient -= 1
            }
        } else {
            remainder = Double(signOf: right, magnitudeOf: 0)
        }
        guard quotient != 0 else {
            return (Double(signOf: left / right, magnitudeOf: 0), remainder)
        }
        var rounded = quotient.rounded(.down)
        if quotient - rounded > 0.5 { rounded += 1 }
        return (rounded, remainder)
    }

    /// `**` of whole numbers with an exponent from 0; nil where the result has no 64 bits.
    static func power(_ base: Int, _ exponent: Int) -> Int? {
        var result = 1
        var square = base
        var left = exponent
        while true {
            if left & 1 == 1 {
                let (product, overflow) = result.multipliedReportingOverflow(by: square)
                guard !overflow else { return nil }
                result = product
            }
            left >>= 1
            guard left > 0 else { return result }
            let (product, overflow) = square.multipliedReportingOverflow(by: square)
            guard !overflow else { return nil }
            square = product
        }
    }

    /// How a whole number and a float compare as exact numbers: below 0, 0 or above; nil for NaN.
    static func comparison(_ left: Int, _ right: Double) -> Int? {
        guard !right.isNaN else { return nil }
        if right >= 0x1p63 { return -1 }
        if right < -0x1p63 { return 1 }
        let whole = right.rounded(.towardZero)
        let integer = Int(whole)
        if left != integer { return left < integer ? -1 : 1 }
        return right == whole ? 0 : whole < right ? -1 : 1
    }

    /// `int(text)` in base 10; nil where Python refuses, and the flag where 64 bits do not hold it.
    static func integer(_ text: PythonString) -> (value: Int, overflows: Bool)? {
        var digits = text.stripped(.both).scalars[...]
        let isNegative = digits.first == "-"
        if isNegative || digits.first == "+" { digits = digits.dropFirst() }
        guard let number = underscored(digits) else { return nil }
        guard let value = Int((isNegative ? "-" : "") + number) else { return (0, true) }
        return (value, false)
    }

    /// `float(text)`; nil where Python refuses.
    static func float(_ text: PythonString) -> Double? {
        var rest = text.stripped(.both).scalars[...]
        let isNegative = rest.first == "-"
        if isNegative || rest.first == "+" { rest = rest.dropFirst() }
        let word = PythonString(rest).lowercased.text
        if ["inf", "infinity"].contains(word) { return isNegative ? -.infinity : .infinity }
        if word == "nan" { return .nan }
        let exponentAt = rest.firstIndex { $0 == "e" || $0 == "E" }
        var exponent = "0"
        if let exponentAt {
            var part = rest[(exponentAt + 1)...]
            let sign = part.first == "-" ? "-" : ""
            if part.first == "-" || part.first == "+" { part = part.dropFirst() }
            guard let digits = underscored(part) else { return nil }
            exponent = sign + digits
        }
        let mantissa = rest[..<(exponentAt ?? rest.endIndex)]
            .split(separator: ".", omittingEmptySubsequences: false)
        guard mantissa.count <= 2 else { return nil }
        let parts = mantissa.filter { !$0.isEmpty }.map(underscored)
        guard !parts.isEmpty, !parts.contains(nil) else { return nil }
        let whole = mantissa[0].isEmpty ? "0" : underscored(mantissa[0]) ?? "0"
        let fraction = mantissa.count < 2 ? "0" : underscored(mantissa[1]) ?? "0"
        return Double("\(isNegative ? "-" : "")\(whole).\(fraction)e\(exponent)")
    }

    /// ASCII digits with single underscores between them, without these; nil for anything else.
    private static func underscored(_ scalars: ArraySlice<Unicode.Scalar>) -> String? {
        var digits = ""
        var mayBreak = false
        for scalar in scalars {
            switch scalar {
            case "0"..."9":
                digits.unicodeScalars.append(scalar)
                mayBreak = true
            case "_" where mayBreak: mayBreak = false
            default: return nil
            }
        }
        return mayBreak ? digits : nil
    }
}
