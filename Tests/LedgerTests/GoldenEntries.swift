import Testing

/// Every type of entry built from docs/formats/ledger-entry.md by a Python program, with the
/// EIP-712 digest that eth_account computes for its message in a domain with salt 00…1f.
///
/// Made by scripts/fixtures/make-ledger-entries.py.
enum GoldenEntries {
    struct Golden: CustomTestStringConvertible, Sendable {
        let name: String
        let hex: String
        let signingDigest: String

        var testDescription: String { name }
    }

    static let all: [Golden] = [
        accountOpen, policySet, datanetCreate, evaluationCommit, contributionCommit,
        contributionReveal, manifestCommit, beaconReveal, trainingResult, trainingAbort, deploy,
        deposit, answer, evaluationOpen,
    ]

    static let accountOpen = Golden(
        name: "AccountOpen",
        hex: joined(
            """
            0101000000006955b9001111111111111111111111111111111111111111015a5a5a5a5a5a5a5a5a
            5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a
            5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a
            """),
        signingDigest: "05163a815296136bcfefa02a3e95f49181be24803b65eb04b189dae25814769b")

    static let policySet = Golden(
        name: "PolicySet",
        hex: joined(
            """
            0102000000006955b900000000031b5803e803e801f401f400001212121212121212121212121212
            1212121212121313131313131313131313131313131313131313000001f45a5a5a5a5a5a5a5a5a5a
            5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a
            5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a
            """),
        signingDigest: "f4c211870eade8050e9b36f4a0c1e0695d5f1c708e74cb1ba5c318810fecba48")

    static let datanetCreate = Golden(
        name: "DatanetCreate",
        hex: joined(
            """
            0103000000006955b900141414141414141414141414141414141414141421212121212121212121
            212121212121212121212121212121212121212121215a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a
            5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a
            5a5a5a5a5a5a5a
            """),
        signingDigest: "136b8c19d0a17e391c36f5e308875436d86f2eac1bbae1fd7493e1f34280b33c")

    static let evaluationCommit = Golden(
        name: "EvaluationCommit",
        hex: joined(
            """
            0104000000006955b900151515151515151515151515151515151515151500000000000000042222
            222222222222222222222222222222222222222222222222222222222222000003e85a5a5a5a5a5a
            5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a
            5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a
            """),
        signingDigest: "5bc00ce63c487137fab41bccd34901fe5b4f830a08eb1fe6ac7ef757b33c2b0e")

    static let contributionCommit = Golden(
        name: "ContributionCommit",
        hex: joined(
            """
            0105000000006955b900161616161616161616161616161616161616161600000000000000042323
            232323232323232323232323232323232323232323232323232323232323000000505a5a5a5a5a5a
            5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a
            5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a
            """),
        signingDigest: "12f0d4218640ad4ff9dbfcd4df05d05d928e5d46c32c849ddf09cc53a894d348")

    static let contributionReveal = Golden(
        name: "ContributionReveal",
        hex: joined(
            """
            0106000000006955b900000000000000000924242424242424242424242424242424242424242424
            24242424242424242424252525252525252525252525252525252525252525252525252525252525
            25250000003c000000145a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a
            5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a
            """),
        signingDigest: "22a4646fc0f3577b4eb4385459d59eafbb3cd229a5da3d8c775f0addb175921e")

    static let manifestCommit = Golden(
        name: "ManifestCommit",
        hex: joined(
            """
            0107000000006955b900171717171717171717171717171717171717171726262626262626262626
            26262626262626262626262626262626262626262626000000000000000400000000000000c80000
            0fa02727272727272727272727272727272727272727272727272727272727272727000000000000
            00050000000000000003000100020101181818181818181818181818181818181818181828282828
            282828282828282828282828282828282828282828282828282828285a5a5a5a5a5a5a5a5a5a5a5a
            5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a
            5a5a5a5a5a5a5a5a5a5a5a5a5a
            """),
        signingDigest: "e78252966ca785c19ef824283850bb156eb40d591e14c5f54fde3c76c0960f2b")

    static let beaconReveal = Golden(
        name: "BeaconReveal",
        hex: joined(
            """
            0108000000006955b90000000000000000c929292929292929292929292929292929292929292929
            292929292929292929295a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a
            5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a
            """),
        signingDigest: "e25eb02527e9c8a7c6d6ffe1ebe0b1c7c8ffae644b6c513acdce4854da939dbe")

    static let trainingResult = Golden(
        name: "TrainingResult",
        hex: joined(
            """
            0109000000006955b90000000000000000c92a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a
            2a2a2a2a2a2a2a2a2a2a2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b
            2b2b2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2d2d2d2d2d2d
            2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2e2e2e2e2e2e2e2e2e2e2e2e2e2e
            2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e0000027e000003e85a5a5a5a5a5a5a5a5a5a5a5a5a5a
            5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a
            5a5a5a5a5a5a5a5a5a5a5a
            """),
        signingDigest: "85eba2b574d86a5dec1ce8c35b94f3eb86b42a594b65519b2a26aa4955ccb612")

    static let trainingAbort = Golden(
        name: "TrainingAbort",
        hex: joined(
            """
            010a000000006955b90000000000000000c9025a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a
            5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a
            5a5a5a5a
            """),
        signingDigest: "6b6f858d6bc48e0347c9c4e1cd9a694bb5ac6e3ccd9d9b53f98993d4371fef87")

    static let deploy = Golden(
        name: "Deploy",
        hex: joined(
            """
            010b000000006955b90000000000000000cb00000000000000030000000000000000009896800000
            00000000000417171717171717171717171717171717171717175a5a5a5a5a5a5a5a5a5a5a5a5a5a
            5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a
            5a5a5a5a5a5a5a5a5a5a5a
            """),
        signingDigest: "6be372aac89df8076424890f86e08b3a3cc1bd7fd0e22b29a7212acd88351b6e")

    static let deposit = Golden(
        name: "Deposit",
        hex: joined(
            """
            010c000000006955b9001919191919191919191919191919191919191919000000012a05f2002f2f
            2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f5a5a5a5a5a5a5a5a5a5a
            5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a
            5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a
            """),
        signingDigest: "17f5464d7c600cd9b01e3c095cf9af8f3dc963a8df566bd84053bdbd8c51d0ea")

    static let answer = Golden(
        name: "Answer",
        hex: joined(
            """
            010d000000006955b9000000000000000000cc191919191919191919191919191919191919191900
            0102030405060708090a0b0c0d0e0f00000000009896800000000001312d00303030303030303030
            30303030303030303030303030303030303030303030303131313131313131313131313131313131
            3131313131313131313131313131311b5803e803e801f401f40000000100022d2d2d2d2d2d2d2d2d
            2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d0317171717171717171717171717171717
            17171717121212121212121212121212121212121212121213131313131313131313131313131313
            1313131300000000000000040400000007313131313131313131313131313131313131313117d784
            0113de435500000000002ab9800000000000239a950000000000071eeb0100000002323232323232
            32323232323232323232323232320bebc2000bebc2000000000000155cc00000000000155cc00000
            000000000000000000000933333333333333333333333333333333333333330bebc20005f5e10000
            00000000155cc000000000000000000000000000155cc00200000005343434343434343434343434
            343434343434343401c9c38300000000000000000003345000000000000000000000000000033450
            030a21fe7c00000000001228705a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a
            5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a
            """),
        signingDigest: "c622dae5ba05ad109411887eec17e8a1274ee51361a30d19b486fb8a5af2407b")

    static let evaluationOpen = Golden(
        name: "EvaluationOpen",
        hex: joined(
            """
            010e000000006955b900000000000000000500000000000000cb2222222222222222222222222222
            22222222222222222222222222222222222232323232323232323232323232323232323232323232
            323232323232323232322e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e
            2e2e5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a
            5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a
            """),
        signingDigest: "d5234cad4d77036627f13413bba578138abeefc8ec3b0edc361c2eb0f8a52770")

    /// The digits without the line ends.
    private static func joined(_ lines: String) -> String {
        String(lines.filter { !$0.isWhitespace })
    }
}
