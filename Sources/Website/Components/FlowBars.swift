/// Bars of a fee's parts, drawn to scale.
package enum FlowBars {
    /// A bar of the whole width, one segment an amount; amounts of nothing have none.
    package static func bar(_ parts: [(nano: UInt64, fill: String)]) -> Markup {
        let whole = parts.reduce(UInt128(0)) { $0 + UInt128($1.nano) }
        guard whole > 0 else { return Markup("<svg height=\"30\" aria-hidden=\"true\"></svg>") }
        var start: UInt128 = 0
        var segments = ""
        for part in parts where part.nano > 0 {
            let end = start + UInt128(part.nano)
            let (left, right) = (UInt64(start * 10_000 / whole), UInt64(end * 10_000 / whole))
            segments +=
                "<rect class=\"sg\" x=\"\(Whisker.percent(left))\" "
                + "width=\"\(Whisker.percent(right - left))\" height=\"30\" fill=\"\(part.fill)\"/>"
            start = end
        }
        return Markup("<svg height=\"30\" aria-hidden=\"true\">\(segments)</svg>")
    }

    /// The last segment of the bar above, unfolded to the full width of the bar below.
    package static func unfolding(_ part: UInt64, of whole: UInt64) -> Markup {
        guard part > 0, part <= whole else { return Markup("") }
        let left = Whisker.percent(
            UInt64((UInt128(whole) - UInt128(part)) * 10_000 / UInt128(whole)))
        let start = left.dropLast()
        return Markup(
            "<svg viewBox=\"0 0 100 20\" preserveAspectRatio=\"none\" height=\"26\" "
                + "aria-hidden=\"true\"><path d=\"M\(start) 0H100V20H0z\" "
                + "fill=\"var(--contrib)\" opacity=\".13\"/>"
                + "<path d=\"M\(start) 0 0 20M100 0v20\" stroke=\"var(--contrib)\" "
                + "vector-effect=\"non-scaling-stroke\" opacity=\".55\"/></svg>")
    }
}
