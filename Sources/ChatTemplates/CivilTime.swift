/// A date and a time of day as a wall clock shows them, for templates that write the date.
///
/// A rendering takes no clock of its own: the same conversation at the same moment gives the same
/// text.
public struct CivilTime: Equatable, Sendable {
    /// The year of the Gregorian calendar.
    public let year: Int
    /// The month from 1 to 12.
    public let month: Int
    /// The day of the month from 1.
    public let day: Int
    /// The hour from 0 to 23.
    public let hour: Int
    /// The minute from 0 to 59.
    public let minute: Int
    /// The second from 0 to 59.
    public let second: Int

    /// A moment between the years 1000 and 9999, or nil where the calendar has none such.
    public init?(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
        guard (1000...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= Self.days(ofMonth: month, in: year), (0..<24).contains(hour),
            (0..<60).contains(minute), (0..<60).contains(second)
        else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
        (self.hour, self.minute, self.second) = (hour, minute, second)
    }

    private static func days(ofMonth month: Int, in year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    /// The day of the year from 1.
    private var dayOfYear: Int {
        (1..<month).reduce(day) { $0 + Self.days(ofMonth: $1, in: year) }
    }

    /// The day of the week, from 0 for Sunday.
    private var weekday: Int {
        let before = year - 1
        // 1 January of the year 1 was a Monday.
        return (before * 365 + before / 4 - before / 100 + before / 400 + dayOfYear) % 7
    }
}

extension CivilTime {
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ]
    private static let weekdays = [
        "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
    ]

    /// `strftime` in the C locale.
    ///
    /// - Throws: ``ChatTemplateError/unsupported(line:construct:)`` for other directives.
    func text(by format: PythonString, line: Int) throws(ChatTemplateError) -> PythonString {
        // CPython hands the format to C, where it ends at a zero.
        guard !format.scalars.contains("\0") else {
            throw .unsupported(line: line, construct: "a zero in a date format")
        }
        var result: [Unicode.Scalar] = []
        var rest = format.scalars[...]
        while let scalar = rest.popFirst() {
            guard scalar == "%" else {
                result.append(scalar)
                continue
            }
            // The C library's sign for numbers without padding.
            let isBare = rest.first == "-"
            if isBare { rest.removeFirst() }
            guard let directive = rest.popFirst(),
                let text = text(of: directive, isBare: isBare)
            else {
                throw .unsupported(
                    line: line,
                    construct: "the date format '\(format.text.shortened)'")
            }
            result += text.unicodeScalars
        }
        return PythonString(result)
    }

    private func text(of directive: Unicode.Scalar, isBare: Bool) -> String? {
        func padded(_ number: Int, _ width: Int = 2, _ padding: String = "0") -> String {
            let digits = String(number)
            guard !isBare else { return digits }
            return String(repeating: padding, count: max(width - digits.count, 0)) + digits
        }
        switch directive {
        case "d": return padded(day)
        case "m": return padded(month)
        case "H": return padded(hour)
        case "I": return padded((hour + 11) % 12 + 1)
        case "M": return padded(minute)
        case "S": return padded(second)
        case "y": return padded(year % 100)
        case "j": return padded(dayOfYear, 3)
        case "e": return padded(day, 2, " ")
        case "Y": return String(year)
        default: return isBare ? nil : word(of: directive)
        }
    }

    private func word(of directive: Unicode.Scalar) -> String? {
        switch directive {
        case "B": Self.months[month - 1]
        case "b", "h": String(Self.months[month - 1].prefix(3))
        case "A": Self.weekdays[weekday]
        case "a": String(Self.weekdays[weekday].prefix(3))
        case "p": hour < 12 ? "AM" : "PM"
        case "%": "%"
        default: nil
        }
    }
}
