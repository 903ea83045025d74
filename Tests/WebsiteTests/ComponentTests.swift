import Identity
import LedgerTestKit
import NodeAPI
import Testing
import Website

@Suite struct `Numbers on pages` {
    @Test(arguments: [
        (UInt128(0), "0.000 000 000"), (1, "0.000 000 001"), (2_137_500, "0.002 137 500"),
        (1_000_000_000, "1.000 000 000"), (12_331_933_221, "12.331 933 221"),
        (1_234_567_000_000_000, "1 234 567.000 000 000"),
    ])
    func `have nine decimals in groups of three`(nano: UInt128, text: String) {
        #expect(AmountText.digits(nano) == text.replacing(" ", with: "\u{202F}"))
        #expect(AmountText.exact(nano).html.contains("value=\"\(nano)\""))
    }

    @Test func `set leading zeros back`() {
        #expect(
            AmountText.exact(2_137_500).html
                == "<data class=\"number\" value=\"2137500\"><i>0.00</i>"
                + "2\u{202F}137\u{202F}500</data>")
        #expect(!AmountText.exact(12_331_933_221).html.contains("<i>"))
    }

    @Test(arguments: [
        (UInt64(0), "1 Jan 1970, 00:00:00 UTC", "1970-01-01T00:00:00Z"),
        (951_782_400, "29 Feb 2000, 00:00:00 UTC", "2000-02-29T00:00:00Z"),
        (1_795_248_847, "21 Nov 2026, 08:14:07 UTC", "2026-11-21T08:14:07Z"),
        (4_107_542_399, "28 Feb 2100, 23:59:59 UTC", "2100-02-28T23:59:59Z"),
        (.max, "31 Dec 9999, 23:59:59 UTC", "9999-12-31T23:59:59Z"),
    ])
    func `are times in UTC`(seconds: UInt64, written: String, iso: String) {
        #expect(TimeText.written(seconds) == written)
        #expect(TimeText.iso(seconds) == iso)
    }

    @Test(arguments: [
        ("a b/c?", "a%20b%2Fc%3F"), ("é\u{0}", "%C3%A9%00"), ("plain-1.x_~", "plain-1.x_~"),
    ])
    func `and names travel in addresses`(text: String, encoded: String) {
        #expect(PercentEncoding.encode(text) == encoded)
        #expect(PercentEncoding.decode(encoded.utf8, plusIsSpace: false) == text)
    }

    @Test(arguments: ["%", "%4", "%zz", "%ff", "%C3"])
    func `are refused when they are no percent-encoded UTF-8`(text: String) {
        #expect(PercentEncoding.decode(text.utf8, plusIsSpace: true) == nil)
        #expect((try? URLFields(Array("q=\(text)".utf8), of: "query")) == nil)
    }
}

@Suite struct `An interval bar` {
    let interval = ShareInterval(estimate: 184_000_000, lower: 146_000_000)

    /// Entries hold an estimate and a lower bound; the mirrored upper one was nobody's.
    @Test func `shows the two numbers that the entry holds, and no third`() {
        #expect(interval.text == "0.184 ≥ 0.146")
        #expect(interval.sentence == "about 18 %, likely at least 15 %")
        let html = IntervalBar(interval, axis: 400_000_000).markup.html
        #expect(html.ranges(of: "class=\"interval\"").count == 2)
    }

    @Test(arguments: [
        (UInt64(30_200_000), UInt64(28_000_000), "about 3.0 %, likely at least 2.8 %"),
        (102_000_000, 95_000_000, "about 10 %, likely at least 9.5 %"),
        (182_000_000, 180_000_000, "about 18.2 %, likely at least 18.0 %"),
        (30_200_000, 30_190_000, "about 3.0 %, likely less than 0.1 % below"),
        (0, 0, "about 0.0 %, likely less than 0.1 % below"),
    ])
    func `is never said to be at least itself`(
        estimate: UInt64, lower: UInt64, sentence: String
    ) {
        #expect(ShareInterval(estimate: estimate, lower: lower).sentence == sentence)
    }

    @Test func `orders its marks: zero, lower bound, estimate, edge`() {
        for axis in [222_000_000, 400_000_000, ShareInterval.whole] as [UInt64] {
            let intervalBar = IntervalBar(interval, axis: axis)
            let marks = [0, interval.lower, interval.estimate, axis].map(intervalBar.position)
            #expect(marks == marks.sorted() && marks[0] == IntervalBar.zero && marks[3] == 9_800)
        }
    }

    @Test func `is solid only where money is paid now`() {
        let paid = IntervalBar(interval, axis: interval.estimate).markup.html
        #expect(paid.contains("var(--contrib)") && paid.contains("url(#hatch-held)"))
        let held = IntervalBar(interval, axis: interval.estimate, isHeld: true).markup.html
        #expect(!held.contains("var(--contrib)") && held.contains("url(#hatch-held)"))
        let sure = ShareInterval(estimate: 5, lower: 5)
        #expect(!IntervalBar(sure, axis: 10).markup.html.contains("url(#hatch-held)"))
        let nothing = ShareInterval(estimate: 0, lower: 0)
        #expect(!IntervalBar(nothing, axis: 0).markup.html.contains("<rect"))
        #expect(paid.contains("aria-label=\"about 18 %, likely at least 15 %\""))
    }

    @Test func `of the rest is hatched the other way`() {
        #expect(IntervalBar.rest(249_000_000, axis: 249_000_000).html.contains("url(#hatch-pool)"))
    }
}

@Suite struct `A picture of an account` {
    @Test func `is the same every time, differs by account and is mirrored`() {
        let (first, second) = (SampleLog.account("one"), SampleLog.account("two"))
        let picture = Identicon(account: first, kind: .team)
        #expect(picture == Identicon(account: first, kind: .team))
        #expect(picture != Identicon(account: second, kind: .team))
        #expect(picture.label.count == 6)
        let cells = picture.markup(18).html.matches(of: #/M(\d+) (\d+)h2/#)
            .map { "\($0.output.1) \($0.output.2)" }
        for cell in cells {
            let parts = cell.split(separator: " ").compactMap { Int($0) }
            #expect(cells.contains("\(14 - parts[0]) \(parts[1])"))
        }
    }

    @Test func `has a shape for each kind, and readers of the screen pass it by`() {
        let account = SampleLog.account("one")
        let kinds: [AccountProfile.Kind] = [.team, .person, .program]
        let pictures = kinds.map { Identicon(account: account, kind: $0).markup(18).html }
        #expect(zip(pictures, ["<rect", "<circle", "M8 0 15"]).allSatisfy { $0.contains($1) })
        #expect(pictures.allSatisfy { $0.contains("aria-hidden=\"true\"") })
    }
}
