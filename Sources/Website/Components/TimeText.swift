/// Times of the log in UTC, day before month, month in letters.
package enum TimeText {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// `21 Nov 2026, 08:14:07 UTC`.
    package static func written(_ seconds: UInt64) -> String {
        let (day, clock) = parts(seconds)
        return "\(day.day) \(months[day.month - 1]) \(day.year), \(clock) UTC"
    }

    /// `2026-11-21T08:14:07Z`.
    package static func iso(_ seconds: UInt64) -> String {
        let (day, clock) = parts(seconds)
        return "\(day.year)-\(twoDigits(day.month))-\(twoDigits(day.day))T\(clock)Z"
    }

    private static func parts(
        _ seconds: UInt64
    ) -> (day: (year: Int, month: Int, day: Int), clock: String) {
        // The log's times are what its writer says; no page may fall over one.
        let bounded = Int(min(seconds, 253_402_300_799))
        let clock = bounded % 86_400
        let text = [clock / 3_600, clock / 60 % 60, clock % 60].map(twoDigits)
        return (civil(days: bounded / 86_400), text.joined(separator: ":"))
    }

    /// The proleptic Gregorian date of a day since 1970, by eras of 400 years that begin in March.
    private static func civil(days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
