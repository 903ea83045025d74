/// One mark for estimate, interval and money.
///
/// Solid up to the lower bound is paid, hatched up to the estimate is held, the line leads from the
/// bound to the estimate, the ring is the estimate. Positions are percentages, so that the drawing
/// stretches without a style attribute and without distortion.
package struct IntervalBar: Equatable, Sendable {
    /// Where zero stands, in hundredths of a percent of the width; what is left is the axis.
    package static let zero: UInt64 = 400
    /// Room for the ring and the end of the line on the right.
    private static let margin: UInt64 = 200
    private static let axisLength = 10_000 - zero - margin

    package let interval: ShareInterval
    /// The share at the axis's end.
    package let axis: UInt64
    /// The share that is paid now; what is held whole adds nothing to it.
    package let paidShare: UInt64

    /// One line's bar.
    package init(_ interval: ShareInterval, axis: UInt64, isHeld: Bool = false) {
        self.init(interval, axis: axis, paidShare: isHeld ? 0 : interval.lower)
    }

    /// A bar of several lines together.
    package init(_ interval: ShareInterval, axis: UInt64, paidShare: UInt64) {
        self.interval = interval
        self.axis = max(axis, 1)
        self.paidShare = paidShare
    }

    /// A share's position in hundredths of a percent of the width.
    package func position(_ share: UInt64) -> UInt64 {
        Self.zero + Self.length(share, axis: axis)
    }

    private static func length(_ share: UInt64, axis: UInt64) -> UInt64 {
        UInt64(UInt128(min(share, axis)) * UInt128(axisLength) / UInt128(axis))
    }

    /// The drawing, with its sentence.
    package var markup: Markup {
        let solidEnd = position(paidShare)
        let estimate = position(interval.estimate)
        let low = position(interval.lower)
        var parts = [Self.zeroLine]
        if solidEnd > Self.zero {
            parts.append(Self.bar(from: Self.zero, to: solidEnd, fill: "var(--contrib)"))
        }
        if estimate > solidEnd {
            parts.append(Self.bar(from: solidEnd, to: estimate, fill: "url(#hatch-held)"))
        }
        if estimate > low {
            parts.append(
                "<line class=\"interval\" x1=\"\(Self.percent(low))\" "
                    + "x2=\"\(Self.percent(estimate))\" y1=\"11\" y2=\"11\"/>")
            parts.append(Self.tick(low))
        }
        parts.append(
            "<circle class=\"estimate\" cx=\"\(Self.percent(estimate))\" cy=\"11\" r=\"4.5\"/>")
        return Self.drawing(parts.joined(), interval.sentence)
    }

    /// The part that nothing explains.
    package static func rest(_ share: UInt64, axis: UInt64) -> Markup {
        let end = zero + length(share, axis: max(axis, 1))
        let bar =
            "<rect x=\"\(percent(zero))\" y=\"5\" width=\"\(percent(end - zero))\" height=\"12\" "
            + "fill=\"url(#hatch-pool)\" stroke=\"var(--edge)\"/>"
        return drawing(
            zeroLine + bar, "\(ShareText.percent(share)) % is not attributed to anyone")
    }

    /// A row that has no share.
    package static let nothing = drawing(
        zeroLine + "<circle class=\"estimate\" cx=\"\(percent(zero))\" cy=\"11\" r=\"4.5\"/>",
        "no share of its own")

    private static func drawing(_ inner: String, _ sentence: String) -> Markup {
        Markup(
            "<svg class=\"interval-bar\" height=\"22\" role=\"img\" aria-label=\"\(sentence)\">"
                + inner + "</svg>"
        )
    }

    private static let zeroLine =
        "<line class=\"zero-line\" x1=\"\(percent(zero))\" x2=\"\(percent(zero))\" "
        + "y1=\"0\" y2=\"22\"/>"

    private static func tick(_ at: UInt64) -> String {
        "<line class=\"interval\" x1=\"\(percent(at))\" x2=\"\(percent(at))\" y1=\"7\" y2=\"15\"/>"
    }

    private static func bar(from start: UInt64, to end: UInt64, fill: String) -> String {
        "<rect x=\"\(percent(start))\" y=\"5\" width=\"\(percent(end - start))\" height=\"12\" "
            + "fill=\"\(fill)\"/>"
    }

    /// `45.52%`.
    static func percent(_ hundredths: UInt64) -> String {
        let (whole, part) = hundredths.quotientAndRemainder(dividingBy: 100)
        return "\(whole).\(String(100 + part).dropFirst())%"
    }
}
