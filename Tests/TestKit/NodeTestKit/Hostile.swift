/// Text as people could send it to break a page.
package enum Hostile {
    package static let name = "\"\u{301} onfocus=alert(1) <b>\u{202E}evil"
    package static let text =
        "</textarea></script><script>alert(1)</script>{{shell.title}}\u{0}\u{8}\u{202E}"
        + "<img src=x onerror='alert(2)'>" + String(repeating: "W", count: 200)
}
