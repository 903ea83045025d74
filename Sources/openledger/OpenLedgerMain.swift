internal import Commands

/// The program: everything it does lives in the Commands library.
@main
enum OpenLedgerMain {
    static func main() async {
        await OpenLedgerCommand.start()
    }
}
